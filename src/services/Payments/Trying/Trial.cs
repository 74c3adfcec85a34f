namespace X402.Services.Payments.Trying;

/// <summary>One purchase that a person goes through step by step. For one page, one person: not thread-safe.</summary>
/// <param name="client">The way to the server.</param>
/// <param name="wallet">Who pays.</param>
/// <param name="request">What is bought.</param>
/// <param name="experiment">How it is paid.</param>
public sealed class Trial(TrialClient client, TrialWallet wallet, TrialRequest request, Experiment experiment)
{
    /// <summary>What is bought.</summary>
    public TrialRequest Request => request;

    /// <summary>How it is paid.</summary>
    public Experiment Experiment => experiment;

    /// <summary>The trace that the server's and the facilitator's spans belong to.</summary>
    public string TraceId { get; } = Guid.NewGuid().ToString("N");

    /// <summary>How far it has come.</summary>
    public TrialStage Stage { get; private set; }

    /// <summary>Which of the offers is taken.</summary>
    public int Choice { get; set; }

    /// <summary>The answer to the question without a payment (step 2).</summary>
    public TrialAnswer? Offer { get; private set; }

    /// <summary>What was signed (step 3).</summary>
    public TrialPayment? Payment { get; private set; }

    /// <summary>The answer to the payment (step 12).</summary>
    public TrialAnswer? Answer { get; private set; }

    /// <summary>The answer to the same payment sent once more.</summary>
    public TrialAnswer? Repeated { get; private set; }

    /// <summary>Why it cannot go on, for people.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether there is a next step.</summary>
    public bool CanGoOn => Problem is null && Stage != TrialStage.Answered;

    /// <summary>Takes the next step.</summary>
    public Task NextAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        switch (Stage)
        {
            case TrialStage.Start:
                Offer = await client.SendAsync(request, null, TraceId, cancellationToken);
                if (Offer is not { Status: 402, Offer.Accepts.Count: > 0 })
                    throw new InvalidOperationException($"The server answered {Offer.Status} and asks for no money: {History.Text.Bound(Offer.Body, 300)}");
                Stage = TrialStage.Offered;
                break;
            case TrialStage.Offered:
                Payment = await wallet.SignAsync(Offer!.Offer!, Choice, experiment, cancellationToken);
                Stage = TrialStage.Signed;
                break;
            case TrialStage.Signed:
                Answer = await client.SendAsync(request, Payment!.Header, TraceId, cancellationToken);
                Stage = TrialStage.Answered;
                break;
        }
    });

    /// <summary>Sends the same payment once more: for the same thing, or for another one.</summary>
    public Task RepeatAsync(bool forAnother, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        var again = forAnother ? request with { PathAndQuery = request.PathAndQuery + (request.PathAndQuery.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "another=1" } : request;
        Repeated = await client.SendAsync(again, Payment!.Header, Guid.NewGuid().ToString("N"), cancellationToken);
    });

    private async Task GuardAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (InvalidOperationException exception)
        {
            Problem = exception.Message;
        }
        catch (HttpRequestException exception)
        {
            Problem = exception.StatusCode is null && exception.InnerException is null ? exception.Message : "The resource server does not answer.";
        }
        catch (OperationCanceledException)
        {
            Problem = "The resource server did not answer in time. A payment that was sent may still settle; the page of payments tells.";
        }
    }
}
