using X402.Money;

namespace X402.Purchases;

/// <summary>The wish to spend, checked against all its limits at once.</summary>
/// <param name="Id">The purchase; reserving twice with one id counts once.</param>
/// <param name="Amount">In 10^-18 dollars: the scale is finer than that of any asset in use, so that different assets add up as integers.</param>
/// <param name="Limits">All limits it has to fit into.</param>
public sealed record SpendReservation(string Id, UInt256 Amount, IReadOnlyList<SpendLimit> Limits)
{
    /// <summary>The narrowest limit of each bucket: money counts once in a bucket, however many limits the bucket has.</summary>
    internal List<SpendLimit> OnePerBucket()
    {
        var distinct = new List<SpendLimit>(Limits.Count);
        foreach (var limit in Limits)
        {
            var same = distinct.FindIndex(other => other.Bucket == limit.Bucket);
            if (same < 0)
                distinct.Add(limit);
            else if (limit.Max < distinct[same].Max)
                distinct[same] = limit;
        }
        return distinct;
    }
}
