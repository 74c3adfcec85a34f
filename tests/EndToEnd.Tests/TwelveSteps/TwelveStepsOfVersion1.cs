using X402.EndToEnd.Tests.Support;
using X402.Protocol;

namespace X402.EndToEnd.Tests.TwelveSteps;

/// <summary>Version 1: <c>X-PAYMENT</c>, offers in the body, networks by name.</summary>
[Collection(nameof(WorldCollection))]
public sealed class TwelveStepsOfVersion1(World world) : TwelveSteps(world, ProtocolVersion.V1);
