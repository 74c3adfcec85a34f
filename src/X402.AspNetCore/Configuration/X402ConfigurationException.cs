namespace X402.AspNetCore;

/// <summary>The server cannot sell as it is configured. Lists everything that is wrong, so that it takes one start to see it.</summary>
public sealed class X402ConfigurationException : Exception
{
    /// <summary>Creates the exception.</summary>
    public X402ConfigurationException() : this([]) { }

    /// <summary>Creates the exception.</summary>
    public X402ConfigurationException(string message) : this([message]) { }

    /// <summary>Creates the exception.</summary>
    public X402ConfigurationException(string message, Exception? innerException) : base(message, innerException) => Errors = [message];

    /// <summary>Creates the exception.</summary>
    /// <param name="errors">What is wrong and what to do about it, one sentence each.</param>
    public X402ConfigurationException(IReadOnlyList<string> errors) : base(Describe(errors)) => Errors = errors;

    /// <summary>What is wrong and what to do about it.</summary>
    public IReadOnlyList<string> Errors { get; }

    private static string Describe(IReadOnlyList<string> errors) =>
        $"X402 cannot start; {errors.Count} thing{(errors.Count == 1 ? "" : "s")} to mend:{string.Concat(errors.Select((error, i) => $"{Environment.NewLine}  {i + 1}. {error}"))}";
}
