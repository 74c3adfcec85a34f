namespace Benchmarks.Macro.Load;

/// <summary>What is asked, by how many callers, and what counts as an answer.</summary>
internal sealed record LoadPlan
{
    /// <summary>Who is asked. Several replicas share the connections evenly.</summary>
    public required IReadOnlyList<Uri> Targets { get; init; }

    /// <summary>How many callers ask at once; each has a connection of its own and waits for its answer.</summary>
    public required int Callers { get; init; }

    /// <summary>The requests.</summary>
    public required IReadOnlyList<byte[]> Requests { get; init; }

    /// <summary>Whether requests may be sent more than once.</summary>
    public bool Repeats { get; init; }

    /// <summary>When no new request is begun; without it all requests are sent once.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Requests per second altogether, for latency below saturation; without it callers ask as fast as they are answered.</summary>
    public double? Rate { get; init; }

    /// <summary>What has to be in the answer: its status and a text in its body.</summary>
    public required int Status { get; init; }

    public string Contains { get; init; } = "";
}
