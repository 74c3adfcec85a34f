using System.Globalization;

namespace X402.Hosting.Tools;

/// <summary>How Redis is started on this machine.</summary>
/// <param name="FileName">Full path of the program.</param>
/// <param name="Arguments">Arguments that must come first, whatever the settings.</param>
/// <param name="Kind">Which program it is.</param>
public sealed record RedisCommand(string FileName, IReadOnlyList<string> Arguments, RedisKind Kind)
{
    /// <summary>All arguments for a server with these settings, <see cref="Arguments"/> included.</summary>
    /// <param name="settings">Port, password, persistence.</param>
    public IReadOnlyList<string> ArgumentsFor(RedisSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Kind is RedisKind.Garnet ? [.. Arguments, .. Garnet(settings)] : [.. Arguments, .. Redis(settings)];
    }

    private static IEnumerable<string> Redis(RedisSettings settings)
    {
        yield return "--port";
        yield return settings.Port.ToString(CultureInfo.InvariantCulture);
        yield return "--bind";
        yield return "127.0.0.1";
        yield return "--save";
        yield return "";
        if (settings.Password is { } password)
        {
            yield return "--requirepass";
            yield return password;
        }

        if (settings.DataDirectory is { } directory)
        {
            yield return "--dir";
            yield return directory;
            yield return "--appendonly";
            yield return "yes";
            // the ledger of payments lives here: an acknowledged write is a written one
            yield return "--appendfsync";
            yield return "always";
        }
    }

    private static IEnumerable<string> Garnet(RedisSettings settings)
    {
        yield return "--port";
        yield return settings.Port.ToString(CultureInfo.InvariantCulture);
        yield return "--bind";
        yield return "127.0.0.1";
        // without the transaction mode scripts are not atomic
        yield return "--lua";
        yield return "--lua-transaction-mode";
        // the default device needs a native library (libaio) and takes the process down without it
        yield return "--device-type";
        yield return "RandomAccess";
        if (settings.Password is { } password)
        {
            yield return "--auth";
            yield return "Password";
            yield return "--password";
            yield return password;
        }

        if (settings.DataDirectory is { } directory)
        {
            yield return "--aof";
            // without it writes are acknowledged before they are in the file: killed at once, Garnet lost one in three of them
            yield return "--aof-commit-wait";
            yield return "--recover";
            yield return "--checkpointdir";
            yield return directory;
        }
    }
}
