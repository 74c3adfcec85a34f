using System.Security.Cryptography;

namespace X402.Contracts.Tests;

/// <summary>Accounts that nobody else in a test run uses.</summary>
internal static class Accounts
{
    public static string Fresh() => $"0x{RandomNumberGenerator.GetHexString(40, lowercase: true)}";
}
