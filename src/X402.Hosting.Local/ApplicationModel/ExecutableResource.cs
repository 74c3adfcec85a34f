namespace Aspire.Hosting.ApplicationModel;

/// <summary>A program on this machine.</summary>
public class ExecutableResource : Resource, IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport
{
    private readonly ExecutableAnnotation _executable;

    /// <summary>Creates the resource.</summary>
    /// <param name="name">Name of the resource.</param>
    /// <param name="command">A path, or a name that is looked up in PATH.</param>
    /// <param name="workingDirectory">Where it runs.</param>
    public ExecutableResource(string name, string command, string workingDirectory) : base(name)
    {
        _executable = new ExecutableAnnotation { Command = command, WorkingDirectory = workingDirectory };
        Annotations.Add(_executable);
    }

    /// <summary>A path, or a name that is looked up in PATH.</summary>
    public string Command => _executable.Command;

    /// <summary>Where it runs.</summary>
    public string WorkingDirectory => _executable.WorkingDirectory;
}
