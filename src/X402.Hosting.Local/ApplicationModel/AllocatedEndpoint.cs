using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

internal sealed record AllocatedEndpoint(string Scheme, string Host, int Port)
{
    public string Url => string.Create(CultureInfo.InvariantCulture, $"{Scheme}://{Host}:{Port}");
}
