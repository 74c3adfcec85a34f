using X402.Evm;
using X402.Evm.Contracts;
using X402.Evm.Schemes.Exact;
using X402.Services.Payments.Chain;

namespace X402.Services.Payments.Tests;

public sealed class CallDecoderTests
{
    private static readonly EvmAddress s_token = EvmAddress.Parse(Story.Asset);
    private static readonly EvmAddress s_payer = EvmAddress.Parse("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC");
    private static readonly EvmAddress s_payee = EvmAddress.Parse(Story.PayTo);

    [Fact]
    public void A_batch_of_settlements_is_read_call_by_call()
    {
        var calls = new CallDecoder(Story.Network).Calls(Multicall3.Address.ToString(), Multicall3.Aggregate3(
            [new(s_token, Settlement(10_000, 65)), new(s_token, Settlement(50_000, 100))]));

        Assert.Equal(2, calls.Count);
        Assert.All(calls, call => Assert.Equal("transferWithAuthorization", call.Name));
        Assert.Equal(["0.01 xUSD", "0.05 xUSD"], calls.Select(call => Argument(call.Arguments, "value")));
        Assert.Equal(s_payer.ToString(), Argument(calls[0].Arguments, "from"));
        Assert.Equal("2026-01-01 00:00:00 UTC", Argument(calls[0].Arguments, "validBefore"));
    }

    [Fact]
    public void Call_data_that_lies_about_itself_stays_hexadecimal()
    {
        var decoder = new CallDecoder(Story.Network);
        var batch = Multicall3.Aggregate3([new(s_token, Settlement(10_000, 65))]);
        var random = new Random(402);

        for (var round = 0; round < 2_000; round++)
        {
            var damaged = batch.AsSpan(0, random.Next(batch.Length)).ToArray();
            for (var change = 0; change < 3 && damaged.Length > 4; change++)
                damaged[random.Next(4, damaged.Length)] = (byte)random.Next(256);
            Assert.NotEmpty(decoder.Calls(Multicall3.Address.ToString(), damaged));
        }
    }

    private static byte[] Settlement(ulong value, int signature) => Eip3009Token.TransferWithAuthorization(
        new Eip3009Authorization { From = s_payer, To = s_payee, Value = value, ValidAfter = 0, ValidBefore = 1_767_225_600, Nonce = Hash32.Keccak("n"u8) }, new byte[signature]);

    private static string Argument(IReadOnlyList<KeyValuePair<string, string>> arguments, string name) => arguments.Single(argument => argument.Key == name).Value;
}
