using X402.Protocol;
using X402.Settlement;

namespace X402.Grpc;

/// <summary>Answers between the protocol's model and the contract.</summary>
internal static class AnswerMapping
{
    public static Wire.VerifyReply ToWire(this VerifyResponse verdict)
    {
        var message = new Wire.VerifyReply { IsValid = verdict.IsValid };
        if (verdict.InvalidReason is { } reason)
            message.InvalidReason = reason;
        if (verdict.InvalidMessage is { } text)
            message.InvalidMessage = text;
        if (verdict.Payer is { } payer)
            message.Payer = payer;
        if (verdict.Extensions is { } extensions)
            message.Extensions = WireJson.Write(extensions);
        if (verdict.Extra is { } extra)
            message.Extra = WireJson.Write(extra);
        return message;
    }

    public static Wire.SettleReply ToWire(this SettleResponse receipt)
    {
        var message = new Wire.SettleReply { Success = receipt.Success, Transaction = receipt.Transaction, Network = receipt.Network };
        if (receipt.ErrorReason is { } reason)
            message.ErrorReason = reason;
        if (receipt.ErrorMessage is { } text)
            message.ErrorMessage = text;
        if (receipt.Payer is { } payer)
            message.Payer = payer;
        if (receipt.Amount is { } amount)
            message.Amount = amount;
        if (receipt.Extensions is { } extensions)
            message.Extensions = WireJson.Write(extensions);
        if (receipt.Extra is { } extra)
            message.Extra = WireJson.Write(extra);
        return message;
    }

    public static Wire.SupportedReply ToWire(this SupportedResponse supported)
    {
        var message = new Wire.SupportedReply();
        foreach (var kind in supported.Kinds)
        {
            var entry = new Wire.SupportedReply.Types.Kind { X402Version = kind.X402Version, Scheme = kind.Scheme, Network = kind.Network };
            if (kind.Extra is { } extra)
                entry.Extra = WireJson.Write(extra);
            message.Kinds.Add(entry);
        }
        message.Extensions.AddRange(supported.Extensions);
        foreach (var (pattern, addresses) in supported.Signers)
            message.Signers.Add(pattern, new Wire.SupportedReply.Types.Addresses { Addresses_ = { addresses } });
        return message;
    }

    public static Wire.SettlementEvent ToWire(this SettlementStatus status)
    {
        var message = new Wire.SettlementEvent
        {
            Id = status.Id.ToString(),
            State = SettlementStateNames.NameOf(status.State),
            Settlement = status.Response.ToWire(),
            UpdatedAt = status.UpdatedAt.ToUnixTimeMilliseconds(),
        };
        if (status.BlockNumber is { } block)
            message.BlockNumber = block;
        if (status.GasUsed is { } gas)
            message.GasUsed = gas;
        return message;
    }

    public static VerifyResponse Read(Wire.VerifyReply message) => new()
    {
        IsValid = message.IsValid,
        InvalidReason = message.HasInvalidReason ? message.InvalidReason : null,
        InvalidMessage = message.HasInvalidMessage ? message.InvalidMessage : null,
        Payer = message.HasPayer ? message.Payer : null,
        Extensions = WireJson.ReadOptional(message.HasExtensions, message.Extensions),
        Extra = WireJson.ReadOptional(message.HasExtra, message.Extra),
    };

    public static SettleResponse Read(Wire.SettleReply message) => new()
    {
        Success = message.Success,
        ErrorReason = message.HasErrorReason ? message.ErrorReason : null,
        ErrorMessage = message.HasErrorMessage ? message.ErrorMessage : null,
        Payer = message.HasPayer ? message.Payer : null,
        Transaction = message.Transaction,
        Network = message.Network,
        Amount = message.HasAmount ? message.Amount : null,
        Extensions = WireJson.ReadOptional(message.HasExtensions, message.Extensions),
        Extra = WireJson.ReadOptional(message.HasExtra, message.Extra),
    };

    public static SupportedResponse Read(Wire.SupportedReply message) => new()
    {
        Kinds = [.. message.Kinds.Select(static kind => new SupportedKind
        {
            X402Version = kind.X402Version,
            Scheme = kind.Scheme,
            Network = kind.Network,
            Extra = WireJson.ReadOptional(kind.HasExtra, kind.Extra),
        })],
        Extensions = [.. message.Extensions],
        Signers = message.Signers.ToDictionary(static pair => pair.Key, static IReadOnlyList<string> (pair) => [.. pair.Value.Addresses_], StringComparer.Ordinal),
    };
}
