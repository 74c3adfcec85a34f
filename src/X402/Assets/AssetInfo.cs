using X402.Networks;

namespace X402.Assets;

/// <summary>A token on one network, with the facts needed to price in it and to sign for it.</summary>
/// <param name="Network">The network it lives on.</param>
/// <param name="Address">The token contract, as written on the wire (EIP-55 for EVM).</param>
/// <param name="Symbol">The ticker that prices may name, for example <c>USDC</c>.</param>
/// <param name="Decimals">How many decimal digits one whole unit has, 0 to 36.</param>
/// <param name="Eip712Name">The <c>name</c> of the token's EIP-712 domain; <see langword="null"/> where the token signs nothing itself.</param>
/// <param name="Eip712Version">The <c>version</c> of the token's EIP-712 domain.</param>
/// <param name="TransferMethod">How payments in it are authorized.</param>
public sealed record AssetInfo(
    NetworkId Network,
    string Address,
    string Symbol,
    int Decimals,
    string? Eip712Name,
    string? Eip712Version,
    AssetTransferMethod TransferMethod = AssetTransferMethod.Eip3009);
