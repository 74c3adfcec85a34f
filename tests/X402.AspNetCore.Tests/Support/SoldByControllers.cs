using Microsoft.AspNetCore.Mvc;

namespace X402.AspNetCore.Tests.Support;

/// <summary>What the controllers of these tests sell.</summary>
public static class SoldByControllers
{
    public const string Secret = "the-secret-goods";
}

[Paid("$0.01")]
public sealed class PaidShopController : ControllerBase
{
    [HttpGet("/shop/cheap")]
    public string Cheap() => SoldByControllers.Secret;

    [HttpGet("/shop/dear")]
    [Paid("$0.02")]
    public string Dear() => SoldByControllers.Secret;
}

/// <summary>Reached by conventional and by dynamic routes only.</summary>
[Paid("$0.01")]
public sealed class ConventionalShopController : ControllerBase
{
    public string Cheap() => SoldByControllers.Secret;

    [Paid("$0.02")]
    public string Dear() => SoldByControllers.Secret;
}

public sealed class FreeShopController : ControllerBase
{
    [HttpGet("/free-shop")]
    public string Get() => SoldByControllers.Secret;
}
