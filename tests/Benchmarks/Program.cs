using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Benchmarks.Macro;
using Benchmarks.Macro.Hosts;
using Benchmarks.Micro;

if (args is ["macro", .. var macro])
{
    Environment.ExitCode = await MacroCommand.RunAsync(macro);
    return;
}

if (args is [GateHost.Command])
{
    await GateHost.RunAsync();
    return;
}

if (args is ["interleaved", ..])
{
    Interleaved.Run(rounds: 400);
    return;
}

if (args is ["generator"])
{
    GeneratorCost.Run();
    return;
}

// In process: the rivals of a table run in the same minutes on the same core, so that their ratios mean something.
var config = DefaultConfig.Instance
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithIterationCount(8))
    .AddDiagnoser(MemoryDiagnoser.Default);

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
