namespace Aspire.Hosting.ApplicationModel;

internal sealed class EnvironmentCallbackAnnotation(Func<EnvironmentCallbackContext, Task> callback) : IResourceAnnotation
{
    public Task InvokeAsync(EnvironmentCallbackContext context) => callback(context);
}
