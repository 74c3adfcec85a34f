using System.Globalization;
using X402.Evm;
using X402.Evm.Abi;
using X402.Evm.Rpc;
using X402.Money;

namespace X402.Services.Payments.Chain;

/// <summary>Makes money out of nothing, on a development chain and nowhere else.</summary>
public sealed class DevelopmentFaucet(ChainClient chain, TimeProvider time)
{
    private const ulong MostDollars = 10_000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(200);
    private static readonly UInt256 s_coin = UInt256.Parse("10000000000000000000");

    // an account of nobody's: nonces of relayers and payers stay their own
    private static readonly EvmAddress s_faucet = EvmAddress.Parse("0x00000000000000000000000000000000000FA0C3");

    /// <summary>Gives an account dollars, and coin for gas if it has less than 10.</summary>
    /// <param name="to">An address.</param>
    /// <param name="dollars">1 to 10,000 whole dollars.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<ChainAction> FundAsync(string? to, int dollars, CancellationToken cancellationToken)
    {
        if (!EvmAddress.TryParse((to ?? "").AsSpan().Trim(), out var account) || account.IsZero)
            return ChainAction.Refused("That is no address: 0x and 40 hexadecimal digits.");
        if (dollars < 1 || (ulong)dollars > MostDollars)
            return ChainAction.Refused(string.Create(CultureInfo.InvariantCulture, $"Between 1 and {MostDollars:N0} dollars at a time."));
        return await DoAsync(async (rpc, chainId) =>
        {
            var token = ChainClient.TokenOf(chainId);
            var amount = (UInt256)((ulong)dollars * 1_000_000UL);
            var data = new AbiEncoder([0x40, 0xc1, 0x0f, 0x19]).Address(account).UInt256(amount).ToArray();
            var has = await rpc.SendAsync(EvmRpcCalls.Balance(account), cancellationToken);
            List<EvmRpcCall> calls = [SetBalance(s_faucet), ChainCalls.Do("anvil_impersonateAccount", $"[\"{s_faucet}\"]")];
            if (has < s_coin)
                calls.Add(SetBalance(account));
            await rpc.SendAsync(calls, cancellationToken);
            var transaction = await rpc.SendAsync(ChainCalls.Send(s_faucet, EvmAddress.Parse(token.Address), data), cancellationToken);
            return await WaitAsync(rpc, transaction, $"{dollars.ToString("N0", CultureInfo.InvariantCulture)} {token.Symbol} for {account}", cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Makes a block right now.</summary>
    public Task<ChainAction> MineAsync(CancellationToken cancellationToken) => DoAsync(async (rpc, _) =>
    {
        await rpc.SendAsync(ChainCalls.Do("evm_mine", "[]"), cancellationToken);
        return ChainAction.Done("A block was mined.");
    }, cancellationToken);

    private static EvmRpcCall<bool> SetBalance(EvmAddress account) => ChainCalls.Do("anvil_setBalance", $"[\"{account}\",\"{Hex.EncodeQuantity(s_coin)}\"]");

    // asked every time: behind an address there may be another node than a moment ago
    private async Task<ChainAction> DoAsync(Func<IEvmRpc, ulong, Task<ChainAction>> action, CancellationToken cancellationToken)
    {
        if (chain.Rpc is not { } rpc)
            return ChainAction.Refused("No chain is configured.");
        try
        {
            var (client, chainId) = (ChainCalls.Client(), EvmRpcCalls.ChainId());
            await rpc.SendAsync([client, chainId], cancellationToken);
            return ChainClient.IsDevelopment(client.Result)
                ? await action(rpc, chainId.Result)
                : ChainAction.Refused("This is no development chain: money cannot be made here.");
        }
        catch (EvmRpcException exception)
        {
            return ChainAction.Refused(exception.Error is { } error ? $"The chain refused: {History.Text.Bound(error.Message, 200)}" : "The chain does not answer.");
        }
    }

    private async Task<ChainAction> WaitAsync(IEvmRpc rpc, Hash32 transaction, string what, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < s_patience)
        {
            if (await rpc.SendAsync(EvmRpcCalls.Receipt(transaction), cancellationToken) is { } receipt)
                return receipt.Succeeded ? ChainAction.Done($"{what}.", transaction.ToString()) : ChainAction.Refused($"Not made: the token refused {what}. Is it the development dollar?");
            await Task.Delay(s_poll, time, cancellationToken);
        }

        return ChainAction.Done($"{what}: sent, and in the next block.", transaction.ToString());
    }
}
