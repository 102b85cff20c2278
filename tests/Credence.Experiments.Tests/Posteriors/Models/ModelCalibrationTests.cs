using System.Globalization;
using Credence.Bayes;
using Credence.Numerics;
using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests.Posteriors;

/// <summary>
/// Simulation-based calibration of every model: 200 data sets each, or as many times as the variable <c>CREDENCE_SIMULATIONS</c> says; and whether
/// 'probability better' is right as often as it says.
/// </summary>
[Trait("Kind", "Calibration")]
public sealed class ModelCalibrationTests(ITestOutputHelper output)
{
    private static readonly CalibrationOptions Options = new()
    {
        Simulations = Simulations.Count(200),
        Sampling = new SamplingOptions { Chains = 1, Warmup = 300, Draws = 400 },
    };

    [Theory]
    [InlineData(OutcomeLikelihood.Normal, 8, "mean=normal(1, 2)", "sd=half-normal(2)")]
    [InlineData(OutcomeLikelihood.Normal, 5, "mean[A]=normal(0, 1)", "mean[B]=student-t(4, 1, 2)", "variance=inverse-gamma(3, 2)")]
    [InlineData(OutcomeLikelihood.Student, 25, "mean=normal(0, 2)", "scale=half-normal(1)", "nu=gamma(2, 0.1)")]
    [InlineData(OutcomeLikelihood.LogNormal, 10, "meanlog=normal(0, 1)", "sdlog=half-normal(1)")]
    [InlineData(OutcomeLikelihood.Binomial, 30, "mean=beta(1, 4)")]
    [InlineData(OutcomeLikelihood.Poisson, 10, "mean=gamma(1, 0.5)")]
    [InlineData(OutcomeLikelihood.NegativeBinomial, 30, "mean=gamma(2, 0.5)", "dispersion=log-normal(0, 1)")]
    [InlineData(OutcomeLikelihood.Hurdle, 40, "zeros=beta(2, 2)", "meanlog=normal(0, 1)", "sdlog=half-normal(1)")]
    public void RanksOfTheTruthAreUniform(OutcomeLikelihood likelihood, int size, params string[] priors)
    {
        Dictionary<string, Prior> stated = priors.ToDictionary(prior => prior[..prior.IndexOf('=')], prior => Prior.Parse(prior[(prior.IndexOf('=') + 1)..]));
        Judge($"{likelihood}", random => GroupModels.Simulate(likelihood, stated, [("A", size), ("B", size + 5)], random));
    }

    [Fact]
    public void RanksOfTheEffectsOfSegmentsAreUniform()
        => Judge("segments", random => SegmentModel.Simulate(SegmentModelTests.Priors(("mean", "normal(1, 2)"), ("tau", "half-normal(2)")), [1, 2, 0.5, 1.5, 3], random));

    [Fact]
    public void TheProbabilityOfBeingBetterIsRightAsOftenAsItSays()
    {
        const int bins = 10;
        Dictionary<string, Prior> priors = SegmentModelTests.Priors(("mean", "normal(10, 0.5)"), ("sd", "half-normal(2)"));
        int tests = Simulations.Count(2000);
        double[] stated = new double[tests];
        bool[] better = new bool[tests];
        Parallel.For(0, tests, i =>
        {
            (double[] truth, GroupModel model) = GroupModels.Simulate(OutcomeLikelihood.Normal, priors, [("A", 20), ("B", 20)], new RandomStream(20261122, "reliability", (ulong)i));
            int difference = model.Parameters.Offset("difference");
            Draws draws = NutsSampler.Sample(model, new SamplingOptions { Chains = 1, Warmup = 200, Draws = 400, Seed = (ulong)i, Threads = 1 });
            stated[i] = draws.Of(difference).ToArray().Average(value => value > 0 ? 1.0 : 0);
            better[i] = truth[difference] > 0;
        });
        output.WriteLine("stated        tests   mean stated   better in");
        for (int bin = 0; bin < bins; bin++)
        {
            int[] inside = [.. Enumerable.Range(0, tests).Where(i => Math.Min(bins - 1, (int)(bins * stated[i])) == bin)];
            double expected = inside.Average(i => stated[i]), observed = inside.Average(i => better[i] ? 1.0 : 0);
            double error = Math.Sqrt(inside.Sum(i => stated[i] * (1 - stated[i]))) / inside.Length;
            Simulations.Write("probability better", string.Create(CultureInfo.InvariantCulture, $"said {expected:P1}"), inside.Count(i => better[i]), inside.Length, "as often as it says");
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{10 * bin,3}% to {10 * (bin + 1),3}%  {inside.Length,5}   {expected,11:P1}   {observed,9:P1}"));
            Assert.True(Math.Abs(observed - expected) < 3.5 * error + 1.0 / inside.Length, $"{observed:P1} of the tests that say {expected:P1}");
        }
    }

    private void Judge<TModel>(string what, Func<RandomStream, (double[] Truth, TModel Model)> simulate) where TModel : IModel
    {
        Calibration calibration = SimulationBasedCalibration.Run((random, _) =>
        {
            (double[] truth, TModel model) = simulate(random);
            return new SimulationBasedCalibration.Simulation(model, truth);
        }, Options);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: furthest {calibration.Worst.Name}, p = {calibration.Worst.PValue:G3}, extended {calibration.Extended}"));
        Simulations.Write("calibration", what, string.Create(CultureInfo.InvariantCulture, $"p = {calibration.Worst.PValue:G3} ({calibration.Worst.Name})"), "inside 99% bands");
        Assert.True(calibration.Inside, $"{calibration.Worst.Name} strays by {calibration.Worst.LargestExcess}, p = {calibration.Worst.PValue}");
    }
}
