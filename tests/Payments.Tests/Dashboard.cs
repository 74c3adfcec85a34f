using System.Reflection;
using System.Runtime.InteropServices;
using Google.Protobuf;
using X402.TestSupport.Processes;

namespace X402.Services.Payments.Tests;

/// <summary>The service as users run it: a process of its own.</summary>
internal sealed class Dashboard : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private Dashboard(ChildProcess process, Uri address, int grpcPort)
    {
        _process = process;
        GrpcPort = grpcPort;
        Http = new HttpClient { BaseAddress = address };
    }

    public HttpClient Http { get; }

    public int GrpcPort { get; }

    public int ProcessId => _process.Id;

    public static string Metadata(string key) =>
        typeof(Dashboard).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;

    public static Task<Dashboard> StartAsync(string directory, params string[] arguments) => StartAsync(FreePort.Next(), directory, arguments);

    public static async Task<Dashboard> StartAsync(int port, string directory, params string[] arguments)
    {
        var grpcPort = FreePort.Next();
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        string[] command =
        [
            Metadata("PaymentsAssembly"), "--environment", "Development", "--contentRoot", Metadata("PaymentsProject"), "--urls", $"http://127.0.0.1:{port}",
            $"--Payments:GrpcPort={grpcPort}", $"--Payments:DataDirectory={directory}", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information", .. arguments,
        ];
        var process = await ChildProcess.StartAsync(
            Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"), command,
            line => _ = line.Contains("Application started", StringComparison.Ordinal) && listening.TrySetResult(), cancellationToken: TestContext.Current.CancellationToken);
        var ended = process.WaitForExitAsync(TestContext.Current.CancellationToken);
        if (await Task.WhenAny(listening.Task, ended) == ended)
            throw new InvalidOperationException($"The service has ended: {process.Output}");
        return new Dashboard(process, new Uri($"http://127.0.0.1:{port}"), grpcPort);
    }

    public async Task<HttpResponseMessage> SendAsync(IMessage request, string path = "/v1/traces")
    {
        using var content = new ByteArrayContent(request.ToByteArray());
        content.Headers.ContentType = new("application/x-protobuf");
        return await Http.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
    }

    public async Task TellAsync(IMessage request)
    {
        using var answer = await SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    public Task<string> GetAsync(string path) => Http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    /// <summary>Hangs: connections stay open and nothing answers.</summary>
    public void Pause() => _process.Pause();

    public void Resume() => _process.Resume();

    public Task KillAsync() => _process.KillAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
    }
}
