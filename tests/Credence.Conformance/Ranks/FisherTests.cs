using System.Text.Json.Nodes;
using Credence.Experiments;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance;

/// <summary>Exact tests of proportions against scipy, statsmodels and R.</summary>
public sealed class FisherTests
{
    [Fact]
    public void FisherPValuesAgree()
    {
        int checks = 0;
        foreach (JsonNode example in Oracle.Read("proportions.json")["cases"]!.AsArray().OfType<JsonNode>())
        {
            foreach ((string name, Alternative alternative) in new[] { ("two-sided", Alternative.TwoSided), ("larger", Alternative.Greater), ("smaller", Alternative.Less) })
            {
                FisherExact test = FisherExact.Compare(
                    (long)example["xc"]!, (long)example["nc"]!, (long)example["xt"]!, (long)example["nt"]!, new() { Alternative = alternative });
                Oracle.CloseRelative(Oracle.Number(example[name]!["fisher_p"]), test.Effect.PValue, 1e-9, $"{example["name"]} {name}");
                checks++;
            }
        }
        Assert.True(checks >= 33, $"only {checks} checks");
    }

    [Fact]
    public void ClopperPearsonIntervalsAgree()
    {
        foreach (JsonNode example in Oracle.Read("proportions.json")["cases"]!.AsArray().OfType<JsonNode>())
        {
            foreach ((string name, string x, string n) in new[] { ("single_control", "xc", "nc"), ("single_treatment", "xt", "nt") })
            {
                Interval interval = ExactBinomial.Test((long)example[x]!, (long)example[n]!, 0.5, new()).Interval;
                Oracle.Close(Oracle.Number(example[name]!["beta"]![0]), interval.Lower, 1e-10, $"{example["name"]}");
                Oracle.Close(Oracle.Number(example[name]!["beta"]![1]), interval.Upper, 1e-10, $"{example["name"]}");
            }
        }
    }

    [Fact]
    public void BinomialPValuesAgree()
    {
        int checks = 0;
        foreach (JsonNode example in Oracle.Read("srm.json")["cases"]!.AsArray().OfType<JsonNode>().Where(example => example["binomial_exact_p"] is not null))
        {
            long[] observed = [.. example["observed"]!.AsArray().Select(count => (long)count!)];
            double[] weights = [.. (example["weights"] ?? example["expected_shares"])!.AsArray().Select(weight => (double)weight!)];
            double p = ExactBinomial.Test(observed[0], observed.Sum(), weights[0] / weights.Sum(), new()).PValue;
            Oracle.CloseRelative(Oracle.Number(example["binomial_exact_p"]), p, 1e-9, $"{example["name"]}");
            checks++;
        }
        Assert.True(checks >= 2, $"only {checks} checks");
    }
}
