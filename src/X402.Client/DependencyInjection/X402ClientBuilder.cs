using Microsoft.Extensions.DependencyInjection;
using X402.DependencyInjection;

namespace X402.Client;

internal sealed class X402ClientBuilder(IServiceCollection services, string name) : IX402ClientBuilder
{
    public IServiceCollection Services { get; } = services;

    public string Name { get; } = name;
}
