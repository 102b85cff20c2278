using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class ClusteredDifferenceTests
{
    private static readonly Gen<(int Clusters, int Size, int Seed, int Shared)> Designs
        = Gen.Select(Gen.Int[2, 15], Gen.Int[1, 8], Gen.Int[0, 1_000_000], Gen.Int[0, 3]);

    [Fact]
    public void ClustersOfOneRowGiveHc2()
    {
        RandomStream random = new(4, "singletons");
        ClusteredData control = ClusteredData.Draw(random, 0, 40, 1, 0), treatment = ClusteredData.Draw(random, 100, 25, 1, 0, 0.5);
        MeanComparison actual = Compare(control, treatment);
        MeanComparison welch = MeanDifference.Welch(Moments.FromValues(control.Outcome), Moments.FromValues(treatment.Outcome));
        Oracle.CloseRelative(welch.Difference, actual.Difference, 1e-12);
        Oracle.CloseRelative(welch.StandardError, actual.StandardError, 1e-12);
        Oracle.CloseRelative(welch.Control.Variance, actual.Control.Variance, 1e-12);
        Oracle.CloseRelative(welch.Treatment.Variance, actual.Treatment.Variance, 1e-12);
    }

    [Fact]
    public void EqualClustersGiveTheTestOfTheirMeans()
    {
        // Eight clusters of five rows in each variant: the CR2 variance is that of cluster means, with 2(8 − 1) degrees of freedom.
        RandomStream random = new(5, "equal");
        double[] values = [.. Enumerable.Range(0, 80).Select(i => random.NextNormal() + i / 5 % 3)];
        ClusterMoments control = Arm(0), treatment = Arm(1);
        MeanComparison actual = ClusteredDifference.Compare(control, treatment, ClusterModel.Means, ClusterVariance.Cr2).Comparison;
        MeanComparison ofMeans = MeanDifference.Welch(Moments.FromValues(Means(0)), Moments.FromValues(Means(1)));
        Oracle.CloseRelative(ofMeans.Difference, actual.Difference, 1e-12);
        Oracle.CloseRelative(ofMeans.StandardError, actual.StandardError, 1e-12);
        Oracle.CloseRelative(14, actual.DegreesOfFreedom!.Value, 1e-10);

        ClusterMoments Arm(int arm) => ClusterMoments.FromRows(["y"], [.. Enumerable.Range(0, 40).Select(i => (long)(arm * 8 + i / 5))], values.AsSpan(arm * 40, 40));
        double[] Means(int arm) => [.. values.Skip(arm * 40).Take(40).Chunk(5).Select(cluster => cluster.Average())];
    }

    [Fact]
    public void TheFactorsOfTheEstimatorsAreAsStated()
    {
        RandomStream random = new(6, "factors");
        ClusteredData control = ClusteredData.Draw(random, 0, 6, 5, 0.3), treatment = ClusteredData.Draw(random, 10, 9, 5, 0.3);
        MeanComparison plain = Compare(control, treatment, variance: ClusterVariance.Cr0), factor = Compare(control, treatment, variance: ClusterVariance.Cr1S);
        double rows = control.Outcome.Length + treatment.Outcome.Length;
        Oracle.CloseRelative(15.0 / 14 * (rows - 1) / (rows - 2), factor.Estimated.Variance / plain.Estimated.Variance, 1e-12);
        Assert.Equal(14, plain.DegreesOfFreedom);
        Assert.Equal(14, factor.DegreesOfFreedom);
        Assert.Equal(["cr0", "cr1s", "cr2"], Enum.GetValues<ClusterVariance>().Select(variance => Compare(control, treatment, variance: variance).Method));
    }

    [Fact]
    public void TestIntervalAndRelativeSetAgree()
        => Designs.Holds(design =>
        {
            (int clusters, int size, int seed, int shared) = design;
            RandomStream random = new((ulong)seed, "coherence");
            ClusteredData control = ClusteredData.Draw(random, 0, clusters, size, 0.2, 1);
            ClusteredData treatment = ClusteredData.Draw(random, clusters - Math.Min(shared, clusters), clusters + 1, size, 0.2, 1 + seed % 7 * 0.3, slope: 0.5);
            foreach (ClusterModel model in Enum.GetValues<ClusterModel>())
            {
                foreach (ClusterVariance variance in Enum.GetValues<ClusterVariance>())
                {
                    EffectOptions options = new() { Alpha = 0.1, Alternative = (Alternative)(seed % 3) };
                    MeanComparison comparison = ClusteredDifference.Compare(control.Moments(true), treatment.Moments(true), model, variance).Comparison;
                    if (!comparison.IsTestable)
                        continue;
                    Effect effect = comparison.Effect(options);
                    Assert.Equal(effect.PValue < options.Alpha, !effect.Interval.Contains(0));
                    Assert.Equal(effect.PValue < options.Alpha, !effect.Relative.Contains(0));
                }
            }
        }, iterations: 300);

    [Fact]
    public void AdjustmentsAreMeasuredAgainstThePlainControlMean()
    {
        RandomStream random = new(7, "plain");
        ClusteredData control = ClusteredData.Draw(random, 0, 12, 6, 0.1, 3, slope: 1), treatment = ClusteredData.Draw(random, 20, 12, 6, 0.1, 4, slope: 1);
        MeanComparison adjusted = ClusteredDifference.Compare(control.Moments(true), treatment.Moments(true), ClusterModel.Lin, ClusterVariance.Cr2).Comparison;
        Oracle.CloseRelative(control.Outcome.Average(), adjusted.Control.Mean, 1e-12);
        Oracle.CloseRelative(adjusted.Difference / control.Outcome.Average(), adjusted.Effect(new()).Relative.Estimate, 1e-12);
        Oracle.CloseRelative(Compare(control, treatment).Control.Variance, adjusted.Control.Variance, 1e-12);
    }

    [Fact]
    public void ClustersInBothVariantsAreCounted()
    {
        RandomStream random = new(8, "shared");
        ClusteredData control = ClusteredData.Draw(random, 0, 10, 5, 0.5), treatment = ClusteredData.Draw(random, 7, 10, 5, 0.5);
        ClusteredComparison actual = ClusteredDifference.Compare(control.Moments(), treatment.Moments(), ClusterModel.Means, ClusterVariance.Cr2);
        Assert.Equal(3, actual.Shared);
        Assert.Equal(0, ClusteredDifference.Compare(control.Moments(), (treatment with { Clusters = [.. treatment.Clusters.Select(key => key + 50)] }).Moments(), ClusterModel.Means, ClusterVariance.Cr2).Shared);
    }

    [Fact]
    public void LabelsOfClustersAndTheLevelOfTheOutcomeDoNotMatter()
        => Designs.Holds(design =>
        {
            RandomStream random = new((ulong)design.Seed, "labels");
            ClusteredData control = ClusteredData.Draw(random, 0, design.Clusters, design.Size, 0.2), treatment = ClusteredData.Draw(random, 50, design.Clusters, design.Size, 0.2);
            MeanComparison plain = Compare(control, treatment, ClusterModel.Lin);
            MeanComparison other = Compare(Moved(control), Moved(treatment), ClusterModel.Lin);
            if (!plain.IsTestable)
                return;
            Oracle.Close(plain.Difference, other.Difference, 1e-8);
            Oracle.Close(plain.StandardError, other.StandardError, 1e-8);
            Oracle.CloseRelative(plain.DegreesOfFreedom!.Value, other.DegreesOfFreedom!.Value, 1e-4);
        }, iterations: 100);

    private static ClusteredData Moved(ClusteredData data) => new(
        [.. data.Clusters.Select(key => 1000 - 3 * key)], [.. data.Outcome.Select(y => y + 1e5)], [.. data.Covariate.Select(x => 2 * x - 1e5)]);

    [Fact]
    public void OneClusterInAVariantLeavesNoTest()
    {
        RandomStream random = new(9, "one");
        ClusteredData control = ClusteredData.Draw(random, 0, 1, 9, 0.1), treatment = ClusteredData.Draw(random, 5, 9, 5, 0.1);
        MeanComparison actual = Compare(control, treatment);
        Assert.False(actual.IsTestable);
        Oracle.CloseRelative(treatment.Outcome.Average() - control.Outcome.Average(), actual.Difference, 1e-12);
        Assert.Equal(double.NaN, actual.Effect(new()).PValue);
        Assert.False(Compare(treatment, new([], [], [])).IsTestable);
    }

    [Fact]
    public void AConstantMetricLeavesNoTest()
    {
        RandomStream random = new(10, "constant");
        ClusteredData control = ClusteredData.Draw(random, 0, 5, 5, 0.1), treatment = ClusteredData.Draw(random, 10, 5, 5, 0.1);
        MeanComparison actual = Compare(Flat(control), Flat(treatment));
        Assert.Equal(0, actual.Difference);
        Assert.False(actual.IsTestable);

        static ClusteredData Flat(ClusteredData data) => data with { Outcome = [.. data.Outcome.Select(_ => 3.7)] };
    }

    [Fact]
    public void CovariatesThatSayNothingNewAreLeftOutAndNamed()
    {
        RandomStream random = new(11, "rank");
        ClusteredData control = ClusteredData.Draw(random, 0, 8, 5, 0.1, slope: 1), treatment = ClusteredData.Draw(random, 10, 8, 5, 0.1, 1, 1);
        foreach (ClusterModel model in (ClusterModel[])[ClusterModel.Ancova, ClusterModel.Lin])
        {
            ClusteredComparison twice = ClusteredDifference.Compare(Twice(control), Twice(treatment), model, ClusterVariance.Cr2);
            MeanComparison once = Compare(control, treatment, model);
            Assert.Equal(["copy", "fixed"], twice.Dropped);
            Oracle.CloseRelative(once.Difference, twice.Comparison.Difference, 1e-9);
            Oracle.CloseRelative(once.StandardError, twice.Comparison.StandardError, 1e-9);
        }

        static ClusterMoments Twice(ClusteredData data) => ClusterMoments.FromRows(
            ["y", "x", "copy", "fixed"], data.Clusters, [.. data.Outcome.Zip(data.Covariate).SelectMany(row => (double[])[row.First, row.Second, 3 - 2 * row.Second, 1])]);
    }

    private static MeanComparison Compare(
        ClusteredData control, ClusteredData treatment, ClusterModel model = ClusterModel.Means, ClusterVariance variance = ClusterVariance.Cr2)
    {
        bool covariate = model != ClusterModel.Means;
        return ClusteredDifference.Compare(control.Moments(covariate), treatment.Moments(covariate), model, variance).Comparison;
    }
}
