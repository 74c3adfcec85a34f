using X402.Evm.Rpc;

namespace X402.Evm.Tests.Rpc;

public class FeeHistoryTests
{
    [Fact]
    public void The_suggestion_outlasts_rising_base_fees_and_takes_the_median_tip() =>
        Assert.Equal(new GasFees(223UL, 3UL), new FeeHistory([100UL, 110UL], [1UL, 9UL, 3UL]).Suggest(1UL));

    [Fact]
    public void Empty_blocks_do_not_make_the_tip_too_low() =>
        Assert.Equal(new GasFees(22UL, 2UL), new FeeHistory([10UL], [0UL, 0UL]).Suggest(2UL));
}
