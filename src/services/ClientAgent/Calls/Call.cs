namespace X402.ClientAgent.Calls;

/// <summary>One request to be made and paid.</summary>
/// <param name="Method">The method.</param>
/// <param name="PathAndQuery">Where, on the server that sells it.</param>
internal sealed record Call(string Method, string PathAndQuery)
{
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The body as JSON.</summary>
    public string? Body { get; init; }
}
