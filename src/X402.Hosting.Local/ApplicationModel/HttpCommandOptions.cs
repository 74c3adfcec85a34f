namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a command that is an HTTP request is given.</summary>
public class HttpCommandOptions : CommandOptions
{
    /// <summary>The method; POST if not set.</summary>
    public HttpMethod? Method { get; set; }
}
