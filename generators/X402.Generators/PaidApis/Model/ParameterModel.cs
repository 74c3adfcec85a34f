namespace X402.Generators.PaidApis;

/// <summary>One parameter.</summary>
/// <param name="Name">The C# name, escaped where it is a keyword.</param>
/// <param name="WireName">The name in the route, the query string or the headers.</param>
/// <param name="Type">The C# type as declared.</param>
/// <param name="ValueType">The C# type that is read: without the question mark.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="IsOptional">Whether it may be left out.</param>
/// <param name="Default">The declared default as C#, if there is one.</param>
internal sealed record ParameterModel(string Name, string WireName, string Type, string ValueType, ParameterSource Source, bool IsOptional, string? Default);
