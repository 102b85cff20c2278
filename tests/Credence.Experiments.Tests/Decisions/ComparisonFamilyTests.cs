using Credence.Numerics;
using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class ComparisonFamilyTests
{
    private static readonly Correction[] All = Enum.GetValues<Correction>();

    private static readonly Gen<double> PValue = Gen.OneOf(Gen.Double[0, 1], Gen.Double[0, 0.05], Gen.OneOf(0.0, 1.0, 0.01, double.NaN));

    [Fact]
    public void AdjustedValuesAreNeverBelowTheirOwnAndKeepTheirOrder()
        => Gen.Select(PValue.Array[1, 12], Gen.Enum<Correction>()).Holds((p, correction) =>
        {
            double[] adjusted = Adjusted(p, correction);
            for (int i = 0; i < p.Length; i++)
            {
                Assert.Equal(double.IsNaN(p[i]), double.IsNaN(adjusted[i]));
                Assert.False(adjusted[i] < p[i] || adjusted[i] > 1);
                for (int j = 0; j < p.Length; j++)
                    Assert.False(p[i] < p[j] && adjusted[i] > adjusted[j] + 1e-12);
            }
        }, iterations: 400);

    [Fact]
    public void OrderOfTheComparisonsDoesNotMatter()
        => Gen.Select(PValue.Array[2, 9], Gen.Enum<Correction>(), Gen.Int[0, 1000]).Holds((p, correction, seed) =>
        {
            int[] order = [.. Enumerable.Range(0, p.Length)];
            new Random(seed).Shuffle(order);
            double[] adjusted = Adjusted(p, correction), shuffled = Adjusted([.. order.Select(i => p[i])], correction);
            for (int i = 0; i < order.Length; i++)
                Oracle.Close(adjusted[order[i]], shuffled[i], 1e-13);
        }, iterations: 300);

    // The interval of a p-value excludes 0 where the p-value is below the interval's error level.
    [Fact]
    public void IntervalExcludesZeroExactlyWhereTheComparisonIsRejected()
        => Gen.Select(PValue.Array[1, 12], Gen.Enum<Correction>(), Gen.Double[0.001, 0.3], Gen.Bool).Holds((p, correction, alpha, twoSided) =>
        {
            ComparisonFamily family = ComparisonFamily.Of([.. p.Select(value => new FamilyMember(value))], correction, alpha, twoSided);
            bool stepwise = correction is Correction.Holm or Correction.Hochberg or Correction.Hommel;
            for (int i = 0; i < p.Length; i++)
            {
                bool excludes = p[i] < family.IntervalAlphas[i] * (1 - 1e-9), touches = p[i] <= family.IntervalAlphas[i] * (1 + 1e-9);
                Assert.True(!excludes || family.Rejects(i));
                Assert.True(stepwise || !family.Rejects(i) || touches);
            }
        }, iterations: 400);

    [Fact]
    public void CorrectionsAreOrderedByWhatTheyReject()
        => PValue.Array[1, 10].Holds(p =>
        {
            double[] bonferroni = Adjusted(p, Correction.Bonferroni), sidak = Adjusted(p, Correction.Sidak), holm = Adjusted(p, Correction.Holm),
                hochberg = Adjusted(p, Correction.Hochberg), hommel = Adjusted(p, Correction.Hommel), bh = Adjusted(p, Correction.Bh), dunnett = Adjusted(p, Correction.Dunnett);
            for (int i = 0; i < p.Length; i++)
            {
                double[] falling = [bonferroni[i], holm[i], hochberg[i], hommel[i], bh[i]];
                for (int j = 1; j < falling.Length; j++)
                    Assert.False(falling[j] > falling[j - 1] + 1e-12);
                Assert.False(sidak[i] > bonferroni[i] + 1e-12 || dunnett[i] > sidak[i] + 1e-9);
            }
        }, iterations: 100);

    [Fact]
    public void OneComparisonNeedsNoCorrection()
    {
        foreach (Correction correction in All)
        {
            ComparisonFamily family = ComparisonFamily.Of([new(0.03), new(double.NaN)], correction, 0.05);
            Assert.Equal(0.03, family.PValues[0], 15);
            Assert.Equal(0.05, family.IntervalAlphas[0], 12);
            Assert.Equal((1, true, false), (family.Tested, family.Rejects(0), family.Rejects(1)));
        }
    }

    [Fact]
    public void ComparisonsThatCannotBeTestedDoNotCount()
    {
        ComparisonFamily family = ComparisonFamily.Of([new(0.02), new(double.NaN), new(0.03)], Correction.Bonferroni, 0.05);
        Assert.Equal([0.04, double.NaN, 0.06], family.PValues);
        Assert.All(family.IntervalAlphas, level => Assert.Equal(0.025, level));
        Assert.Equal(0.05, ComparisonFamily.Of([new(double.NaN)], Correction.Bh, 0.05).IntervalAlphas[0]);
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.PositiveInfinity)]
    public void PValueOutsideItsRangeIsRefused(double p)
    {
        foreach (Correction correction in All)
            Assert.Throws<ArgumentOutOfRangeException>(() => ComparisonFamily.Of([new(0.5), new(p)], correction, 0.05));
    }

    [Fact]
    public void IntervalsOfDiscoveriesHaveTheLevelOfBenjaminiAndYekutieli()
    {
        FamilyMember[] members = [new(0.001), new(0.011), new(0.2), new(0.7)];
        Assert.Equal(2 * 0.05 / 4, ComparisonFamily.Of(members, Correction.Bh, 0.05).IntervalAlphas[0], 15);
        Assert.Equal(2 * 0.05 / 4 / (1 + 1.0 / 2 + 1.0 / 3 + 1.0 / 4), ComparisonFamily.Of(members, Correction.By, 0.05).IntervalAlphas[2], 15);
    }

    [Fact]
    public void DunnettJoinsTreatmentsOfOneControlAndMetricsByBonferroni()
    {
        FamilyMember[] one = [new(0.01), new(0.3)], two = [.. one, new(0.04, 1), new(0.5, 1)];
        ComparisonFamily alone = ComparisonFamily.Of(one, Correction.Dunnett, 0.05), both = ComparisonFamily.Of(two, Correction.Dunnett, 0.05);
        Assert.Equal(Dunnett.PValue(Normal.UpperQuantile(0.005), [0.5, 0.5], true), alone.PValues[0], 14);
        Assert.Equal(2 * alone.PValues[0], both.PValues[0], 14);
        Assert.Equal(2 * Normal.UpperTail(Dunnett.CriticalValue(0.025, [0.5, 0.5], true)), both.IntervalAlphas[3], 14);
    }

    // Three treatments and one control, equal arms: the chance of any false rejection, by simulation.
    [Theory]
    [InlineData(Correction.None, 0.113, 0.135)]
    [InlineData(Correction.Bonferroni, 0.037, 0.05)]
    [InlineData(Correction.Holm, 0.037, 0.05)]
    [InlineData(Correction.Hommel, 0.038, 0.053)]
    [InlineData(Correction.Dunnett, 0.0435, 0.0565)]
    public void FamilyKeepsItsErrorLevel(Correction correction, double low, double high)
    {
        const int Runs = 8_000;
        RandomStream random = new(11, "families");
        int errors = 0;
        for (int run = 0; run < Runs; run++)
        {
            double control = random.NextNormal();
            FamilyMember[] members = [.. Enumerable.Range(0, 3).Select(_ => new FamilyMember(TwoSided((random.NextNormal() - control) / Math.Sqrt(2))))];
            AdjustedCount(members, correction, ref errors);
        }
        Assert.InRange((double)errors / Runs, low, high);
    }

    private static void AdjustedCount(FamilyMember[] members, Correction correction, ref int errors)
    {
        // Dunnett's integral is not asked where no correction could reject.
        if (members.Min(member => member.PValue) >= 0.05)
            return;
        ComparisonFamily family = ComparisonFamily.Of(members, correction, 0.05);
        if (Enumerable.Range(0, members.Length).Any(family.Rejects))
            errors++;
    }

    private static double TwoSided(double z) => 2 * Normal.UpperTail(Math.Abs(z));

    private static double[] Adjusted(double[] p, Correction correction)
        => [.. ComparisonFamily.Of([.. p.Select(value => new FamilyMember(value))], correction, 0.05).PValues];
}
