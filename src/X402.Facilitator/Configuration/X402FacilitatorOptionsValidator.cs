using Microsoft.Extensions.Options;
using X402.Networks;

namespace X402.Facilitator;

/// <summary>Checks the settings at start; collects everything instead of stopping at the first mistake.</summary>
internal sealed class X402FacilitatorOptionsValidator : IValidateOptions<X402FacilitatorOptions>
{
    private const int ShortestKey = 16;

    public ValidateOptionsResult Validate(string? name, X402FacilitatorOptions options)
    {
        var errors = new List<string>();
        if (options.RequestsPerSecond < 0)
            errors.Add($"Facilitator:RequestsPerSecond is {options.RequestsPerSecond}. Write 0 for no limit.");
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < options.Merchants.Count; i++)
            Check(options.Merchants[i], $"Facilitator:Merchants:{i}", keys, errors);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    // no message repeats a key: they end up in logs
    private static void Check(MerchantOptions merchant, string path, HashSet<string> keys, List<string> errors)
    {
        if (string.IsNullOrWhiteSpace(merchant.Name))
            errors.Add($"{path}:Name is missing. Give the merchant a name for logs.");
        if (merchant.ApiKeys.Count == 0)
            errors.Add($"{path}:ApiKeys is empty. A merchant without a key can never call; add one, or remove the merchant.");
        foreach (var key in merchant.ApiKeys)
        {
            if (key.Length < ShortestKey)
                errors.Add($"{path}:ApiKeys has a key of less than {ShortestKey} characters, which can be guessed.");
            else if (!keys.Add(key))
                errors.Add($"{path}:ApiKeys has a key that another entry has too. Every key belongs to one merchant.");
        }
        foreach (var network in merchant.Networks)
        {
            if (!NetworkId.TryParse(network, out _))
                errors.Add($"{path}:Networks has '{network}', which is not a CAIP-2 network such as 'eip155:8453'.");
        }
        if (merchant.RequestsPerSecond < 0)
            errors.Add($"{path}:RequestsPerSecond is {merchant.RequestsPerSecond}. Write 0 for no limit.");
    }
}
