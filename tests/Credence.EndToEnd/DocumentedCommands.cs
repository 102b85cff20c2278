using Credence.Testing;
using Xunit;

namespace Credence.EndToEnd;

/// <summary>Every command of the documentation does what it says.</summary>
public sealed class DocumentedCommands
{
    private static readonly string[] Prefixes = ["credence ", "dotnet run --project src/Credence.Cli -- "];
    private static readonly string[] Pages = ["README.md", "docs/guide.md", "docs/planning.md", "docs/monitoring.md", "docs/bayes.md", "docs/components.md", "docs/missing.md", "docs/mixtures.md", "docs/sem.md", "docs/demos.md", "docs/imputation.md"];

    public static TheoryData<string, string> Commands
    {
        get
        {
            TheoryData<string, string> commands = [];
            foreach (string page in Pages)
            {
                foreach (string command in CommandsOf(File.ReadAllText(Repository.Folder(page))))
                    commands.Add(page, command);
            }
            return commands;
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task ItRuns(string page, string command)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a POSIX shell");
        using TemporaryFolder folder = new();
        Directory.CreateSymbolicLink(folder["samples"], Repository.Folder("samples"));
        folder.Write("communities.csv", "community,size\n" + string.Concat(Enumerable.Range(1, 40).Select(i => $"c{i},{20 + i * 37 % 90}\n")));
        if (command.Contains("survey.csv", StringComparison.Ordinal))
            await ToolProcess.ShellAsync($"cd '{folder["."]}' && $CREDENCE simulate job-satisfaction --rows 500 --missing 0.1 --seed 11 --output survey.csv");
        if (command.Contains("satisfaction.csv", StringComparison.Ordinal))
            await ToolProcess.ShellAsync($"cd '{folder["."]}' && $CREDENCE simulate job-satisfaction --rows 500 --seed 11 --output satisfaction.csv");
        if (command.Contains("impute indicators.csv", StringComparison.Ordinal))
            await ToolProcess.ShellAsync($"cd '{folder["."]}' && $CREDENCE simulate job-satisfaction --missing 0.2 --output indicators.csv");
        if (command.Contains("impute latency.csv", StringComparison.Ordinal))
            await ToolProcess.ShellAsync($"cd '{folder["."]}' && $CREDENCE simulate checkout --missing 0.3 --mechanism mar --output latency.csv");
        ToolResult result = await ToolProcess.ShellAsync($"cd '{folder["."]}' && $CREDENCE {command}");
        Assert.True(result.ExitCode == 0, $"{page}: {command}\n{result.Error}");
    }

    // Lines of shell blocks, those that end in a backslash joined with the next.
    private static IEnumerable<string> CommandsOf(string page)
    {
        string[] blocks = page.ReplaceLineEndings("\n").Split("```");
        for (int i = 1; i < blocks.Length; i += 2)
        {
            if (!blocks[i].StartsWith("sh\n", StringComparison.Ordinal))
                continue;
            foreach (string line in blocks[i].Replace("\\\n", " ", StringComparison.Ordinal).Split('\n').Skip(1))
            {
                if (Array.Find(Prefixes, prefix => line.StartsWith(prefix, StringComparison.Ordinal)) is { } prefix)
                    yield return line[prefix.Length..];
            }
        }
    }
}
