namespace X402.Services.Payments.Components.Parts;

/// <summary>The twelve steps in a person's words.</summary>
internal static class StepGuide
{
    /// <summary>Number, title, and who does it.</summary>
    public static IReadOnlyList<(int Number, string Title, string Actor)> Steps { get; } =
    [
        (1, "Asks without paying", "Client"),
        (2, "Names the price", "Server"),
        (3, "Chooses and signs", "Client"),
        (4, "Asks again, paying", "Client"),
        (5, "Has the payment verified", "Server"),
        (6, "Checks the payment", "Facilitator"),
        (7, "Does the work", "Server"),
        (8, "Has the payment settled", "Server"),
        (9, "Submits the transaction", "Facilitator"),
        (10, "Waits for the chain", "Facilitator"),
        (11, "Answers the server", "Facilitator"),
        (12, "Delivers with the receipt", "Server"),
    ];
}
