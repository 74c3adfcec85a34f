using Microsoft.CodeAnalysis.Diagnostics;
using X402.Generators.PaidApis;

namespace X402.Generators.Tests.Usage;

public class HalfWrittenCodeTests
{
    public static TheoryData<string> Analyzers =>
        [.. typeof(PaidApiAnalyzer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer))).Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(Analyzers))]
    public async Task Code_that_is_being_typed_breaks_no_analyzer(string name)
    {
        const string source = """
            using Microsoft.AspNetCore.Builder;
            using Microsoft.Extensions.DependencyInjection;
            using System.Threading.Tasks;
            using X402;
            using X402.AspNetCore;
            using X402.Evm.Payloads;
            var app = WebApplication.Create();
            var again = again.MapGet("/a", () => 1).RequirePayment(
            app.MapGet("/a", ).RequirePayment().CacheOutput(;
            app.MapGet("/a", [Paid] () => 1).RequirePayment(o => o.).CacheOutput();
            var http = new ServiceCollection().AddHttpClient(; http.AddX402Payments().AddEvmSigner(
            new ServiceCollection().ConfigureHttpClientDefaults(http => http.);
            string privateKey =
            [Paid(, Network = )] class Shop { [Paid("$1"), OutputCache(] public int Get( => 1; static X402.Money.Price Of( }
            [PaidApi(typeof())] interface IApi { [PaidGet()] Task<> A(; [PaidGet("/a", PriceFrom = )] Task<string> B(int); static Price Of( => }
            [PaymentPayloadRecord] record ( int
            """;
        var analyzer = (DiagnosticAnalyzer)Activator.CreateInstance(typeof(PaidApiAnalyzer).Assembly.GetType(name)!)!;
        Assert.DoesNotContain(await Compiler.AnalyzeAsync(analyzer, source), diagnostic => diagnostic.Id == "AD0001");
    }
}
