using System.Globalization;
using System.Text;
using X402.Ledger;
using X402.Payments;
using X402.Redis.Connections;

namespace X402.Redis.Ledger;

/// <summary>The stored form of a payment's history: one line per transition, <c>state|unix ms|reason|transaction</c>.</summary>
internal static class HistoryLines
{
    private const int LongestText = 200;

    /// <summary>What other parties say, so that it stays within its line.</summary>
    public static string? Clean(string? text)
    {
        if (text is null || (text.Length <= LongestText && IsClean(text)))
            return text;
        return string.Concat(text.Take(LongestText).Where(static c => c != '|' && !char.IsControl(c)));
    }

    /// <summary>The transitions from one on.</summary>
    public static string Encode(IReadOnlyList<PaymentTransition> history, int first)
    {
        var lines = new StringBuilder();
        for (var i = first; i < history.Count; i++)
        {
            var step = history[i];
            if (i > first)
                lines.Append('\n');
            lines.Append(CultureInfo.InvariantCulture, $"{(int)step.State}|{step.At.ToUnixTimeMilliseconds()}|{Clean(step.Reason)}|{Clean(step.Transaction)}");
        }
        return lines.ToString();
    }

    public static PaymentTransition[] Decode(string history)
    {
        var lines = history.Split('\n');
        var transitions = new PaymentTransition[lines.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            var parts = lines[i].Split('|');
            transitions[i] = new(
                (PaymentState)int.Parse(parts[0], CultureInfo.InvariantCulture),
                StoredTime.Read(long.Parse(parts[1], CultureInfo.InvariantCulture)),
                parts[2] is { Length: > 0 } reason ? reason : null,
                parts[3] is { Length: > 0 } transaction ? transaction : null);
        }
        return transitions;
    }

    private static bool IsClean(string text)
    {
        foreach (var c in text)
        {
            if (c == '|' || char.IsControl(c))
                return false;
        }
        return true;
    }
}
