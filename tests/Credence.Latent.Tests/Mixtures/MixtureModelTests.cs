using System.Text.Json;
using System.Text.Json.Nodes;
using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Latent.Tests;

public sealed class MixtureModelTests
{
    private static readonly MixturePriors Priors = new(Distribution.Normal(0, 2), Distribution.InverseGamma(4, 4), 3);

    [Theory]
    [InlineData(0.0, false)]
    [InlineData(0.5, false)]
    [InlineData(0.5, true)]
    public void TheGradientAgreesWithFiniteDifferences(double labelled, bool fixedShares)
    {
        RandomStream random = new(1, "test");
        int[] labels = [.. Enumerable.Range(0, 200).Select(_ => random.NextDouble() < labelled ? (int)random.NextInteger(3) : MixtureData.Unknown)];
        double[] values = new double[200];
        random.FillNormal(values);
        MixtureData data = MixtureData.Of(values, labels, 3);
        ILogDensity density = new MixtureModel(data, MixturePriors.Of(data), ["A", "B", "C"], fixedShares ? [0.2, 0.3, 0.5] : null).Bind();
        Assert.Equal(fixedShares ? 6 : 8, density.Dimension);
        double[] position = new double[density.Dimension], gradient = new double[position.Length], scratch = new double[position.Length];
        random.FillNormal(position);
        for (int i = 0; i < position.Length; i++)
            position[i] *= 0.5;
        density.Evaluate(position, gradient);
        for (int i = 0; i < position.Length; i++)
        {
            const double h = 1e-5;
            double kept = position[i];
            position[i] = kept + h;
            double above = density.Evaluate(position, scratch);
            position[i] = kept - h;
            double below = density.Evaluate(position, scratch);
            position[i] = kept;
            Assert.Equal((above - below) / (2 * h), gradient[i], 1e-5 * Math.Max(1, Math.Abs(gradient[i])));
        }
    }

    [Fact]
    public void TheReferencePosteriorIsMet()
    {
        JsonNode reference = JsonNode.Parse(File.ReadAllText(Repository.Reference("oracle", "bayes", "pdb_low_dim_gauss_mix-low_dim_gauss_mix.json")))!["parameters"]!;
        using JsonDocument file = JsonDocument.Parse(File.ReadAllText(Repository.Reference("oracle", "bayes", "data", "pdb_low_dim_gauss_mix.json")));
        MixtureData data = MixtureData.Of([.. file.RootElement.GetProperty("y").EnumerateArray().Select(value => value.GetDouble())]);
        MixtureModel model = new(data, new(Distribution.Normal(0, 2), Distribution.HalfNormal(2), 5), ["1", "2"]);
        Draws draws = NutsSampler.Sample(model, new SamplingOptions { Seed = 3, Warmup = 300, Draws = 500 });
        PosteriorSummary summary = PosteriorSummary.Of(draws);
        foreach ((string theirs, string ours) in ((string, string)[])[("mu[1]", "mean[1]"), ("mu[2]", "mean[2]"), ("sigma[1]", "sd[1]"), ("sigma[2]", "sd[2]"), ("theta", "share[1]")])
        {
            ElementSummary actual = summary[ours];
            double mean = Oracle.Number(reference[theirs]!["mean"]), sd = Oracle.Number(reference[theirs]!["sd"]);
            double error = Math.Sqrt(Math.Pow(actual.McseMean, 2) + Math.Pow(Oracle.Number(reference[theirs]!["mcse_mean"]), 2));
            Assert.True(Math.Abs(actual.Mean - mean) < 4 * error, $"{ours}: mean {actual.Mean}, reference {mean}, error {error}");
            Assert.True(Math.Abs((actual.StandardDeviation / sd) - 1) < 0.08, $"{ours}: sd {actual.StandardDeviation}, reference {sd}");
            Assert.True(actual.RHat < 1.02, $"{ours}: R-hat {actual.RHat}");
        }
        Assert.Equal(0, draws.Sampler!.Divergences);
        Assert.Equal(summary["mean[2]"].Mean - summary["mean[1]"].Mean, summary["difference[2]"].Mean, 1e-9);
    }

    [Fact]
    public void WithLabelsThePosteriorIsNearTheLikelihood()
    {
        MixtureData data = MixtureRows.Sales(new RandomStream(2, "test"), 1200, 0.8).Data;
        MixtureFit fit = NormalMixture.Fit(data);
        MixtureModel model = new(data, MixturePriors.Of(data), ["control", "treatment"]);
        Assert.False(model.Ordered);
        PosteriorSummary summary = PosteriorSummary.Of(NutsSampler.Sample(model, new SamplingOptions { Seed = 1, Chains = 2, Warmup = 300, Draws = 400 }));
        ElementSummary difference = summary["difference[treatment]"];
        Effect likeliest = fit.Contrast(0, 1, new EffectOptions());
        Assert.Equal(likeliest.Estimate, difference.Mean, (0.2 * likeliest.StandardError) + (4 * difference.McseMean));
        Assert.Equal(likeliest.StandardError, difference.StandardDeviation, 0.12 * likeliest.StandardError);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.6)]
    [Trait("Kind", "Calibration")]
    public void PosteriorsOfSimulatedDataAreCalibrated(double labelled)
    {
        Calibration calibration = SimulationBasedCalibration.Run((random, _) => Simulate(random, labelled), new CalibrationOptions { Simulations = Simulations.Nightly ? Simulations.Count(200) : 40, Seed = 5 });
        Simulations.Write("calibration", FormattableString.Invariant($"mixture, {100 * labelled}% labelled"), FormattableString.Invariant($"p = {calibration.Worst.PValue:G3} ({calibration.Worst.Name})"), "inside 99% bands");
        Assert.True(calibration.Inside, $"{calibration.Worst.Name} leaves the band by {calibration.Worst.LargestExcess}");
    }

    [Fact]
    public void TheModelDescribesItself()
    {
        MixtureData data = MixtureRows.Sales(new RandomStream(3, "test"), 300, 0.5).Data;
        MixtureModel model = new(data, MixturePriors.Of(data), ["A", "B"]);
        Assert.Equal(["mean[A]", "mean[B]", "sd[A]", "sd[B]", "share[A]", "share[B]", "difference[B]"], model.Parameters.ElementNames);
        Assert.Equal("dirichlet(2)", model.Graph.Nodes.Single(node => node.Name == "share").Distribution);
        Assert.Equal(300, model.Graph.Plates[0].Size);
        Assert.Equal(["mean[A]", "mean[B]", "sd[A]", "sd[B]", "share[B]"], Enumerable.Range(0, 5).Select(model.CoordinateName));
    }

    private static SimulationBasedCalibration.Simulation Simulate(RandomStream random, double labelled)
    {
        const int rows = 60;
        int[] forced = new int[rows];
        Array.Fill(forced, MixtureData.Unknown);
        double[] values = new double[rows], truth = new double[7];
        // The prior does not depend on the data, but on whether there are labels.
        forced[0] = labelled > 0 ? 0 : MixtureData.Unknown;
        new MixtureModel(MixtureData.Of([.. Enumerable.Range(0, rows).Select(i => (double)i)], forced), Priors, ["A", "B"]).SamplePrior(random, truth);
        int[] labels = new int[rows];
        for (int i = 0; i < rows; i++)
        {
            int component = random.NextDouble() < truth[5] ? 1 : 0;
            values[i] = truth[component] + (truth[2 + component] * random.NextNormal());
            // The first rows have labels, so that the pattern tells nothing.
            labels[i] = i < labelled * rows ? component : MixtureData.Unknown;
        }
        return new(new MixtureModel(MixtureData.Of(values, labels), Priors, ["A", "B"]), truth);
    }
}
