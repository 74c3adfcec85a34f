using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace X402.AspNetCore.Paywall;

/// <summary>
/// A wallet for newcomers: forwards the few calls that the paywall page makes of a wallet (EIP-1193) to a local Anvil, which holds the keys
/// of its published accounts itself. No key is in this process, and a node of a real chain signs nothing.
/// </summary>
/// <remarks>Only in Development, only for requests from this machine to this machine, only to a node that says it is Anvil.</remarks>
internal sealed partial class DevelopmentWallet(IHostEnvironment environment, IOptions<X402ServerOptions> options, IHttpClientFactory clients)
{
    public const string HttpClientName = "x402-development-wallet";

    /// <summary>Number 3 of the accounts that every Anvil has; the first three have other work in a development stack.</summary>
    public const string Account = "0x90F79bf6EB2c4f870365E785982E1f101E93b906";

    // the codes of EIP-1193 and EIP-1474
    private const int Unauthorized = 4100;
    private const int UnsupportedMethod = 4200;
    private const int Disconnected = 4900;
    private const int InvalidParameters = -32602;

    private static readonly JsonElement s_nothing = JsonSerializer.SerializeToElement([], WalletJson.Default.JsonElementArray);

    private bool _isAnvil;

    /// <summary>Whether it may exist at all.</summary>
    public bool IsAllowed => environment.IsDevelopment() && options.Value.Paywall.DevelopmentChain is not null;

    /// <summary>Where it is mapped; <see langword="null"/>: nowhere, and the page does not offer it.</summary>
    public string? Path { get; set; }

    /// <summary>Chains on which the money of published accounts is play money by convention.</summary>
    public static bool Knows(string network) => network is "eip155:31337" or "eip155:84532";

    /// <summary>Answers one call of the page.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!IsAllowed || !IsFromHere(context))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        WalletCall? call;
        try
        {
            call = await context.Request.ReadFromJsonAsync(WalletJson.Default.WalletCall, context.RequestAborted);
        }
        catch (JsonException)
        {
            call = null;
        }
        var answer = call?.Method is null
            ? WalletAnswer.Refuse(InvalidParameters, "Send {\"method\": ..., \"params\": [...]}.")
            : await AnswerAsync(call, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(answer, WalletJson.Default.WalletAnswer, cancellationToken: context.RequestAborted);
    }

    private async Task<WalletAnswer> AnswerAsync(WalletCall call, CancellationToken cancellationToken)
    {
        var parameters = call.Params is { ValueKind: JsonValueKind.Array } given ? given : s_nothing;
        switch (call.Method)
        {
            case "eth_accounts" or "eth_requestAccounts":
                return new() { Result = JsonSerializer.SerializeToElement([Account], WalletJson.Default.StringArray) };
            case "eth_signTypedData_v4" when !IsFor(Account, parameters):
                return WalletAnswer.Refuse(Unauthorized, $"This wallet signs for {Account} only.");
            case "eth_chainId" or "eth_call" or "eth_signTypedData_v4":
                try
                {
                    if (!_isAnvil && !await IsAnvilAsync(cancellationToken))
                        return WalletAnswer.Refuse(Disconnected, "X402:Paywall:DevelopmentChain is no Anvil.");
                    _isAnvil = true;
                    return await ForwardAsync(call.Method, parameters, cancellationToken);
                }
                catch (Exception exception) when (exception is HttpRequestException or JsonException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
                {
                    return WalletAnswer.Refuse(Disconnected, "The local chain does not answer.");
                }
            default:
                return WalletAnswer.Refuse(UnsupportedMethod, "The development wallet does not do this.");
        }
    }

    private async Task<bool> IsAnvilAsync(CancellationToken cancellationToken) =>
        await ForwardAsync("web3_clientVersion", s_nothing, cancellationToken) is { Result: { ValueKind: JsonValueKind.String } version }
        && version.GetString()!.StartsWith("anvil", StringComparison.OrdinalIgnoreCase);

    private async Task<WalletAnswer> ForwardAsync(string method, JsonElement parameters, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(HttpClientName);
        using var response = await client.PostAsJsonAsync(options.Value.Paywall.DevelopmentChain, new NodeCall(method, parameters), WalletJson.Default.NodeCall, cancellationToken);
        return await response.Content.ReadFromJsonAsync(WalletJson.Default.WalletAnswer, cancellationToken) ?? throw new JsonException();
    }

    private static bool IsFor(string account, JsonElement parameters) =>
        parameters.GetArrayLength() > 0 && parameters[0] is { ValueKind: JsonValueKind.String } named && string.Equals(named.GetString(), account, StringComparison.OrdinalIgnoreCase);

    // another site in the same browser, or a name that somebody pointed at this machine, is not from here
    private static bool IsFromHere(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && (context.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]")
        && context.Request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin"
        && context.Request.HasJsonContentType();

    /// <summary>A call as the page makes it.</summary>
    private sealed record WalletCall(string? Method, JsonElement? Params);

    /// <summary>The same for the node.</summary>
    private sealed record NodeCall(string Method, JsonElement Params, string Jsonrpc = "2.0", int Id = 1);

    private sealed record WalletError(int Code, string Message);

    private sealed record WalletAnswer
    {
        public JsonElement? Result { get; init; }

        public WalletError? Error { get; init; }

        public static WalletAnswer Refuse(int code, string message) => new() { Error = new(code, message) };
    }

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(WalletCall))]
    [JsonSerializable(typeof(WalletAnswer))]
    [JsonSerializable(typeof(NodeCall))]
    [JsonSerializable(typeof(string[]))]
    [JsonSerializable(typeof(JsonElement[]))]
    private sealed partial class WalletJson : JsonSerializerContext;
}
