using X402.Payments;
using static X402.Payments.PaymentState;

namespace X402.Tests.Payments;

/// <summary>The whole table: every pair of states is either listed here or forbidden.</summary>
public sealed class PaymentStateMachineTests
{
    private static readonly HashSet<(PaymentState, PaymentState)> s_allowed =
    [
        (Released, Reserved),
        (Reserved, Verified), (Reserved, Released),
        (Verified, Fulfilled), (Verified, Settling), (Verified, Released),
        (Fulfilled, Settling), (Fulfilled, Released),
        (Settling, Settled), (Settling, Failed), (Settling, Unknown),
        (Settling, Serving), (Settling, Owed),
        (Unknown, Settled), (Unknown, Failed), (Unknown, Owed),
        (Owed, Serving), (Serving, Settled), (Serving, Owed),
        (Failed, Settled), (Failed, Owed),
    ];

    [Fact]
    public void Exactly_the_listed_steps_are_allowed()
    {
        foreach (var from in Enum.GetValues<PaymentState>())
        {
            foreach (var to in Enum.GetValues<PaymentState>())
                Assert.True(s_allowed.Contains((from, to)) == PaymentStateMachine.CanAdvance(from, to), $"{from} -> {to}");
        }
    }

    [Fact]
    public void Once_settlement_was_asked_for_nobody_can_release_it_or_charge_again()
    {
        foreach (var state in new[] { Settling, Settled, Failed, Unknown, Owed, Serving })
        {
            Assert.False(PaymentStateMachine.CanTakeOver(state), state.ToString());
            Assert.All(new[] { Released, Reserved, Verified, Fulfilled, Settling }, back => Assert.False(PaymentStateMachine.CanAdvance(state, back)));
        }
    }

    [Theory]
    [InlineData(Owed, false, false, false)]
    [InlineData(Serving, true, false, false)]
    [InlineData(Released, false, false, false)]
    [InlineData(Reserved, true, true, false)]
    [InlineData(Verified, true, true, false)]
    [InlineData(Fulfilled, true, true, false)]
    [InlineData(Settling, true, false, false)]
    [InlineData(Settled, false, false, true)]
    [InlineData(Failed, false, false, true)]
    [InlineData(Unknown, false, false, false)]
    public void Every_state_says_who_may_touch_it(PaymentState state, bool inProgress, bool canTakeOver, bool final)
    {
        Assert.Equal(inProgress, PaymentStateMachine.IsInProgress(state));
        Assert.Equal(canTakeOver, PaymentStateMachine.CanTakeOver(state));
        Assert.Equal(final, PaymentStateMachine.IsFinal(state));
    }

    [Theory]
    [InlineData(Released, false, true)]
    [InlineData(Reserved, false, false)]
    [InlineData(Verified, false, false)]
    [InlineData(Fulfilled, false, false)]
    [InlineData(Settling, false, false)]
    [InlineData(Settled, true, true)]
    [InlineData(Failed, false, true)]
    [InlineData(Unknown, false, false)]
    [InlineData(Owed, true, true)]
    [InlineData(Serving, true, false)]
    public void Every_state_says_whether_the_money_has_moved_and_whether_it_may_be_forgotten(PaymentState state, bool paid, bool forgotten)
    {
        Assert.Equal(paid, PaymentStateMachine.IsPaid(state));
        Assert.Equal(forgotten, PaymentStateMachine.MayBeForgotten(state));
    }

    [Fact]
    public void What_is_settled_stays_so_and_what_failed_can_only_turn_out_to_be_paid() => Assert.All(Enum.GetValues<PaymentState>(), to =>
    {
        Assert.False(PaymentStateMachine.CanAdvance(Settled, to));
        Assert.True(PaymentStateMachine.IsPaid(to) || !PaymentStateMachine.CanAdvance(Failed, to));
    });
}
