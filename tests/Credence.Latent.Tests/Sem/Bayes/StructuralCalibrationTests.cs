using Credence.Bayes;
using Credence.Numerics;
using Credence.Testing;
using Xunit;

namespace Credence.Latent.Tests;

public sealed class StructuralCalibrationTests
{
    private const int Rows = 60;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Kind", "Calibration")]
    public void PosteriorsOfSimulatedDataAreCalibrated(bool marker)
    {
        ParameterTable table = TableBuilder.OneFactor(marker, indicators: 4).Free("x3~~x4").Build();
        SemPriors priors = SemPriors.Default.With(marker ? "loading=normal(1, 0.4)" : "loading=normal(0, 1)").With("sd=half-normal(1)").With("lv-sd=half-normal(1)").With("correlation=lkj(2)");
        Calibration calibration = SimulationBasedCalibration.Run(
            (random, _) => Simulated(table, priors, random),
            new CalibrationOptions { Simulations = Simulations.Count(25), RankedDraws = 49, Sampling = new SamplingOptions { Chains = 1, Warmup = 300, Draws = 300 }, Seed = 3 });
        Simulations.Write(
            "calibration", $"structural equation model, {(marker ? "marker" : "latent variance 1")}",
            FormattableString.Invariant($"p = {calibration.Worst.PValue:G3} ({calibration.Worst.Name})"), "inside 99% bands");
        Assert.True(calibration.Inside, $"{calibration.Worst.Name} leaves the band by {calibration.Worst.LargestExcess}");
    }

    private static SimulationBasedCalibration.Simulation Simulated(ParameterTable table, SemPriors priors, RandomStream random)
    {
        int p = table.Observed.Count;
        StructuralPosteriorModel prior = new(table, [StructuralPosteriorModelTests.Sample(p, 1)], priors);
        double[] truth = new double[prior.Parameters.Count], factor = new double[p * p], rows = new double[Rows * p], z = new double[p];
        prior.SamplePrior(random, truth);
        Assert.True(Cholesky.TryFactor(prior.Implied(truth, 0).Covariance, p, factor, out _));
        for (int row = 0; row < Rows; row++)
        {
            random.FillNormal(z);
            for (int i = 0; i < p; i++)
            {
                for (int k = 0; k <= i; k++)
                    rows[(row * p) + i] += factor[(i * p) + k] * z[k];
            }
        }
        StructuralPosteriorModel model = new(table, [StructuralSample.OfRows(table.Observed, rows)], priors);
        model.Orient(truth);
        return new(new Judged(model), truth);
    }

    /// <summary>A model with the likelihood of its rows, which is ranked too.</summary>
    private sealed class Judged(StructuralPosteriorModel model) : IModel, IStartingPoint, IPointwiseLikelihood
    {
        public ParameterLayout Parameters => model.Parameters;

        public int Observations => model.Casewise!.Observations;

        public ReadOnlySpan<double> Weights => default;

        public ILogDensity Bind() => model.Bind();

        public void Constrain(ReadOnlySpan<double> position, Span<double> values) => model.Constrain(position, values);

        public string CoordinateName(int coordinate) => model.CoordinateName(coordinate);

        public void Start(RandomStream random, Span<double> position) => model.Start(random, position);

        public void LogLikelihood(ReadOnlySpan<double> values, Span<double> pointwise) => model.Casewise!.LogLikelihood(values, pointwise);
    }
}
