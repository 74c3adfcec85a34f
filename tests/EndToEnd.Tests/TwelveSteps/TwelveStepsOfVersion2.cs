using X402.EndToEnd.Tests.Support;
using X402.Protocol;

namespace X402.EndToEnd.Tests.TwelveSteps;

/// <summary>Version 2: <c>PAYMENT-REQUIRED</c>, <c>PAYMENT-SIGNATURE</c>, <c>PAYMENT-RESPONSE</c>, networks by CAIP-2 id.</summary>
[Collection(nameof(WorldCollection))]
public sealed class TwelveStepsOfVersion2(World world) : TwelveSteps(world, ProtocolVersion.V2);
