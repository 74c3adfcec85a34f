namespace X402.Hosting.Tools;

/// <summary>A program that the development stack needs is not on this machine, and could not be installed.</summary>
/// <remarks>The message is written for the person at the keyboard: it names the program and what to do about it.</remarks>
public sealed class ToolNotAvailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is missing, and the remedy.</param>
    public ToolNotAvailableException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is missing, and the remedy.</param>
    /// <param name="innerException">What went wrong.</param>
    public ToolNotAvailableException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
