using X402.EndToEnd.Tests.Support;
using X402.Money;
using X402.Protocol;
using X402.TestSupport.Stack;

namespace X402.EndToEnd.Tests.TwelveSteps;

/// <summary>One purchase, made by hand and written down step by step. The chain mines on demand, so that the order of things shows.</summary>
internal sealed class RecordedPurchase
{
    /// <summary>Steps 1 and 2: the answer to whoever does not pay.</summary>
    public required HttpResponseMessage Unpaid { get; init; }

    /// <summary>The body of <see cref="Unpaid"/>.</summary>
    public required byte[] UnpaidBody { get; init; }

    /// <summary>The offer, read in the version of the purchase.</summary>
    public required PaymentRequired Offer { get; init; }

    /// <summary>Step 3: the payment.</summary>
    public required PaymentPayload Payment { get; init; }

    /// <summary>What had been asked of the facilitator about this payment before it was sent.</summary>
    public required int AskedBeforePaying { get; init; }

    /// <summary>The balance of the payer when it had signed and not sent.</summary>
    public required UInt256 BalanceAfterSigning { get; init; }

    /// <summary>Steps 5 and 6.</summary>
    public required FacilitatorExchange Verification { get; init; }

    /// <summary>Steps 8 and 11.</summary>
    public required FacilitatorExchange Settlement { get; init; }

    /// <summary>The transaction, as it waited for a block.</summary>
    public required PendingTransaction Pending { get; init; }

    /// <summary>Whether the facilitator, or the server, had answered while the transaction waited.</summary>
    public required bool AnsweredTooEarly { get; init; }

    /// <summary>Step 12: the answer.</summary>
    public required HttpResponseMessage Paid { get; init; }

    /// <summary>The body of <see cref="Paid"/>.</summary>
    public required string PaidBody { get; init; }

    /// <summary>What the payer had in the end.</summary>
    public required UInt256 BalanceAfterwards { get; init; }

    /// <summary>What the payee earned.</summary>
    public required UInt256 Earned { get; init; }

    /// <summary>The buyer.</summary>
    public required Buyer Buyer { get; init; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RecordedPurchase> MakeAsync(World world, int version)
    {
        var buyer = await world.NewBuyerAsync();
        var income = await world.IncomeAsync();

        var unpaid = await world.Http.GetAsync(world.Weather, Cancellation);
        var unpaidBody = await unpaid.Content.ReadAsByteArrayAsync(Cancellation);
        var offer = OfferOf(unpaid, unpaidBody, version);

        var payment = await buyer.SignAsync(offer, version, cancellationToken: Cancellation);
        var nonce = Buyer.Read(payment).Authorization.Nonce.ToString();
        var asked = world.Proxy.About(nonce).Count;
        var signed = await buyer.BalanceAsync(Cancellation);

        PendingTransaction pending;
        bool tooEarly;
        Task<HttpResponseMessage> answer;
        await world.Chain.SetAutomineAsync(false, Cancellation);
        try
        {
            answer = Buyer.SendAsync(world.Http, world.Weather, payment, Cancellation);
            pending = await PendingTransaction.WaitAsync(world.Chain, nonce, Cancellation);
            tooEarly = answer.IsCompleted || world.Proxy.About(nonce).Any(exchange => exchange.Path == "/settle");
            await world.Chain.MineAsync(cancellationToken: Cancellation);
        }
        finally
        {
            await world.Chain.SetAutomineAsync(true, Cancellation);
        }
        var paid = await answer;
        return new()
        {
            Unpaid = unpaid,
            UnpaidBody = unpaidBody,
            Offer = offer,
            Payment = payment,
            AskedBeforePaying = asked,
            BalanceAfterSigning = signed,
            Verification = Assert.Single(world.Proxy.About(nonce), exchange => exchange.Path == "/verify"),
            Settlement = Assert.Single(world.Proxy.About(nonce), exchange => exchange.Path == "/settle"),
            Pending = pending,
            AnsweredTooEarly = tooEarly,
            Paid = paid,
            PaidBody = await paid.Content.ReadAsStringAsync(Cancellation),
            BalanceAfterwards = await buyer.BalanceAsync(Cancellation),
            Earned = await world.IncomeAsync() - income,
            Buyer = buyer,
        };
    }

    private static PaymentRequired OfferOf(HttpResponseMessage answer, byte[] body, int version)
    {
        string? detail;
        if (version == ProtocolVersion.V1)
            return PaymentCodec.TryDecodeV1Body(body, out var v1, out detail) ? v1 : throw new InvalidOperationException(detail);
        return PaymentCodec.TryDecodePaymentRequiredHeader(answer.Headers.GetValues(PaymentHeaders.PaymentRequired).Single(), out var v2, out detail)
            ? v2
            : throw new InvalidOperationException(detail);
    }
}
