using System.Text.Json.Nodes;
using X402.TestSupport.Chain;

namespace X402.Contracts.Tests.Token;

/// <summary>EIP-712 typed data in the token's domain, as a node takes it.</summary>
internal static class TypedData
{
    public static JsonObject Of(AnvilProcess chain, string type, string members, JsonObject message) => new()
    {
        ["types"] = new JsonObject
        {
            ["EIP712Domain"] = Members("string name,string version,uint256 chainId,address verifyingContract"),
            [type] = Members(members),
        },
        ["primaryType"] = type,
        ["domain"] = new JsonObject
        {
            ["name"] = chain.Token.Eip712Name,
            ["version"] = chain.Token.Eip712Version,
            ["chainId"] = chain.ChainId,
            ["verifyingContract"] = chain.Token.Address,
        },
        ["message"] = message,
    };

    private static JsonArray Members(string members) =>
        [.. members.Split(',').Select(member => member.Split(' ')).Select(pair => new JsonObject { ["name"] = pair[1], ["type"] = pair[0] })];
}
