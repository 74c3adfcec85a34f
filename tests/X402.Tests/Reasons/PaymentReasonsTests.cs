using System.Reflection;
using X402.Reasons;

namespace X402.Tests.Reasons;

/// <summary>What we emit is a closed, explained set of codes.</summary>
public sealed class PaymentReasonsTests
{
    [Fact]
    public void Every_reason_is_listed_once_and_explained()
    {
        var declared = typeof(PaymentReasons).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(property => property.PropertyType == typeof(PaymentReason))
            .Select(property => (PaymentReason)property.GetValue(null)!)
            .ToList();

        Assert.Equal(declared.Select(reason => reason.Code).Order(StringComparer.Ordinal), PaymentReasons.All.Select(reason => reason.Code).Order(StringComparer.Ordinal));
        Assert.All(declared, reason => Assert.EndsWith(".", PaymentReasons.Explain(reason.Code), StringComparison.Ordinal));
        Assert.All(declared, reason => Assert.Matches("^[a-z0-9]+(_[a-z0-9]+)*$", reason.Code));
    }

    [Fact]
    public void Codes_of_others_have_no_explanation_of_ours()
    {
        Assert.Null(PaymentReasons.Explain("invalid_exact_svm_payload"));
        Assert.Null(PaymentReasons.Explain(null));
        Assert.Equal("", default(PaymentReason).ToString());
    }
}
