using System.Runtime.CompilerServices;
using X402.Client;
using X402.Money;
using X402.Payments;
using X402.Settlement;
using Xunit;
using Xunit.Sdk;

namespace X402.NativeTests;

/// <summary>xunit compares collections with generic types that it finds by reflection; those over value types exist natively only if somebody names them. A test that lacks one says which.</summary>
internal static class XunitInstantiations
{
    [ModuleInitializer]
    internal static void Name()
    {
        Of<bool>.Name();
        Of<bool?>.Name();
        Of<byte>.Name();
        Of<char>.Name();
        Of<int>.Name();
        Of<long>.Name();
        Of<uint>.Name();
        Of<ulong>.Name();
        Of<DateTimeOffset>.Name();
        Of<Guid>.Name();
        Of<TimeSpan>.Name();
        Of<(string, string)>.Name();
        Of<KeyValuePair<string, string>>.Name();
        Of<KeyValuePair<string, IReadOnlyList<string>>>.Name();
        Of<PaymentId>.Name();
        Of<PaymentState>.Name();
        Of<PurchaseEvent>.Name();
        Of<PurchaseOutcome>.Name();
        Of<SettlementState>.Name();
        Of<SettlementState?>.Name();
        Of<UInt256>.Name();
    }

    private static class Of<T>
    {
        internal static void Name()
        {
            _ = Array.Empty<T>().AsTracker();
            Assert.Equal(default(T), default);
            _ = Adapt(EqualityComparer<T>.Default);
        }

        [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
        [return: UnsafeAccessorType("Xunit.Sdk.AssertEqualityComparerAdapter`1[[!0]], xunit.v3.assert")]
        private static extern object Adapt(IEqualityComparer<T> comparer);
    }
}
