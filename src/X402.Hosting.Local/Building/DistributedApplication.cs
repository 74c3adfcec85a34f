using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using X402.Hosting.Local.Output;
using X402.Hosting.Tools;

namespace Aspire.Hosting;

/// <summary>An application of several processes on this machine.</summary>
public class DistributedApplication : IHost, IAsyncDisposable
{
    private readonly IHost _host;
    private readonly bool _intercepted;

    internal DistributedApplication(IHost host, bool intercepted)
    {
        _host = host;
        _intercepted = intercepted;
    }

    /// <summary>The application's services.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>States of the resources.</summary>
    public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>Commands to the resources.</summary>
    public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

    /// <summary>Composes an application.</summary>
    /// <param name="args">The command line, which becomes configuration.</param>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => CreateBuilder(new DistributedApplicationOptions { Args = args });

    /// <summary>Composes an application.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) => new DistributedApplicationBuilder(options);

    /// <summary>Starts the application, and returns when every resource that starts by itself has been started or has failed.</summary>
    /// <exception cref="DistributedApplicationException">Nothing can be started, for instance because a port is in use.</exception>
    public virtual Task StartAsync(CancellationToken cancellationToken = default) => _host.StartAsync(cancellationToken);

    /// <summary>Stops all resources, and returns when none of their processes is left.</summary>
    public virtual Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(cancellationToken);

    /// <summary>Runs the application until Ctrl+C or SIGTERM.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>Runs the application until Ctrl+C or SIGTERM, or until cancelled.</summary>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (_intercepted)
        {
            // a test starts and stops the application; Main has nothing left to do
            await _host.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            var stopping = Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            try
            {
                await StartAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // Ctrl+C while things start: what runs already is stopped below
            }

            await _host.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DistributedApplicationException or ToolNotAvailableException)
        {
            Services.GetRequiredService<ConsoleOutput>().Fail(exception.Message);
            Environment.ExitCode = 1;
        }
        finally
        {
            await DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Stops the application if it runs, and releases everything.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await ((IAsyncDisposable)_host).DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Stops the application if it runs, and releases everything.</summary>
    public virtual void Dispose()
    {
        GC.SuppressFinalize(this);
        _host.Dispose();
    }
}
