using System.Text.Json.Nodes;
using Credence.Experiments;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance;

/// <summary>Post-stratified effects against the formula in floating point and estimatr's blocked difference in means.</summary>
public sealed class PostStratificationConformance
{
    [Fact]
    public void EffectVarianceAndStrataAgree()
    {
        foreach ((JsonNode example, PostStratified actual) in Cases())
        {
            JsonNode expected = example["post_stratified"]!;
            if (!(bool)expected["usable"]!)
                continue;
            Close(expected["difference"], actual.Comparison.Difference);
            Close(expected["variance"], actual.Comparison.Estimated.Variance);
            Close(expected["se"], actual.Comparison.StandardError);
            Close(expected["variance_ratio"], actual.VarianceRatio);
            Effect effect = actual.Comparison.Effect(new());
            Close(expected["z"], effect.Statistic);
            Close(expected["p_normal"], effect.PValue);
            Close(expected["ci_normal"]![0], effect.Interval.Lower);
            Close(expected["ci_normal"]![1], effect.Interval.Upper);
            Assert.Empty(actual.Thin);
            foreach ((JsonNode? stratum, StratumEffect found) in expected["strata"]!.AsArray().Zip(actual.Strata))
            {
                Assert.Equal((long)stratum!["n"]!, found.Count);
                Assert.Equal((long)stratum["n_treated"]!, found.TreatmentCount);
                Close(stratum["weight"], found.Weight);
                Close(stratum["difference"], found.Estimate);
                Close(stratum["variance"], found.Variance);
            }

            void Close(JsonNode? number, double value) => Oracle.Close(Oracle.Number(number), value, 1e-10, (string)example["name"]!);
        }
    }

    [Fact]
    public void BlockedDesignsAgree()
    {
        Dictionary<string, PostStratified> found = Cases().ToDictionary(pair => (string)pair.Example["name"]!, pair => pair.Actual);
        int compared = 0;
        foreach (JsonNode example in Oracle.Read("regression.json")["cases"]!.AsArray().OfType<JsonNode>())
        {
            if (example["blocked_difference_in_means"] is not { } expected)
                continue;
            MeanComparison actual = found[(string)example["name"]!].Comparison;
            Oracle.Close(Oracle.Number(expected["estimate"]![0]), actual.Difference, 1e-9);
            Oracle.Close(Oracle.Number(expected["se"]![0]), actual.StandardError, 1e-9);
            compared++;
        }
        Assert.True(compared >= 6, $"{compared} cases");
    }

    [Fact]
    public void StrataThatThePeerCannotUseAreMerged()
    {
        (JsonNode example, PostStratified actual) = Cases().Single(pair => !(bool)pair.Example["post_stratified"]!["usable"]!);
        Assert.Equal(["0", "1"], actual.Thin.Select(stratum => stratum.Name!).Order());
        Assert.Equal("0", Assert.Single(actual.OneSided).Name);
        Assert.Equal(1, actual.Strata.Sum(stratum => stratum.Weight), 1e-15);
        Assert.Equal(example["post_stratified"]!["strata"]!.AsArray().Sum(stratum => (long)stratum!["n"]!), actual.Strata.Sum(stratum => stratum.Count));
        // Strata 0 and 1 together have one treated unit, so stratum 4, the smallest of the others, joins them.
        Assert.Equal(["4", "0", "1"], actual.Strata[^1].Names);
        Assert.True(actual.Comparison.IsTestable);
    }

    private static IEnumerable<(JsonNode Example, PostStratified Actual)> Cases()
        => Oracle.Read("cuped_strata.json")["cases"]!.AsArray().OfType<JsonNode>().Select(example =>
        {
            OracleData data = OracleData.Read((string)example["file"]!);
            double[] y = data.Numbers("y"), t = data.Numbers("t"), strata = data.Numbers("stratum");
            Stratum[] cells = [.. strata.Distinct().Order().Select(value => new Stratum($"{value}", Cell(value, 0), Cell(value, 1)))];
            return (example, PostStratification.Compare(cells, normal: true));

            CrossMoments Cell(double stratum, double arm)
                => CrossMoments.FromRows(["y"], [.. Enumerable.Range(0, y.Length).Where(i => strata[i] == stratum && t[i] == arm).Select(i => y[i])]);
        });
}
