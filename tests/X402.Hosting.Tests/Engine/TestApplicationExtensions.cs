using Aspire.Hosting.Testing;

namespace X402.Hosting.Tests.Engine;

internal static class TestApplicationExtensions
{
    public static int GetEndpointPort(this DistributedApplication app, string name) => app.GetEndpoint(name).Port;
}
