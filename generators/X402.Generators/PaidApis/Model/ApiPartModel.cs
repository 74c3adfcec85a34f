namespace X402.Generators.PaidApis;

/// <summary>A class that continues a declared API on one side.</summary>
/// <param name="Type">The class.</param>
/// <param name="Accessibility">For example <c>public</c>.</param>
/// <param name="Api">The API.</param>
internal sealed record ApiPartModel(TypeHeader Type, string Accessibility, ApiModel Api);
