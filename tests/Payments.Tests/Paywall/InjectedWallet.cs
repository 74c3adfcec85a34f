using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using X402.Evm.Rpc;
using X402.TestSupport.Chain;

namespace X402.Services.Payments.Tests.Paywall;

/// <summary>A browser wallet (EIP-1193) whose person a test plays. Anvil signs, which knows typed data by itself and not by our code.</summary>
internal sealed class InjectedWallet(AnvilProcess chain, DevelopmentAccount account)
{
    private readonly ConcurrentQueue<string> _asked = new();

    // the browser calls back outside of the test's own context
    private readonly CancellationToken _end = TestContext.Current.CancellationToken;

    /// <summary>What the page asked for, in order.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    /// <summary>The chain it is on.</summary>
    public ulong ChainId { get; set; } = chain.ChainId;

    /// <summary>Whether it knows the shop's chain.</summary>
    public bool KnowsChain { get; set; } = true;

    /// <summary>A method to which the person says no.</summary>
    public string? Rejects { get; set; }

    /// <summary>Signs with this account instead of the one it shows.</summary>
    public DevelopmentAccount? SignsAs { get; set; }

    /// <summary>What it was asked to sign last.</summary>
    public JsonNode? TypedData { get; private set; }

    public async Task InjectAsync(IBrowserContext context, bool announced = false)
    {
        await context.ExposeFunctionAsync("askTestWallet", (string call) => AnswerAsync(call));
        await context.AddInitScriptAsync(
            """
            const provider = { async request(call) {
              const answer = JSON.parse(await window.askTestWallet(JSON.stringify(call)));
              if (answer.error) throw answer.error;
              return answer.result;
            } };
            """
            + (announced
                ? """
                  for (const name of ['First Wallet', 'Second <b>Wallet</b>']) {
                    const detail = Object.freeze({ info: { uuid: name, name, icon: 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1" fill="teal"/></svg>', rdns: 'example.wallet' }, provider });
                    const announce = () => dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }));
                    addEventListener('eip6963:requestProvider', announce);
                    announce();
                  }
                  """
                : "window.ethereum = provider;"));
    }

    private async Task<string> AnswerAsync(string text)
    {
        var call = JsonNode.Parse(text)!;
        var method = (string)call["method"]!;
        var parameters = call["params"] as JsonArray ?? [];
        _asked.Enqueue(method);
        if (method == Rejects)
            return Refuse(4001, "User rejected the request.");
        switch (method)
        {
            case "eth_requestAccounts":
                return Answer(new JsonArray(account.Address.ToString()));
            case "eth_chainId":
                return Answer($"0x{ChainId:x}");
            case "wallet_switchEthereumChain" when !KnowsChain:
                return Refuse(4902, "Unrecognized chain ID.");
            case "wallet_addEthereumChain":
                KnowsChain = true;
                ChainId = chain.ChainId;
                return Answer(null);
            case "wallet_switchEthereumChain":
                ChainId = chain.ChainId;
                return Answer(null);
            case "eth_call":
                return Answer(await AskNodeAsync(method, parameters.ToJsonString()));
            case "eth_signTypedData_v4":
                TypedData = JsonNode.Parse((string)parameters[1]!)!;
                return Answer(await AskNodeAsync(method, new JsonArray((SignsAs ?? account).Address.ToString(), TypedData.DeepClone()).ToJsonString()));
            default:
                return Refuse(4200, "Not supported.");
        }
    }

    private Task<string> AskNodeAsync(string method, string parameters) =>
        chain.Rpc.SendAsync(EvmRpcCalls.Custom(method, parameters, static result => result.GetString()!), _end);

    private static string Answer(JsonNode? result) => new JsonObject { ["result"] = result }.ToJsonString();

    private static string Refuse(int code, string message) => new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } }.ToJsonString();
}
