namespace X402.Generators.Payloads;

/// <summary>Writes the reader and the writer of a record.</summary>
internal static class PayloadRecordEmitter
{
    private const string Reader = "global::X402.Evm.Payloads.PayloadReader";
    private const string Json = "global::System.Text.Json";
    private const string Attributes = "global::System.Diagnostics.CodeAnalysis";
    private const string Reason = "global::X402.Reasons.PaymentReason";

    public static string Emit(PayloadRecordModel model)
    {
        var source = new SourceWriter();
        model.Type.Open(source);
        EmitTryRead(source, model);
        source.Line();
        EmitTryReadFrom(source, model);
        source.Line();
        EmitWriters(source, model);
        source.Close();
        return source.ToString();
    }

    private static void EmitTryRead(SourceWriter source, PayloadRecordModel model)
    {
        var outResult = OutResult(model);
        source.Line("/// <summary>Reads the record strictly: all members once and in their form. Nothing throws for bad input.</summary>");
        source.Line("/// <param name=\"payload\">The record as JSON.</param>");
        source.Line("/// <param name=\"result\">The record.</param>");
        source.Line("/// <param name=\"reason\">Why it is none.</param>");
        source.Line("/// <param name=\"detail\">Which member is wrong and where, for the person who sent it.</param>");
        source.Open($"public static bool TryRead({Json}.JsonElement payload, {outResult}, out {Reason} reason, [{Attributes}.NotNullWhen(false)] out string? detail)");
        source.Line($"if (payload.ValueKind == {Json}.JsonValueKind.Object)");
        source.Indented("return TryRead(global::System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(payload), out result, out reason, out detail);");
        source.Line("result = default;");
        source.Line($"return {Reader}.IsNoObject(out reason, out detail);");
        source.Close();
        source.Line();
        source.Line("/// <summary>Reads the record strictly from UTF-8 text, which may be anything.</summary>");
        source.Line("/// <param name=\"utf8Json\">The record as JSON and nothing else.</param>");
        source.Line("/// <param name=\"result\">The record.</param>");
        source.Line("/// <param name=\"reason\">Why it is none.</param>");
        source.Line("/// <param name=\"detail\">Which member is wrong and where, for the person who sent it.</param>");
        source.Open($"public static bool TryRead(global::System.ReadOnlySpan<byte> utf8Json, {outResult}, out {Reason} reason, [{Attributes}.NotNullWhen(false)] out string? detail)");
        source.Line($"var json = new {Reader}(utf8Json);");
        source.Open("try");
        source.Open("if (TryReadFrom(ref json, out result) && json.IsAtEnd())");
        source.Line("reason = default;");
        source.Line("detail = null;");
        source.Line("return true;");
        source.Close();
        source.Close();
        source.Open($"catch (global::System.Exception exception) when (exception is {Json}.JsonException or global::System.InvalidOperationException)");
        source.Line("json.IsNotJson();");
        source.Close();
        source.Line("result = default;");
        source.Line("return json.Refuse(out reason, out detail);");
        source.Close();
    }

    private static void EmitTryReadFrom(SourceWriter source, PayloadRecordModel model)
    {
        source.Line("/// <summary>Reads the record as part of another one.</summary>");
        source.Open($"public static bool TryReadFrom(ref {Reader} json, {OutResult(model)})");
        source.Line("result = default;");
        foreach (var member in model.Members)
            source.Line($"{LocalType(member)} {Local(member)} = default;");
        if (model.UnknownMembers is not null)
            source.Line($"global::System.Collections.Generic.Dictionary<string, {Json}.JsonElement>? unknown = null;");
        foreach (var kind in model.OtherKinds)
            source.Line($"var has{Pascal(kind)} = false;");
        source.Line("ulong seen = 0;");
        source.Line("if (!json.BeginObject())");
        source.Indented("return false;");
        source.Open("while (json.NextMember())");
        for (var i = 0; i < model.Members.Count; i++)
        {
            var member = model.Members[i];
            source.Open($"{(i > 0 ? "else " : "")}if (json.IsMember(\"{member.JsonName}\"u8))");
            source.Line($"if (!json.IsFirst(ref seen, {i}) || !{Read(member)})");
            source.Indented($"return json.FailAt(\"{member.JsonName}\"{ReasonArgument(member)});");
            source.Close();
        }
        foreach (var kind in model.OtherKinds)
        {
            source.Open($"else if (json.IsMember(\"{kind}\"u8))");
            source.Line($"has{Pascal(kind)} = true;");
            source.Line("json.Skip();");
            source.Close();
        }
        source.Open("else");
        source.Line(model.UnknownMembers is null ? "json.Skip();" : "json.Keep(ref unknown);");
        source.Close();
        source.Close();
        EmitMissing(source, model);
        var arguments = new List<string>();
        foreach (var member in model.Members)
            arguments.Add(member.Kind is PayloadMemberKind.Text or PayloadMemberKind.ClassRecord or PayloadMemberKind.Records ? Local(member) + "!" : Local(member));
        // the keeper of unknown members may stand anywhere in the constructor
        var named = model.UnknownMembers is { } keeper ? $", {keeper}: unknown" : "";
        source.Line($"result = new({string.Join(", ", arguments)}{named});");
        source.Line("return true;");
        source.Close();
    }

    private static void EmitMissing(SourceWriter source, PayloadRecordModel model)
    {
        var all = model.Members.Count == 64 ? ulong.MaxValue : (1UL << model.Members.Count) - 1;
        foreach (var kind in model.OtherKinds)
        {
            source.Line($"if (seen != 0x{all:x} && has{Pascal(kind)})");
            source.Indented($"return json.IsOfOtherKind(\"{kind}\");");
        }
        for (var i = 0; i < model.Members.Count; i++)
        {
            var member = model.Members[i];
            source.Line($"if ((seen & 0x{1UL << i:x}) == 0)");
            source.Indented($"return json.IsMissing(\"{member.JsonName}\"{ReasonArgument(member)});");
        }
    }

    private static void EmitWriters(SourceWriter source, PayloadRecordModel model)
    {
        source.Line("/// <summary>The record as it goes onto the wire.</summary>");
        source.Line($"public {Json}.JsonElement ToJson() => global::X402.Evm.Payloads.PayloadWriter.ToJson(this, static (record, json) => record.WriteTo(json));");
        source.Line();
        source.Line("/// <summary>Writes the record as it goes onto the wire.</summary>");
        source.Open($"public void WriteTo({Json}.Utf8JsonWriter json)");
        source.Line("json.WriteStartObject();");
        foreach (var member in model.Members)
            EmitWrite(source, member);
        if (model.UnknownMembers is { } unknown)
            source.Line($"global::X402.Evm.Payloads.PayloadWriter.WriteUnknown(json, {unknown});");
        source.Line("json.WriteEndObject();");
        source.Close();
    }

    private static void EmitWrite(SourceWriter source, PayloadMemberModel member)
    {
        switch (member.Kind)
        {
            case PayloadMemberKind.StructRecord or PayloadMemberKind.ClassRecord:
                source.Line($"json.WritePropertyName(\"{member.JsonName}\"u8);");
                source.Line($"{member.Property}.WriteTo(json);");
                break;
            case PayloadMemberKind.Records:
                source.Line($"json.WriteStartArray(\"{member.JsonName}\"u8);");
                source.Line($"foreach (var item in {member.Property})");
                source.Indented("item.WriteTo(json);");
                source.Line("json.WriteEndArray();");
                break;
            default:
                source.Line($"global::X402.Evm.Payloads.PayloadWriter.Write(json, \"{member.JsonName}\"u8, {member.Property});");
                break;
        }
    }

    private static string Read(PayloadMemberModel member) => member.Kind switch
    {
        PayloadMemberKind.StructRecord or PayloadMemberKind.ClassRecord => $"{member.Type}.TryReadFrom(ref json, out {Local(member)})",
        PayloadMemberKind.Records => $"json.TryReadList({member.Type}.TryReadFrom, out {Local(member)})",
        _ => $"json.TryRead(out {Local(member)}{(member.Limits.Length > 0 ? ", " + member.Limits : "")})",
    };

    private static string LocalType(PayloadMemberModel member) => member.Kind switch
    {
        PayloadMemberKind.Text => "string?",
        PayloadMemberKind.ClassRecord => member.Type + "?",
        PayloadMemberKind.Records => $"global::System.Collections.Generic.IReadOnlyList<{member.Type}>?",
        _ => member.Type,
    };

    // a local of the generated method, so it must not be one of its own names
    private static string Local(PayloadMemberModel member)
    {
        var local = Symbols.Local(member.Property);
        return local is "json" or "result" or "seen" or "unknown" ? local + "Member" : local;
    }

    private static string OutResult(PayloadRecordModel model) =>
        model.Type.IsStruct ? $"out {model.Type.Name} result" : $"[{Attributes}.NotNullWhen(true)] out {model.Type.Name}? result";

    private static string ReasonArgument(PayloadMemberModel member) => member.Reason is { } reason ? $", global::X402.Reasons.PaymentReasons.{reason}" : "";

    private static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);
}
