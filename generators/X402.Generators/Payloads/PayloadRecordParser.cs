using Microsoft.CodeAnalysis;
using X402.Generators.Eip712;

namespace X402.Generators.Payloads;

/// <summary>Reads a record with <c>[PaymentPayloadRecord]</c>. What it refuses is an error, which the analyzer reports.</summary>
internal sealed class PayloadRecordParser(Action<Diagnostic>? report = null)
{
    public const string Attribute = "X402.Evm.Payloads.PaymentPayloadRecordAttribute";
    private const string MemberAttribute = "X402.Evm.Payloads.PayloadMemberAttribute";
    private const string UnknownMembers = "X402.Evm.Payloads.UnknownMembersAttribute";
    private const string OtherKind = "X402.Evm.Payloads.OtherPayloadKindAttribute";

    public PayloadRecordModel? Parse(INamedTypeSymbol type)
    {
        if (type.PrimaryParameters() is not { } parameters)
        {
            report?.Invoke(Diagnostic.Create(Rules.NotAPartialRecord, type.Locations[0], type.Name));
            return null;
        }
        var members = new List<PayloadMemberModel>();
        string? unknown = null;
        var valid = true;
        foreach (var parameter in parameters)
        {
            if (parameter.Attribute(UnknownMembers) is not null)
            {
                unknown = parameter.Name;
            }
            else if (ParseMember(parameter) is { } member)
            {
                members.Add(member);
            }
            else
            {
                report?.Invoke(Diagnostic.Create(Rules.NotReadable, parameter.Locations[0], parameter.Name, parameter.Type.ToDisplayString()));
                valid = false;
            }
        }
        // the members that were seen are bits of one word
        return valid && members.Count <= 64 ? new(TypeHeader.Of(type), new([.. members]), unknown, new([.. OtherKinds(type)])) : null;
    }

    private static PayloadMemberModel? ParseMember(IParameterSymbol parameter)
    {
        var attribute = parameter.Attribute(MemberAttribute);
        var member = new PayloadMemberModel(
            parameter.Name, Symbols.CamelCase(parameter.Name), parameter.Type.GlobalName(), PayloadMemberKind.Value, "", attribute.Named<string>("Reason"));
        switch (parameter.Type.FullName())
        {
            case "X402.Evm.EvmAddress" or "X402.Evm.Hash32":
                return member;
            case "X402.Money.UInt256" or "ulong":
                return member with { Limits = Eip712Parser.BitsOf(parameter) is { } bits ? $"bits: {bits}" : "" };
            case "System.ReadOnlyMemory<byte>":
                return member with { Limits = ByteLimits(attribute) };
            case "string":
                return member with { Kind = PayloadMemberKind.Text };
        }
        if (parameter.Type is not INamedTypeSymbol type)
            return null;
        if (type.Attribute(Attribute) is not null)
            return member with { Kind = type.IsValueType ? PayloadMemberKind.StructRecord : PayloadMemberKind.ClassRecord };
        return type.ListItem() is { } item && item.Attribute(Attribute) is not null
            ? member with { Kind = PayloadMemberKind.Records, Type = item.GlobalName() }
            : null;
    }

    private static string ByteLimits(AttributeData? attribute)
    {
        var (min, max) = (attribute.Named("MinBytes", 0), attribute.Named("MaxBytes", 0));
        return (min, max) switch
        {
            (0, 0) => "",
            (0, _) => $"max: {max}",
            (_, 0) => $"min: {min}",
            _ => $"min: {min}, max: {max}",
        };
    }

    private static IEnumerable<string> OtherKinds(INamedTypeSymbol type)
    {
        foreach (var attribute in type.GetAttributes())
        {
            if (attribute.AttributeClass?.FullName() == OtherKind && attribute.Text(0) is { } name)
                yield return name;
        }
    }
}
