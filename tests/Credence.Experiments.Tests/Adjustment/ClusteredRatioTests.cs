using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class ClusteredRatioTests
{
    private readonly RandomStream random = new(3, "ratio");

    [Fact]
    public void SumsOfClustersAreTheUnitsOfTheDeltaMethod()
    {
        ClusteredData control = ClusteredData.Draw(random, 0, 20, 6, 0.2, 5), treatment = ClusteredData.Draw(random, 30, 25, 6, 0.2, 6);
        ClusterMoments ofControl = control.Ratio(Views(control)), ofTreatment = treatment.Ratio(Views(treatment));
        MeanComparison actual = ClusteredRatio.Compare(ofControl, ofTreatment).Comparison;
        MeanComparison expected = RatioDifference.Compare(Totals(ofControl), Totals(ofTreatment));
        Oracle.CloseRelative(expected.Difference, actual.Difference, 1e-12);
        Oracle.CloseRelative(expected.StandardError, actual.StandardError, 1e-11);
        Oracle.CloseRelative(expected.Control.Variance, actual.Control.Variance, 1e-11);
        Assert.InRange(actual.DegreesOfFreedom!.Value, 19, 43);
    }

    [Fact]
    public void ADenominatorOfOneGivesTheMeanOfRows()
    {
        ClusteredData control = ClusteredData.Draw(random, 0, 30, 1, 0), treatment = ClusteredData.Draw(random, 50, 20, 1, 0, 0.4);
        MeanComparison actual = ClusteredRatio.Compare(control.Ratio(Ones(control)), treatment.Ratio(Ones(treatment))).Comparison;
        MeanComparison welch = MeanDifference.Welch(Moments.FromValues(control.Outcome), Moments.FromValues(treatment.Outcome));
        Oracle.CloseRelative(welch.StandardError, actual.StandardError, 1e-12);
        Oracle.CloseRelative(welch.DegreesOfFreedom!.Value, actual.DegreesOfFreedom!.Value, 1e-12);
    }

    [Fact]
    public void ClustersInBothVariantsBringTheirCovariance()
    {
        // Every cluster is in both variants with the same shared part: the difference varies less than independent arms would.
        ClusteredData control = ClusteredData.Draw(random, 0, 60, 5, 0.9);
        ClusteredData treatment = control with { Outcome = [.. control.Outcome.Select(y => y + 1 + 0.05 * random.NextNormal())] };
        ClusteredComparison actual = ClusteredRatio.Compare(control.Ratio(Ones(control)), treatment.Ratio(Ones(treatment)));
        double[] differences = [.. control.Clusters.Index().GroupBy(row => row.Item, row => treatment.Outcome[row.Index] - control.Outcome[row.Index] - Mean())
            .Select(cluster => cluster.Sum())];
        Assert.Equal(60, actual.Shared);
        Oracle.CloseRelative(Math.Sqrt(60.0 / 59 * differences.Sum(d => d * d)) / control.Outcome.Length, actual.Comparison.StandardError, 1e-10);
        Effect effect = actual.Comparison.Effect(new());
        Assert.Equal(effect.PValue < 0.05, !effect.Relative.Contains(0));

        double Mean() => treatment.Outcome.Average() - control.Outcome.Average();
    }

    [Fact]
    public void OneClusterLeavesNoTest()
    {
        ClusteredData control = ClusteredData.Draw(random, 0, 1, 5, 0), treatment = ClusteredData.Draw(random, 5, 6, 5, 0);
        Assert.False(ClusteredRatio.Compare(control.Ratio(Ones(control)), treatment.Ratio(Ones(treatment))).Comparison.IsTestable);
    }

    private double[] Views(ClusteredData data) => [.. data.Outcome.Select(_ => 1 + (double)random.NextPoisson(3))];

    private static double[] Ones(ClusteredData data) => [.. data.Outcome.Select(_ => 1.0)];

    private static CrossMoments Totals(ClusterMoments moments)
        => CrossMoments.FromRows(["y", "x"], [.. Enumerable.Range(0, moments.Clusters)
            .SelectMany(g => (int[])[0, 1], (g, i) => moments.Sums(g)[i] + moments.Counts[g] * moments.Centres[i])]);
}
