using X402.Payments;
using X402.Protocol;

namespace X402.AspNetCore.Gate;

internal sealed record PaymentFeature(PaymentId Id, string Payer, PaymentRequirements Requirements, int X402Version) : IPaymentFeature;
