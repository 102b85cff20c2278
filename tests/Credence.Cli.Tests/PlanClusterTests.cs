using System.Text.Json;
using Xunit;

namespace Credence.Cli.Tests;

public sealed class PlanClusterTests : IDisposable
{
    private static readonly string[] Communities = ["cluster", "--icc", "0.05", "--sd", "1"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("credence-plan-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task AnyOfClustersSizeEffectAndPowerCanBeFound()
    {
        JsonElement power = await PlanTests.Json([.. Communities, "--clusters", "50", "--cluster-size", "50", "--mde", "0.2"]);
        Assert.Equal(3.45, power.GetProperty("designEffect").GetDouble(), 1e-12);
        Assert.Equal(5000, power.GetProperty("total").GetInt32());
        Assert.Equal("power", power.GetProperty("unknown").GetString());
        JsonElement effect = await PlanTests.Json([.. Communities, "--clusters", "50", "--cluster-size", "50", "--power", power.GetProperty("power").GetRawText()]);
        Assert.Equal(0.2, effect.GetProperty("minimumEffect").GetDouble(), 1e-9);
        JsonElement clusters = await PlanTests.Json([.. Communities, "--cluster-size", "50", "--mde", "0.2", "--power", power.GetProperty("power").GetRawText()]);
        Assert.Equal(50, clusters.GetProperty("clusters").GetProperty("perArmExact").GetProperty("control").GetDouble(), 1e-5);
        JsonElement size = await PlanTests.Json([.. Communities, "--clusters", "50", "--mde", "0.2", "--power", power.GetProperty("power").GetRawText()]);
        Assert.Equal("cluster-size", size.GetProperty("unknown").GetString());
        Assert.Equal(2500, size.GetProperty("nPerArmExact").GetProperty("control").GetDouble(), 1e-3);
    }

    [Fact]
    public async Task WhereNoSizeSufficesThePlanSaysSo()
    {
        JsonElement json = await PlanTests.Json("cluster", "--icc", "0.2", "--sd", "1", "--clusters", "50", "--mde", "0.2");
        Assert.Equal(JsonValueKind.Null, json.GetProperty("nPerArm").ValueKind);
        Assert.Equal("Infinity", json.GetProperty("designEffect").GetString());
        Assert.Equal("no-cluster-size-suffices", json.GetProperty("findings")[0].GetProperty("code").GetString());
        ToolRun text = await ToolRun.Of("plan", "cluster", "--icc", "0.2", "--sd", "1", "--clusters", "50", "--mde", "0.2", "--figures", folder.FullName, "--report", Path.Combine(folder.FullName, "a.html"));
        Assert.Equal(0, text.ExitCode);
        Assert.StartsWith("NO SIZE SUFFICES", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheRangeOfCorrelationsHasTwentySteps()
    {
        JsonElement json = await PlanTests.Json("cluster", "--clusters", "50", "--cluster-size", "50", "--sd", "1", "--mde", "0.2", "--icc-range", "0.01,0.2");
        JsonElement[] rows = [.. json.GetProperty("overIcc").EnumerateArray()];
        Assert.Equal(20, rows.Length);
        Assert.Equal([0.01, 0.02, 0.2], new[] { rows[0], rows[1], rows[^1] }.Select(row => row.GetProperty("intraclassCorrelation").GetDouble()));
        Assert.Equal(1.49, rows[0].GetProperty("designEffect").GetDouble(), 1e-12);
        Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.True(pair.First.GetProperty("power").GetDouble() > pair.Second.GetProperty("power").GetDouble()));
    }

    [Fact]
    public async Task ClustersAreAssignedInPairsOfLikeSize()
    {
        string list = Path.Combine(folder.FullName, "clusters.csv"), file = Path.Combine(folder.FullName, "assigned.csv");
        await File.WriteAllTextAsync(list, "community,region,size\n\"a, b\",north,10\nc,south,11\nd,south,40\ne,north,41\n", TestContext.Current.CancellationToken);
        string[] plan = ["plan", .. Communities, "--cluster-list", list, "--mde", "1", "--assign", file, "--matched", "--seed", "5"];
        ToolRun run = await ToolRun.Of(plan);
        Assert.Equal(0, run.ExitCode);
        string[] lines = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).TrimEnd().Split('\n');
        Assert.Equal("cluster,size,block,variant", lines[0]);
        Assert.Equal(["e,41,1,", "d,40,1,", "c,11,2,", "\"a, b\",10,2,"], lines.Skip(1).Select(line => line[..(line.LastIndexOf(',') + 1)]));
        Assert.All(lines.Skip(1).Chunk(2), pair => Assert.Equal(["control", "treatment"], pair.Select(line => line[(line.LastIndexOf(',') + 1)..]).Order()));
        await ToolRun.Of(plan);
        Assert.Equal(lines, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task ClustersWithoutAListAreNumbered()
    {
        string file = Path.Combine(folder.FullName, "assigned.csv");
        ToolRun run = await ToolRun.Of(["plan", .. Communities, "--clusters", "50", "--cluster-size", "50", "--variants", "2", "--assign", file]);
        Assert.Equal(0, run.ExitCode);
        string[] lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal(151, lines.Length);
        Assert.Equal(["control", "treatment-1", "treatment-2"], lines.Skip(1).Select(line => line[(line.LastIndexOf(',') + 1)..]).Distinct().Order());
        Assert.Equal(50, lines.Count(line => line.EndsWith(",control", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("holds no list of clusters", "cluster,size\n")]
    [InlineData("line 3: the size \"many\" is not a whole number of at least 1", "cluster,size\na,1\nb,many\n")]
    [InlineData("line 3: the cluster \"a\" comes twice", "cluster,size\na,1\na,2\n")]
    [InlineData("line 2: a cluster needs a name and a size", "cluster,size\na\nb,2\n")]
    [InlineData("holds fewer than two clusters", "cluster,size\na,1\n")]
    public async Task ABadListIsRefusedWithItsLine(string message, string text)
    {
        string list = Path.Combine(folder.FullName, "clusters.csv");
        await File.WriteAllTextAsync(list, text, TestContext.Current.CancellationToken);
        ToolRun run = await ToolRun.Of(["plan", .. Communities, "--cluster-list", list, "--mde", "1"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }
}
