using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Credence.Testing;
using Xunit;

namespace Credence.Cli.Tests;

public sealed class MonitorTests : IDisposable
{
    private static readonly string Checkout = Repository.Folder("samples", "checkout.csv");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("credence-monitor-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task TheDocumentHasThePromisedNames()
    {
        JsonNode document = await Json(Watch("converted", "--method", "group-sequential", "--planned", "4000", "--looks", "4"));
        JsonObject look = document["looks"]![0]!.AsObject();
        string[] promised = ["time", "count", "information", "estimate", "standardError", "interval", "z", "boundary", "pValue", "boundaryCrossed", "decision"];
        Assert.All(promised, name => Assert.True(look.ContainsKey(name), name));
        Assert.Equal(["control", "treatment"], look["count"]!.AsObject().Select(arm => arm.Key));
        Assert.Equal(["lower", "upper", "level"], look["interval"]!.AsObject().Select(part => part.Key));
        Assert.Equal(["repeatedInterval", "adjustedPValue", "medianUnbiasedEstimate"], document["final"]!.AsObject().Select(part => part.Key));
        Assert.Equal("none", (string)look["boundaryCrossed"]!);
        Assert.Equal("continue", (string)look["decision"]!);
        Assert.Equal("reject", (string)document["looks"]![3]!["decision"]!);
        Assert.Equal("upper", (string)document["looks"]![3]!["boundaryCrossed"]!);
        Assert.Equal("2026-03-29", (string)document["looks"]![3]!["time"]!);
        Assert.Equal("ship", (string)document["verdict"]!["decision"]!);
        Assert.NotNull(document["findings"]);
    }

    [Fact]
    public async Task ANumberOfDaysIsANumber()
    {
        string file = Write("days.csv", "day,v,y\n" + Rows(400, i => $"{1 + i % 4},{i / 4 % 2},{i % 7}"));
        JsonNode document = await Json("monitor", file, "--time", "day", "--variant", "v", "--control", "0", "--metric", "mean:y");
        Assert.Equal([1, 2, 3, 4], document["looks"]!.AsArray().Select(look => (int)look!["time"]!));
        Assert.Equal("confidence-sequence", (string)document["method"]!);
        Assert.Null(document["looks"]![0]!["information"]);
        Assert.Equal("Infinity", (string)document["looks"]![0]!["boundary"]!);
    }

    [Theory]
    [InlineData("monitor: no time is named", "--variant", "group", "--metric", "revenue")]
    [InlineData("there is no column when", "--time", "when", "--variant", "group", "--metric", "revenue")]
    [InlineData("column country: 'GB' is not a time", "--time", "country", "--variant", "group", "--metric", "revenue")]
    [InlineData("--looks: looks must increase, but 500 follows 1000", "--time", "entered_on", "--variant", "group", "--metric", "revenue", "--looks", "1000,500")]
    [InlineData("--planned: 3,000 units are planned, but", "--time", "entered_on", "--variant", "group", "--metric", "revenue", "--planned", "3000")]
    [InlineData("--planned: the plan ends on 2026-03-20, but units have come by 2026-03-21", "--time", "entered_on", "--variant", "group", "--metric", "revenue", "--planned", "2026-03-20")]
    [InlineData("--planned: a group-sequential design needs its planned end", "--time", "entered_on", "--variant", "group", "--metric", "revenue", "--method", "group-sequential")]
    [InlineData("at the last look the values of neither variant vary", "--time", "entered_on", "--variant", "group", "--metric", "mean:visitor_id*0", "--planned", "4000")]
    [InlineData("--alpha is 1; must be in [1e-9, 0.5]", "--time", "entered_on", "--variant", "group", "--metric", "revenue", "--alpha", "1")]
    [InlineData("--burn-in is 0; must be a whole number of at least 2: a burn-in is not optional", "--time", "entered_on", "--variant", "group", "--metric", "revenue", "--burn-in", "0")]
    [InlineData("--tau is -1; must be a number above 0", "--time", "entered_on", "--variant", "group", "--metric", "revenue", "--tau", "-1")]
    [InlineData("--tune-at is 0; must be a whole number of at least 1", "--time", "entered_on", "--variant", "group", "--metric", "revenue", "--tune-at", "0")]
    [InlineData("--bounds: unknown boundary \"pocok\"", "--time", "entered_on", "--variant", "group", "--metric", "revenue", "--method", "group-sequential", "--planned", "4000", "--bounds", "pocok")]
    [InlineData("one treatment is watched against the control", "--time", "entered_on", "--variant", "country", "--control", "GB", "--metric", "revenue")]
    [InlineData("--every: \"2w\" is neither a period nor a number of units", "--time", "entered_on", "--variant", "group", "--metric", "revenue", "--every", "2w")]
    public async Task BadInputIsSaidInOneLine(string problem, params string[] arguments)
    {
        ToolRun run = await ToolRun.Of(["monitor", Checkout, .. arguments]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task TheExperimentFileDeclaresTheDesign()
    {
        File.Copy(Checkout, Path.Combine(_folder.FullName, "checkout.csv"));
        string text = File.ReadAllText(Repository.Folder("samples", "checkout.yaml"));
        string plain = Write("plain.yaml", text), designed = Write("designed.yaml", text + "design: { power: 0.8, minimumEffect: 0.2, looks: 4, bounds: ld-pocock }\n");
        Assert.Equal("confidence-sequence", (string)(await Json("monitor", plain, "--time", "entered_on"))["method"]!);
        JsonNode document = await Json("monitor", designed, "--time", "entered_on");
        Assert.Equal("group-sequential", (string)document["method"]!);
        Assert.Equal("ld-pocock", (string)document["bounds"]!);
        Assert.Equal("conversion", (string)document["metric"]!);
        // A look is made on the first day by which another quarter of the plan has come.
        double[] shares = [.. document["looks"]!.AsArray().Select(look => (double)look!["information"]!)];
        Assert.All(shares.Index(), look => Assert.InRange(look.Item, 0.25 * (look.Index + 1), 0.25 * (look.Index + 1) + 0.09));
        Assert.True((await Json("monitor", designed, "--time", "entered_on", "--every", "1d"))["looks"]!.AsArray().Count > shares.Length);
        Assert.Equal("msprt", (string)(await Json("monitor", designed, "--time", "entered_on", "--method", "msprt"))["method"]!);
        ToolRun refused = await ToolRun.Of("monitor", designed, "--time", "entered_on", "--metric", "revenue");
        Assert.Equal($"credence: --metric: the experiment file states this; change it in {designed}{Environment.NewLine}", refused.Error);
    }

    [Theory]
    [InlineData("stream_normal.csv")]
    [InlineData("stream_normal_null.csv")]
    [InlineData("stream_lognormal.csv")]
    [InlineData("stream_binary.csv")]
    public async Task StreamsAgreeThroughTheWholeTool(string name)
    {
        JsonNode stream = Oracle.Read("always_valid.json")["streams"]!.AsArray().Single(node => (string)node!["file"]! == name)!;
        Assert.SkipWhen(stream["known_V"] is not null, "the tool knows no variance beforehand");
        string[][] pairs = [.. File.ReadLines(Repository.Reference("oracle", "data", name)).Skip(1).Select(line => line.Split(','))];
        string table = Write(name, "pair,arm,y\n" + string.Concat(pairs.Select((pair, i) => $"{i + 1},0,{pair[0]}\n{i + 1},1,{pair[1]}\n")));
        string tau = Math.Sqrt((double)stream["tau2"]!).ToString("R", CultureInfo.InvariantCulture);
        JsonNode document = await Json(
            "monitor", table, "--time", "pair", "--variant", "arm", "--control", "0", "--metric", "mean:y", "--method", "msprt", "--tau", tau,
            "--every", "2", "--burn-in", "2", "--alpha", ((double)stream["alpha"]!).ToString("R", CultureInfo.InvariantCulture));
        JsonArray looks = document["looks"]!.AsArray();
        Assert.Equal(pairs.Length, looks.Count);
        foreach (JsonNode mark in stream["at"]!.AsArray().Select(node => node!))
        {
            int n = (int)mark["n"]!;
            JsonNode look = looks[n - 1]!;
            Oracle.CloseRelative(Oracle.Number(mark["always_valid_p"]), Oracle.Number(look["pValue"]), 1e-8, $"{name} {n} p");
            Oracle.Close(Oracle.Number(mark["msprt_ci"]![0]), Oracle.Number(look["interval"]!["lower"]), 1e-9, $"{name} {n} lower");
            Oracle.Close(Oracle.Number(mark["msprt_ci"]![1]), Oracle.Number(look["interval"]!["upper"]), 1e-9, $"{name} {n} upper");
        }
        Oracle.Close(Oracle.Number(stream["at"]!.AsArray()[^1]!["msprt_running_intersection"]![0]), Oracle.Number(document["final"]!["repeatedInterval"]!["lower"]), 1e-9, "intersection");
        int first = (int?)stream["first_n_with_p_below_alpha"] ?? 0;
        Assert.Equal(first, 1 + looks.ToList().FindIndex(look => (string)look!["decision"]! == "reject"));
    }

    [Fact]
    public async Task ReportFiguresAndGateWork()
    {
        string report = Path.Combine(_folder.FullName, "monitor.html"), figures = Path.Combine(_folder.FullName, "figures");
        ToolRun run = await ToolRun.Of([.. Watch("converted", "--report", report, "--figures", figures, "--format", "markdown", "--gate", "--expect", "0.2,0.8")]);
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("sample-ratio-mismatch", run.Output, StringComparison.Ordinal);
        Assert.Contains("<h2>Look by look</h2>", File.ReadAllText(report), StringComparison.Ordinal);
        Assert.Equal(["monitor.png", "monitor.svg"], Directory.GetFiles(figures).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task AFileThatDeclaresSequentialInferenceIsAnalysedAndWatched()
    {
        string table = Repository.Folder("samples", "checkout.csv"), text = File.ReadAllText(Repository.Folder("samples", "checkout.yaml")).Replace("checkout.csv", table, StringComparison.Ordinal);
        string sequence = Write("sequence.yaml", text + "inference: sequential\n");
        string designed = Write("designed.yaml", text + "inference: sequential\ndesign: { power: 0.8, minimumEffect: 0.2, looks: 4, bounds: obrien-fleming }\n");
        JsonNode plain = (await Json("analyze", sequence))["metrics"]![0]!["comparisons"]![0]!, watched = await Json("monitor", sequence, "--time", "entered_on");
        Assert.Equal("confidence-sequence", (string)plain["method"]!);
        Assert.Equal((double)watched["looks"]!.AsArray()[^1]!["interval"]!["lower"]!, (double)plain["interval"]!["lower"]!, 1e-12);
        JsonNode analysed = await Json("analyze", designed);
        Assert.All(analysed["metrics"]!.AsArray(), metric => Assert.Equal("group-sequential", (string)metric!["comparisons"]![0]!["method"]!));
        Assert.Contains("design-progress", analysed["findings"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("group-sequential", (string)(await Json("monitor", designed, "--time", "entered_on"))["method"]!);
        JsonNode once = await Json("analyze", designed, "--inference", "frequentist");
        Assert.Equal("z", (string)once["metrics"]![0]!["comparisons"]![0]!["method"]!);
        Assert.Contains("planned-looks", once["findings"]!.ToJsonString(), StringComparison.Ordinal);
        ToolRun refused = await ToolRun.Of("analyze", designed, "--tune-at", "500");
        Assert.Contains("--tune-at: the declared group-sequential design is not tuned", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--tune-at: only sequential inference has it", "--tune-at", "100")]
    [InlineData("--burn-in: only sequential inference has it", "--burn-in", "100", "--inference", "frequentist")]
    [InlineData("--burn-in is 1; must be a whole number of at least 2: a burn-in is not optional", "--burn-in", "1", "--inference", "sequential")]
    [InlineData("--inference sequential: the groups were not randomised", "--inference", "sequential", "--observational")]
    [InlineData("--test: a sequential analysis has a test of its own", "--inference", "sequential", "--test", "student")]
    [InlineData("--inference: unknown value \"sequental\"; did you mean sequential?", "--inference", "sequental")]
    public async Task ContradictionsWithSequentialInferenceAreRefused(string problem, params string[] arguments)
    {
        ToolRun run = await ToolRun.Of(["analyze", Checkout, "--variant", "group", "--metric", "revenue", .. arguments]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("monitor-sequence.md", "revenue")]
    [InlineData("monitor-design.md", "converted", "--method", "group-sequential", "--planned", "4000", "--looks", "4")]
    [InlineData("monitor-planned-end.md", "converted", "--planned", "2026-03-29", "--every", "7d")]
    public async Task TheDocumentIsAsKept(string name, string metric, params string[] more)
    {
        ToolRun run = await ToolRun.Of([.. Watch(metric, more), "--format", "markdown"]);
        Golden.Matches("Credence.Cli.Tests", name, run.Output.Replace(Checkout, "checkout.csv", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnExperimentThatWasNotRandomisedIsComparedAndItsCapsAreTold()
    {
        string file = Write("compared.yaml", $$"""
            experiment: compared
            source: { table: {{Checkout}} }
            variant: group
            variants: { control: 0.5, treatment: 0.5 }
            randomised: false
            metrics:
              revenue: { type: mean, value: revenue, winsorize: 0.99 }
            """);
        JsonNode document = await Json("monitor", file, "--time", "entered_on");
        JsonNode capped = Assert.Single(document["findings"]!.AsArray(), finding => (string)finding!["code"]! == "winsorised")!;
        Assert.Matches("""^Values of revenue above [0-9.]+, the 99% quantile of all variants together, are set to it: [0-9.]+% of "control", [0-9.]+% of "treatment".$""", (string)capped["message"]!);
        Assert.Contains(document["findings"]!.AsArray(), finding => (string)finding!["code"]! == "observational");
        ToolRun run = await ToolRun.Of("monitor", file, "--time", "entered_on");
        Assert.DoesNotContain("Effect", run.Output, StringComparison.Ordinal);
        Assert.Contains("Difference", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheSameBitsOnAnyNumberOfThreads()
        => Assert.Equal((await ToolRun.Of([.. Watch("revenue", "--format", "json", "--threads", "1")])).Output, (await ToolRun.Of([.. Watch("revenue", "--format", "json", "--threads", "2")])).Output);

    private static string[] Watch(string metric, params string[] more)
        => ["monitor", Checkout, "--time", "entered_on", "--variant", "group", "--control", "control", "--metric", metric, .. more];

    private static async Task<JsonNode> Json(params string[] arguments)
    {
        ToolRun run = await ToolRun.Of([.. arguments, "--format", "json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonNode.Parse(run.Output)!;
    }

    private static string Rows(int count, Func<int, string> row)
    {
        StringBuilder text = new();
        for (int i = 0; i < count; i++)
            text.Append(row(i)).Append('\n');
        return text.ToString();
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
