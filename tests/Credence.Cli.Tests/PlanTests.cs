using System.Text.Json;
using Credence.Testing;
using Xunit;

namespace Credence.Cli.Tests;

public sealed class PlanTests
{
    private const string Project = "Credence.Cli.Tests";

    [Theory]
    [InlineData("mean")]
    [InlineData("proportion")]
    [InlineData("ratio")]
    [InlineData("cluster")]
    [InlineData("sequential")]
    [InlineData("quantile")]
    [InlineData("simulate")]
    public async Task EveryKindHasHelp(string kind)
    {
        ToolRun run = await ToolRun.Of("plan", kind, "--help");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"plan {kind} ", run.Output, StringComparison.Ordinal);
    }

    // Noncentral t of R (power.t.test, strict), and the handbook's formula: both to the last digits of the reference.
    [Theory]
    [InlineData(63.765610190937224, "mean", "--sd", "1", "--mde", "0.5")]
    [InlineData(62.79103787479271, "mean", "--sd", "1", "--mde", "0.5", "--method", "normal")]
    [InlineData(63.765610190937224, "mean", "--sd", "10", "--baseline", "50", "--relative-mde", "0.1")]
    [InlineData(3840.847482436276, "proportion", "--baseline", "0.1", "--mde", "0.02")]
    [InlineData(3840.847482436276, "proportion", "--baseline", "0.1", "--relative-mde", "0.2")]
    [InlineData(3940.2129989703694, "proportion", "--baseline", "0.1", "--mde", "0.02", "--method", "continuity")]
    public async Task SampleSizeIsThatOfTheReference(double n, params string[] plan)
    {
        JsonElement json = await Json(plan);
        Assert.Equal(n, json.GetProperty("nPerArmExact").GetProperty("control").GetDouble(), 1e-6 * n);
        Assert.Equal(Math.Ceiling(n), json.GetProperty("nPerArm").GetProperty("control").GetDouble());
        Assert.Equal(2 * Math.Ceiling(n), json.GetProperty("total").GetDouble());
        Assert.InRange(json.GetProperty("power").GetDouble(), 0.8, 0.81);
        Assert.Equal("sample-size", json.GetProperty("unknown").GetString());
    }

    [Fact]
    public async Task EffectIsThatOfTheReference()
    {
        JsonElement json = await Json("mean", "--sd", "1", "--n", "100");
        Assert.Equal(0.3981381375682322, json.GetProperty("minimumEffect").GetDouble(), 1e-9);
        Assert.Equal("effect", json.GetProperty("unknown").GetString());
    }

    [Fact]
    public async Task PowerIsThatOfTheReference()
    {
        JsonElement json = await Json("mean", "--sd", "1", "--n", "64", "--mde", "0.5");
        Assert.Equal(0.8014595579223276, json.GetProperty("power").GetDouble(), 1e-9);
        Assert.Equal("power", json.GetProperty("unknown").GetString());
    }

    [Theory]
    [InlineData("mean", "--sd", "3", "--mde", "-1", "--ratio", "1/2")]
    [InlineData("mean", "--sd", "3", "--mde", "0", "--margin", "1", "--alternative", "greater")]
    [InlineData("mean", "--sd", "3", "--mde", "0.1", "--equivalence", "1")]
    [InlineData("mean", "--sd", "3", "--mde", "1", "--variants", "3", "--correction", "dunnett", "--metrics", "2", "--success", "each")]
    [InlineData("proportion", "--baseline", "0.2", "--mde", "0.05", "--method", "exact")]
    [InlineData("proportion", "--baseline", "0.2", "--mde", "0.01", "--margin", "0.05")]
    [InlineData("ratio", "--mean-numerator", "10", "--mean-denominator", "4", "--variance-numerator", "9", "--variance-denominator", "2", "--covariance", "3", "--relative-mde", "0.1")]
    public async Task SizeEffectAndPowerAgree(params string[] plan)
    {
        JsonElement sized = await Json(plan);
        string n = sized.GetProperty("nPerArm").GetProperty("control").GetRawText();
        JsonElement powered = await Json([.. plan, "--n", n]);
        double power = sized.GetProperty("power").GetDouble();
        Assert.Equal(power, powered.GetProperty("power").GetDouble(), 1e-9);
        string[] known = Without(plan, "--mde", "--relative-mde");
        JsonElement found = await Json([.. known, "--n", n, "--power", power.ToString("R", System.Globalization.CultureInfo.InvariantCulture)]);
        double planned = Math.Abs(sized.GetProperty("minimumEffect").GetDouble());
        Assert.Equal(planned, Math.Abs(found.GetProperty("minimumEffect").GetDouble()), 0.001 * Math.Max(planned, 1));
    }

    [Fact]
    public async Task JsonHasTheKeysOfEveryPlan()
    {
        string[] keys = ["nPerArm", "nPerArmExact", "total", "power", "minimumEffect", "days", "designEffect", "designs", "looks", "findings"];
        foreach (string[] plan in new[] { new[] { "mean", "--sd", "1", "--mde", "0.5", "--daily", "10" }, ["cluster", "--clusters", "10", "--cluster-size", "20", "--icc", "0.1", "--sd", "1"], ["sequential", "--looks", "2"] })
        {
            JsonElement json = await Json(plan);
            Assert.All(keys, key => json.GetProperty(key));
        }
        JsonElement mean = await Json("mean", "--sd", "1", "--mde", "0.5", "--daily", "10");
        Assert.Equal(13, mean.GetProperty("days").GetDouble());
        Assert.Equal(26, mean.GetProperty("detectableByDay").EnumerateArray().Last().GetProperty("day").GetInt32());
    }

    [Fact]
    public async Task LevelAndGainComeFromData()
    {
        string source = Repository.Folder("samples", "checkout.csv");
        JsonElement plain = await Json("mean", "--from", source, "--metric", "revenue", "--relative-mde", "0.1");
        JsonElement adjusted = await Json("mean", "--from", source, "--metric", "revenue", "--covariate", "pre_revenue", "--relative-mde", "0.1");
        double kept = 1 - adjusted.GetProperty("basis").GetProperty("varianceReduction").GetDouble();
        Assert.InRange(kept, 0.01, 0.999);
        Assert.Equal(Exact(plain) * kept, Exact(adjusted), 0.001 * Exact(plain));
        JsonElement stated = await Json(
            "mean", "--sd", plain.GetProperty("basis").GetProperty("standardDeviation").GetRawText(), "--baseline", plain.GetProperty("basis").GetProperty("level").GetRawText(), "--relative-mde", "0.1");
        Assert.Equal(Exact(stated), Exact(plain), 1e-6);
        JsonElement file = await Json("proportion", "--from", Repository.Folder("samples", "checkout.yaml"), "--mde", "0.02");
        JsonElement rows = await Json("proportion", "--from", source, "--metric", "converted", "--where", "\"group\" = 'control'", "--mde", "0.02");
        Assert.Equal(Exact(rows), Exact(file), 1e-9);
        JsonElement ratio = await Json("ratio", "--from", source, "--metric", "revenue/sessions", "--relative-mde", "0.1");
        Assert.True(Exact(ratio) > 0);

        static double Exact(JsonElement json) => json.GetProperty("nPerArmExact").GetProperty("control").GetDouble();
    }

    [Theory]
    [InlineData("plan-mean.md", "mean", "--sd", "1", "--mde", "0.5")]
    [InlineData("plan-proportion.md", "proportion", "--baseline", "0.1", "--relative-mde", "0.2", "--daily", "300", "--variants", "2")]
    [InlineData("plan-margin.md", "mean", "--sd", "10", "--baseline", "50", "--margin", "2%")]
    [InlineData("plan-cluster.md", "cluster", "--clusters", "50", "--cluster-size", "50", "--icc", "0.05", "--sd", "1", "--mde", "0.2", "--icc-range", "0.01,0.2")]
    [InlineData("plan-sequential.md", "sequential", "--looks", "4", "--bounds", "obrien-fleming", "pocock", "--sd", "1", "--mde", "0.2", "--daily", "100")]
    [InlineData("plan-futility.md", "sequential", "--looks", "3", "--sided", "1", "--futility", "hwang-shih-decani(-2)", "--binding")]
    public async Task MarkdownIsAsKept(string name, params string[] plan)
    {
        ToolRun run = await ToolRun.Of(["plan", .. plan, "--format", "markdown"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Golden.Matches(Project, name, run.Output);
    }

    [Theory]
    [InlineData("--mde: effect is 0; must not be 0: no number of units tells no effect from no effect", "mean", "--sd", "1", "--mde", "0")]
    [InlineData("--mde: is 0; there is nothing to find; give the effect worth knowing of", "mean", "--sd", "1", "--mde", "0", "--n", "10")]
    [InlineData("--alpha is 2; must be in [1e-9, 0.5]", "mean", "--sd", "1", "--mde", "1", "--alpha", "2")]
    [InlineData("--sd is 0; must be a finite number above 0", "mean", "--sd", "0", "--mde", "1")]
    [InlineData("--power is 1; must be in (0, 1)", "mean", "--sd", "1", "--mde", "1", "--power", "1")]
    [InlineData("--power: must be above the error level; 0.8 and 0.9 are usual", "mean", "--sd", "1", "--mde", "1", "--power", "0.05")]
    [InlineData("--n is 0; must be a whole number from 1 to 1e12", "mean", "--sd", "1", "--n", "0")]
    [InlineData("--n: n is 1; must be at least 2", "mean", "--sd", "1", "--n", "1")]
    [InlineData("--mde is NaN; must be a finite number", "mean", "--sd", "1", "--mde", "NaN")]
    [InlineData("--mde: effect is -1; must be above 0, the side that the test looks at", "mean", "--sd", "1", "--mde", "-1", "--alternative", "greater")]
    [InlineData("--mde: effect is -3; must be better than the margin -2", "mean", "--sd", "1", "--mde", "-3", "--margin", "2")]
    [InlineData("--mde: effect is 2; must be inside the margins ±2", "mean", "--sd", "1", "--mde", "2", "--equivalence", "2")]
    [InlineData("--equivalence: cannot go with --margin; plan one or the other", "mean", "--sd", "1", "--margin", "2", "--equivalence", "2")]
    [InlineData("--margin 5%: a percentage needs a control level that is not 0; give --baseline, or the margin in the metric's units", "mean", "--sd", "1", "--margin", "5%")]
    [InlineData("--ratio: is 0; must be from 0.01 to 100; it is treatment units per control unit", "mean", "--sd", "1", "--mde", "1", "--ratio", "0")]
    [InlineData("plan: sample size, effect and power are all given; one must be left to find; leave out --n, --mde or --power", "mean", "--sd", "1", "--mde", "1", "--n", "10", "--power", "0.8")]
    [InlineData("plan: neither an effect nor a sample size is given; give --mde to find the sample size, or --n to find the effect", "mean", "--sd", "1")]
    [InlineData("plan: the effect is given twice; give either --mde or --relative-mde", "mean", "--sd", "1", "--baseline", "1", "--mde", "1", "--relative-mde", "1")]
    [InlineData("--relative-mde: a relative effect needs a control level that is not 0; give --baseline, or --mde in the metric's units", "mean", "--sd", "1", "--relative-mde", "0.1")]
    [InlineData("plan mean: no standard deviation is given; add --sd S, or --from SOURCE --metric COLUMN", "mean", "--mde", "1")]
    [InlineData("--metric: there are no data to take this from; add --from SOURCE", "mean", "--sd", "1", "--mde", "1", "--metric", "x")]
    [InlineData("plan proportion: no rate is given; add --baseline P, or --from SOURCE --metric COLUMN", "proportion", "--mde", "0.1")]
    [InlineData("--baseline is 1.5; must be in (0, 1)", "proportion", "--baseline", "1.5", "--mde", "0.1")]
    [InlineData("--mde: effect is 0.95; must leave the treatment's rate 1.05 in [0, 1]. Effects are absolute differences of the rates", "proportion", "--baseline", "0.1", "--mde", "0.95")]
    [InlineData("--method: The method exact knows no margins; use the handbook's formula", "proportion", "--baseline", "0.1", "--margin", "0.05", "--method", "exact")]
    [InlineData("plan ratio: --mean-denominator is not given; give means, variances and covariance, or --from SOURCE --metric ratio:a/b", "ratio", "--mean-numerator", "1", "--mde", "1")]
    [InlineData("plan cluster: too little is given; give --cluster-size, or --clusters and --mde to find the size", "cluster", "--icc", "0.1", "--sd", "1", "--clusters", "10")]
    [InlineData("plan cluster: no intraclass correlation is given; add --icc R, or --icc-range LOW,HIGH", "cluster", "--clusters", "10", "--cluster-size", "10", "--sd", "1")]
    [InlineData("--icc is 1.1; must be in [0, 1]", "cluster", "--icc", "1.1")]
    [InlineData("--icc-range 0.2,0.1: needs two numbers that rise within 0 and 1; write 0.01,0.2 or 0,0.2,0.05", "cluster", "--clusters", "10", "--cluster-size", "10", "--sd", "1", "--icc-range", "0.2,0.1")]
    [InlineData("--matched: there is no list to write; add --assign FILE.csv", "cluster", "--clusters", "10", "--cluster-size", "10", "--sd", "1", "--icc", "0.1", "--matched")]
    [InlineData("plan sequential: no looks are given; add --looks K or --information 0.5,1", "sequential")]
    [InlineData("--looks is 0; must be a whole number from 1 to 500", "sequential", "--looks", "0")]
    [InlineData("--looks: cannot go with --information; give one of them", "sequential", "--looks", "2", "--information", "0.5,1")]
    [InlineData("--information: must rise from above 0, but 0.3 follows 0.5; list the looks in order of time", "sequential", "--information", "0.5,0.3,1")]
    [InlineData("--information: the last look is at 1.5, not 1; give fractions of the planned maximum information, the last 1", "sequential", "--information", "0.5,1.5")]
    [InlineData("--information: \"x\" is not a number; write it with a point, as in 0.02", "sequential", "--information", "0.5,x")]
    [InlineData("--bounds: pocock is given twice; compare different boundaries", "sequential", "--looks", "2", "--bounds", "pocock", "wang-tsiatis(0.5)")]
    [InlineData("--bounds: \"pocock(2)\" takes no parameter; leave the brackets out", "sequential", "--looks", "2", "--bounds", "pocock(2)")]
    [InlineData("--binding: there is no futility rule to bind; add --futility", "sequential", "--looks", "2", "--binding")]
    [InlineData("boundaries cross: at look 1 the futility bound 5 is not below the rejection boundary 2.96259; lower the futility bound", "sequential", "--looks", "2", "--futility", "fixed(5)")]
    [InlineData("plan sequential: a sample size needs a metric; add --sd S, --baseline P, or --from SOURCE --metric COLUMN", "sequential", "--looks", "2", "--mde", "1")]
    [InlineData("--sd: cannot go with --baseline; give --sd for a mean, or --baseline for a proportion", "sequential", "--looks", "2", "--sd", "1", "--baseline", "0.1", "--mde", "0.1")]
    [InlineData("--alpha: a one-sided test needs an alpha below 0.5; 0.05 and 0.025 are usual", "sequential", "--looks", "2", "--sided", "1", "--alpha", "0.5", "--power", "0.9")]
    [InlineData("unknown option \"--sdd\"; did you mean --sd?", "mean", "--sdd", "1")]
    [InlineData("unknown verb \"men\"; did you mean mean?", "men")]
    public async Task BadInputIsSaidInOneLine(string message, params string[] plan)
    {
        ToolRun run = await ToolRun.Of(["plan", .. plan]);
        Assert.Equal($"credence: {message}{Environment.NewLine}", run.Error);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task UnknownBoundsNameTheNearest()
    {
        ToolRun run = await ToolRun.Of("plan", "sequential", "--looks", "2", "--bounds", "obrein-fleming");
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("credence: --bounds: unknown boundary \"obrein-fleming\"; did you mean obrien-fleming,", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    internal static async Task<JsonElement> Json(params string[] plan)
    {
        ToolRun run = await ToolRun.Of(["plan", .. plan, "--format", "json"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return JsonDocument.Parse(run.Output).RootElement;
    }

    private static string[] Without(string[] plan, params string[] options)
    {
        List<string> kept = [];
        for (int i = 0; i < plan.Length; i++)
        {
            if (options.Contains(plan[i]))
                i++;
            else
                kept.Add(plan[i]);
        }
        return [.. kept];
    }
}
