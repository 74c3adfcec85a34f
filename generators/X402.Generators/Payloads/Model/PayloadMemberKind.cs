namespace X402.Generators.Payloads;

/// <summary>The form of a member on the wire.</summary>
internal enum PayloadMemberKind
{
    /// <summary>A value that the reader knows by itself.</summary>
    Value,

    /// <summary>A string, whose local begins as <see langword="null"/>.</summary>
    Text,

    /// <summary>A nested record that is a struct.</summary>
    StructRecord,

    /// <summary>A nested record that is a class.</summary>
    ClassRecord,

    /// <summary>A list of records.</summary>
    Records,
}
