namespace Fortunes;

/// <summary>A fortune.</summary>
/// <param name="Matter">What it is about.</param>
/// <param name="Text">What will be.</param>
public sealed record Fortune(string Matter, string Text);
