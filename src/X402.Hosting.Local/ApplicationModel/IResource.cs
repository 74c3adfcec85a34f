namespace Aspire.Hosting.ApplicationModel;

/// <summary>One part of the application: a process, a parameter, a connection string.</summary>
public interface IResource
{
    /// <summary>Unique in the application; also its host name for service discovery.</summary>
    string Name { get; }

    /// <summary>Everything that was said about the resource while the application was composed.</summary>
    ResourceAnnotationCollection Annotations { get; }
}
