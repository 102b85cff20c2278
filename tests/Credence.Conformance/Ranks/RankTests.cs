using System.Text.Json.Nodes;
using Credence.Experiments;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance;

/// <summary>Rank tests, tests of spread and effect sizes against scipy and R.</summary>
public sealed class RankTests
{
    private const double Tolerance = 1e-10;

    private static readonly (string Name, Alternative Alternative)[] Alternatives =
        [("two-sided", Alternative.TwoSided), ("larger", Alternative.Greater), ("smaller", Alternative.Less)];

    private static JsonNode[] Cases => [.. Oracle.Read("two_sample_tests.json")["cases"]!.AsArray().OfType<JsonNode>()];

    private static JsonNode[] Shifts => [.. Oracle.Read("r_tests.json")["hodges_lehmann"]!.AsArray().OfType<JsonNode>()];

    [Fact]
    public void MannWhitneyAgrees()
    {
        int exact = 0, approximate = 0;
        foreach (JsonNode example in Cases)
        {
            RankedArms arms = Arms(example);
            foreach ((string name, Alternative alternative) in Alternatives)
            {
                JsonNode expected = example["mann_whitney"]![name]!;
                string what = $"{example["name"]} {name}";
                Assert.Equal(Oracle.Number(expected["U_treatment"]), arms.Above + arms.Tied / 2.0);
                // Constant arms have no variance, and their only possible U is no evidence.
                if (arms.Tied < arms.Pairs)
                {
                    double p = MannWhitney.PValue(arms, alternative, RankDistribution.Approximate);
                    Oracle.CloseRelative(Oracle.Number(expected["p_continuity"]), p, Tolerance, what);
                    approximate++;
                }
                if (expected["p_exact"] is { } node)
                {
                    Oracle.CloseRelative(Oracle.Number(node), MannWhitney.PValue(arms, alternative), 1e-12, what);
                    exact++;
                }
            }
        }
        Assert.True(exact >= 9 && approximate >= 50, $"{exact} exact, {approximate} approximate");
    }

    [Fact]
    public void HodgesLehmannShiftsAgree()
    {
        int exact = 0, approximate = 0;
        foreach (JsonNode example in Cases)
        {
            if (Shifts.FirstOrDefault(shift => (string)shift["name"]! == (string)example["name"]!) is not { } expected)
                continue;
            RankedArms arms = Arms(example);
            EffectOptions options = new();
            Effect effect = MannWhitney.Compare(arms, options);
            Oracle.Close(Oracle.Number(expected["hodges_lehmann_median_of_differences"]), effect.Estimate, Tolerance, $"{example["name"]}");
            if (expected["hodges_lehmann_exact"] is { } byCounts)
                exact += AssertExact(byCounts, effect.Interval, options.Alpha);
            if (expected["hodges_lehmann_asymptotic"]?["ci"] is { } limits && arms.Pairs > 100)
            {
                Interval interval = MannWhitney.Compare(arms, options, RankDistribution.Approximate).Interval;
                Oracle.Close(Oracle.Number(limits[0]), interval.Lower, 1e-4, $"{example["name"]}");
                Oracle.Close(Oracle.Number(limits[1]), interval.Upper, 1e-4, $"{example["name"]}");
                approximate++;
            }
        }
        Assert.True(exact >= 5 && approximate >= 12, $"{exact} exact, {approximate} approximate");
    }

    [Fact]
    public void BrunnerMunzelAgrees()
    {
        int checks = 0;
        foreach (JsonNode example in Cases.Where(example => example["brunner_munzel"] is not null))
        {
            Effect effect = BrunnerMunzel.Compare(Arms(example), new EffectOptions());
            Oracle.CloseRelative(Oracle.Number(example["brunner_munzel"]!["statistic"]), effect.Statistic, Tolerance, $"{example["name"]}");
            // The peer takes its p-value from 1 − F, which loses what is below 1e-16.
            Oracle.Close(Oracle.Number(example["brunner_munzel"]!["p"]), effect.PValue, Tolerance, $"{example["name"]}");
            Oracle.Close(Oracle.Number(example["mann_whitney"]!["probability_of_superiority"]) - 0.5, effect.Estimate, Tolerance, $"{example["name"]}");
            checks++;
        }
        Assert.True(checks >= 15, $"only {checks} checks");
    }

    [Fact]
    public void BrownForsytheAgrees()
    {
        int checks = 0;
        foreach (JsonNode example in Cases.Where(example => example["brown_forsythe"] is not null))
        {
            RankedArms arms = Arms(example);
            BrownForsythe test = BrownForsythe.Test(arms);
            // Distances between values near 1e9 are known to the rounding of those values.
            double tolerance = Math.Abs(arms.Control[0]) > 1e8 ? 1e-7 : 1e-9;
            Oracle.CloseRelative(Oracle.Number(example["brown_forsythe"]!["F"]), test.Statistic, tolerance, $"{example["name"]}");
            Oracle.CloseRelative(Oracle.Number(example["brown_forsythe"]!["p"]), test.PValue, tolerance, $"{example["name"]}");
            checks++;
        }
        Assert.True(checks >= 15, $"only {checks} checks");
    }

    [Fact]
    public void KolmogorovSmirnovDistancesAgree()
    {
        int checks = 0;
        foreach (JsonNode example in Cases.Where(example => example["ks_asymptotic"] is not null))
        {
            Oracle.Close(Oracle.Number(example["ks_asymptotic"]!["D"]), KolmogorovSmirnov.Test(Arms(example)).Distance, 1e-12, $"{example["name"]}");
            checks++;
        }
        Assert.True(checks >= 15, $"only {checks} checks");
    }

    [Fact]
    public void EffectSizesAgree()
    {
        int checks = 0;
        foreach (JsonNode example in Cases.Where(example => example["effect_size"] is not null))
        {
            (double[] control, double[] treatment) = TwoSampleTests.Values(example);
            double offset = Math.Abs(control[0]) > 1e8 ? 1e9 : 0;
            StandardizedDifference size = StandardizedDifference.Of(About(control, offset), About(treatment, offset), 0.05);
            Oracle.CloseRelative(Oracle.Number(example["effect_size"]!["cohen_d"]), size.CohenD, Tolerance, $"{example["name"]}");
            Oracle.CloseRelative(Oracle.Number(example["effect_size"]!["hedges_g"]), size.HedgesG, Tolerance, $"{example["name"]}");
            checks++;
        }
        Assert.True(checks >= 15, $"only {checks} checks");
    }

    private static Moments About(double[] values, double offset) => Moments.FromValues(Array.ConvertAll(values, value => value - offset));

    // R takes the smallest and largest difference where its level cannot be reached; then there is no limit.
    private static int AssertExact(JsonNode expected, Interval actual, double alpha)
    {
        if (Oracle.Number(expected["conf_level_achieved"]) < 1 - alpha - 1e-6)
        {
            Assert.True(double.IsInfinity(actual.Lower) && double.IsInfinity(actual.Upper));
            return 0;
        }
        Oracle.Close(Oracle.Number(expected["ci"]![0]), actual.Lower, Tolerance);
        Oracle.Close(Oracle.Number(expected["ci"]![1]), actual.Upper, Tolerance);
        return 1;
    }

    private static RankedArms Arms(JsonNode example)
    {
        (double[] control, double[] treatment) = TwoSampleTests.Values(example);
        return RankedArms.Of(control, treatment);
    }
}
