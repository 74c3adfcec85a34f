namespace X402.Grpc;

/// <summary>How a resource server reaches its facilitator over gRPC; section <c>X402:Facilitator</c>, as over HTTP.</summary>
public sealed class GrpcFacilitatorOptions
{
    /// <summary>
    /// The address, for example <c>https://facilitator.example.com:8443</c>; names of service discovery work too
    /// (<c>http://_grpc.facilitator</c> is the endpoint <c>grpc</c> of <c>facilitator</c>). Plain <c>http</c> is HTTP/2 without TLS, on a port that
    /// speaks nothing else; behind <c>https</c> HTTP and gRPC may share a port. The certificate has to name the host and be trusted by the
    /// system; on Linux a private authority is named by the environment variable <c>SSL_CERT_FILE</c>.
    /// </summary>
    public string? Url { get; set; }

    /// <summary>
    /// Allows an unencrypted connection to a host that is neither loopback nor a single-label name of an internal network. Whoever is in between
    /// could then forge "settled" (SG-33).
    /// </summary>
    public bool AllowInsecureHttp { get; set; }

    /// <summary>An API key, sent to this facilitator only. From user secrets or a vault, never from source.</summary>
    public string? ApiKey { get; set; }

    /// <summary>How long one call may take; by default <c>X402:SettleTimeout</c>, else 90 seconds. 1 s to 10 min.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(90);
}
