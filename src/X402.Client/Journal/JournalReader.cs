using Microsoft.Extensions.Logging;
using X402.Purchases;

namespace X402.Client;

/// <summary>Reads a journal file.</summary>
internal static class JournalReader
{
    /// <summary>The purchases that still matter, by id.</summary>
    /// <exception cref="InvalidDataException">A line other than an incomplete last one cannot be read.</exception>
    public static Dictionary<string, PurchaseRecord> Read(string path, ILogger logger)
    {
        var purchases = new Dictionary<string, PurchaseRecord>(StringComparer.Ordinal);
        if (!File.Exists(path))
            return purchases;
        var content = File.ReadAllBytes(path).AsSpan();
        for (var number = 1; !content.IsEmpty; number++)
        {
            var end = content.IndexOf((byte)'\n');
            if (end < 0)
            {
                Log.JournalTornLine(logger, path);
                break;
            }
            if (!TryApply(content[..end], purchases))
                throw new InvalidDataException($"Line {number} of the purchase journal {path} cannot be read. It may hold payments that were sent: look into it before you remove it.");
            content = content[(end + 1)..];
        }
        return purchases;
    }

    private static bool TryApply(ReadOnlySpan<byte> json, Dictionary<string, PurchaseRecord> purchases)
    {
        if (StoredPurchase.Parse(json) is not { } line)
            return false;
        var purchase = line.Key is not null
            ? line.ToPurchase()
            : purchases.GetValueOrDefault(line.Id) is { } known ? known with { State = line.State, Reason = line.Reason, Transaction = line.Transaction } : null;
        if (purchase is null)
            return false;
        purchases[line.Id] = purchase;
        return true;
    }
}
