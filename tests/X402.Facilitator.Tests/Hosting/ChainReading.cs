using X402.Evm;
using X402.Evm.Rpc;
using X402.Money;
using X402.TestSupport.Chain;

namespace X402.Facilitator.Tests.Hosting;

/// <summary>What tests read from the chain itself, past the facilitator.</summary>
internal static class ChainReading
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>How many transactions an account has in blocks.</summary>
    public static Task<ulong> TransactionsOfAsync(this AnvilProcess chain, int account) =>
        chain.Rpc.SendAsync(EvmRpcCalls.TransactionCount(chain.Accounts[account].Address), Cancellation);

    /// <summary>What an account has.</summary>
    public static Task<UInt256> DollarsAsync(this AnvilProcess chain, EvmAddress account) => chain.BalanceOfAsync(account, cancellationToken: Cancellation);

    /// <summary>What an account received since a balance was read.</summary>
    public static async Task<UInt256> ReceivedSinceAsync(this AnvilProcess chain, EvmAddress account, UInt256 before) => await chain.DollarsAsync(account) - before;

    public static Task<TransactionReceipt?> ReceiptOfAsync(this AnvilProcess chain, string transaction) =>
        chain.Rpc.SendAsync(EvmRpcCalls.Receipt(Hash32.Parse(transaction)), Cancellation);
}
