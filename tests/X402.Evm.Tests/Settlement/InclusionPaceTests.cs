using X402.Evm.Settlement;

namespace X402.Evm.Tests.Settlement;

public sealed class InclusionPaceTests
{
    private readonly InclusionPace _pace = new();

    [Fact]
    public void A_chain_is_quick_only_after_a_row_of_transactions_that_were_in_a_block_at_once()
    {
        Assert.False(_pace.IsQuick);
        Note(TimeSpan.FromMilliseconds(5), times: 7);
        Assert.False(_pace.IsQuick);
        Note(TimeSpan.FromMilliseconds(5));
        Assert.True(_pace.IsQuick);
    }

    [Fact]
    public void One_transaction_that_had_to_wait_ends_that()
    {
        Note(TimeSpan.FromMilliseconds(5), times: 100);
        Note(TimeSpan.FromMilliseconds(700));
        Assert.False(_pace.IsQuick);
    }

    private void Note(TimeSpan elapsed, int times = 1)
    {
        for (var i = 0; i < times; i++)
            _pace.Note(elapsed);
    }
}
