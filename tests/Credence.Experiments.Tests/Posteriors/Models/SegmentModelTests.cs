using System.Text.Json.Nodes;
using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests.Posteriors;

/// <summary>Partially pooled segments against published draws and against integrals.</summary>
public sealed class SegmentModelTests
{
    private static readonly SegmentEffect[] Schools =
    [
        new("1", 28, 15), new("2", 8, 10), new("3", -3, 16), new("4", 7, 11), new("5", -1, 9), new("6", 1, 11), new("7", 18, 10), new("8", 12, 18),
    ];

    [Fact]
    public void TheGraphPlacesEffectsAndEstimatesOnThePlateOfSegments()
    {
        ModelGraph graph = new SegmentModel(Schools).Graph;
        Assert.Equal(Schools.Length, graph.Plates.Single().Size);
        Assert.Equal("normal(effect, error)", graph.Nodes.Single(node => node.Kind == ModelNodeKind.Observed).Distribution);
    }

    [Fact]
    public void GradientsAgreeWithFiniteDifferences() => Gradients.Agree(new SegmentModel(Schools));

    [Fact]
    public void TheEightSchoolsAgreeWithReferenceDraws()
    {
        JsonNode reference = Oracle.Read("bayes", "pdb_eight_schools-eight_schools_noncentered.json");
        SegmentModel model = new(Schools, Priors(("mean", "normal(0, 5)"), ("tau", "half-cauchy(5)")));
        Draws draws = NutsSampler.Sample(model, new SamplingOptions { Warmup = 500, Draws = 4000 });
        PosteriorSummary summary = PosteriorSummary.Of(draws);
        Assert.Equal(0, draws.Sampler!.Divergences);
        foreach ((string element, string name) in (IEnumerable<(string, string)>)[("mean", "mu"), ("tau", "tau"), .. Enumerable.Range(1, 8).Select(s => ($"effect[{s}]", $"theta[{s}]"))])
        {
            JsonNode expected = reference["parameters"]![name]!;
            ElementSummary actual = summary[element];
            double error = Math.Sqrt(Math.Pow(actual.McseMean, 2) + Math.Pow(Oracle.Number(expected["mcse_mean"]), 2));
            Assert.True(Math.Abs(actual.Mean - Oracle.Number(expected["mean"])) < 4 * error, $"{element}: {actual.Mean} against {expected["mean"]}");
            error = Math.Sqrt(Math.Pow(actual.McseSd, 2) + Math.Pow(Oracle.Number(expected["mcse_sd"]), 2));
            Assert.True(Math.Abs(actual.StandardDeviation - Oracle.Number(expected["sd"])) < 5 * error, $"{element}: {actual.StandardDeviation} against {expected["sd"]}");
        }
    }

    [Fact]
    public void SegmentsThatAgreeArePooled()
    {
        SegmentEffect[] alike = [.. Enumerable.Range(0, 10).Select(s => new SegmentEffect($"{s}", 5 + 0.1 * (s % 2), 2))];
        PosteriorSummary summary = PosteriorSummary.Of(NutsSampler.Sample(new SegmentModel(alike), new SamplingOptions { Warmup = 300, Draws = 500 }));
        Assert.True(summary["effect[3]"].StandardDeviation < 1.3);
        SegmentEffect[] apart = [.. Enumerable.Range(0, 10).Select(s => new SegmentEffect($"{s}", 100 * s, 2))];
        summary = PosteriorSummary.Of(NutsSampler.Sample(new SegmentModel(apart), new SamplingOptions { Warmup = 300, Draws = 500 }));
        Assert.Equal(2, summary["effect[3]"].StandardDeviation, 0.2);
        Assert.Equal(300, summary["effect[3]"].Mean, 0.5);
    }

    [Fact]
    public void TheEffectOfASegmentIsThatOfItsMoments()
    {
        Moments control = Moments.FromValues([1, 2, 3]), treatment = Moments.FromValues([2, 5, 4, 9]);
        SegmentEffect effect = SegmentEffect.FromMoments("DE", control, treatment);
        Assert.Equal(3, effect.Estimate, 12);
        Assert.Equal(Math.Sqrt(1.0 / 3 + treatment.Variance / 4), effect.StandardError, 12);
    }

    [Fact]
    public void SegmentsThatCannotBePooledAreRefused()
    {
        Assert.Throws<InputException>(() => new SegmentModel([Schools[0]]));
        Assert.Contains("segment 2", Assert.Throws<InputException>(() => new SegmentModel([Schools[0], Schools[1] with { StandardError = 0 }])).Message, StringComparison.Ordinal);
        Assert.Contains("tau", Assert.Throws<InputException>(() => new SegmentModel(Schools, Priors(("tua", "half-normal(1)")))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SimulatedEstimatesScatterAroundTheTruth()
    {
        RandomStream random = new(4, "segments");
        double sum = 0;
        for (int i = 0; i < 2000; i++)
        {
            (double[] truth, SegmentModel model) = SegmentModel.Simulate(Priors(("mean", "normal(0, 1)"), ("tau", "half-normal(1)")), [2, 3], random);
            sum += Math.Pow((model.Observed(1)!.Values.Span[0] - truth[3]) / 3, 2);
        }
        Assert.Equal(1, sum / 2000, 0.15);
    }

    internal static Dictionary<string, Prior> Priors(params (string Name, string Prior)[] priors) => priors.ToDictionary(prior => prior.Name, prior => Prior.Parse(prior.Prior));
}
