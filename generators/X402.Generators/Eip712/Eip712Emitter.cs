using System.Globalization;
using System.Text;

namespace X402.Generators.Eip712;

/// <summary>Writes the struct hash of a record.</summary>
internal static class Eip712Emitter
{
    public static string Emit(Eip712StructModel model)
    {
        var source = new SourceWriter();
        model.Type.Open(source, "global::X402.Evm.TypedData.IEip712JsonMessage");

        source.Line("// Keccak-256 of the encoded type, computed when this was compiled");
        source.Line("private static readonly global::X402.Evm.Hash32 s_typeHash = new(");
        source.Line("[");
        source.Indented($"{Bytes(model.TypeHash, 0)},");
        source.Indented($"{Bytes(model.TypeHash, 16)},");
        source.Line("]);");
        source.Line();
        source.Line("/// <inheritdoc/>");
        source.Line($"public string EncodedType => \"{model.EncodedType}\";");
        source.Line();
        source.Line("/// <inheritdoc/>");
        source.Open("public global::X402.Evm.Hash32 HashStruct()");
        source.Line("var hasher = new global::X402.Evm.TypedData.Eip712StructHasher(s_typeHash);");
        foreach (var member in model.Members)
            source.Line($"hasher.{Append(member)};");
        source.Line("return hasher.Finish();");
        source.Close();
        source.Line();
        source.Line("/// <inheritdoc/>");
        source.Open("public void WriteMembers(global::System.Text.Json.Utf8JsonWriter json)");
        foreach (var member in model.Members)
            EmitWrite(source, member);
        source.Close();
        source.Close();
        return source.ToString();
    }

    private static void EmitWrite(SourceWriter source, Eip712MemberModel member)
    {
        switch (member.Kind)
        {
            case Eip712MemberKind.Struct:
                source.Line($"json.WriteStartObject(\"{member.Name}\"u8);");
                source.Line($"{member.Property}.WriteMembers(json);");
                source.Line("json.WriteEndObject();");
                break;
            case Eip712MemberKind.Structs:
                source.Line($"json.WriteStartArray(\"{member.Name}\"u8);");
                source.Open($"foreach (var item in {member.Property})");
                source.Line("json.WriteStartObject();");
                source.Line("item.WriteMembers(json);");
                source.Line("json.WriteEndObject();");
                source.Close();
                source.Line("json.WriteEndArray();");
                break;
            default:
                source.Line($"global::X402.Evm.Payloads.PayloadWriter.Write(json, \"{member.Name}\"u8, {member.Property});");
                break;
        }
    }

    private static string Append(Eip712MemberModel member) => member.Kind switch
    {
        Eip712MemberKind.Address => $"Address({member.Property})",
        Eip712MemberKind.Integer => $"UInt256({member.Property})",
        Eip712MemberKind.Bytes32 => $"Bytes32({member.Property})",
        Eip712MemberKind.Bytes => $"Bytes({member.Property}.Span)",
        Eip712MemberKind.Text => $"Text({member.Property})",
        Eip712MemberKind.Struct => $"Bytes32({member.Property}.HashStruct())",
        _ => $"Structs({member.Property})",
    };

    private static string Bytes(EquatableArray<byte> hash, int start)
    {
        var text = new StringBuilder();
        for (var i = start; i < start + 16; i++)
            text.Append(i > start ? ", " : "").Append("0x").Append(hash[i].ToString("x2", CultureInfo.InvariantCulture));
        return text.ToString();
    }
}
