namespace X402.Generators.Payloads;

/// <summary>A record on the wire. Holds no symbols and is equal by value, so that unrelated edits generate nothing.</summary>
/// <param name="Type">The record.</param>
/// <param name="Members">Its members in order.</param>
/// <param name="UnknownMembers">The member that keeps what is not known, if there is one.</param>
/// <param name="OtherKinds">Members that tell that the payload is one of another kind.</param>
internal sealed record PayloadRecordModel(TypeHeader Type, EquatableArray<PayloadMemberModel> Members, string? UnknownMembers, EquatableArray<string> OtherKinds);
