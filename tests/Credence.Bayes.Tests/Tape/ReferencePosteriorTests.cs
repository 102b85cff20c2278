using System.Text.Json.Nodes;
using Credence.Numerics;
using Credence.Testing;
using Samples;
using Xunit;

namespace Credence.Bayes.Tests.Tape;

/// <summary>Posteriors of models on the tape beside reference draws.</summary>
public sealed class ReferencePosteriorTests
{
    private static readonly Dictionary<string, Func<JsonNode, TapeModel>> Models = new()
    {
        ["arK-arK"] = data => new ReferenceModels.Autoregression(data),
        ["earnings-logearn_interaction"] = data => new ReferenceModels.Earnings(data),
        ["eight_schools-eight_schools_noncentered"] = _ => new EightSchoolsModel(),
        ["gp_pois_regr-gp_regr"] = data => new ReferenceModels.GaussianProcess(data),
        ["kidiq-kidscore_momhsiq"] = data => new ReferenceModels.ChildScore(data),
        ["low_dim_gauss_mix-low_dim_gauss_mix"] = data => new ReferenceModels.NormalMixture(data),
        ["nes1976-nes"] = data => new ReferenceModels.PartyIdentification(data),
    };

    private static readonly Dictionary<string, SamplingOptions> Options = new()
    {
        // Its tails are heavy: a standard deviation within 5 % needs more draws, and its funnel shorter steps.
        ["eight_schools-eight_schools_noncentered"] = new SamplingOptions { Seed = 20, Draws = 2500, TargetAccept = 0.95 },
        // Its gradients are the slowest and its draws nearly independent.
        ["low_dim_gauss_mix-low_dim_gauss_mix"] = new SamplingOptions { Seed = 20, Warmup = 300, Draws = 400 },
    };

    public static TheoryData<string> Posteriors => [.. Models.Keys];

    [Theory]
    [MemberData(nameof(Posteriors))]
    public void MeansAndStandardDeviationsAreThoseOfTheReference(string posterior)
    {
        JsonNode reference = Oracle.Read("bayes", $"pdb_{posterior}.json");
        Draws draws = NutsSampler.Sample(Model(posterior), Options.GetValueOrDefault(posterior, new SamplingOptions { Seed = 20 }));
        PosteriorSummary summary = PosteriorSummary.Of(draws);
        foreach ((string element, JsonNode? expected) in reference["parameters"]!.AsObject())
        {
            ElementSummary actual = summary[element];
            double error = Math.Sqrt(Math.Pow(actual.McseMean, 2) + Math.Pow(Oracle.Number(expected!["mcse_mean"]), 2));
            double mean = Oracle.Number(expected["mean"]), sd = Oracle.Number(expected["sd"]);
            Assert.True(Math.Abs(actual.Mean - mean) < 4 * error, $"{element}: mean {actual.Mean}, reference {mean}, error {error}");
            Assert.True(Math.Abs(actual.StandardDeviation / sd - 1) < 0.05, $"{element}: sd {actual.StandardDeviation}, reference {sd}");
            Assert.True(actual.RHat < 1.01, $"{element}: R-hat {actual.RHat}");
        }
        Assert.Equal(0, draws.Sampler!.Divergences);
    }

    [Theory]
    [MemberData(nameof(Posteriors))]
    public void GradientsAreThoseOfFiniteDifferencesAndAllocateNothing(string posterior)
    {
        TapeModel model = Model(posterior);
        double[] position = new double[model.Dimension], gradient = new double[model.Dimension];
        RandomStream random = new(1, posterior);
        for (int i = 0; i < position.Length; i++)
            position[i] = 0.4 * random.NextNormal();
        GradientCheck check = model.CheckGradient(position);
        Assert.True(check.LargestError < 1e-7, check.ToString());
        ILogDensity density = model.Bind();
        density.Evaluate(position, gradient);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
            density.Evaluate(position, gradient);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static TapeModel Model(string posterior)
        => Models[posterior](Oracle.Read("bayes", "data", Oracle.Read("bayes", $"pdb_{posterior}.json")["data"]!.GetValue<string>()["data/".Length..]));
}
