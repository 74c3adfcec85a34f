using System.Globalization;
using System.Numerics;
using System.Text.Json;
using X402.Evm.TypedData;
using X402.Money;

namespace X402.Evm.Tests.TypedData;

/// <summary>Hashes any message by its encoded type and JSON: a judge for the hashes that are written by hand or generated.</summary>
internal static class TypedDataJson
{
    public static Hash32 HashStruct(string encodedType, JsonElement message)
    {
        var types = new Dictionary<string, (string Text, (string Type, string Name)[] Members)>();
        foreach (var part in encodedType.Split(')', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, members) = (part[..part.IndexOf('(', StringComparison.Ordinal)], part[(part.IndexOf('(', StringComparison.Ordinal) + 1)..]);
            types[name] = ($"{part})", [.. members.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(member => member.Split(' ')).Select(words => (words[0], words[1]))]);
        }
        return Hash(encodedType[..encodedType.IndexOf('(', StringComparison.Ordinal)], message);

        Hash32 Hash(string name, JsonElement value)
        {
            var hasher = new Eip712StructHasher(Hash32.Keccak(System.Text.Encoding.UTF8.GetBytes(Encode(name))));
            foreach (var (type, member) in types[name].Members)
                hasher.Bytes32(Word(type, value.GetProperty(member)));
            return hasher.Finish();
        }

        string Encode(string name)
        {
            var needed = new SortedSet<string>(StringComparer.Ordinal);
            Collect(name);
            needed.Remove(name);
            return types[name].Text + string.Concat(needed.Select(dependent => types[dependent].Text));

            void Collect(string type)
            {
                if (!types.TryGetValue(type.Replace("[]", "", StringComparison.Ordinal), out var found) || !needed.Add(type.Replace("[]", "", StringComparison.Ordinal)))
                    return;
                foreach (var member in found.Members)
                    Collect(member.Type);
            }
        }

        Hash32 Word(string type, JsonElement value)
        {
            if (type.EndsWith("[]", StringComparison.Ordinal))
                return Hash32.Keccak([.. value.EnumerateArray().SelectMany(element => Word(type[..^2], element).ToArray())]);
            if (types.ContainsKey(type))
                return Hash(type, value);
            var word = new byte[32];
            if (type == "address")
                EvmAddress.Parse(value.GetString()).WriteWord(word);
            else if (type == "string")
                return Hash32.Keccak(System.Text.Encoding.UTF8.GetBytes(value.GetString()!));
            else if (type == "bytes")
                return Hash32.Keccak(Hex.Decode(value.GetString()));
            else if (type.StartsWith("bytes", StringComparison.Ordinal))
                Hex.Decode(value.GetString()).CopyTo(word, 0);
            else
                ((UInt256)BigInteger.Parse(value.ToString(), CultureInfo.InvariantCulture)).WriteBigEndian(word);
            return new(word);
        }
    }
}
