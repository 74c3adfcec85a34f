using X402.Ledger;

namespace X402.Redis.Tests.Ledger;

public sealed class InMemoryPaymentLedgerTests : PaymentLedgerContract
{
    private readonly InMemoryPaymentLedger _ledger;

    public InMemoryPaymentLedgerTests() => _ledger = new(Time);

    protected override IPaymentLedger Ledger => _ledger;
}
