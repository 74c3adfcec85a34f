namespace X402;

/// <summary>What a declared method answers: a value, or why there is none.</summary>
/// <typeparam name="T">The value.</typeparam>
public readonly record struct Answer<T>
{
    /// <summary>The value, unless it is refused.</summary>
    public T? Value { get; private init; }

    /// <summary>Why there is no value.</summary>
    public AnswerRefusal? Refusal { get; private init; }

    /// <summary>Answers.</summary>
    public static implicit operator Answer<T>(T value) => new() { Value = value };

    /// <summary>Refuses.</summary>
    public static implicit operator Answer<T>(AnswerRefusal refusal) => new() { Refusal = refusal };
}
