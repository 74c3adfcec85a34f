using System.Text.Json;
using X402.Protocol;

namespace X402.AspNetCore.Tests.Support;

/// <summary>An extension that does what a test says.</summary>
internal sealed class TestExtension : IPaymentExtension
{
    private int _declarations;

    public string Name => "test-extension";

    public string[] Dynamic { get; set; } = [];

    public string[] Owned { get; set; } = [];

    public Func<PaymentExtensionEndpoint, PaymentExtensionDeclaration?> OnDeclare { get; set; } = static _ => new(JsonElement.Parse("""{"info":{"level":3},"schema":{"type":"object"}}"""));

    public Func<PaymentExtensionRequest, PaymentExtensionVerdict> OnInspect { get; set; } = static _ => PaymentExtensionVerdict.Continue;

    public Func<PaymentExtensionRequest, SettleResponse, JsonElement?> OnReceipt { get; set; } = static (_, _) => null;

    public int Declarations => _declarations;

    IReadOnlyCollection<string> IPaymentExtension.DynamicMembers => Dynamic;

    IReadOnlyCollection<string> IPaymentExtension.OwnedMembers => Owned;

    public PaymentExtensionDeclaration? Declare(PaymentExtensionEndpoint endpoint)
    {
        Interlocked.Increment(ref _declarations);
        return OnDeclare(endpoint);
    }

    public ValueTask<PaymentExtensionVerdict> InspectAsync(PaymentExtensionRequest request, CancellationToken cancellationToken) => ValueTask.FromResult(OnInspect(request));

    public ValueTask<JsonElement?> DescribeReceiptAsync(PaymentExtensionRequest request, SettleResponse receipt, CancellationToken cancellationToken) => ValueTask.FromResult(OnReceipt(request, receipt));
}
