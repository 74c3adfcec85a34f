using System.Text.RegularExpressions;

namespace X402.Tests.Architecture;

/// <summary>Files stay small and each says one thing; constructs that have cost others money stay out.</summary>
public sealed partial class CodeShapeTests
{
    private const int MaxLines = 320;

    // the one file of a component that tells a whole pipeline, step by step, may be longer
    private static readonly Dictionary<string, int> s_pipelines = new(StringComparer.Ordinal)
    {
        ["src/X402.AspNetCore/Gate/PaymentGate.cs"] = 400,
    };

    // what is not written here, why, and whether programs may
    private static readonly (Regex Pattern, string Because, bool ProgramsMay)[] s_forbidden =
    [
        (Unfinished(), "work is finished before it is committed", false),
        (WallClock(), "time comes from TimeProvider", false),
        (FractionalMoney(), "money is an integer number of atomic units", false),
        (Blocking(), "nothing blocks a thread on a task", true),
        (ConsoleOutput(), "libraries log, they do not print", true),
    ];

    [Fact]
    public void Files_stay_small_enough_to_read_at_once() =>
        Assert.Empty(Sources().Where(file => File.ReadLines(file).Count() > s_pipelines.GetValueOrDefault(SourceTree.Relative(file), MaxLines)).Select(SourceTree.Relative));

    [Fact]
    public void A_file_declares_one_public_type_and_is_named_after_it()
    {
        var wrong = new List<string>();
        foreach (var file in Sources())
        {
            // Name.Part.cs is a part of Name, NameOfT.cs is Name<T>
            var name = Path.GetFileName(file).Split('.')[0];
            var types = PublicType().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value).Distinct().ToList();
            if (types.Count > 1 || (types.Count == 1 && name != types[0] && name != types[0] + "OfT"))
                wrong.Add($"{SourceTree.Relative(file)}: {string.Join(", ", types)}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void Forbidden_constructs_are_not_used()
    {
        var found = new List<string>();
        foreach (var file in Sources())
        {
            var number = 0;
            foreach (var line in File.ReadLines(file))
            {
                number++;
                foreach (var (pattern, because, programsMay) in s_forbidden)
                {
                    if (pattern.IsMatch(line) && !(programsMay && IsProgram(file)))
                        found.Add($"{SourceTree.Relative(file)}:{number}: {because}");
                }
            }
        }
        Assert.Empty(found);
    }

    private static IEnumerable<string> Sources() => SourceTree.Code("src");

    // the local engine is the program behind an AppHost.cs: the signatures it has to match, Run() and Build(), are synchronous
    private static bool IsProgram(string file) =>
        Path.GetFileName(file) == "Program.cs"
        || SourceTree.Relative(file).StartsWith("src/services/", StringComparison.Ordinal)
        || SourceTree.Relative(file).StartsWith("src/X402.Hosting.Local/", StringComparison.Ordinal);

    // top level only: nested types belong to the type around them
    [GeneratedRegex(@"^public (?:(?:static|sealed|abstract|partial|readonly|ref|unsafe) )*(?:class|struct|interface|enum|record(?: struct| class)?|delegate \S+) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"\b(?:TODO|FIXME|HACK|XXX)\b|NotImplementedException")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"\bDateTime(?:Offset)?\.(?:Utc)?Now\b")]
    private static partial Regex WallClock();

    [GeneratedRegex(@"\.GetAwaiter\(\)\.GetResult\(\)|\.Wait\(\)|Thread\.Sleep")]
    private static partial Regex Blocking();

    // neither comments nor messages, where amounts have decimal digits
    [GeneratedRegex(@"^(?!\s*//)[^""]*\b(?:float|decimal)\b\??\s+\w+\s*[;=,)]")]
    private static partial Regex FractionalMoney();

    [GeneratedRegex(@"\bConsole\.(?:Error\.)?Write")]
    private static partial Regex ConsoleOutput();
}
