using System.Diagnostics;
using System.Text;
using Benchmarks.Macro.Load;
using X402.Evm;
using X402.Evm.Contracts;
using X402.Evm.Rpc;
using X402.Evm.Schemes.Exact;
using X402.Evm.Settlement;
using X402.Evm.Transactions;

namespace Benchmarks.Macro.World;

/// <summary>The floor of settling: transactions signed before, sent over many connections, until all are in blocks. No facilitator, no journal, no proof.</summary>
internal static class RawSettlements
{
    private const int Connections = 10;
    private const ulong GasPerPayment = 150_000;
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(20);
    private static readonly GasFees s_fees = new(10_000_000_000, 1_000_000_000);

    /// <param name="stage">Where.</param>
    /// <param name="payments">How many payments.</param>
    /// <param name="perTransaction">How many of them share a transaction through Multicall3.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Measurement> MeasureAsync(Stage stage, int payments, int perTransaction, CancellationToken cancellationToken)
    {
        var account = stage.Chain.Accounts[5];
        if (!PrivateKeyRelayerSigner.TryCreate(account.PrivateKey, out var signer))
            throw new InvalidOperationException("A development key is none.");
        using (signer)
        {
            var first = await CountAsync(stage, account.Address, cancellationToken);
            var signed = await stage.Payers.AuthorizeAsync(stage.Payers.Requirements, payments, cancellationToken);
            var requests = new List<byte[]>();
            foreach (var shared in signed.Chunk(perTransaction))
            {
                var raw = await signer.SignAsync(Build(stage, shared, first + (ulong)requests.Count), cancellationToken);
                requests.Add(RawRequest.Post(stage.Chain.RpcUrl, Encoding.ASCII.GetBytes($$"""{"jsonrpc":"2.0","id":0,"method":"eth_sendRawTransaction","params":["{{Hex.Encode(raw.Raw.Span)}}"]}""")));
            }
            var plan = new LoadPlan { Targets = [stage.Chain.RpcUrl], Callers = Connections, Requests = requests, Status = 200, Contains = "\"result\"" };
            return await Meter.MeasureOnceAsync(() => SendAsync(stage, plan, account.Address, first, payments, cancellationToken), [stage.ChainPart, Stage.Driver]);
        }
    }

    private static async Task<LoadResult> SendAsync(Stage stage, LoadPlan plan, EvmAddress sender, ulong first, int payments, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var sent = (await LoadGenerator.RunAsync(plan, cancellationToken)).Whole;
        while (await CountAsync(stage, sender, cancellationToken) < first + (ulong)sent.Succeeded)
            await Task.Delay(s_poll, cancellationToken);
        return sent with { Succeeded = sent.Failed == 0 ? payments : sent.Succeeded, Elapsed = Stopwatch.GetElapsedTime(started), SortedMilliseconds = [] };
    }

    private static Task<ulong> CountAsync(Stage stage, EvmAddress sender, CancellationToken cancellationToken) =>
        stage.Chain.Rpc.SendAsync(EvmRpcCalls.TransactionCount(sender), cancellationToken);

    private static Eip1559Transaction Build(Stage stage, IReadOnlyList<Eip3009Payload> shared, ulong nonce)
    {
        MulticallItem[] items = [.. shared.Select(signed => new MulticallItem(stage.Chain.TokenAddress, Eip3009Token.TransferWithAuthorization(signed.Authorization, signed.Signature.Span)))];
        return new()
        {
            ChainId = stage.Chain.ChainId,
            Nonce = nonce,
            Fees = s_fees,
            GasLimit = GasPerPayment * (ulong)(items.Length + 1),
            To = items.Length == 1 ? items[0].Target : Multicall3.Address,
            Data = items.Length == 1 ? items[0].Data : Multicall3.Aggregate3(items),
        };
    }
}
