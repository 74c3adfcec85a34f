namespace X402.Evm.Rpc;

/// <summary>Which state of the chain a call reads. The default is <see cref="Latest"/>.</summary>
public readonly record struct BlockTag
{
    private readonly string? _text;

    private BlockTag(string text) => _text = text;

    /// <summary>The newest block.</summary>
    public static BlockTag Latest => default;

    /// <summary>The newest block and what the node has in its pool.</summary>
    public static BlockTag Pending { get; } = new("pending");

    /// <summary>The newest block that cannot be reorganised away.</summary>
    public static BlockTag Finalized { get; } = new("finalized");

    /// <summary>One block.</summary>
    public static BlockTag Number(ulong number) => new(Hex.EncodeQuantity(number));

    /// <summary>The JSON-RPC form.</summary>
    public override string ToString() => _text ?? "latest";
}
