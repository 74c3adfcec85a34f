namespace X402.Evm.Rpc;

/// <summary>
/// Lets questions that are asked at the same time share round trips. Nobody waits for company: while there is room a question goes out at once,
/// and what came in meanwhile goes together with the next free round trip. So round trips grow with the load instead of becoming more.
/// </summary>
/// <remarks>
/// For questions only: what fails in company is asked again alone. <b>Thread safety:</b> all members may be called concurrently.
/// <b>Failure:</b> as <see cref="IEvmRpc"/>; a question that spoils the answer for its company, or whose answer is too long, fails alone.
/// A caller who stops waiting takes nothing from the others.
/// </remarks>
/// <param name="inner">The way to the nodes.</param>
/// <param name="maxExchanges">How many round trips are made at the same time.</param>
/// <param name="maxCalls">How many calls share one round trip, unless one caller alone asks more.</param>
internal sealed class CoalescingRpc(IEvmRpc inner, int maxExchanges = CoalescingRpc.DefaultExchanges, int maxCalls = CoalescingRpc.DefaultCalls) : IEvmRpc
{
    // at a distance of 50 ms to the node still 4,000 questions per second
    private const int DefaultExchanges = 4;
    private const int DefaultCalls = 50;

    private readonly Lock _gate = new();
    private readonly Queue<Question> _waiting = new();
    private int _exchanges;

    /// <inheritdoc/>
    public Task SendAsync(IReadOnlyList<EvmRpcCall> calls, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(calls);
        Question? question = null;
        lock (_gate)
        {
            if (_exchanges < maxExchanges)
                _exchanges++;
            else
                _waiting.Enqueue(question = new(calls, cancellationToken));
        }
        return question is null ? AskAloneAsync(calls, cancellationToken) : question.Answered.Task.WaitAsync(cancellationToken);
    }

    private async Task AskAloneAsync(IReadOnlyList<EvmRpcCall> calls, CancellationToken cancellationToken)
    {
        try
        {
            await inner.SendAsync(calls, cancellationToken);
        }
        finally
        {
            GoOn();
        }
    }

    // The room of a finished round trip goes to those who wait.
    private void GoOn()
    {
        var company = new List<Question>();
        lock (_gate)
        {
            for (var count = 0; _waiting.TryPeek(out var next) && (company.Count == 0 || count + next.Calls.Count <= maxCalls); _waiting.Dequeue())
            {
                if (next.CancellationToken.IsCancellationRequested)
                    continue;
                company.Add(next);
                count += next.Calls.Count;
            }
            if (company.Count == 0)
            {
                _exchanges--;
                return;
            }
        }
        // a round trip of many belongs to nobody's trace
        ThreadPool.UnsafeQueueUserWorkItem(static state => _ = state.Rpc.AskTogetherAsync(state.Company), (Rpc: this, Company: company), preferLocal: false);
    }

    private async Task AskTogetherAsync(List<Question> company)
    {
        try
        {
            var calls = new List<EvmRpcCall>();
            foreach (var question in company)
                calls.AddRange(question.Calls);
            await inner.SendAsync(calls, CancellationToken.None);
            foreach (var question in company)
                question.Answered.SetResult();
        }
        catch (EvmRpcException exception) when (company.Count > 1 && exception.Failure is EvmRpcFailure.InvalidAnswer or EvmRpcFailure.Refused)
        {
            // one of them spoilt it, or the node takes no batches of this size
            await Task.WhenAll(company.Select(AskAgainAloneAsync));
        }
        catch (Exception exception)
        {
            foreach (var question in company)
                question.Answered.SetException(exception);
        }
        finally
        {
            GoOn();
        }
    }

    private async Task AskAgainAloneAsync(Question question)
    {
        try
        {
            var open = question.Calls.Where(static call => !call.IsCompleted).ToArray();
            await inner.SendAsync(open, question.CancellationToken);
            question.Answered.SetResult();
        }
        catch (Exception exception)
        {
            question.Answered.SetException(exception);
        }
    }

    private sealed class Question(IReadOnlyList<EvmRpcCall> calls, CancellationToken cancellationToken)
    {
        public IReadOnlyList<EvmRpcCall> Calls { get; } = calls;

        public CancellationToken CancellationToken { get; } = cancellationToken;

        public TaskCompletionSource Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
