namespace Aspire.Hosting.ApplicationModel;

/// <summary>Whether a command can be given.</summary>
public enum ResourceCommandState
{
    /// <summary>Yes.</summary>
    Enabled = 0,

    /// <summary>Not now.</summary>
    Disabled = 1,

    /// <summary>Not now, and it is not shown.</summary>
    Hidden = 2,
}
