using System.Text.RegularExpressions;
using X402.Hosting.Local.Resources;

namespace X402.Hosting.Local.Output;

/// <summary>The console: every line begins with the name of the resource that wrote it, in a colour of its own.</summary>
/// <remarks>No colours with NO_COLOR, or when the output goes into a file. Of what resources write, colours pass, other terminal commands do not.</remarks>
internal sealed partial class ConsoleOutput
{
    private static readonly string[] Palette = ["36", "33", "32", "35", "34", "96", "93", "92", "95", "94"];

    private readonly TextWriter _writer;
    private readonly Lazy<Names> _names;
    private readonly Lock _lock = new();

    public ConsoleOutput(ReplicaRegistry registry) : this(registry, Console.Out, ColoursWanted())
    {
    }

    internal ConsoleOutput(ReplicaRegistry registry, TextWriter writer, bool colours)
    {
        _writer = writer;
        HasColours = colours;
        _names = new(() => new Names(registry));
    }

    public bool HasColours { get; }

    /// <summary>A line of a resource.</summary>
    public void Line(string replicaId, string text) =>
        Write($"{Prefix(replicaId)} {(HasColours ? OtherThanColours().Replace(text, "") + "\e[0m" : AnyEscape().Replace(text, ""))}");

    /// <summary>Something that happened to a resource.</summary>
    public void Event(string replicaId, string text, bool isBad = false) => Write($"{Prefix(replicaId)} {Paint(isBad ? "31" : "2", $"· {text}")}");

    /// <summary>A line of the AppHost itself.</summary>
    public void Write(string line)
    {
        lock (_lock)
            _writer.WriteLine(line);
    }

    /// <summary>Why the application cannot run.</summary>
    public void Fail(string message) => Write(Paint("31", $"error: {message}"));

    /// <summary>A text in a colour, or in bold (1) or faint (2).</summary>
    public string Paint(string code, string text) => HasColours ? $"\e[{code}m{text}\e[0m" : text;

    private static bool ColoursWanted() =>
        !Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    private string Prefix(string replicaId)
    {
        var names = _names.Value;
        var (label, number) = names.Of(replicaId);
        return Paint(Palette[number % Palette.Length], $"{label.PadRight(names.Width)} |");
    }

    [GeneratedRegex(@"\x1B(?:\[[0-9;:?]*[ -/]*[@-~]|\][^\x07\x1B]*(?:\x07|\x1B\\)?|.)|[\x00-\x08\x0B-\x1A\x7F]")]
    private static partial Regex AnyEscape();

    [GeneratedRegex(@"\x1B(?!\[[0-9;:]*m)(?:\[[0-9;:?]*[ -/]*[@-~]|\][^\x07\x1B]*(?:\x07|\x1B\\)?|.)|[\x00-\x08\x0B-\x1A\x7F]")]
    private static partial Regex OtherThanColours();

    private sealed class Names
    {
        private readonly Dictionary<string, (string Label, int Number)> _byId = new(StringComparer.OrdinalIgnoreCase);

        public Names(ReplicaRegistry registry)
        {
            foreach (var replica in registry.All)
            {
                _byId[replica.Id] = (replica.Label, _byId.Count);
                if (ReplicaRegistry.IsProcess(replica.Resource))
                    Width = Math.Max(Width, replica.Label.Length);
            }
        }

        public int Width { get; }

        public (string Label, int Number) Of(string replicaId) => _byId.TryGetValue(replicaId, out var name) ? name : (replicaId, 0);
    }
}
