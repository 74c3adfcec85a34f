using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace X402.Redis.Connections;

/// <summary>Collects everything that is wrong with the options, with the remedy.</summary>
internal sealed class RedisStoreOptionsValidator : IValidateOptions<RedisStoreOptions>
{
    public ValidateOptionsResult Validate(string? name, RedisStoreOptions options)
    {
        var errors = new List<string>();
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
            errors.Add("There is no connection string for Redis. Set ConnectionStrings:redis (environment: ConnectionStrings__redis), for example localhost:6379.");
        else if (!CanParse(options.ConnectionString))
            errors.Add("The connection string for Redis cannot be parsed. It has the form host:port,password=...,ssl=true.");
        if (options.OperationTimeout < TimeSpan.FromMilliseconds(10) || options.OperationTimeout > TimeSpan.FromMinutes(1))
            errors.Add($"{nameof(RedisStoreOptions.OperationTimeout)} is {options.OperationTimeout}; it must be between 10 ms and 1 minute.");
        if (options.Retention < TimeSpan.FromHours(1))
            errors.Add($"{nameof(RedisStoreOptions.Retention)} is {options.Retention}; it must be at least 1 hour.");
        if (options.ResponseRetention <= TimeSpan.Zero)
            errors.Add($"{nameof(RedisStoreOptions.ResponseRetention)} must be greater than zero.");
        if (options.PurchaseRetention < TimeSpan.FromDays(1))
            errors.Add($"{nameof(RedisStoreOptions.PurchaseRetention)} is {options.PurchaseRetention}; it must be at least 1 day.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static bool CanParse(string text)
    {
        try
        {
            ConfigurationOptions.Parse(text);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            return false;
        }
    }
}
