using System.Security.Cryptography;
using System.Text;
using X402.Protocol;
using X402.Reasons;

namespace X402.Client;

/// <summary>The caller's request, kept so that it can be sent again with a payment: every attempt is a copy, the original stays as it is.</summary>
internal sealed class ReplayableRequest
{
    private static readonly HashSet<string> s_credentials = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Proxy-Authorization", "Cookie", "Host", "SIGN-IN-WITH-X", PaymentHeaders.PaymentSignature, PaymentHeaders.XPayment,
    };

    private readonly HttpRequestMessage _original;

    private ReplayableRequest(HttpRequestMessage original, bool isReplayable)
    {
        _original = original;
        IsReplayable = isReplayable;
        Start = new RequestTarget(original.RequestUri!, original.Method, original.Content is not null, CarriesCredentials: true);
    }

    /// <summary>Whether the body could be kept.</summary>
    public bool IsReplayable { get; }

    /// <summary>Where the caller wanted it to go.</summary>
    public RequestTarget Start { get; }

    public HttpRequestOptions Options => _original.Options;

    /// <summary>Buffers the body once, up to the limit. A body that says it is larger is left alone: it can be sent once and not be paid for.</summary>
    /// <exception cref="PaymentNotMadeException">A body of unknown length turned out to exceed the limit; it was not sent.</exception>
    public static async ValueTask<ReplayableRequest> CreateAsync(HttpRequestMessage original, int maxBodyBytes, CancellationToken cancellationToken)
    {
        if (original.Content is not { } content)
            return new(original, isReplayable: true);
        if (content.Headers.ContentLength > maxBodyBytes)
            return new(original, isReplayable: false);
        try
        {
            await content.LoadIntoBufferAsync(maxBodyBytes, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new PaymentNotMadeException(
                PurchaseReasons.BodyNotReplayable,
                $"The request body cannot be kept for the paid retry: it cannot be read, or exceeds {maxBodyBytes} bytes without announcing its length. Nothing was sent. Raise MaxRequestBodyBytes.",
                e);
        }
        return new(original, isReplayable: true);
    }

    /// <summary>A copy to send.</summary>
    public HttpRequestMessage CreateMessage(RequestTarget target, PaymentHeader? payment)
    {
        var message = new HttpRequestMessage(target.Method, target.Url)
        {
            Version = _original.Version,
            VersionPolicy = _original.VersionPolicy,
            Content = target.CarriesBody ? _original.Content : null,
        };
        foreach (var (name, values) in _original.Headers.NonValidated)
        {
            if (target.CarriesCredentials || !s_credentials.Contains(name))
                message.Headers.TryAddWithoutValidation(name, values);
        }
        foreach (var (name, value) in (IDictionary<string, object?>)_original.Options)
            ((IDictionary<string, object?>)message.Options)[name] = value;
        if (payment is { } header)
            message.Headers.Add(header.Name, header.Value);
        return message;
    }

    /// <summary>The body; empty where there is none.</summary>
    public async ValueTask<byte[]> ReadBodyAsync(CancellationToken cancellationToken) =>
        _original.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken) : [];

    /// <summary>What is asked for, as 64 hexadecimal digits: method, URL and body.</summary>
    public async ValueTask<string> FingerprintAsync(string clientName, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, clientName);
        Append(hash, Start.Method.Method);
        Append(hash, Start.Url.AbsoluteUri);
        hash.AppendData(await ReadBodyAsync(cancellationToken));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string part)
    {
        hash.AppendData(Encoding.UTF8.GetBytes(part));
        hash.AppendData([0]);
    }
}
