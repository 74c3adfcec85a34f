namespace X402.Generators.PaidApis;

/// <summary>Where a parameter comes from.</summary>
internal enum ParameterSource
{
    Route,
    Query,
    Header,
    Body,
    Cancellation,
}
