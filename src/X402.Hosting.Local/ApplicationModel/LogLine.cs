namespace Aspire.Hosting.ApplicationModel;

/// <summary>A line that a resource has written.</summary>
/// <param name="LineNumber">Counted from 1.</param>
/// <param name="Content">The line.</param>
/// <param name="IsErrorMessage">Whether it went to standard error.</param>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);
