using System.Globalization;

namespace X402.Redis.Purchases;

/// <summary>
/// The claims this process holds, as the store keeps them: <c>end in ms/number/process</c>. A claim of this process that is not in here holds nothing,
/// whatever the store says: its answer or its end was lost on the way, and nobody works on that purchase.
/// </summary>
/// <remarks>Thread safety: one lock.</remarks>
internal sealed class PurchaseClaims
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<string>> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Key, string Claim)> _byPurchase = new(StringComparer.Ordinal);
    private long _number;

    /// <summary>What ends every claim of this process.</summary>
    public string Process { get; } = Guid.NewGuid().ToString("n");

    /// <summary>A claim that holds from now on, before the store knows it.</summary>
    /// <param name="key">The key of the purchase.</param>
    /// <param name="until">When it ends by itself.</param>
    /// <returns>The claim, and those that held before it.</returns>
    public (string Claim, string[] Others) Begin(string key, DateTimeOffset until)
    {
        lock (_gate)
        {
            var claim = string.Create(CultureInfo.InvariantCulture, $"{until.ToUnixTimeMilliseconds()}/{++_number}/{Process}");
            if (!_byKey.TryGetValue(key, out var claims))
                _byKey.Add(key, claims = []);
            string[] others = [.. claims];
            claims.Add(claim);
            return (claim, others);
        }
    }

    /// <summary>The claim got this purchase.</summary>
    public void Hold(string key, string claim, string purchaseId)
    {
        lock (_gate)
        {
            // an earlier one on the same purchase has ended by the clock
            EndLocked(purchaseId);
            _byPurchase[purchaseId] = (key, claim);
        }
    }

    /// <summary>The claim got nothing.</summary>
    public void Drop(string key, string claim)
    {
        lock (_gate)
            DropLocked(key, claim);
    }

    /// <summary>Nobody here works on this purchase any more.</summary>
    public void End(string purchaseId)
    {
        lock (_gate)
            EndLocked(purchaseId);
    }

    /// <summary>Whether a claim in the store has ended by the clock.</summary>
    public static bool IsOver(string claim, DateTimeOffset now) =>
        long.Parse(claim.AsSpan(0, claim.IndexOf('/', StringComparison.Ordinal)), CultureInfo.InvariantCulture) <= now.ToUnixTimeMilliseconds();

    private void EndLocked(string purchaseId)
    {
        if (_byPurchase.Remove(purchaseId, out var held))
            DropLocked(held.Key, held.Claim);
    }

    private void DropLocked(string key, string claim)
    {
        if (_byKey.TryGetValue(key, out var claims) && claims.Remove(claim) && claims.Count == 0)
            _byKey.Remove(key);
    }
}
