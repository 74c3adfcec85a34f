namespace X402.Services.Payments.History;

/// <summary>One step of a payment as a service told it.</summary>
public sealed record PaymentSpan
{
    /// <summary>The trace, 32 hexadecimal digits. One payment is one trace.</summary>
    public required string TraceId { get; init; }

    /// <summary>The span, 16 hexadecimal digits.</summary>
    public required string SpanId { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The service that did the step.</summary>
    public required string Service { get; init; }

    /// <summary>Began, in microseconds since 1970.</summary>
    public required long Start { get; init; }

    /// <summary>Took, in microseconds.</summary>
    public required long Duration { get; init; }

    /// <summary>Whether it ended in an error or a refusal.</summary>
    public bool IsError { get; init; }

    /// <summary>What the error was: a reason code.</summary>
    public string? Message { get; init; }

    /// <summary>The attributes, as text.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>The wire documents that were recorded during the step.</summary>
    public IReadOnlyList<PaymentDocument> Documents { get; init; } = [];

    /// <summary>The number of the step, 1 to 12; 0 for spans around the steps.</summary>
    public int Step => StepOf(Name);

    /// <summary>When it ended, in microseconds since 1970.</summary>
    public long End => Start + Duration;

    /// <summary>An attribute, or null.</summary>
    public string? this[string tag] => Attributes.TryGetValue(tag, out var value) && value.Length > 0 ? value : null;

    private static int StepOf(string name)
    {
        const string Prefix = "x402.";
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
            return 0;
        var end = name.IndexOf(' ', StringComparison.Ordinal);
        return end > Prefix.Length && int.TryParse(name.AsSpan(Prefix.Length, end - Prefix.Length), out var step) && step is >= 1 and <= 12 ? step : 0;
    }
}
