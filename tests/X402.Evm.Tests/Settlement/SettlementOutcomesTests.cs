using X402.Evm.Settlement;
using X402.Payments;
using X402.Settlement;

namespace X402.Evm.Tests.Settlement;

public sealed class SettlementOutcomesTests
{
    private readonly SettlementOutcomes _outcomes = new();

    [Fact]
    public async Task Everyone_who_waits_is_told_the_decision()
    {
        using var first = _outcomes.Subscribe(Settlement(1, SettlementState.Accepted));
        using var second = _outcomes.Subscribe(Settlement(1, SettlementState.Accepted));
        _outcomes.Publish(Settlement(2, SettlementState.Signed));
        Assert.False(first.Decision.IsCompleted);

        var decided = Settlement(3, SettlementState.Confirmed);
        _outcomes.Publish(decided);

        Assert.Same(decided, await first.Decision);
        Assert.Same(decided, await second.Decision);
    }

    [Fact]
    public void Who_asks_anew_is_not_told_how_the_former_one_ended_whether_it_is_told_before_or_after()
    {
        using var former = _outcomes.Subscribe(Settlement(1, SettlementState.Accepted));
        _outcomes.Publish(Settlement(2, SettlementState.Withdrawn));
        using var present = _outcomes.Subscribe(Settlement(3, SettlementState.Accepted));
        _outcomes.Publish(Settlement(2, SettlementState.Withdrawn));

        Assert.True(former.Decision.IsCompleted);
        Assert.False(present.Decision.IsCompleted);
        _outcomes.Publish(Settlement(5, SettlementState.Confirmed));
        Assert.True(present.Decision.IsCompleted);
    }

    [Fact]
    public void Who_waits_no_longer_is_told_nothing_and_others_still_are()
    {
        var leaving = _outcomes.Subscribe(Settlement(1, SettlementState.Accepted));
        using var staying = _outcomes.Subscribe(Settlement(1, SettlementState.Accepted));
        leaving.Dispose();
        leaving.Dispose();
        _outcomes.Publish(Settlement(2, SettlementState.Withdrawn));

        Assert.False(leaving.Decision.IsCompleted);
        Assert.True(staying.Decision.IsCompleted);
    }

    private static SettlementRecord Settlement(long version, SettlementState state) => new()
    {
        Id = new PaymentId("eip155:1", "asset", "payer", "nonce"),
        Version = version,
        State = state,
        Request = null!,
        Payer = "payer",
        ValidBefore = default,
        UpdatedAt = default,
        History = [],
    };
}
