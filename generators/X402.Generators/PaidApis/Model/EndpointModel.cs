namespace X402.Generators.PaidApis;

/// <summary>One endpoint.</summary>
/// <param name="Name">The method.</param>
/// <param name="Handler">The name of its generated handler; differs where a method has overloads.</param>
/// <param name="Verb">For example <c>Get</c>.</param>
/// <param name="Route">The path with parameters in braces.</param>
/// <param name="Price">What it costs, or <see langword="null"/> when it is free.</param>
/// <param name="Result">The type of the value, or of each item.</param>
/// <param name="Kind">How it is sent.</param>
/// <param name="Parameters">The parameters in order.</param>
internal sealed record EndpointModel(string Name, string Handler, string Verb, string Route, PriceModel? Price, string Result, ResultKind Kind, EquatableArray<ParameterModel> Parameters);
