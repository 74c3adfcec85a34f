namespace Aspire.Hosting.ApplicationModel;

internal sealed class ResourceUrlsCallbackAnnotation(Func<ResourceUrlsCallbackContext, Task> callback) : IResourceAnnotation
{
    public Task InvokeAsync(ResourceUrlsCallbackContext context) => callback(context);
}
