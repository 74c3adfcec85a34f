namespace X402.TestSupport.Chain;

/// <summary>The chain refused a call or a transaction.</summary>
/// <param name="message">What it said, with the revert text.</param>
/// <param name="revertData">The revert data as 0x hexadecimal, if there is any.</param>
public sealed class ChainErrorException(string message, string? revertData) : Exception(message)
{
    /// <summary>The revert data as 0x hexadecimal, if there is any.</summary>
    public string? RevertData => revertData;
}
