using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using X402.Client;
using X402.ClientAgent;
using X402.ClientAgent.Catalogues;
using X402.Evm.Rpc;

var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
return await AgentCommand.Create(builder.Configuration, RunAsync).Parse(args).InvokeAsync();

async Task<int> RunAsync(AgentSettings settings, CancellationToken cancelled)
{
    if (settings.ListsOnly)
        return await ListAsync(settings, cancelled);
    if (builder.Configuration["Agent:PrivateKey"] is not { Length: > 0 } key)
        return Misconfigured("Set Agent__PrivateKey to the key to pay with: 32 bytes of hexadecimal digits, from user secrets or a vault.");
    try
    {
        builder.AddServiceDefaults();
        var client = builder.Services.AddHttpClient(Shop.Name, http => http.BaseAddress = new Uri(settings.Server, "/"))
            .AddX402Payments(options => Shop.Limit(options, settings, builder.Configuration))
            .AddEvmSigner(key)
            .AddWeatherClient();
        var isShared = builder.Configuration.GetConnectionString("redis") is not null;
        if (builder.Configuration["Agent:Journal"] is { Length: > 0 } journal)
            client.AddPurchaseJournal(journal);
        else if (isShared)
            client.AddRedisPurchaseJournal();
        // several agents, or one that is started again, spend one budget
        if (isShared)
            client.AddRedisBudget();
        if (Shop.Chain(builder.Configuration) is { } chain)
        {
            var rpc = EvmRpcClient.Create(new EvmRpcOptions { Endpoint = chain });
            builder.Services.AddSingleton<IEvmRpc>(rpc);
            if (await Shop.NetworkAsync(rpc, cancelled) is { } network)
                client.AddEvmEvidence(network, chain);
        }
        builder.Services.AddHttpClient<Catalogue>(http => http.MaxResponseContentBufferSize = Catalogue.MaxBytes);
        builder.Services.AddSingleton(settings).AddSingleton(TimeProvider.System).AddSingleton(Console.Out);
        builder.Services.AddSingleton(services => new Purse(services.GetRequiredKeyedService<PaymentServices>(Shop.Name).Budget, settings));
        builder.Services.AddSingleton(services => new Wallet(services.GetService<IEvmRpc>()));
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<ShoppingAgent>(services, services.GetRequiredService<IHttpClientFactory>().CreateClient(Shop.Name)));

        using var host = builder.Build();
        await host.StartAsync(cancelled);
        try
        {
            var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancelled);
            return (int)await host.Services.GetRequiredService<ShoppingAgent>().RunAsync(either.Token);
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }
    catch (Exception e) when (e is OptionsValidationException or FormatException or IOException or InvalidDataException)
    {
        return Misconfigured(e.Message);
    }
}

// looking costs nothing and needs no key
async Task<int> ListAsync(AgentSettings settings, CancellationToken cancelled)
{
    builder.AddServiceDefaults();
    builder.Services.AddHttpClient<Catalogue>(http => http.MaxResponseContentBufferSize = Catalogue.MaxBytes);
    using var host = builder.Build();
    var sold = await host.Services.GetRequiredService<Catalogue>().ReadAsync(settings.Catalogue!, cancelled);
    CataloguePrinter.Print(sold, Console.Out);
    if (sold.Count > 0)
        return (int)ExitCode.Done;
    Console.Error.WriteLine($"client agent: {settings.Server.Authority} has no catalogue that can be read");
    return (int)ExitCode.ServerFailed;
}

static int Misconfigured(string message)
{
    Console.Error.WriteLine($"client agent: {message}");
    return (int)ExitCode.Misconfigured;
}
