namespace X402.AspNetCore.Paywall;

/// <summary>Makes the page that a person sees who opens a paid URL in a browser. Register one of your own to replace the built-in page.</summary>
/// <example><code>builder.Services.AddSingleton&lt;IPaywallPage, MyPaywallPage&gt;();</code></example>
/// <remarks>
/// Called for each unpaid request of a browser; programs get their offer without it. Status, offer header, <c>Cache-Control</c> and <c>Vary</c>
/// are the gate's. Thread safety: an implementation is called concurrently.
/// </remarks>
public interface IPaywallPage
{
    /// <summary>Makes the page for one request.</summary>
    /// <param name="context">What is sold, and who asks.</param>
    PaywallDocument Render(PaywallContext context);
}
