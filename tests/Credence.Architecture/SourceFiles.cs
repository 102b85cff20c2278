using System.Text.RegularExpressions;
using Credence.Testing;
using Xunit;

namespace Credence.Architecture;

/// <summary>What every source file keeps to.</summary>
public sealed partial class SourceFiles
{
    private const int LongestFile = 400;

    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Repository.Folder("src"), "Credence.*").Select(folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void NoFileIsLongerThanOneSubjectNeeds(string project)
        => Assert.DoesNotContain(Sources("src", project), file => File.ReadLines(file).Count() > LongestFile);

    [Theory]
    [MemberData(nameof(Projects))]
    public void TheNamespaceIsTheProject(string project)
        => Assert.DoesNotContain(Sources("src", project), file =>
            Namespace().Match(File.ReadAllText(file)) is { Success: true } match
            && match.Groups[1].Value != project
            && !(project == "Credence.Cli" && match.Groups[1].Value.StartsWith("Credence.Cli.", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Projects))]
    public void NoTypeIsNamedAfterNothing(string project)
        => Assert.DoesNotContain(Sources("src", project), file => Nameless().IsMatch(Path.GetFileNameWithoutExtension(file)));

    [Theory]
    [MemberData(nameof(Projects))]
    public void RandomnessAndTheClockComeFromOutside(string project)
        => Assert.DoesNotContain(Sources("src", project), file => HiddenInput().IsMatch(File.ReadAllText(file)) && project is not "Credence.Cli");

    private static IEnumerable<string> Sources(params string[] folder)
        => Directory.EnumerateFiles(Repository.Folder(folder), "*.cs", SearchOption.AllDirectories);

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex("(Helper|Manager|Utils?|Common|Misc)$")]
    private static partial Regex Nameless();

    [GeneratedRegex(@"\bnew Random\(|\bRandom\.Shared\b|\bDateTime(Offset)?\.(Utc)?Now\b|MathNet\.Numerics\.Control\b")]
    private static partial Regex HiddenInput();
}
