namespace X402.Facilitators;

/// <summary>A facilitator gave no usable answer: unreachable, timeout, or an answer that breaks the protocol.</summary>
public sealed class FacilitatorException : Exception
{
    /// <summary>Creates the exception.</summary>
    public FacilitatorException() : this("The facilitator gave no usable answer.") { }

    /// <summary>Creates the exception.</summary>
    public FacilitatorException(string message) : base(message) { }

    /// <summary>Creates the exception.</summary>
    public FacilitatorException(string message, Exception? innerException) : base(message, innerException) { }

    /// <summary>
    /// Whether the request may have reached the facilitator, so that a settlement may have happened. <see langword="false"/>
    /// only where it certainly did not, for example when the connection was refused.
    /// </summary>
    public bool OutcomeUnknown { get; init; } = true;

    /// <summary>The HTTP status, where there was one.</summary>
    public int? StatusCode { get; init; }
}
