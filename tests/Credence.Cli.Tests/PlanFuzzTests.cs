using System.Globalization;
using System.Text.Json;
using Credence.Numerics;
using Xunit;

namespace Credence.Cli.Tests;

/// <summary>Random plans, sensible and not: each is answered with one document or refused in one line.</summary>
public sealed class PlanFuzzTests
{
    // CREDENCE_FUZZ says how many runs all fuzz tests together make in a long form.
    private static readonly int Runs = int.Parse(Environment.GetEnvironmentVariable("CREDENCE_FUZZ") ?? "1000", CultureInfo.InvariantCulture) / 25;

    private static readonly string[] Odd =
        ["0", "-1", "1", "2", "0.5", "1e-9", "1e9", "1e300", "0.999", "NaN", "5%", "1/3", "ten", "", "1e-300", "--sd", "3,2,1"];

    // Options that a plan cannot do without come first; then its own, then those of all.
    private static readonly Dictionary<string, (int Needed, string[] Options)> Kinds = new(StringComparer.Ordinal)
    {
        ["mean"] = (2, ["--sd 1|10|0.3", "--mde 0.1|1|-0.5", "--treatment-sd 2", "--baseline 20", "--correlation 0.5", "--method t|normal", "--n 50|2000", "--daily 100", .. Design]),
        ["proportion"] = (2, ["--baseline 0.1|0.5|0.02", "--relative-mde 0.1|-0.2|0.5", "--method handbook|exact|continuity|arcsine", "--n 50|300", "--daily 100", .. Design]),
        ["ratio"] = (6, ["--mean-numerator 10", "--mean-denominator 2|5", "--variance-numerator 9|1", "--variance-denominator 1|0.5", "--covariance 0.3|-0.1", "--mde 0.1|1", "--n 500", .. Design]),
        ["cluster"] = (5, ["--clusters 10|50", "--cluster-size 20|50", "--icc 0.05|0.2", "--sd 1", "--mde 0.2|0.5", "--cluster-size-cv 0.5", "--icc-range 0.01,0.2", "--method t|normal", "--weighting members|optimal|clusters", .. Design]),
        ["sequential"] = (1, ["--looks 2|4|10", "--sd 1", "--mde 0.2", "--information 0.5,1|0.1,0.2,1", "--bounds pocock|obrien-fleming|ld-pocock|haybittle-peto|kim-demets(3)|wang-tsiatis(0.3)", "--sided 1|2",
            "--futility none|pocock|obrien-fleming|hwang-shih-decani(-5)|fixed(0,0,0)", "--binding ", "--alpha 0.05|0.01", "--power 0.8|0.9", "--n 200", "--ratio 2", "--daily 100"]),
        ["simulate"] = (3, ["--sd 1|3", "--mde 0.2|0.5", "--replicates 100", "--baseline 0.2|10", "--data normal|lognormal|binary|zero-inflated", "--nonzero 0.3", "--shape shift|scale", "--n 50|500", "--looks 2|5|10,30", "--every 1000|7d",
            "--rule fixed|peek|group-sequential|confidence-sequence|msprt", "--bounds pocock", "--tune-at 100", "--tau 0.2", "--burn-in 20", "--daily 100", "--ratio 2", "--alpha 0.05"]),
    };

    private static string[] Design =>
    [
        "--relative-mde 0.1", "--power 0.8|0.9", "--ratio 2|1/3|optimal", "--treatment-cost 3", "--margin 0.1|5%", "--equivalence 0.2", "--alternative two-sided|greater|less",
        "--direction increase|decrease", "--alpha 0.05|0.01", "--variants 3", "--correction none|bonferroni|dunnett", "--metrics 2", "--success any|all|each",
    ];

    [Theory]
    [InlineData("mean")]
    [InlineData("proportion")]
    [InlineData("ratio")]
    [InlineData("cluster")]
    [InlineData("sequential")]
    [InlineData("simulate")]
    public async Task ARandomPlanIsAnsweredOrRefused(string kind)
    {
        RandomStream random = new(20261122, $"fuzz-plan-{kind}");
        int answered = 0;
        for (int run = 0; run < Runs; run++)
        {
            string[] plan = ["plan", kind, .. Options(kind, random), "--format", "json"];
            string line = string.Join(' ', plan);
            ToolRun result = await ToolRun.Of(plan);
            Assert.True(result.ExitCode is 0 or 2, $"{line} ended with {result.ExitCode}:\n{result.Error}");
            if (result.ExitCode == 2)
            {
                Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
                continue;
            }
            answered++;
            using JsonDocument document = JsonDocument.Parse(result.Output);
            JsonElement power = document.RootElement.GetProperty("power");
            if (power.ValueKind == JsonValueKind.Object)
                power = power.GetProperty("estimate");
            if (power.ValueKind == JsonValueKind.Number)
                Assert.True(power.GetDouble() is >= 0 and <= 1 + 1e-12, line);
        }
        Assert.True(answered >= Runs / 10, $"only {answered} of {Runs} plans were answered");
    }

    // What a plan cannot do without is mostly there; one value in twelve is anything.
    private static IEnumerable<string> Options(string kind, RandomStream random)
    {
        (int needed, string[] options) = Kinds[kind];
        foreach ((int place, string option) in options.Index())
        {
            if (random.NextDouble() > (place < needed ? 0.97 : 0.1))
                continue;
            string[] parts = option.Split(' ', 2), values = random.NextDouble() < 1.0 / 12 ? Odd : parts[1].Split('|');
            yield return parts[0];
            string value = values[(int)random.NextInteger(values.Length)];
            if (value.Length > 0)
                yield return value;
        }
    }
}
