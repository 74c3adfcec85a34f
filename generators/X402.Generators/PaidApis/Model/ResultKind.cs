namespace X402.Generators.PaidApis;

/// <summary>How an answer is sent.</summary>
internal enum ResultKind
{
    /// <summary>One JSON value.</summary>
    Value,

    /// <summary>JSON values, a line each, as they come.</summary>
    Items,

    /// <summary>Bytes as they come.</summary>
    Bytes,
}
