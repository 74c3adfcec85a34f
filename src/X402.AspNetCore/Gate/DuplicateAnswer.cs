using X402.Ledger;

namespace X402.AspNetCore.Gate;

/// <summary>What became of a request whose payment is already known.</summary>
/// <param name="IsAnswered">Whether the request is answered; otherwise the payment may be reserved again.</param>
/// <param name="Owed">The payment whose work is owed, to be taken up.</param>
internal readonly record struct DuplicateAnswer(bool IsAnswered, PaymentRecord? Owed = null)
{
    public static DuplicateAnswer Answered => new(true);

    public static DuplicateAnswer Free => new(false);
}
