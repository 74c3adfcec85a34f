using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using X402.TestSupport.Processes;

namespace X402.TestSupport.Stack;

/// <summary>One of the platform's services as it was built, in a process and on a port of its own.</summary>
/// <remarks>
/// The test project names the service as a build dependency; it is found beside the tests in the artifacts folder. With the environment variable
/// <c>X402_AOT=1</c> the native program is started that <c>dotnet publish -c Release</c> made of it.
/// </remarks>
public sealed class ServiceProcess : IAsyncDisposable
{
    private const int PortAttempts = 5;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly string _program;
    private Dictionary<string, string?> _environment;
    private ChildProcess _process;

    private ServiceProcess(string program, Uri url, Dictionary<string, string?> environment, ChildProcess process) =>
        (_program, Url, _environment, _process) = (program, url, environment, process);

    /// <summary>Where it listens; a restart keeps it.</summary>
    public Uri Url { get; }

    /// <summary>Its process id; another one after a restart.</summary>
    public int Id => _process.Id;

    /// <summary>The last lines that it wrote.</summary>
    public string Output => _process.Output;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts a service; when this returns it answers.</summary>
    /// <param name="service">The project's name, for example <c>Facilitator</c>.</param>
    /// <param name="environment">Its configuration. <c>{url}</c> in a value stands for the address it gets.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<ServiceProcess> StartAsync(string service, IReadOnlyDictionary<string, string?> environment, CancellationToken cancellationToken = default) =>
        StartAsync(service, environment, UsesNativePrograms, cancellationToken);

    /// <inheritdoc cref="StartAsync(string, IReadOnlyDictionary{string, string?}, CancellationToken)"/>
    /// <param name="service">The project's name, for example <c>Facilitator</c>.</param>
    /// <param name="environment">Its configuration. <c>{url}</c> in a value stands for the address it gets.</param>
    /// <param name="native">Whether it is the program that was compiled ahead of time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ServiceProcess> StartAsync(string service, IReadOnlyDictionary<string, string?> environment, bool native, CancellationToken cancellationToken = default)
    {
        var program = ProgramOf(service, native);
        for (var attempt = 1; ; attempt++)
        {
            var url = new Uri($"http://127.0.0.1:{FreePort.Next().ToString(CultureInfo.InvariantCulture)}");
            var variables = environment.ToDictionary(pair => pair.Key, pair => pair.Value?.Replace("{url}", url.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal));
            try
            {
                return new ServiceProcess(program, url, variables, await LaunchAsync(program, url, variables, cancellationToken));
            }
            catch (InvalidOperationException exception) when (attempt < PortAttempts && IsTaken(exception))
            {
                // somebody took the port in between
            }
        }
    }

    /// <summary>Ends it at once, as a crash would.</summary>
    public Task KillAsync(CancellationToken cancellationToken = default) => _process.KillAsync(cancellationToken);

    /// <summary>Waits until it has ended by itself.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken = default) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Stops it in its tracks: its connections stay open and nothing answers. Not on Windows.</summary>
    public void Pause() => _process.Pause();

    /// <summary>Lets it go on, as if no time had passed.</summary>
    public void Resume() => _process.Resume();

    /// <summary>How much memory it has, in bytes.</summary>
    public long WorkingSet
    {
        get
        {
            using var process = Process.GetProcessById(_process.Id);
            return process.WorkingSet64;
        }
    }

    /// <summary>Starts it again at the same address; kills it first if it runs.</summary>
    /// <param name="changes">Variables to set or, with <see langword="null"/>, to take away.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RestartAsync(IReadOnlyDictionary<string, string?>? changes = null, CancellationToken cancellationToken = default)
    {
        await _process.DisposeAsync();
        foreach (var (name, value) in changes ?? new Dictionary<string, string?>())
            _environment = new(_environment) { [name] = value };
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                _process = await LaunchAsync(_program, Url, _environment, cancellationToken);
                return;
            }
            catch (InvalidOperationException exception) when (attempt < PortAttempts && IsTaken(exception))
            {
                // somebody's outgoing connection has the port for a moment
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task<ChildProcess> LaunchAsync(string program, Uri url, Dictionary<string, string?> environment, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StartTimeout);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = await ChildProcess.StartAsync(
            program,
            ["--urls", url.GetLeftPart(UriPartial.Authority)],
            line => Note(line, ready),
            new Dictionary<string, string?>(environment)
            {
                // what a person's shell or launch profile says is not for tests
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = null,
            },
            // beside its own settings, as when it is deployed
            Path.GetDirectoryName(program),
            timeout.Token);
        try
        {
            await Task.WhenAny(ready.Task, process.WaitForExitAsync(timeout.Token));
            if (ready.Task.IsCompleted)
                return process;
            cancellationToken.ThrowIfCancellationRequested();
            throw new InvalidOperationException($"{program} did not start:{Environment.NewLine}{process.Output}");
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    private static bool IsTaken(InvalidOperationException exception) => exception.Message.Contains("address already in use", StringComparison.OrdinalIgnoreCase);

    private static void Note(string line, TaskCompletionSource ready)
    {
        if (line.Contains("Application started", StringComparison.Ordinal))
            ready.TrySetResult();
    }

    /// <summary>The program of a service, as it was built for the caller's configuration or published as a native one.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static string ProgramOf(string service, bool native)
    {
        // artifacts/bin/{test project}/{configuration}/ -> artifacts/bin/{service}/{configuration}/{service} or artifacts/publish/{service}/release/{service}
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var name = OperatingSystem.IsWindows() ? $"{service}.exe" : service;
        var file = native
            ? Path.Combine(own.Parent!.Parent!.Parent!.FullName, "publish", service, "release", name)
            : Path.Combine(own.Parent!.Parent!.FullName, service, own.Name, name);
        return File.Exists(file) ? file
            : throw new InvalidOperationException(native ? $"{file} is missing: dotnet publish src/services/{service} -c Release" : $"{file} is missing: add the service to the test project as a build dependency.");
    }

    /// <summary>Whether services are the programs that were compiled ahead of time, unless a caller says otherwise: if asked for, and for tests that are native themselves.</summary>
    public static bool UsesNativePrograms => Environment.GetEnvironmentVariable("X402_AOT") == "1" || !RuntimeFeature.IsDynamicCodeSupported;
}
