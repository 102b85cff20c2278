using System.Text.Json.Nodes;
using Credence.Experiments;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance;

/// <summary>Bootstrap intervals against enumeration and scipy.</summary>
public sealed class BootstrapConformance
{
    [Fact]
    public void EnumeratedBootstrapOfAMeanAgrees()
    {
        foreach (JsonNode example in Cases("exact_bootstrap_of_the_mean"))
        {
            double[] x = [.. example["x"]!.AsArray().Select(Oracle.Number)];
            // A control that is 0 without spread leaves the bootstrap of the mean.
            ArmReplicates zero = ArmSample.Mean([0, 0]).Enumerate(1000, BootstrapInterval.Bca)!;
            ArmReplicates arm = ArmSample.Mean(x).Enumerate(10_000, BootstrapInterval.Bca)!;
            EffectOptions form = new() { Alpha = Oracle.Number(example["alpha"]) };
            Assert.Equal((int)example["n_distinct_resamples"]!, arm.Estimates.Length);
            BootstrapComparison bca = Bootstrap.Compare(zero, arm, BootstrapInterval.Bca, form);
            Oracle.Close(Oracle.Number(example["sd_of_bootstrap_mean_exact"]), bca.Effect.StandardError, 1e-12);
            Limits(example["percentile"]!, Bootstrap.Compare(zero, arm, BootstrapInterval.Percentile, form).Effect.Interval);
            Limits(example["basic"]!, Bootstrap.Compare(zero, arm, BootstrapInterval.Basic, form).Effect.Interval);
            Oracle.Close(Oracle.Number(example["bca_half_ties"]!["z0"]), bca.Bias, 1e-12);
            Oracle.Close(Oracle.Number(example["acceleration"]), bca.Acceleration, 1e-12);
            Limits(example["bca_half_ties"]!["interval"]!, bca.Effect.Interval);
        }
    }

    [Theory]
    [InlineData("percentile", BootstrapInterval.Percentile)]
    [InlineData("basic", BootstrapInterval.Basic)]
    [InlineData("BCa", BootstrapInterval.Bca)]
    public void DrawnBootstrapAgreesWithinItsMonteCarloError(string name, BootstrapInterval interval)
    {
        foreach (JsonNode example in Cases("two_sample"))
        {
            (double[] control, double[] treatment) = Arms(example);
            EffectOptions form = new() { Alpha = Oracle.Number(example["alpha"]) };
            JsonObject statistics = example["bootstrap"]!.AsObject();
            BootstrapComparison means = Compare(ArmSample.Mean(control), ArmSample.Mean(treatment), example, interval, form);
            Near(statistics["difference_in_means"]!, name, example, means.Effect.Interval);
            Oracle.Close(Oracle.Number(statistics["difference_in_means"]!["estimate"]), means.Effect.Estimate, 1e-12);
            if (interval == BootstrapInterval.Bca)
                Oracle.Close(Oracle.Number(statistics["difference_in_means"]!["acceleration_two_sample_(sum U^3)/(6 (sum U^2)^1.5), U=(n-1)/n*(mean-jack)"]), means.Acceleration, 1e-12);
            if (statistics["relative_lift"] is { } lift)
                Near(lift, name, example, means.Effect.Relative.Interval!.Value);
            if (statistics["difference_in_medians"] is { } medians)
                Near(medians, name, example, Compare(ArmSample.Quantile(control, 0.5), ArmSample.Quantile(treatment, 0.5), example, interval, form).Effect.Interval);
        }
    }

    private static BootstrapComparison Compare(ArmSample control, ArmSample treatment, JsonNode example, BootstrapInterval interval, EffectOptions form)
    {
        ResamplingOptions options = new() { Replicates = (int)example["resamples"]! };
        return Bootstrap.Compare(control.Resample(options, interval, "c", null, TestContext.Current.CancellationToken), treatment.Resample(options, interval, "t", null, TestContext.Current.CancellationToken), interval, form);
    }

    // 4 √(1 + 1/seeds) standard deviations of one run.
    private static void Near(JsonNode statistic, string name, JsonNode example, Interval actual)
    {
        JsonNode method = statistic[name]!;
        double factor = 4 * Math.Sqrt(1 + 1 / Oracle.Number(example["seeds"]));
        for (int end = 0; end < 2; end++)
        {
            double expected = Oracle.Number(method["interval_mean_over_seeds"]![end]), spread = Oracle.Number(method["mc_sd_of_one_run"]![end]);
            double limit = end == 0 ? actual.Lower : actual.Upper;
            Assert.True(Math.Abs(limit - expected) <= factor * spread, $"{example["name"]} {name} end {end}: {limit} against {expected} ± {factor * spread}");
        }
    }

    private static void Limits(JsonNode expected, Interval actual)
    {
        Oracle.Close(Oracle.Number(expected[0]), actual.Lower, 1e-12);
        Oracle.Close(Oracle.Number(expected[1]), actual.Upper, 1e-12);
    }

    internal static (double[] Control, double[] Treatment) Arms(JsonNode example)
    {
        OracleData data = OracleData.Read((string)example["file"]!);
        string column = example["file_values"] is null ? "value" : "sales";
        return (data.Numbers(column, 0), data.Numbers(column, 1));
    }

    internal static IEnumerable<JsonNode> Cases(string key) => Oracle.Read("resampling.json")[key]!.AsArray().OfType<JsonNode>();
}
