namespace X402.Services.Payments;

/// <summary>Settings of the dashboard, section <c>Payments</c>.</summary>
public sealed class PaymentsOptions
{
    /// <summary>Where the history is kept; none: a folder of the user's.</summary>
    public string? DataDirectory { get; set; }

    /// <summary>How many payments the history holds; the oldest go first. 100 to 1,000,000.</summary>
    public int Capacity { get; set; } = 50_000;

    /// <summary>A second port that speaks HTTP/2 without TLS, for exporters that use gRPC; none: HTTP/protobuf only.</summary>
    public int? GrpcPort { get; set; }

    /// <summary>What senders of telemetry must give as <c>x-otlp-api-key</c>; none: whoever reaches the port may send.</summary>
    public string? OtlpApiKey { get; set; }

    /// <summary>Where the resource server's catalogue is; none: the page of endpoints tells only what was sold.</summary>
    public Uri? ResourceServer { get; set; }

    /// <summary>The chain's JSON-RPC, for the page of the chain; none: the connection string <c>chain</c>, else there is no such page.</summary>
    public Uri? RpcUrl { get; set; }

    /// <summary>Aspire's dashboard, which traces then lead to; without it, and under the local engine, which has none, they lead nowhere.</summary>
    public Uri? AspireDashboard { get; set; }

    /// <summary>
    /// The key of a development account that buys on the page Try it: 32 bytes as hexadecimal. Heard only in the environment Development and
    /// together with a chain and a resource server; none: there is no such page.
    /// </summary>
    public string? TryKey { get; set; }

    /// <summary>The file that holds the history; its folder is created.</summary>
    public string HistoryFile()
    {
        var directory = string.IsNullOrWhiteSpace(DataDirectory)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "x402", "payments")
            : Path.GetFullPath(DataDirectory);
        Directory.CreateDirectory(directory);
        return Path.Combine(directory, "history.db");
    }
}
