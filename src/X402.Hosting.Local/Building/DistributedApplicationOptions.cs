namespace Aspire.Hosting;

/// <summary>How an application is run.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>The command line.</summary>
    public string[]? Args { get; set; }

    /// <summary>Name of the AppHost's assembly; the entry assembly if not set.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>Whether nobody watches: resources that wait for one that has failed then fail, too, instead of waiting for it to be restarted.</summary>
    public bool DisableDashboard { get; set; }

    /// <summary>Whether the lines of the resources go to the application's loggers, as <c>{AppHost}.Resources.{name}</c>.</summary>
    public bool EnableResourceLogging { get; set; }

    /// <summary>The AppHost's folder.</summary>
    public string? ProjectDirectory { get; set; }
}
