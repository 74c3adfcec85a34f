using System.Globalization;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using X402.Hosting;

namespace Aspire.Hosting;

/// <summary>Money for accounts of a local chain.</summary>
public static class AnvilFaucet
{
    // where the deployer of the development contracts puts the dollar; with Base Sepolia's chain id it stands in for that network's own
    private const string DevelopmentDollar = "0x4020dE5000000000000000000000000000000001";
    private const string BaseSepoliaDollar = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
    private const long BaseSepolia = 84532;

    // an account of nobody's: nonces of relayers and payers stay their own
    private const string Sender = "0x00000000000000000000000000000000000fa0c3";

    /// <summary>Adds the command <c>fund</c>, which gives an account development dollars on a local chain.</summary>
    /// <param name="builder">The resource that shows the command.</param>
    /// <param name="chain">The chain.</param>
    /// <param name="account">The account, 0x and 40 hexadecimal digits.</param>
    /// <param name="dollars">How many whole dollars each time, 1 to 1,000,000.</param>
    public static IResourceBuilder<T> WithFundCommand<T>(this IResourceBuilder<T> builder, AnvilResource chain, string account, int dollars = 100) where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentException.ThrowIfNullOrEmpty(account);
        ArgumentOutOfRangeException.ThrowIfLessThan(dollars, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dollars, 1_000_000);
        return builder.WithCommand("fund", string.Create(CultureInfo.InvariantCulture, $"Fund with ${dollars:N0}"), async context =>
        {
            try
            {
                var url = await chain.RpcEndpoint.GetValueAsync(context.CancellationToken).ConfigureAwait(false);
                await FundAsync(url!, DollarOn(chain.ChainId), account, dollars, context.CancellationToken).ConfigureAwait(false);
                return CommandResults.Success();
            }
            catch (Exception exception) when (exception is HttpRequestException or JsonException)
            {
                return CommandResults.Failure(exception);
            }
        },
        new CommandOptions { IconName = "Money", Description = $"Makes development dollars for {account}." });
    }

    private static string DollarOn(long chainId) => chainId == BaseSepolia ? BaseSepoliaDollar : DevelopmentDollar;

    private static async Task FundAsync(string url, string token, string account, int dollars, CancellationToken cancellationToken)
    {
        // mint(address,uint256), six decimals
        var data = $"0x40c10f19{account[2..].ToLowerInvariant().PadLeft(64, '0')}{(dollars * 1_000_000L).ToString("x64", CultureInfo.InvariantCulture)}";
        await JsonRpc.CallAsync(url, "anvil_setBalance", $"[\"{Sender}\",\"0xde0b6b3a7640000\"]", cancellationToken).ConfigureAwait(false);
        await JsonRpc.CallAsync(url, "anvil_impersonateAccount", $"[\"{Sender}\"]", cancellationToken).ConfigureAwait(false);
        await JsonRpc.CallAsync(url, "eth_sendTransaction", $$"""[{"from":"{{Sender}}","to":"{{token}}","data":"{{data}}"}]""", cancellationToken).ConfigureAwait(false);
    }
}
