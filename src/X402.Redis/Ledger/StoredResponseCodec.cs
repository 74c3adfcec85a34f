using System.Buffers.Binary;
using System.Text;
using X402.Ledger;

namespace X402.Redis.Ledger;

/// <summary>A stored response as bytes: status, headers and body, each length first (little-endian).</summary>
internal static class StoredResponseCodec
{
    public static byte[] Encode(StoredResponse response)
    {
        using var stream = new MemoryStream(response.Body.Length + 256);
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(response.StatusCode);
            writer.Write(response.Headers.Count);
            foreach (var (name, value) in response.Headers)
            {
                writer.Write(name);
                writer.Write(value);
            }
            writer.Write(response.Body.Span);
        }
        return stream.ToArray();
    }

    public static StoredResponse Decode(byte[] blob)
    {
        using var reader = new BinaryReader(new MemoryStream(blob, writable: false), Encoding.UTF8);
        var status = BinaryPrimitives.ReadInt32LittleEndian(reader.ReadBytes(4));
        var headers = new KeyValuePair<string, string>[reader.ReadInt32()];
        for (var i = 0; i < headers.Length; i++)
            headers[i] = new(reader.ReadString(), reader.ReadString());
        return new(status, headers, blob.AsMemory((int)reader.BaseStream.Position));
    }
}
