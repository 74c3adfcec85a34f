namespace X402.Generators.PaidApis;

/// <summary>A class that continues a declared API on one side.</summary>
/// <param name="Type">The class.</param>
/// <param name="Accessibility">For example <c>public</c>.</param>
/// <param name="Document">The class of the API's documents with <c>global::</c>, or <see langword="null"/> where they were not generated.</param>
/// <param name="Api">The API.</param>
internal sealed record ApiPartModel(TypeHeader Type, string Accessibility, string? Document, ApiModel Api);
