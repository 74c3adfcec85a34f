using System.Collections.Frozen;
using System.Text;

namespace X402.ResourceServer.Summaries;

/// <summary>
/// Extractive summaries: a sentence tells much when its words are frequent in the whole text, without the words that are frequent in every text.
/// The first sentence counts a little more, because texts say first what they are about.
/// </summary>
internal static class Summarizer
{
    private const double OpeningBonus = 1.25;

    private static readonly FrozenSet<string> s_stopWords = ("a about after all also an and any are as at be because been before being but by can could did do does for from "
        + "had has have he her here him his how i if in into is it its just like may me more most my no not now of on one only or other our out over s she should so some such "
        + "t than that the their them then there these they this those through to too under up us very was we were what when where which while who will with would you your")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The most telling sentences in their order, and how many sentences there were.</summary>
    public static (IReadOnlyList<string> Kept, int Read) Summarize(string text, int count)
    {
        var sentences = Split(text);
        var words = sentences.ConvertAll(Words);
        var frequencies = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var word in words.SelectMany(static sentence => sentence))
            frequencies[word] = frequencies.GetValueOrDefault(word) + 1;

        var kept = Enumerable.Range(0, sentences.Count)
            .OrderByDescending(i => Score(words[i], frequencies) * (i == 0 ? OpeningBonus : 1))
            .ThenBy(static i => i)
            .Take(count)
            .Order()
            .Select(i => sentences[i])
            .ToList();
        return (kept, sentences.Count);
    }

    // dampened by length, so that the longest sentence does not always win
    private static double Score(List<string> words, Dictionary<string, int> frequencies) =>
        words.Count == 0 ? 0 : words.Sum(word => frequencies[word]) / Math.Sqrt(words.Count + 4);

    private static List<string> Split(string text)
    {
        var sentences = new List<string>();
        var sentence = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            sentence.Append(char.IsControl(c) ? ' ' : c);
            var ends = c is '.' or '!' or '?' or '。' && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1]) || c == '。');
            var paragraphEnds = c == '\n' && i + 1 < text.Length && text[i + 1] == '\n';
            if (ends || paragraphEnds)
                Flush();
        }
        Flush();
        return sentences;

        void Flush()
        {
            var whole = string.Join(' ', sentence.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            if (whole.Any(char.IsLetterOrDigit))
                sentences.Add(whole);
            sentence.Clear();
        }
    }

    private static List<string> Words(string sentence)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= sentence.Length; i++)
        {
            var inWord = i < sentence.Length && char.IsLetterOrDigit(sentence[i]);
            if (inWord && start < 0)
                start = i;
            else if (!inWord && start >= 0)
            {
                var word = sentence[start..i].ToLowerInvariant();
                if (!s_stopWords.Contains(word))
                    words.Add(word);
                start = -1;
            }
        }
        return words;
    }
}
