using System.Text.RegularExpressions;
using Credence.Testing;
using Xunit;

namespace Credence.Architecture;

/// <summary>What the documentation promises is there, and what is there is documented.</summary>
public sealed partial class Documentation
{
    public static TheoryData<string> Pages =>
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md")
            .Concat(Directory.EnumerateFiles(Repository.Folder("docs"), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Repository.Folder("samples"), "*.md"))
            .Select(file => Path.GetRelativePath(Repository.Root, file)),
    ];

    [Fact]
    public void EveryFindingIsExplained()
    {
        string page = File.ReadAllText(Repository.Folder("docs", "findings.md"));
        string[] codes =
        [
            .. Directory.EnumerateFiles(Repository.Folder("src"), "*.cs", SearchOption.AllDirectories)
                .SelectMany(file => FindingCode().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
                .Distinct(),
        ];
        Assert.NotEmpty(codes);
        Assert.DoesNotContain(codes, code => !page.Contains($"`{code}`", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void EveryLinkLeadsSomewhere(string page)
    {
        string file = Repository.Folder(page);
        foreach (Match link in Link().Matches(File.ReadAllText(file)))
        {
            string target = Path.Combine(Path.GetDirectoryName(file)!, link.Groups[1].Value);
            Assert.True(File.Exists(target) || Directory.Exists(target), $"{page} links to {link.Groups[1].Value}");
        }
    }

    [GeneratedRegex("\"([a-z]+(?:-[a-z]+)+)\",\\s*(?:Severity\\.|Grave\\()")]
    private static partial Regex FindingCode();

    [GeneratedRegex(@"\]\((?!https?:|#)([^)#]+)")]
    private static partial Regex Link();
}
