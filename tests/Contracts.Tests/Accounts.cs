using System.Security.Cryptography;
using X402.Evm;

namespace X402.Contracts.Tests;

/// <summary>Accounts that nobody else in a test run uses.</summary>
internal static class Accounts
{
    public static EvmAddress Fresh() => new(RandomNumberGenerator.GetBytes(EvmAddress.Size));
}
