// What the engine's tests run. Arguments say how it behaves:
//   exit <code>      ends at once with the code
//   gate <file>      does not listen before the file is there
//   child            starts a process of its own, and writes its id
//   stubborn         ignores SIGTERM
//   farewell <name>  asks another service, a moment after it was told to stop, whether it is still there
//   lines            writes to standard output and standard error, in colour
using System.Collections;
using System.Diagnostics;
using System.Runtime.InteropServices;

if (Value("exit") is { } exitCode)
    return int.Parse(exitCode, System.Globalization.CultureInfo.InvariantCulture);

if (args.Contains("lines"))
{
    Console.WriteLine("\e[32mgreen\e[0m \e]0;title\atext");
    Console.Error.WriteLine("to standard error");
}

if (args.Contains("child"))
    Console.WriteLine($"child {Process.Start("sleep", "600").Id}");

using var ignore = args.Contains("stubborn") ? PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = true) : null;
while (Value("gate") is { } gate && !File.Exists(gate))
    await Task.Delay(20);

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
if (args.Contains("stubborn"))
    builder.Services.AddSingleton<IHostLifetime, Stubborn>();
var app = builder.Build();
app.Lifetime.ApplicationStopping.Register(() => Console.WriteLine("stopping gracefully"));
if (Value("farewell") is { } other)
    app.Lifetime.ApplicationStopping.Register(() => SayFarewellAsync(Environment.GetEnvironmentVariable($"services__{other}__http__0")!).Wait());

var healthy = true;
app.MapGet("/health", (HttpContext context) => { context.Response.StatusCode = healthy ? 200 : 503; });
app.MapGet("/pid", () => Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));
app.MapPost("/sicken", () => { healthy = false; });
app.MapPost("/crash", () => Environment.Exit(7));
app.MapGet("/environment", (HttpContext context) => context.Response.WriteAsync(string.Join('\n',
    Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}"))));
app.MapGet("/arguments", () => string.Join('\n', args));
app.MapGet("/directory", () => Environment.CurrentDirectory);
Console.WriteLine($"listening, pid {Environment.ProcessId}");
await app.RunAsync();
return 0;

static async Task SayFarewellAsync(string address)
{
    await Task.Delay(500);
    using var client = new HttpClient();
    try
    {
        Console.WriteLine($"farewell {(int)(await client.GetAsync($"{address}/health")).StatusCode}");
    }
    catch (HttpRequestException exception)
    {
        Console.WriteLine($"farewell {exception.HttpRequestError}");
    }
}

string? Value(string name) => Array.IndexOf(args, name) is >= 0 and var index && index + 1 < args.Length ? args[index + 1] : null;

internal sealed class Stubborn : IHostLifetime
{
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
