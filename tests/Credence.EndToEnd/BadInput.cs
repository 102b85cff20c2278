using Xunit;

namespace Credence.EndToEnd;

/// <summary>Bad input ends with exit code 2 and one clear line, and leaves nothing behind.</summary>
public sealed class BadInput : IDisposable
{
    private const string Good = "group,sales\n0,1\n0,2\n0,3\n1,2\n1,3\n1,5\n";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public Task NoSuchFile() => Refused(["no such file"], Analyze(folder["none.csv"]));

    [Fact]
    public Task ANearFileNameIsSuggested()
    {
        folder.Write("sales.csv", Good);
        return Refused(["sales.csv"], Analyze(folder["salse.csv"]));
    }

    [Fact]
    public Task EmptyFile() => Refused(["empty"], Analyze(folder.Write("a.csv", "")));

    [Fact]
    public Task HeaderOnly() => Refused(["no rows"], Analyze(folder.Write("a.csv", "group,sales\n")));

    [Fact]
    public Task UnknownColumn() => Refused(["salse", "did you mean sales?"], Analyze(Table(Good), "salse"));

    [Fact]
    public Task ANonNumericMetricNamesLineAndValue()
        => Refused(["line 4", "many", "sales"], Analyze(Table("group,sales\n0,1\n0,2\n1,many\n1,3\n")));

    [Fact]
    public Task ALateNonNumericValueIsFoundToo()
        => Refused(["line 60002", "oops"], Analyze(Table("group,sales\n" + string.Concat(Enumerable.Repeat("0,1\n1,2\n", 30_000)) + "1,oops\n")));

    [Fact]
    public Task OneVariantOnly() => Refused(["one variant"], Analyze(Table("group,sales\n0,1\n0,2\n")));

    [Fact]
    public Task UnknownControl() => Refused(["no variant \"7\"", "\"0\"", "\"1\""], "analyze", Table(Good), "--variant", "group", "--control", "7", "--metric", "sales");

    [Fact]
    public Task AQuoteNeverClosed() => Refused(["quote"], Analyze(Table("group,sales\n0,1\n1,\"2\n0,3\n")));

    [Fact]
    public Task ADirectory() => Refused(["folder"], Analyze(Path.GetTempPath()));

    [Fact]
    public Task BinaryRubbish()
    {
        byte[] bytes = new byte[4096];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)((i * 7919) >> 3);
        File.WriteAllBytes(folder["a.csv"], bytes);
        return Refused([], Analyze(folder["a.csv"]));
    }

    [Fact]
    public Task DuplicateColumnNames() => Refused(["line 1", "two columns are named sales"], Analyze(Table("group,sales,sales\n0,1,2\n1,2,3\n")));

    [Fact]
    public Task ANegativeDenominator()
        => Refused(["denominator", "negative"], "analyze", Table("group,sales,visits\n0,1,2\n0,1,1\n1,2,-3\n1,2,4\n"), "--variant", "group", "--control", "0", "--metric", "ratio:sales/visits");

    [Fact]
    public Task SharesThatDoNotSumToOne() => Refused(["--expect", "1.1"], [.. Analyze(Table(Good)), "--expect", "0.5,0.6"]);

    [Fact]
    public Task MalformedYaml() => Refused(["line 2"], "analyze", folder.Write("a.yaml", "experiment: x\n  metrics: [\n"));

    [Fact]
    public Task AnUnknownOption() => Refused(["--metrik", "--metric"], "analyze", Table(Good), "--metrik", "sales");

    [Fact]
    public Task AnUnknownVerb() => Refused(["analize", "analyze"], "analize");

    [Fact]
    public Task AnOptionOfAnotherDay() => Refused(["--likelihood"], [.. Analyze(Table(Good)), "--likelihood", "normal"]);

    [Fact]
    public Task TooFewUnitsToCertify() => Refused(["--certify", "fewer than 10 units"], [.. Analyze(Table(Good)), "--certify", "100"]);

    [Fact]
    public Task ANumberThatIsNone() => Refused(["--alpha is abc", "[1e-9, 0.5]"], [.. Analyze(Table(Good)), "--alpha", "abc"]);

    [Fact]
    public Task AlphaOutOfRange() => Refused(["--alpha", "[1e-9, 0.5]"], [.. Analyze(Table(Good)), "--alpha", "2"]);

    [Fact]
    public Task AnExpressionThatIsSql() => Refused(["--where"], [.. Analyze(Table(Good)), "--where", "1=1; drop table x"]);

    [Fact]
    public Task AReportThatCannotBeWritten()
        => Refused(["report.html"], [.. Analyze(Table(Good)), "--report", Path.Combine(Table(Good), "report.html")]);

    private static string[] Analyze(string file, string metric = "sales") => ["analyze", file, "--variant", "group", "--control", "0", "--metric", metric];

    private string Table(string text) => folder.Write("table.csv", text);

    private async Task Refused(string[] words, params string[] arguments)
    {
        string[] before = [.. folder.Files.Order()];
        ToolResult result = await ToolProcess.RunAsync(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        string line = Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("credence: ", line, StringComparison.Ordinal);
        foreach (string word in words)
            Assert.Contains(word, line, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(before, folder.Files.Order());
    }
}
