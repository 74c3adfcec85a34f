// The whole platform on one screen. The same file runs on Aspire and, where its packages are not available, on our local engine.

var builder = DistributedApplication.CreateBuilder(args);
var settings = builder.Configuration;
var chainId = settings.GetValue("Chain:Id", 31337L);
var network = $"eip155:{chainId}";
var replicas = settings.GetValue("Facilitator:Replicas", 1);
var protocol = settings["Facilitator:Protocol"] ?? "grpc"; // or http, which other facilitators speak

// Infrastructure: ours, unless a connection string points elsewhere
IResourceBuilder<IResourceWithConnectionString> redis = settings.GetConnectionString("redis") is not null
    ? builder.AddConnectionString("redis")
    : builder.AddRedis("redis");

var isDeployed = builder.ExecutionContext.IsPublishMode;
var hasChain = isDeployed || settings.GetConnectionString("chain") is not null;
IResourceBuilder<IResourceWithConnectionString> chain = hasChain
    ? builder.AddConnectionString("chain")
    : builder.AddAnvil("chain", port: 8545, chainId)
        .WithBlockTime(TimeSpan.FromSeconds(settings.GetValue("Chain:BlockTime", 1.0)))
        .WithPersistence()
        .WithMineCommand()
        .WithUrlForEndpoint("http", url => url.DisplayText = "JSON-RPC");

// Parameters: user secrets, Parameters__pay-to=... or --Parameters:pay-to=... Only the local chain has development accounts: everybody knows their keys
var payTo = AddAccount("pay-to", AnvilAccounts.Address(1));
var agentKey = isDeployed ? builder.AddParameter("agent-key", "", secret: true) : AddAccount("agent-key", AnvilAccounts.Key(2), secret: true); // no agent is deployed

// Services
var payments = builder.AddProject<Projects.Payments>("payments")
    .WithReference(redis)
    .WithReference(chain)
    // its history lasts from run to run, and is not that of other applications on the same machine
    .WithEnvironment("Payments__DataDirectory", settings["Payments:DataDirectory"] ?? (isDeployed ? "" : Path.Combine(builder.AppHostDirectory, "obj", "payments")))
    .WithEnvironment("Payments__AspireDashboard", isDeployed ? "" : settings["ASPNETCORE_URLS"]?.Split(';')[0] ?? "")
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithUrlForEndpoint("http", url => url.DisplayText = "every payment, live");

var facilitator = builder.AddProject<Projects.Facilitator>("facilitator")
    .WithReference(redis).WaitFor(redis)
    .WithReference(chain).WaitFor(chain)
    .WithEnvironment("Facilitator__Networks__0__Network", network)
    .WithEnvironment("Facilitator__Networks__0__RpcUrl", chain)
    .WithReplicas(replicas)
    .WithHttpEndpoint(name: "grpc", env: "Facilitator__GrpcPort")
    .WithHttpHealthCheck("/health")
    .WithUrlForEndpoint("http", url => { url.DisplayText = "what it settles"; url.Url += "/supported"; });

// every replica settles with a relayer key of its own
for (var i = 0; i < replicas; i++)
{
    var key = AddAccount(i == 0 ? "relayer-key" : $"relayer-key-{i + 1}", AnvilAccounts.Key(i == 0 ? 0 : AnvilAccounts.Count - i), secret: true);
    facilitator.WithEnvironment($"Facilitator__Networks__0__RelayerKeys__{i}", key);
}

var server = builder.AddProject<Projects.ResourceServer>("resource-server")
    .WithReference(facilitator).WaitFor(facilitator)
    .WithReference(redis)
    .WithEnvironment("X402__PayTo", payTo)
    .WithEnvironment("X402__Network", network)
    .WithEnvironment("X402__Facilitator__Protocol", protocol)
    .WithEnvironment("X402__Facilitator__Url", protocol == "grpc" ? "http://_grpc.facilitator" : "http://facilitator")
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health");
// buyers compare it with what they asked for; how a deployed server is reached from outside only its operator knows
if (isDeployed)
    server.WithEnvironment("X402__PublicOrigin", builder.AddParameter("public-origin"));
else
    server.WithEnvironment("X402__PublicOrigin", server.GetEndpoint("http"));

var agent = builder.AddProject<Projects.ClientAgent>("client-agent")
    .WithReference(server).WaitFor(server)
    .WithReference(chain)
    .WithReference(redis)
    .WithEnvironment("Agent__PrivateKey", agentKey)
    .WithArgs("--loop", "--budget", settings["Agent:Budget"] ?? "1.00")
    .ExcludeFromManifest();
if (!settings.GetValue("Agent:AutoStart", true))
    agent.WithExplicitStart();

var purchase = builder.AddProject<Projects.ClientAgent>("one-purchase")
    .WithReference(server).WaitFor(server)
    .WithReference(chain)
    .WithEnvironment("Agent__PrivateKey", agentKey)
    .WithArgs("--once")
    .WithExplicitStart()
    .WithParentRelationship(agent)
    .ExcludeFromManifest();
agent.WithCommand("buy-once", "Buy once",
    command => command.Services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(purchase.Resource, KnownResourceCommands.StartCommand, command.CancellationToken),
    new CommandOptions { IconName = "Cart", Description = "Makes one purchase right now, in a process of its own." });

// Everybody tells the dashboard about payments; nobody waits for it
foreach (var service in new[] { facilitator, server, agent, purchase })
    service.WithEnvironment("X402_OTLP_ENDPOINT", payments.GetEndpoint("http"));
payments.WithEnvironment("Payments__ResourceServer", server.GetEndpoint("http"));
facilitator.WithUrl($"{payments.GetEndpoint("http")}/facilitator", "its relayers and open settlements");
server.WithUrl($"{payments.GetEndpoint("http")}/endpoints", "what it sells and has sold");

// A local chain starts empty: nobody settles before the contracts are there
if (chain.Resource is AnvilResource anvil)
{
    chain.WithUrl($"{payments.GetEndpoint("http")}/chain", "blocks, accounts and the faucet");
    server.WithEnvironment("X402__RecordDocuments", "true");
    if (settings["Parameters:agent-key"] is null)
        agent.WithFundCommand(anvil, AnvilAccounts.Address(2));

    var contracts = builder.AddProject<Projects.Contracts>("contracts")
        .WithReference(chain).WaitFor(chain)
        .WithParentRelationship(chain);
    facilitator.WaitForCompletion(contracts);

    // people buy in the browser with accounts of this chain: on the shop's pages, and step by step on the dashboard's page Try it
    server.WithEnvironment("X402__Paywall__DevelopmentChain", chain)
        .WithEnvironment("X402__Paywall__Networks__0__Network", network)
        .WithEnvironment("X402__Paywall__Networks__0__Name", "Local chain")
        .WithEnvironment("X402__Paywall__Networks__0__RpcUrl", chain)
        .WithEnvironment("X402__Paywall__Networks__0__TransactionUrl", ReferenceExpression.Create($"{payments.GetEndpoint("http")}/chain/tx/"));
    payments.WithEnvironment("Payments__TryKey", AnvilAccounts.Key(4));
}

#if ASPIRE
X402.AppHost.Deployment.AddTo(builder, redis, facilitator, replicas); // aspire publish, aspire deploy
#endif

builder.Build().Run();

IResourceBuilder<ParameterResource> AddAccount(string name, string development, bool secret = false) =>
    hasChain ? builder.AddParameter(name, secret) : builder.AddParameter(name, development, secret: secret);
