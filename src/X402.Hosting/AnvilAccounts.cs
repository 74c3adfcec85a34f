namespace Aspire.Hosting;

/// <summary>The accounts of Anvil's default mnemonic. Everybody knows their keys: never use one where money is worth something.</summary>
public static class AnvilAccounts
{
    private static readonly (string Address, string Key)[] Accounts =
    [
        ("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"),
        ("0x70997970C51812dc3A010C7d01b50e0d17dc79C8", "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"),
        ("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC", "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a"),
        ("0x90F79bf6EB2c4f870365E785982E1f101E93b906", "0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6"),
    ];

    /// <summary>How many there are here.</summary>
    public static int Count => Accounts.Length;

    /// <summary>The address of an account.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public static string Address(int index) => Accounts[index].Address;

    /// <summary>The private key of an account.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public static string Key(int index) => Accounts[index].Key;
}
