using Microsoft.Extensions.DependencyInjection;
using X402.Hosting.Local.Output;
using X402.Hosting.Local.Resources;

namespace X402.Hosting.Tests.Engine;

public sealed class ConsoleTests : IDisposable
{
    private readonly StringWriter _text = new();
    private readonly ReplicaRegistry _registry;

    public ConsoleTests()
    {
        var builder = DistributedApplication.CreateBuilder(["--DcpPublisher:RandomizePorts=true"]);
        builder.AddParameter("a-very-long-name-of-a-parameter", "value");
        builder.AddProject<Projects.SampleService>("one");
        builder.AddProject<Projects.SampleService>("three").WithReplicas(2);
        _registry = new ReplicaRegistry(new DistributedApplicationModel(builder.Resources));
    }

    public void Dispose() => _text.Dispose();

    [Fact]
    public void Every_line_begins_with_who_wrote_it_and_replicas_have_numbers()
    {
        var console = new ConsoleOutput(_registry, _text, colours: false);

        foreach (var replica in _registry.All)
            console.Line(replica.Id, "text");

        Assert.Equal(["one     | text", "three/1 | text", "three/2 | text"], Lines().Skip(1));
    }

    [Fact]
    public void Without_colours_nothing_but_text_is_written()
    {
        var console = new ConsoleOutput(_registry, _text, colours: false);

        console.Line(Id("one"), "\e[32mgreen\e[0m \e]0;title\a\e[2Jtext\b");
        console.Event(Id("one"), "healthy");

        Assert.Equal(["one     | green text", "one     | · healthy"], Lines());
    }

    [Fact]
    public void With_colours_each_resource_has_its_own_and_colours_of_the_line_pass_while_other_commands_do_not()
    {
        var console = new ConsoleOutput(_registry, _text, colours: true);

        console.Line(Id("one"), "\e[32mgreen\e[0m \e]0;title\a\e[2Jtext");
        console.Line(_registry.Matching("three")[0].Id, "");

        var lines = Lines();
        Assert.EndsWith("\e[32mgreen\e[0m text\e[0m", lines[0], StringComparison.Ordinal);
        Assert.NotEqual(lines[0][..6], lines[1][..6]);
    }

    [Fact]
    public async Task Lines_reach_the_loggers_of_a_test_by_the_name_of_the_resource()
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = ["--DcpPublisher:RandomizePorts=true"],
            EnableResourceLogging = true,
            AssemblyName = typeof(ConsoleTests).Assembly.GetName().Name,
        });
        using var provider = new SeenProvider("X402.Hosting.Tests.Resources.one", seen);
        builder.Services.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(provider);
        builder.AddProject<Projects.SampleService>("one");

        await using var app = builder.Build();
        await app.StartAsync(TestContext.Current.CancellationToken);

        Assert.Contains("listening", await seen.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private string Id(string name) => _registry.Find(name)!.Id;

    private string[] Lines() => _text.ToString().Split(Environment.NewLine)[..^1];
}
