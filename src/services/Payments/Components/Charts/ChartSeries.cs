namespace X402.Services.Payments.Components.Charts;

/// <summary>Values of one kind over time.</summary>
/// <param name="Name">What they are.</param>
/// <param name="Colour">A colour of the style sheet, as <c>--paid</c>.</param>
/// <param name="Points">One for each part of the time.</param>
public sealed record ChartSeries(string Name, string Colour, IReadOnlyList<ChartPoint> Points);
