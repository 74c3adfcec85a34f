using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace X402.AspNetCore.Gate.Offers;

/// <summary>
/// The latest unpaid answers for URLs with parameters or a query, so that what is asked for often costs nothing to write. Bounded: whoever asks for ever
/// new URLs gets them made, and nothing grows.
/// </summary>
internal sealed class UnpaidAnswerCache
{
    private const int MaxAnswers = 512;
    private const int MaxUrlLength = 256;

    private readonly ConcurrentDictionary<Key, (string Header, byte[] BodyV1)> _answers = new();
    private int _count;

    public bool TryGet(OfferSet offers, HttpRequest request, out (string Header, byte[] BodyV1) answer) => _answers.TryGetValue(KeyOf(offers, request), out answer);

    public void Keep(OfferSet offers, HttpRequest request, (string Header, byte[] BodyV1) answer)
    {
        var key = KeyOf(offers, request);
        if (key.Length > MaxUrlLength)
            return;
        // all of them at once: cheaper than to remember which one is oldest
        if (Interlocked.Increment(ref _count) > MaxAnswers)
        {
            _answers.Clear();
            _count = 1;
        }
        _answers[key] = answer;
    }

    private static Key KeyOf(OfferSet offers, HttpRequest request) => new(offers, request.PathBase.Value ?? "", request.Path.Value ?? "", request.QueryString.Value ?? "");

    private readonly record struct Key(OfferSet Offers, string PathBase, string Path, string Query)
    {
        public int Length => PathBase.Length + Path.Length + Query.Length;
    }
}
