using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using X402.AspNetCore.Diagnostics;
using X402.Facilitators;
using X402.Networks;
using X402.Protocol;

namespace X402.AspNetCore.Gate.Offers;

/// <summary>
/// What the facilitator serves. Asked for at start and refreshed now and then; as long as it is not known nothing is sold (SG-02),
/// afterwards the last answer counts until there is a better one.
/// </summary>
internal sealed class FacilitatorSupport(IFacilitator facilitator, TimeProvider time, ILogger<FacilitatorSupport> logger) : BackgroundService
{
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_lastRetry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_refresh = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_attempt = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource _sound = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile SupportedResponse? _current;

    /// <summary>The last answer, or <see langword="null"/> before the first one.</summary>
    public SupportedResponse? Current => _current;

    /// <summary>Lets the facilitator be asked: the settings were checked, so there is one.</summary>
    public void Begin() => _sound.TrySetResult();

    /// <summary>The last answer; waits a moment for the first one.</summary>
    public async ValueTask<SupportedResponse?> GetAsync(CancellationToken cancellationToken)
    {
        if (_current is null)
        {
            try
            {
                await _known.Task.WaitAsync(s_patience, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                return null;
            }
        }
        return _current;
    }

    /// <summary>Whether the facilitator serves a scheme on a network in a version of the protocol, and what it announces for it.</summary>
    public static SupportedKind? Find(SupportedResponse support, int version, string scheme, string network)
    {
        foreach (var kind in support.Kinds)
        {
            if (kind.X402Version == version && kind.Scheme == scheme && (kind.Network == network || IsLegacyNameOf(kind, network)))
                return kind;
        }
        return null;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _sound.Task.WaitAsync(stoppingToken);
            await FollowAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // shut down, or never started: the host would report it as a failure of its own beside the mistakes in the settings
        }
    }

    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        var retry = s_firstRetry;
        while (true)
        {
            var error = await TryFetchAsync(stoppingToken);
            stoppingToken.ThrowIfCancellationRequested();
            // one line per doubling, not one per attempt for ever
            if (error is not null && retry < s_lastRetry)
                Log.FacilitatorSupportUnknown(logger, error, retry);
            await Task.Delay(error is null ? s_refresh : retry, time, stoppingToken);
            retry = error is null ? s_firstRetry : retry * 2 < s_lastRetry ? retry * 2 : s_lastRetry;
        }
    }

    // what went wrong, or null
    private async Task<string?> TryFetchAsync(CancellationToken stoppingToken)
    {
        using var attempt = new CancellationTokenSource(s_attempt, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, attempt.Token);
        try
        {
            var answer = await facilitator.GetSupportedAsync(either.Token);
            if (answer.Kinds.Count == 0)
                return "it supports nothing.";
            _current = answer;
            if (_known.TrySetResult())
                Log.FacilitatorSupportKnown(logger, answer.Kinds.Count);
            return null;
        }
#pragma warning disable CA1031 // whatever a facilitator of the application's own throws: it is asked again
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.FacilitatorSupportFailed(logger, exception);
            return exception.Message;
        }
    }

    private static bool IsLegacyNameOf(SupportedKind kind, string network) =>
        kind.X402Version == ProtocolVersion.V1 && LegacyNetworkNames.TryGetNetwork(kind.Network, out var id) && id.ToString() == network;
}
