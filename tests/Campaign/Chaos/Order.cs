using X402.Client;

namespace X402.Campaign.Chaos;

/// <summary>One thing that a buyer wants, once, whatever happens on the way.</summary>
internal sealed class Order(string key, string city, bool isUpfront)
{
    /// <summary>The purchase's name: one name is paid for at most once.</summary>
    public string Key { get; } = key;

    public string City { get; } = city;

    /// <summary>Whether it is paid before the work.</summary>
    public bool IsUpfront { get; } = isUpfront;

    /// <summary>How often it was asked for.</summary>
    public int Attempts { get; set; }

    /// <summary>What it cost, once it is delivered.</summary>
    public PaymentReceipt? Receipt { get; set; }

    /// <summary>How the last attempt ended, for the reader of a failed audit.</summary>
    public string? LastWords { get; set; }
}
