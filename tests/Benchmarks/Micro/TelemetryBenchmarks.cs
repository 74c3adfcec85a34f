using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using X402.Diagnostics;

namespace Benchmarks.Micro;

/// <summary>What a step's span costs: where nobody listens, where the trace is not sampled, and where it is recorded.</summary>
public class TelemetryBenchmarks : IDisposable
{
    private ActivityListener? _listener;

    public enum Listening
    {
        Nobody,
        NotSampled,
        Recorded,
    }

    [ParamsAllValues]
    public Listening Who { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        if (Who == Listening.Nobody)
            return;
        var answer = Who == Listening.Recorded ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None;
        _listener = new()
        {
            ShouldListenTo = static source => source.Name == X402Telemetry.Name,
            Sample = (ref _) => answer,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _listener?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>As the gate does for every request without a payment.</summary>
    [Benchmark]
    public void Offer()
    {
        using var activity = X402Telemetry.ActivitySource.StartActivity(PaymentSteps.Offer);
        activity?.SetTag(PaymentTags.Endpoint, "GET /weather/{city}");
    }
}
