using Aspire.Hosting.ApplicationModel;

namespace X402.Hosting.Local.Http;

internal sealed record CommandView(
    string Name, string DisplayName, string? Description, string? Confirmation, string? Icon, bool IsHighlighted, string State)
{
    public static CommandView Of(ResourceCommandAnnotation command, CustomResourceSnapshot snapshot, IServiceProvider services) => new(
        command.Name,
        command.DisplayName,
        command.Options.Description,
        command.Options.ConfirmationMessage,
        command.Options.IconName,
        command.Options.IsHighlighted,
        command.StateFor(snapshot, services).ToString());
}
