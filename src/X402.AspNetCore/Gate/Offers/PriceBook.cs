using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using X402.AspNetCore.Diagnostics;
using X402.Money;

namespace X402.AspNetCore.Gate.Offers;

/// <summary>What endpoints cost: as declared, as a tenant says, or as a request makes it.</summary>
internal sealed class PriceBook(ILogger<PriceBook> logger)
{
    /// <summary>The fixed prices of an endpoint, beside its options; none where a price is wrong or computed.</summary>
    public Price?[] GetFixed(PaidEndpoint endpoint, PaymentTenant? tenant)
    {
        var wanted = endpoint.Metadata.Options;
        var prices = new Price?[wanted.Count];
        for (var i = 0; i < wanted.Count; i++)
            prices[i] = wanted[i].PriceOf is null ? FindFixed(endpoint, wanted[i], tenant) : null;
        return prices;
    }

    /// <summary>All prices for a request, or why one cannot be made for it.</summary>
    public async ValueTask<(Price?[] Prices, AnswerRefusal? Refusal)> GetAsync(PaidEndpoint endpoint, PaymentTenant? tenant, HttpContext context)
    {
        var prices = GetFixed(endpoint, tenant);
        for (var i = 0; i < prices.Length; i++)
        {
            if (endpoint.Metadata.Options[i].PriceOf is not { } priceOf)
                continue;
            try
            {
                var answer = await priceOf(context);
                if (answer.Refusal is { } refusal)
                    return (prices, refusal);
                prices[i] = answer.Value;
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !context.RequestAborted.IsCancellationRequested)
            {
                Log.PriceFailed(logger, exception, endpoint.Name);
            }
        }
        return (prices, null);
    }

    /// <summary>Reads a fixed price; <see langword="null"/> where it is computed per request.</summary>
    public static bool TryParse(PaymentOption option, out Price? price, [NotNullWhen(false)] out string? error)
    {
        price = null;
        error = null;
        if (option.PriceOf is not null && option.Price is null)
            return true;
        if (option.PriceOf is not null)
            error = $"both a fixed price '{option.Price}' and a price per request are given. Keep one.";
        else if (Price.TryParse(option.Price, out var parsed))
            price = parsed;
        else
            error = $"'{option.Price}' is not a price. Write dollars as '$0.01', or an amount and a ticker as '0.01 USDC'.";
        return error is null;
    }

    private Price? FindFixed(PaidEndpoint endpoint, PaymentOption option, PaymentTenant? tenant)
    {
        if (tenant?.Prices is null || !tenant.Prices.TryGetValue(endpoint.Name, out var text))
            return TryParse(option, out var declared, out _) ? declared : null;
        if (Price.TryParse(text, out var price))
            return price;
        Log.TenantPriceWrong(logger, endpoint.Name, tenant.Id, text);
        return null;
    }
}
