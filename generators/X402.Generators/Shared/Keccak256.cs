namespace X402.Generators;

/// <summary>Keccak-256 of short texts, so that type hashes are constants of the program. Written for size; the platform's own is for speed.</summary>
internal static class Keccak256
{
    private const int Rate = 136;

    public static byte[] Hash(byte[] message)
    {
        var padded = new byte[((message.Length / Rate) + 1) * Rate];
        message.CopyTo(padded, 0);
        padded[message.Length] ^= 0x01;
        padded[padded.Length - 1] ^= 0x80;

        var state = new ulong[25];
        for (var block = 0; block < padded.Length; block += Rate)
        {
            for (var i = 0; i < Rate; i++)
                state[i / 8] ^= (ulong)padded[block + i] << (8 * (i % 8));
            Permute(state);
        }

        var hash = new byte[32];
        for (var i = 0; i < hash.Length; i++)
            hash[i] = (byte)(state[i / 8] >> (8 * (i % 8)));
        return hash;
    }

    // Lane (x, y) is element x + 5y. Rotations and round constants follow from the definition, instead of from tables.
    private static void Permute(ulong[] a)
    {
        var register = (byte)1;
        for (var round = 0; round < 24; round++)
        {
            Theta(a);
            RhoAndPi(a);
            Chi(a);
            for (var j = 0; j < 7; j++)
            {
                if ((register & 1) != 0)
                    a[0] ^= 1UL << ((1 << j) - 1);
                register = (byte)((register << 1) ^ ((register >> 7) * 0x71));
            }
        }
    }

    private static void Theta(ulong[] a)
    {
        var parity = new ulong[5];
        for (var i = 0; i < 25; i++)
            parity[i % 5] ^= a[i];
        for (var i = 0; i < 25; i++)
            a[i] ^= parity[(i + 4) % 5] ^ Rotate(parity[(i + 1) % 5], 1);
    }

    private static void RhoAndPi(ulong[] a)
    {
        var (x, y) = (1, 0);
        var current = a[1];
        for (var t = 0; t < 24; t++)
        {
            (x, y) = (y, ((2 * x) + (3 * y)) % 5);
            var target = x + (5 * y);
            (current, a[target]) = (a[target], Rotate(current, (t + 1) * (t + 2) / 2 % 64));
        }
    }

    private static void Chi(ulong[] a)
    {
        var row = new ulong[5];
        for (var y = 0; y < 25; y += 5)
        {
            Array.Copy(a, y, row, 0, 5);
            for (var x = 0; x < 5; x++)
                a[y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
        }
    }

    private static ulong Rotate(ulong value, int bits) => (value << bits) | (value >> (64 - bits));
}
