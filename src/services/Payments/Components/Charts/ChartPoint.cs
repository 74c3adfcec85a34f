namespace X402.Services.Payments.Components.Charts;

/// <summary>One value of a series.</summary>
/// <param name="At">When, on the reader's clock.</param>
/// <param name="Height">How high it stands; only to be drawn. None: there is a gap.</param>
/// <param name="Text">The value for people, exact.</param>
public sealed record ChartPoint(DateTime At, double? Height, string Text);
