using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class PostStratificationTests
{
    [Fact]
    public void OneStratumIsWelchsTest()
    {
        double[] control = [1, 2, 4, 9], treatment = [3, 5, 5, 8, 13];
        MeanComparison actual = PostStratification.Compare([Stratum("all", control, treatment)], normal: false).Comparison;
        MeanComparison welch = MeanDifference.Welch(Moments.FromValues(control), Moments.FromValues(treatment));
        Assert.Equal(welch.Method, actual.Method);
        Oracle.CloseRelative(welch.Difference, actual.Difference, 1e-14);
        Oracle.CloseRelative(welch.StandardError, actual.StandardError, 1e-14);
        Oracle.CloseRelative(welch.DegreesOfFreedom!.Value, actual.DegreesOfFreedom!.Value, 1e-13);
        Assert.Null(PostStratification.Compare([Stratum("all", control, treatment)], normal: true).Comparison.DegreesOfFreedom);
    }

    [Fact]
    public void TestIntervalAndRelativeSetAgree()
        => Gen.Select(Gen.Int[1, 6], Gen.Int[2, 9], Gen.Int[0, 1_000_000]).Holds((strata, size, seed) =>
        {
            RandomStream random = new((ulong)seed, "strata");
            Stratum[] cells = [.. Enumerable.Range(0, strata).Select(s => Stratum($"{s}", Draw(random, size, s), Draw(random, size + s, s + seed % 4 * 0.5)))];
            foreach (bool normal in (bool[])[true, false])
            {
                EffectOptions options = new() { Alpha = 0.1, Alternative = (Alternative)(seed % 3) };
                Effect effect = PostStratification.Compare(cells, normal).Comparison.Effect(options);
                Assert.Equal(effect.PValue < options.Alpha, !effect.Interval.Contains(0));
                Assert.Equal(effect.PValue < options.Alpha, !effect.Relative.Contains(0));
            }
        });

    [Fact]
    public void ThinStrataAreMergedAndNoUnitIsLost()
    {
        PostStratified actual = PostStratification.Compare(
            [
                Stratum("a", [1, 2, 3], [2, 3, 5]), Stratum("b", [7], [8, 9]), Stratum("c", [], [4]), Stratum(null, [5, 5], []), Stratum("d", [], []),
            ], normal: false);
        Assert.Equal(["b", "c", null], actual.Thin.Select(stratum => stratum.Name));
        Assert.Equal(["c", null], actual.OneSided.Select(stratum => stratum.Name));
        Assert.Equal(2, actual.Strata.Count);
        Assert.Equal(["b", "c", null], actual.Strata[1].Names);
        Assert.Equal(6, actual.Strata[1].Count);
        Assert.Equal(12, actual.Strata.Sum(stratum => stratum.Count));
        Assert.Equal(1, actual.Strata.Sum(stratum => stratum.Weight), 1e-15);
        Assert.True(actual.Comparison.IsTestable);
    }

    [Fact]
    public void WhereAllStrataAreThinTheyBecomeOne()
    {
        PostStratified actual = PostStratification.Compare([Stratum("a", [1], [2]), Stratum("b", [3], [5])], normal: false);
        Assert.Equal(2, Assert.Single(actual.Strata).Names.Count);
        Assert.Equal(1.5, actual.Comparison.Difference);
        Assert.Equal(1, actual.VarianceRatio);
        Assert.False(PostStratification.Compare([Stratum("a", [1], [2])], normal: false).Comparison.IsTestable);
    }

    [Fact]
    public void OtherVariantsMayCountForTheWeights()
    {
        Stratum[] cells = [Stratum("a", [1, 3], [2, 4]) with { Units = 6 }, Stratum("b", [1, 3], [5, 7]) with { Units = 2 }];
        PostStratified actual = PostStratification.Compare(cells, normal: false);
        Assert.Equal([0.75, 0.25], actual.Strata.Select(stratum => stratum.Weight));
        Assert.Equal(1.75, actual.Comparison.Difference);
        Assert.Equal(0.75 * 0.75 * 2 + 0.25 * 0.25 * 2, actual.Comparison.Estimated.Variance, 1e-15);
    }

    [Fact]
    public void ARatioOverOneIsTheMean()
    {
        RandomStream random = new(2, "ratio");
        double[][] values = [.. Enumerable.Range(0, 4).Select(i => Draw(random, 8 + i, i))];
        Stratum[] means = [Stratum("a", values[0], values[1]), Stratum("b", values[2], values[3])];
        Stratum[] ratios = [new("a", Ratio(values[0]), Ratio(values[1])), new("b", Ratio(values[2]), Ratio(values[3]))];
        MeanComparison mean = PostStratification.Compare(means, normal: true).Comparison, ratio = PostStratification.Compare(ratios, normal: true).Comparison;
        Oracle.CloseRelative(mean.Difference, ratio.Difference, 1e-12);
        Oracle.CloseRelative(mean.StandardError, ratio.StandardError, 1e-12);

        static CrossMoments Ratio(double[] values) => CrossMoments.FromRows(["y", "x"], [.. values.SelectMany(value => (double[])[value, 1])]);
    }

    [Fact]
    public void StrataThatTellNothingCostAndStrataThatTellGain()
    {
        // Forty units and four useless strata: the variance of the effect rises by about a tenth.
        RandomStream random = new(12, "useless");
        const int Runs = 4000;
        double useless = 0, plain = 0, useful = 0;
        for (int run = 0; run < Runs; run++)
        {
            (double[] Control, double[] Treatment)[] cells = [.. Enumerable.Range(0, 4).Select(_ => (new double[5], new double[5]))];
            int[] arm = [.. Enumerable.Range(0, 40).Select(i => i % 2)];
            random.Shuffle<int>(arm);
            Stratum[] strata = [.. Enumerable.Range(0, 4).Select(s =>
            {
                int[] places = [.. Enumerable.Range(s * 10, 10)];
                return Stratum($"{s}", Draw(random, places.Count(i => arm[i] == 0), 0), Draw(random, places.Count(i => arm[i] == 1), 0));
            })];
            PostStratified actual = PostStratification.Compare(strata, normal: false);
            useless += actual.Comparison.Difference * actual.Comparison.Difference;
            Stratum whole = new("all", strata.Select(s => s.Control).Aggregate((a, b) => a.Merge(b)), strata.Select(s => s.Treatment).Aggregate((a, b) => a.Merge(b)));
            double difference = whole.Treatment.Means[0] - whole.Control.Means[0];
            plain += difference * difference;
            Stratum[] shifted = [.. strata.Select((stratum, s) => stratum with { Control = Shift(stratum.Control, 3 * s), Treatment = Shift(stratum.Treatment, 3 * s) })];
            useful += PostStratification.Compare(shifted, normal: false).VarianceRatio;
        }
        Assert.Equal(1.10, useless / plain, 0.06);
        Assert.InRange(useful / Runs, 0.05, 0.2);

        static CrossMoments Shift(CrossMoments moments, double by)
            => moments.Count == 0 ? moments : CrossMoments.FromShiftedSums([.. moments.Columns], moments.Count, [moments.Means[0] + by], [0], moments.CoProducts);
    }

    [Fact]
    public void EmptyAndConstantDataGiveNoTest()
    {
        Assert.Throws<ArgumentException>(() => PostStratification.Compare([], normal: true));
        Assert.Throws<ArgumentException>(() => PostStratification.Compare([Stratum("a", [], [])], normal: true));
        Assert.False(PostStratification.Compare([Stratum("a", [1, 1], [1, 1]), Stratum("b", [2, 2], [2, 2])], normal: false).Comparison.IsTestable);
    }

    private static double[] Draw(RandomStream random, int count, double mean) => [.. Enumerable.Range(0, count).Select(_ => mean + random.NextNormal())];

    private static Stratum Stratum(string? name, double[] control, double[] treatment)
        => new(name, CrossMoments.FromRows(["y"], control), CrossMoments.FromRows(["y"], treatment));
}
