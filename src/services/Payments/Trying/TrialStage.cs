namespace X402.Services.Payments.Trying;

/// <summary>How far a trial has come.</summary>
public enum TrialStage
{
    /// <summary>Nothing was asked yet.</summary>
    Start,

    /// <summary>The server has named its price (steps 1 and 2).</summary>
    Offered,

    /// <summary>The payment is signed (step 3).</summary>
    Signed,

    /// <summary>It was sent, and there is an answer (steps 4 to 12).</summary>
    Answered,
}
