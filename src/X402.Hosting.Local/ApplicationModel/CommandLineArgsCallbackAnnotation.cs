namespace Aspire.Hosting.ApplicationModel;

internal sealed class CommandLineArgsCallbackAnnotation(Action<CommandLineArgsCallbackContext> callback) : IResourceAnnotation
{
    public void Invoke(CommandLineArgsCallbackContext context) => callback(context);
}
