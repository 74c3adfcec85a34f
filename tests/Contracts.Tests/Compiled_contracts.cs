using System.Diagnostics;
using X402.Evm;
using X402.TestSupport;

namespace X402.Contracts.Tests;

/// <summary>The committed compiler output is what the committed sources give, and speaks the protocol's ABI.</summary>
public class Compiled_contracts
{
    private static readonly string Project = Path.Combine(RepositoryRoot.Path, "src", "services", "Contracts");

    [Fact]
    public async Task They_match_their_sources()
    {
        var scratch = Directory.CreateTempSubdirectory("x402-solc-").FullName;
        try
        {
            foreach (var file in Directory.EnumerateFiles(Project, "*", SearchOption.AllDirectories).Where(IsInput))
            {
                var copy = Path.Combine(scratch, Path.GetRelativePath(Project, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }

            await RunAsync("npm", ["ci", "--loglevel=error"], scratch);
            await RunAsync("node", ["build.mjs"], scratch);

            Assert.Equal(Compiled(Project), Compiled(scratch));
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    [Fact]
    public void Their_functions_have_the_selectors_of_the_protocol()
    {
        CompiledContract[] contracts = [CompiledContract.Load("DevelopmentDollar"), CompiledContract.Load("Multicall3"), CompiledContract.Load("ContractWallet")];
        var compared = 0;
        foreach (var vector in Vectors.Root.GetProperty("selectors").EnumerateArray())
        {
            foreach (var contract in contracts)
            {
                if (!contract.TryGetSelector(vector.GetProperty("signature").GetString()!, out var selector))
                    continue;
                Assert.Equal(vector.GetProperty("selector").GetString(), Hex.Encode(selector));
                compared++;
            }
        }

        // the fifteen of the token, Multicall3 and EIP-1271; the rest belongs to contracts of other schemes
        Assert.Equal(15, compared);
    }

    [Fact]
    public void The_tokens_address_is_written_with_its_checksum() =>
        Assert.Equal(DevelopmentChain.TokenAddress, EvmAddress.Parse(DevelopmentChain.TokenAddress).ToString());

    private static bool IsInput(string file)
    {
        var path = Path.GetRelativePath(Project, file);
        return path is "build.mjs" or "package.json" or "package-lock.json" or ".npmrc" || path.StartsWith("solidity", StringComparison.Ordinal);
    }

    private static SortedDictionary<string, string> Compiled(string project)
    {
        var folder = Path.Combine(project, "compiled");
        return new(Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(folder, file), File.ReadAllText), StringComparer.Ordinal);
    }

    private static async Task RunAsync(string program, string[] arguments, string folder)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} failed: {await output}{await error}");
    }
}
