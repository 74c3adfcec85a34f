using Microsoft.CodeAnalysis;

namespace X402.Generators;

/// <summary>All rules, one page each in <c>generators/rules</c>.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor NotAPartialRecord = Payload(
        "X402001", "A payload record must be a partial record with a primary constructor",
        "'{0}' must be a partial record with a primary constructor, neither nested nor generic: its parameters are the members on the wire, in order");

    public static readonly DiagnosticDescriptor NotReadable = Payload(
        "X402002", "A member's type has no form on the wire",
        "'{0}' of type '{1}' has no form on the wire; use EvmAddress, UInt256, Hash32, ReadOnlyMemory<byte>, string, ulong, another payload record or an IReadOnlyList of one");

    public static readonly DiagnosticDescriptor NotSignable = Payload(
        "X402003", "A member's type cannot be signed",
        "'{0}' of type '{1}' has no EIP-712 type; use EvmAddress, UInt256, Hash32, ReadOnlyMemory<byte>, string, ulong (with an Eip712Type of uint8 to uint64), another Eip712Struct or an IReadOnlyList of one, or mark it NotSigned");

    public static readonly DiagnosticDescriptor BadPrice = Api(
        "X402101", "The price is none",
        "'{0}' is not a price; write dollars as '$0.01', or an amount and a ticker as '0.01 USDC'");

    public static readonly DiagnosticDescriptor ZeroPrice = Api(
        "X402102", "The price is zero",
        "'{0}' is zero; make the endpoint a free one");

    public static readonly DiagnosticDescriptor PriceTooFine = Api(
        "X402103", "The price is finer than the smallest unit",
        "'{0}' has more than 6 decimals, which dollar tokens cannot be charged in; nothing is rounded");

    public static readonly DiagnosticDescriptor BadNetwork = Api(
        "X402104", "The network is not a CAIP-2 id",
        "'{0}' is not a CAIP-2 network; write 'eip155:8453' for Base or 'eip155:84532' for Base Sepolia");

    public static readonly DiagnosticDescriptor UnknownScheme = Api(
        "X402105", "The scheme is not known",
        "'{0}' is not a payment scheme; the schemes are exact, upto, batch-settlement and auth-capture");

    public static readonly DiagnosticDescriptor BadPayTo = Api(
        "X402106", "The recipient is not an address",
        "'{0}' is not an address: it must be 0x and 40 hexadecimal digits, and letters of mixed case must form a right checksum");

    public static readonly DiagnosticDescriptor BadRoute = Api(
        "X402107", "The route cannot be used",
        "'{0}' is not a route; begin with '/' and write parameters as whole segments, for example '/weather/{{city}}'");

    public static readonly DiagnosticDescriptor DuplicateRoute = Api(
        "X402108", "The route is taken",
        "'{0}' answers the same requests as '{1}'");

    public static readonly DiagnosticDescriptor UnboundRoute = Api(
        "X402109", "A parameter of the route is missing",
        "'{0}' is in the route, but '{1}' has no parameter of this name");

    public static readonly DiagnosticDescriptor BadParameter = Api(
        "X402110", "The parameter cannot be sent",
        "'{0}' of '{1}' can be sent neither in the path nor in the query string, in a header or in the one body that a POST or PUT has");

    public static readonly DiagnosticDescriptor BadResult = Api(
        "X402111", "The result cannot be sent",
        "'{0}' returns '{1}'; return a Task or ValueTask of the answer, which may be an Answer");

    public static readonly DiagnosticDescriptor CannotStream = Api(
        "X402112", "The result is a stream",
        "'{0}' returns '{1}', a stream: it can be sold with PaymentFlow = \"upfront\" only, because otherwise no byte leaves before settlement");

    public static readonly DiagnosticDescriptor NoEndpoint = Api(
        "X402113", "The method is no endpoint",
        "'{0}' has neither a price nor is it free; add PaidGet, FreeGet or one of their like");

    public static readonly DiagnosticDescriptor NoJsonContext = Api(
        "X402114", "The JSON context is none",
        "'{0}' is no JsonSerializerContext; without one the API's messages could be written by reflection only");

    public static readonly DiagnosticDescriptor UnknownToJson = Api(
        "X402115", "The JSON context does not know a type",
        "'{0}' does not know '{1}'; add [JsonSerializable(typeof({1}))] to it");

    public static readonly DiagnosticDescriptor BadPriceMethod = Api(
        "X402116", "The price cannot be computed",
        "'{0}' computes no price: '{1}' needs a static method of this name that returns a Price, or an Answer of one, and takes only parameters that '{2}' has in its route, query string or headers");

    public static readonly DiagnosticDescriptor TooDear = Api(
        "X402117", "An endpoint is dearer than its caller allows",
        "'{0}' costs {1}, and '{2}' pays at most {3}");

    public static readonly DiagnosticDescriptor UnknownFlow = Api(
        "X402118", "The payment flow is not known",
        "'{0}' is not a payment flow; the flows are authorization, upfront and escrow");

    public static readonly DiagnosticDescriptor ChangingPrice = Usage(
        "X402201", "The price may change between offer and payment",
        "'{0}' is {1}: a price is computed for the offer and again for the payment, and must come out the same; use the route, the query string, headers and settings");

    public static readonly DiagnosticDescriptor CachedGate = Usage(
        "X402202", "A paid endpoint is cached",
        "'{0}' is on a paid endpoint: what one buyer paid for must not be kept for others; remove it, and cache what the handler reads");

    public static readonly DiagnosticDescriptor RetriedPayments = Usage(
        "X402203", "A paying client is repeated",
        "'{0}' repeats requests of a client that pays or settles: a payment with unknown outcome must not be sent by others again, nor given up before its block; remove it");

    public static readonly DiagnosticDescriptor KeyLiteral = Usage(
        "X402204", "A private key is in the source",
        "A private key is in the source, where everybody who reads it can take the money; read it from user secrets, the environment or a vault");

    public static readonly DiagnosticDescriptor NoGate = Usage(
        "X402205", "Nothing takes the payments",
        "'{0}' is to be paid, but this program calls no AddX402: nobody would ask for the money; call builder.Services.AddX402(...)",
        WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor HeldBackStream = Usage(
        "X402206", "A stream is held back until it ends",
        "The handler streams '{0}', but its bytes are held back until the payment is settled, which happens when the stream ends; settle upfront");

    public static readonly DiagnosticDescriptor RetriedByDefault = Usage(
        "X402207", "All clients are repeated, also the paying one",
        "'{0}' of ConfigureHttpClientDefaults also repeats the requests of this paying client; call RemoveAllResilienceHandlers before AddX402Payments",
        WellKnownDiagnosticTags.CompilationEnd);

    private static DiagnosticDescriptor Api(string id, string title, string message) => Error(id, title, message, "X402.Api");

    private static DiagnosticDescriptor Payload(string id, string title, string message) => Error(id, title, message, "X402.Payloads");

    private static DiagnosticDescriptor Error(string id, string title, string message, string category) =>
        new(id, title, message, category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: $"generators/rules/{id}.md");

    // what compiles and runs, and is wrong all the same
    private static DiagnosticDescriptor Usage(string id, string title, string message, params string[] tags) =>
        new(id, title, message, "X402.Usage", DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: $"generators/rules/{id}.md", customTags: tags);
}
