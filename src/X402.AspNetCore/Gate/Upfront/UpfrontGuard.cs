using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using X402.AspNetCore.Diagnostics;
using X402.Reasons;

namespace X402.AspNetCore.Gate.Upfront;

/// <summary>
/// Answers in the place of the server when a handler that was paid up front throws and no exception handler of the application takes it: the bare
/// 500 of the server would drop the receipt.
/// </summary>
internal sealed class UpfrontGuard(ILogger<UpfrontGuard> logger) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(following => context =>
        {
            var work = following(context);
            return work.IsCompletedSuccessfully ? work : WatchAsync(work, context);
        });
        next(app);
    };

    private async Task WatchAsync(Task work, HttpContext context)
    {
        try
        {
            await work;
        }
        catch (Exception exception) when (context.Features.Get<Owed>() is not null && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            Log.PaidHandlerThrew(logger, exception, context.GetEndpoint()?.DisplayName ?? context.Request.Path);
            // the receipt is added when the answer starts
            context.Response.Clear();
            await context.RequestServices.GetRequiredService<AnswerWriter>().WriteProblemAsync(context, StatusCodes.Status500InternalServerError, PaymentReasons.PaidNotDelivered);
        }
    }

    /// <summary>Marks a request that was paid up front.</summary>
    public sealed record Owed;
}
