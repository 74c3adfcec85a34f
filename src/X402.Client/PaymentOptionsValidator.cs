using Microsoft.Extensions.Options;
using X402.Networks;

namespace X402.Client;

/// <summary>Reports all mistakes at once, each with its remedy.</summary>
internal sealed class PaymentOptionsValidator : IValidateOptions<PaymentOptions>
{
    public ValidateOptionsResult Validate(string? name, PaymentOptions options)
    {
        var errors = new List<string>();
        if (!AmountFormat.TryParseDollars(options.MaxAmountPerPayment, out _))
            errors.Add($"MaxAmountPerPayment '{options.MaxAmountPerPayment}' is no amount in dollars. Write '$1'.");
        if (options.ApprovalThreshold is { } threshold && !AmountFormat.TryParseDollars(threshold, out _))
            errors.Add($"ApprovalThreshold '{threshold}' is no amount in dollars. Write '$0.50'.");
        foreach (var rule in options.Budgets)
        {
            if (!AmountFormat.TryParseDollars(rule.Max, out _))
                errors.Add($"The budget '{rule.Max}' ({rule.Scope}) is no amount in dollars. Write '$1.50'.");
            if (rule.Window <= TimeSpan.Zero)
                errors.Add($"The window of the budget '{rule.Max}' ({rule.Scope}) must be longer than zero.");
        }
        foreach (var network in options.AllowedNetworks)
        {
            if (!NetworkId.TryParse(network, out _))
                errors.Add($"The allowed network '{network}' is no CAIP-2 id. Write 'eip155:8453'.");
        }
        if (options.MaxAuthorizationLifetime <= TimeSpan.Zero)
            errors.Add("MaxAuthorizationLifetime must be longer than zero.");
        if (options.ClockSkew < TimeSpan.Zero)
            errors.Add("ClockSkew must not be negative.");
        if (options.ReconcileInterval != Timeout.InfiniteTimeSpan && (options.ReconcileInterval < TimeSpan.FromMilliseconds(100) || options.ReconcileInterval > TimeSpan.FromDays(1)))
            errors.Add("ReconcileInterval must be between 0.1 seconds and a day, or infinite for never.");
        if (options.MaxOfferBytes <= 0 || options.MaxRequestBodyBytes < 0 || options.MaxRedirects < 0)
            errors.Add("MaxOfferBytes must be positive, MaxRequestBodyBytes and MaxRedirects must not be negative.");
        return errors.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(errors.Select(error => $"X402 payments of HTTP client '{name}': {error}"));
    }
}
