using X402.Evm;
using X402.Evm.Contracts;
using X402.Evm.Rpc;
using X402.Money;
using X402.Payments;

namespace X402.Campaign.Chaos;

/// <summary>What the chain says about the buyers' money: the truth that everything else is compared with.</summary>
internal sealed class ChainBooks
{
    private const ulong BlocksPerQuestion = 200;

    private readonly HashSet<(EvmAddress Payer, Hash32 Nonce)> _used = [];
    private readonly HashSet<(PaymentId Payment, string Transaction)> _carried = [];

    private ChainBooks() { }

    /// <summary>How many transfers the payee got.</summary>
    public int Transfers { get; private set; }

    /// <summary>What the payee got, in atomic units.</summary>
    public UInt256 Received { get; private set; }

    /// <summary>How many authorizations a payer has used.</summary>
    public int UsedBy(EvmAddress payer) => _used.Count(used => used.Payer == payer);

    /// <summary>Whether a payment was made.</summary>
    public bool Has(PaymentId payment) => _used.Contains((EvmAddress.Parse(payment.Payer), Hash32.Parse(payment.Nonce)));

    /// <summary>Whether a payment was made in that transaction.</summary>
    public bool Has(PaymentId payment, string transaction) => _carried.Contains((payment, transaction.ToLowerInvariant()));

    public static async Task<ChainBooks> ReadAsync(ChaosStack stack, CancellationToken cancellationToken)
    {
        var books = new ChainBooks();
        var chain = stack.Chain;
        var head = await chain.Rpc.SendAsync(EvmRpcCalls.BlockNumber(), cancellationToken);
        var payee = new byte[32];
        stack.Payee.WriteWord(payee);
        for (var first = 0UL; first <= head; first += BlocksPerQuestion)
        {
            var (from, to) = (BlockTag.Number(first), BlockTag.Number(Math.Min(head, first + BlocksPerQuestion - 1)));
            var used = EvmRpcCalls.Logs(new(chain.TokenAddress, [Eip3009Token.AuthorizationUsedTopic], from, to));
            var transfers = EvmRpcCalls.Logs(new(chain.TokenAddress, [Eip3009Token.TransferTopic, null, new Hash32(payee)], from, to));
            await chain.Rpc.SendAsync([used, transfers], cancellationToken);
            foreach (var log in used.Result)
            {
                var (payer, nonce) = (new EvmAddress(log.Topics[1].ToArray().AsSpan(12)), log.Topics[2]);
                books._used.Add((payer, nonce));
                books._carried.Add((new(chain.Network.ToString(), chain.TokenAddress.ToLowerString(), payer.ToLowerString(), nonce.ToString()), log.TransactionHash.ToString()));
            }
            foreach (var log in transfers.Result)
            {
                books.Transfers++;
                books.Received += UInt256.FromBigEndian(log.Data.Span);
            }
        }
        return books;
    }
}
