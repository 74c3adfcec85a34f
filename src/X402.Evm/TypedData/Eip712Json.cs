using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace X402.Evm.TypedData;

/// <summary>Typed data as JSON, the parameter of <c>eth_signTypedData_v4</c>.</summary>
public static class Eip712Json
{
    // not HTML: the receiver hashes names as they are, and some show them before they parse escapes
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the types, the domain and the message.</summary>
    public static string Write(Eip712Domain domain, IEip712JsonMessage message)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(message);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            json.WriteStartObject();
            json.WriteStartObject("types"u8);
            WriteTypes(json, domain.EncodedType);
            WriteTypes(json, message.EncodedType);
            json.WriteEndObject();
            json.WriteString("primaryType"u8, message.EncodedType.AsSpan(0, message.EncodedType.IndexOf('(', StringComparison.Ordinal)));
            json.WriteStartObject("domain"u8);
            WriteDomain(json, domain);
            json.WriteEndObject();
            json.WriteStartObject("message"u8);
            message.WriteMembers(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteDomain(Utf8JsonWriter json, Eip712Domain domain)
    {
        json.WriteString("name"u8, domain.Name);
        if (domain.Version is { } version)
            json.WriteString("version"u8, version);
        json.WriteNumber("chainId"u8, domain.ChainId);
        if (domain.VerifyingContract is { } contract)
            json.WriteString("verifyingContract"u8, contract.ToString());
    }

    // "Mail(Person from,string text)Person(address wallet)": each type is a name and its members
    private static void WriteTypes(Utf8JsonWriter json, ReadOnlySpan<char> encoded)
    {
        while (!encoded.IsEmpty)
        {
            var open = encoded.IndexOf('(');
            var close = encoded.IndexOf(')');
            json.WriteStartArray(encoded[..open]);
            var members = encoded[(open + 1)..close];
            foreach (var range in members.Split(','))
            {
                var member = members[range];
                if (member.IsEmpty)
                    continue;
                var space = member.IndexOf(' ');
                json.WriteStartObject();
                json.WriteString("name"u8, member[(space + 1)..]);
                json.WriteString("type"u8, member[..space]);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            encoded = encoded[(close + 1)..];
        }
    }
}
