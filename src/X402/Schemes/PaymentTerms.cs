using System.Text.Json;
using X402.Money;
using X402.Networks;

namespace X402.Schemes;

/// <summary>What a seller wants for an endpoint, before a scheme has turned it into requirements.</summary>
public sealed record PaymentTerms
{
    /// <summary>The price.</summary>
    public required Price Price { get; init; }

    /// <summary>The network to be paid on.</summary>
    public required NetworkId Network { get; init; }

    /// <summary>The recipient.</summary>
    public required string PayTo { get; init; }

    /// <summary>How long settlement may take, in seconds; greater than 0. The reference servers use 300 in version 2 and 60 in version 1.</summary>
    public int MaxTimeoutSeconds { get; init; } = 300;

    /// <summary>Members to add to <c>extra</c>, for example the facilitator's announcements; <see langword="null"/> for none.</summary>
    public JsonElement? Extra { get; init; }
}
