using Credence.Testing;
using Xunit;

namespace Credence.Latent.Tests;

[Trait("Kind", "Simulation")]
public sealed class SemSimulation
{
    [Theory]
    [InlineData(SemEstimator.MaximumLikelihood, false)]
    [InlineData(SemEstimator.RobustMaximumLikelihood, true)]
    public void IntervalsCoverAndTestsReject(SemEstimator estimator, bool heavy)
    {
        int runs = Simulations.Count(250), covered = 0, rejected = 0;
        ParameterTable table = SimulatedRows.Table();
        for (int run = 0; run < runs; run++)
        {
            SemData data = SemData.FromRows(SimulatedRows.Names, SimulatedRows.Draw((ulong)run + 1000, 400, heavy: heavy));
            SemFit fit = StructuralModel.Fit(table, data, new SemOptions { Estimator = estimator });
            SemEstimate effect = fit.Parameters.Single(parameter => parameter.Parameter.Label == "b").Estimate;
            covered += effect.Lower < 0.5 && effect.Upper > 0.5 ? 1 : 0;
            double p = fit.Measures!.Scaled?.Comparative.PValue ?? fit.Measures.Comparative.PValue;
            rejected += p < 0.05 ? 1 : 0;
        }
        string rows = heavy ? "multivariate t, 8 df" : "normal";
        Simulations.Write($"sem {estimator}: 95% interval of an effect covers", rows, covered, runs, "0.93 to 0.97");
        Simulations.Write($"sem {estimator}: 5% test of fit rejects a correct model", rows, rejected, runs, "at most 0.07");
        double error = 3 * Math.Sqrt(0.05 * 0.95 / runs);
        Assert.InRange((double)covered / runs, 0.93 - error, 0.97 + error);
        Assert.InRange((double)rejected / runs, 0.03 - error, 0.07 + error);
    }

    [Fact]
    public void PlainTestRejectsTooOftenWithHeavyTails()
    {
        int runs = Simulations.Count(250), rejected = 0;
        ParameterTable table = SimulatedRows.Table();
        for (int run = 0; run < runs; run++)
        {
            SemData data = SemData.FromRows(SimulatedRows.Names, SimulatedRows.Draw((ulong)run + 1000, 400, heavy: true));
            rejected += StructuralModel.Fit(table, data).Measures!.Comparative.PValue < 0.05 ? 1 : 0;
        }
        Simulations.Write("sem MaximumLikelihood: 5% test of fit rejects a correct model", "multivariate t, 8 df", rejected, runs, "more than 0.1: normal theory fails there");
        Assert.True(rejected > 0.1 * runs);
    }
}
