using X402.Settlement;
using static X402.Settlement.SettlementState;

namespace X402.Tests.Settlement;

public sealed class SettlementStateMachineTests
{
    private static readonly Dictionary<SettlementState, SettlementState[]> s_allowed = new()
    {
        [Accepted] = [Signed, Withdrawn, Confirmed, Failed],
        [Signed] = [Broadcast, Confirmed, Reverted, Unknown, Accepted],
        [Broadcast] = [Confirmed, Reverted, Unknown, Accepted],
        [Unknown] = [Broadcast, Confirmed, Reverted, Failed, Accepted],
        [Confirmed] = [Settled, Unknown, Reverted],
        [Reverted] = [Failed, Unknown, Confirmed],
        [Withdrawn] = [Accepted],
        [Settled] = [],
        [Failed] = [],
    };

    [Fact]
    public void Exactly_the_steps_of_the_table_are_allowed()
    {
        foreach (var from in Enum.GetValues<SettlementState>())
        {
            foreach (var to in Enum.GetValues<SettlementState>())
                Assert.True(SettlementStateMachine.CanAdvance(from, to) == s_allowed[from].Contains(to), $"{from} -> {to}");
        }
    }

    [Fact]
    public void What_was_signed_is_never_called_failed_without_the_chain_having_been_asked()
    {
        foreach (var sent in new[] { Signed, Broadcast })
            Assert.False(SettlementStateMachine.CanAdvance(sent, Failed) || SettlementStateMachine.CanAdvance(sent, Withdrawn));
    }

    [Fact]
    public void Callers_get_a_definite_answer_only_for_decided_states()
    {
        SettlementState[] decided = [Confirmed, Reverted, Settled, Failed, Withdrawn];

        Assert.All(Enum.GetValues<SettlementState>(), state => Assert.Equal(decided.Contains(state), SettlementStateMachine.IsDecided(state)));
        Assert.All(Enum.GetValues<SettlementState>(), state => Assert.Equal(state is Settled or Failed or Withdrawn, SettlementStateMachine.IsFinal(state)));
    }
}
