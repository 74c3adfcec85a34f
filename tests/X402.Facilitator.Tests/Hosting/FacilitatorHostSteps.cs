using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using X402.Evm.Rpc;
using X402.Payments;
using X402.Protocol;
using X402.Settlement;
using X402.TestSupport.Chain;

namespace X402.Facilitator.Tests.Hosting;

/// <summary>What tests do with a facilitator.</summary>
internal static class FacilitatorHostSteps
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Puts a journal of a test's own in front of the one in memory.</summary>
    public static void MeddleWithJournal(this IServiceCollection services, Func<ISettlementJournal, ISettlementJournal> meddle) => services.AddSingleton(
        provider => meddle(new InMemorySettlementJournal(TimeProvider.System, provider.GetRequiredService<InMemoryRelayerLeases>())));

    /// <summary>Whether a new payment is settled.</summary>
    public static async Task<bool> SettlesAsync(this FacilitatorHost host, Payer payer) =>
        (await host.Facilitator.SettleAsync(await payer.PayAsync(), Cancellation)).Success;

    /// <summary>Posts a request as it is on the wire.</summary>
    public static Task<(int Status, JsonElement Json)> PostAsync(this FacilitatorHost host, string path, FacilitatorRequest request, params (string Name, string Value)[] headers) =>
        host.PostAsync(path, PaymentCodec.EncodeRequest(request), headers);

    /// <summary>Posts any body.</summary>
    public static async Task<(int Status, JsonElement Json)> PostAsync(this FacilitatorHost host, string path, byte[] body, params (string Name, string Value)[] headers)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) { Headers = { { "Content-Type", "application/json" } } } };
        foreach (var (name, value) in headers)
            message.Headers.Add(name, value);
        using var response = await host.Http.SendAsync(message, Cancellation);
        return ((int)response.StatusCode, JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(Cancellation)));
    }

    /// <summary>One settlement call, without the second one that our client makes when the first is pending.</summary>
    public static async Task<SettleResponse> SettleOnceAsync(this FacilitatorHost host, FacilitatorRequest request, int? wait = null)
    {
        var (_, json) = await host.PostAsync("/settle", request, wait is { } seconds ? [("Prefer", string.Create(CultureInfo.InvariantCulture, $"wait={seconds}"))] : []);
        return PaymentCodec.TryDecode(JsonSerializer.SerializeToUtf8Bytes(json), out SettleResponse? receipt, out var detail) ? receipt : throw new InvalidDataException(detail);
    }

    /// <summary>Waits until the only settlement of the chain that is not final is in a state.</summary>
    public static async Task<PaymentId> WaitForAsync(this FacilitatorHost host, AnvilProcess chain, SettlementState state)
    {
        PaymentId id = default;
        await Eventually.TrueAsync(async () =>
        {
            await foreach (var record in host.Journal.QueryAsync(new SettlementQuery { States = [state], Network = chain.Network.ToString() }, Cancellation))
                id = record.Id;
            return id != default;
        });
        return id;
    }

    /// <summary>Waits until so many settlements of the chain are in a state.</summary>
    public static Task WaitForCountAsync(this FacilitatorHost host, AnvilProcess chain, SettlementState state, int count) =>
        Eventually.TrueAsync(async () => await host.CountAsync(chain, state) >= count);

    /// <summary>How many settlements of the chain are in a state.</summary>
    public static async Task<int> CountAsync(this FacilitatorHost host, AnvilProcess chain, SettlementState state)
    {
        var found = 0;
        await foreach (var _ in host.Journal.QueryAsync(new SettlementQuery { States = [state], Network = chain.Network.ToString() }, Cancellation))
            found++;
        return found;
    }

    /// <summary>Waits until no transaction of relayer #0 is on its way, and everything it carried is final.</summary>
    public static Task WaitUntilAllIsClosedAsync(this FacilitatorHost host, AnvilProcess chain) => Eventually.TrueAsync(async () =>
    {
        var genesis = await chain.Rpc.SendAsync(EvmRpcCalls.Block(BlockTag.Number(0)), Cancellation);
        var sequence = $"{chain.Network}@{genesis!.Hash.ToString()[2..10]}";
        await foreach (var _ in host.Journal.ListOpenTransactionsAsync(sequence, chain.Accounts[0].Address.ToLowerString(), Cancellation))
            return false;
        return true;
    });
}
