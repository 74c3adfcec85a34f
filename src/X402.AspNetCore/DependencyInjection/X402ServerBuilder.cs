using Microsoft.Extensions.DependencyInjection;
using X402.DependencyInjection;

namespace X402.AspNetCore.DependencyInjection;

internal sealed record X402ServerBuilder(IServiceCollection Services) : IX402ServerBuilder;
