namespace X402;

/// <summary>Why a request gets no answer. It costs nothing.</summary>
/// <param name="Status">The HTTP status, 400 to 599.</param>
/// <param name="Problem">A sentence for the caller.</param>
public sealed record AnswerRefusal(int Status, string Problem);
