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
        (Unknown, Settled), (Unknown, Failed),
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
    public void Once_settlement_was_asked_for_nobody_can_release_or_work_again()
    {
        foreach (var state in new[] { Settling, Settled, Failed, Unknown })
        {
            Assert.False(PaymentStateMachine.CanTakeOver(state), state.ToString());
            Assert.All(new[] { Released, Reserved, Verified, Fulfilled }, back => Assert.False(PaymentStateMachine.CanAdvance(state, back)));
        }
    }

    [Theory]
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

    [Fact]
    public void Final_states_have_no_way_out() =>
        Assert.All(Enum.GetValues<PaymentState>(), to => Assert.False(PaymentStateMachine.CanAdvance(Settled, to) || PaymentStateMachine.CanAdvance(Failed, to)));
}
