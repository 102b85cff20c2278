using System.Globalization;
using System.Text.Json.Nodes;
using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Bayes.Tests;

public sealed class ChainDiagnosticsTests
{
    public static TheoryData<string, string> Sequences()
    {
        TheoryData<string, string> data = [];
        foreach (string name in (string[])["iid", "ar50", "ar95", "antithetic", "shifted_chain", "scale_chain", "stuck_chain", "trending", "cauchy", "lognormal", "constant", "discrete", "binary", "tiny_scale"])
            data.Add("all_chains", name);
        foreach (string name in (string[])["iid", "ar95", "cauchy"])
            data.Add("first_chain_only", name);
        foreach (string name in (string[])["iid", "ar95"])
            data.Add("first_n_minus_1_draws_odd_count", name);
        return data;
    }

    [Theory]
    [MemberData(nameof(Sequences))]
    public void EveryDiagnosticEqualsTheReference(string part, string name)
    {
        JsonNode expected = Oracle.Read("bayes", "diagnostics.json")[part]![name]!;
        double[][] chains = Chains(part, name);
        // The peer's chain means are plain running sums, which at 10⁶ ± 10⁻³ cost it the digits that remain here.
        double tolerance = name == "tiny_scale" ? 1e-7 : 1e-8;
        void Check(string key, double actual) => Oracle.CloseRelative(Oracle.Number(expected[key]), actual, tolerance, $"{name} {key}");
        void CheckAt(string key, string at, double actual) => Oracle.CloseRelative(Oracle.Number(expected[key]![at]), actual, tolerance, $"{name} {key} {at}");
        Check("rhat_rank", ChainDiagnostics.RHat(chains));
        Check("rhat_split_classic", ChainDiagnostics.SplitRHat(chains));
        Check("ess_bulk", ChainDiagnostics.EssBulk(chains));
        Check("ess_tail", ChainDiagnostics.EssTail(chains));
        Check("ess_mean", ChainDiagnostics.EssMean(chains));
        Check("ess_sd", ChainDiagnostics.EssSd(chains));
        Check("mcse_mean", ChainDiagnostics.McseMean(chains));
        Check("mcse_sd", ChainDiagnostics.McseSd(chains));
        foreach (double p in (double[])[0.05, 0.25, 0.5, 0.75, 0.95])
        {
            string at = string.Create(CultureInfo.InvariantCulture, $"q{p * 100:0}");
            CheckAt("ess_quantile", at, ChainDiagnostics.EssQuantile(chains, p));
            CheckAt("mcse_quantile", at, ChainDiagnostics.McseQuantile(chains, p));
        }
    }

    [Theory]
    [MemberData(nameof(Sequences))]
    public void IntervalsAndAutocorrelationsEqualTheReference(string part, string name)
    {
        JsonNode expected = Oracle.Read("bayes", "diagnostics.json")[part]![name]!;
        double[][] chains = Chains(part, name);
        double[] all = [.. chains.SelectMany(chain => chain)];
        foreach (int level in (int[])[50, 89, 94, 95])
        {
            Interval interval = CredibleInterval.HighestDensity(all, level / 100.0);
            JsonNode limits = expected["hdi"]![level.ToString(CultureInfo.InvariantCulture)]!;
            Assert.Equal(Oracle.Number(limits[0]), interval.Lower);
            Assert.Equal(Oracle.Number(limits[1]), interval.Upper);
        }
        Interval equalTailed = CredibleInterval.EqualTailed(all, 0.9);
        Oracle.CloseRelative(Oracle.Number(expected["quantiles_type7"]!["q5"]), equalTailed.Lower, 1e-12);
        Oracle.CloseRelative(Oracle.Number(expected["quantiles_type7"]!["q95"]), equalTailed.Upper, 1e-12);
        double[] correlation = ChainDiagnostics.Autocorrelation(chains[0], 5);
        for (int lag = 0; lag <= 5; lag++)
            Oracle.Close(Oracle.Number(expected["autocorrelation_chain1_lag0_5"]![lag]), correlation[lag], 1e-10);
    }

    [Fact]
    public void AlternatingDrawsReachTheLargestEffectiveSampleSize()
    {
        double[] chain = [.. Enumerable.Range(0, 1000).Select(i => i % 2 == 0 ? 1.0 : -1.0)];
        Oracle.CloseRelative(4000 * Math.Log10(4000), ChainDiagnostics.EssMean([chain, chain, chain, chain]), 1e-12);
    }

    [Fact]
    public void LongCorrelationsAreTheSameByProductsAndByTransform()
    {
        RandomStream random = new(1, "long");
        double[] chain = new double[501];
        for (int i = 1; i < chain.Length; i++)
            chain[i] = 0.99 * chain[i - 1] + random.NextNormal();
        double mean = chain.Average(), variance = chain.Sum(x => (x - mean) * (x - mean));
        double[] correlation = ChainDiagnostics.Autocorrelation(chain, 500);
        for (int lag = 0; lag <= 500; lag++)
            Oracle.Close(Enumerable.Range(0, 501 - lag).Sum(i => (chain[i] - mean) * (chain[i + lag] - mean)) / variance, correlation[lag], 1e-12);
    }

    [Fact]
    public void EnergiesThatWanderHaveALowFraction()
    {
        RandomStream random = new(1, "energy");
        double[] free = [.. Enumerable.Range(0, 4000).Select(_ => random.NextNormal())], slow = new double[4000];
        for (int i = 1; i < slow.Length; i++)
            slow[i] = 0.95 * slow[i - 1] + random.NextNormal();
        Oracle.Close(2, ChainDiagnostics.Ebfmi(free), 0.1);
        Oracle.Close(0.1, ChainDiagnostics.Ebfmi(slow), 0.03);
        Assert.Equal(5 / 6.75, ChainDiagnostics.Ebfmi([1, 2, 4, 4]), 12);
        Assert.True(double.IsNaN(ChainDiagnostics.Ebfmi([1])) && double.IsNaN(ChainDiagnostics.Ebfmi([2, 2])));
    }

    [Fact]
    public void ChainsOfDifferentLengthAreRefused()
        => Assert.Throws<ArgumentException>(() => ChainDiagnostics.RHat([[1, 2, 3, 4], [1, 2, 3]]));

    private static double[][] Chains(string part, string name)
    {
        double[][] chains = Sequence(name);
        return part switch
        {
            "first_chain_only" => chains[..1],
            "first_n_minus_1_draws_odd_count" => [.. chains.Select(chain => chain[..^1])],
            _ => chains,
        };
    }

    private static double[][] Sequence(string name)
    {
        string[] lines = File.ReadAllLines(Repository.Reference("oracle", "bayes", "data", "diag_chains.csv"));
        int column = Array.IndexOf(lines[0].Split(','), name);
        double[] values = [.. lines.Skip(1).Select(line => double.Parse(line.Split(',')[column], CultureInfo.InvariantCulture))];
        return [.. values.Chunk(1000)];
    }
}
