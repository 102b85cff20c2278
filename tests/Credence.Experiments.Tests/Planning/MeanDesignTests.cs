using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class MeanDesignTests
{
    private static readonly double[] Sizes = [3, 5, 12, 60, 400, 20_000];

    public static TheoryData<PowerMethod, Alternative, double> Designs
    {
        get
        {
            TheoryData<PowerMethod, Alternative, double> designs = [];
            foreach (PowerMethod method in Enum.GetValues<PowerMethod>())
            {
                foreach (Alternative alternative in Enum.GetValues<Alternative>())
                {
                    foreach (double ratio in (double[])[0.5, 1, 3])
                        designs.Add(method, alternative, ratio);
                }
            }
            return designs;
        }
    }

    [Theory]
    [MemberData(nameof(Designs))]
    public void SizeOfTheMinimumEffectIsTheSize(PowerMethod method, Alternative alternative, double ratio)
    {
        MeanDesign design = new(2.5) { Method = method, Alternative = alternative, AllocationRatio = ratio };
        foreach (double n in Sizes)
        {
            foreach (double power in (double[])[0.3, 0.8, 0.99])
            {
                double effect = design.MinimumEffect(n, power);
                Assert.Equal(alternative == Alternative.Less, effect < 0);
                Oracle.CloseRelative(n, design.SampleSize(effect, power), 1e-7, $"n {n}, power {power}");
                Assert.InRange(design.Power(n, effect), power - 1e-9, power + (method == PowerMethod.T ? 1e-9 : 0.001));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Designs))]
    public void PowerGrowsWithSizeAndTheMinimumEffectShrinks(PowerMethod method, Alternative alternative, double ratio)
    {
        MeanDesign design = new(1) { Method = method, Alternative = alternative, AllocationRatio = ratio };
        double effect = alternative == Alternative.Less ? -0.4 : 0.4;
        foreach ((double smaller, double larger) in Sizes.Zip(Sizes.Skip(1)))
        {
            Assert.True(design.Power(smaller, effect) < design.Power(larger, effect) || design.Power(smaller, effect) > 1 - 1e-12);
            Assert.True(Math.Abs(design.MinimumEffect(smaller, 0.8)) > Math.Abs(design.MinimumEffect(larger, 0.8)));
            Assert.True(design.Power(smaller, 1.1 * effect) >= design.Power(smaller, effect));
        }
    }

    [Fact]
    public void PowerWithoutAnEffectIsTheErrorLevel()
    {
        foreach (PowerMethod method in Enum.GetValues<PowerMethod>())
        {
            Oracle.Close(0.05, new MeanDesign(3) { Method = method }.Power(7, 0), 1e-12);
            Oracle.Close(0.01, new MeanDesign(3) { Method = method, Alpha = 0.01, Alternative = Alternative.Greater }.Power(7, 0), 1e-12);
        }
    }

    [Fact]
    public void OnlyTheEffectInStandardDeviationsMatters()
        => Oracle.CloseRelative(new MeanDesign(1).SampleSize(0.3, 0.9), new MeanDesign(1e6).SampleSize(3e5, 0.9), 1e-9);

    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e300)]
    public void StandardDeviationsWhoseSquaresAreOutOfRangeArePlannedAlike(double deviation)
    {
        Assert.Equal(new MeanDesign(1).SampleSize(0.5, 0.8), new MeanDesign(deviation).SampleSize(0.5 * deviation, 0.8), 1e-6);
        MeanDesign unequal = new(1) { TreatmentStandardDeviation = 2 }, scaled = new(deviation) { TreatmentStandardDeviation = 2 * deviation };
        Assert.Equal(unequal.Power(40, 0.5), scaled.Power(40, 0.5 * deviation), 1e-9);
    }

    [Fact]
    public void AnEffectBeyondAllSpreadIsFoundAndOneFarWithinItIsRefused()
    {
        Assert.Equal(1, new MeanDesign(1e-300).Power(5, 1e300));
        Assert.Equal("effect", Assert.Throws<ArgumentOutOfRangeException>(() => new MeanDesign(1e300).SampleSize(1, 0.8)).ParamName);
        Assert.Equal("effect", Assert.Throws<ArgumentOutOfRangeException>(() => new MeanDesign(1).SampleSize(1e-300, 0.8)).ParamName);
    }

    [Fact]
    public void WelchDegreesOfFreedomCostUnits()
    {
        MeanDesign equal = new(1), unequal = equal with { TreatmentStandardDeviation = 1 + 1e-12 };
        Oracle.CloseRelative(equal.SampleSize(0.5, 0.8), unequal.SampleSize(0.5, 0.8), 1e-6);
        MeanDesign wide = new(0.1) { TreatmentStandardDeviation = Math.Sqrt(2 - 0.01) };
        Assert.True(wide.SampleSize(1, 0.8) > equal.SampleSize(1, 0.8) + 0.2);
    }

    [Fact]
    public void WelchPowerAgreesWithSimulation()
    {
        const int n = 8, treated = 16, replicates = 20_000;
        MeanDesign design = new(1) { TreatmentStandardDeviation = 3, AllocationRatio = 2 };
        RandomStream random = new(7, "welch-power");
        int rejected = 0;
        double[] control = new double[n], treatment = new double[treated];
        for (int i = 0; i < replicates; i++)
        {
            random.FillNormal(control);
            random.FillNormal(treatment);
            Moments a = Moments.FromValues(control), b = Moments.FromValues(treatment).Scale(3).Shift(2);
            double va = a.Variance / n, vb = b.Variance / treated;
            double df = (va + vb) * (va + vb) / (va * va / (n - 1) + vb * vb / (treated - 1));
            if (StudentT.TwoSidedPValue((b.Mean - a.Mean) / Math.Sqrt(va + vb), df) < 0.05)
                rejected++;
        }
        Assert.Equal(rejected / (double)replicates, design.Power(n, 2), 0.015);
    }

    [Fact]
    public void OptimalAllocationNeedsTheFewestUnits()
    {
        foreach (int treatments in (int[])[1, 2, 5])
        {
            MeanDesign design = new(1)
            {
                TreatmentStandardDeviation = 2.5,
                Method = PowerMethod.Normal,
                Multiplicity = new() { Treatments = treatments },
            };
            double Total(MeanDesign d) => d.SampleSize(0.1, 0.8) * (1 + treatments * d.AllocationRatio);
            MeanDesign best = design.WithOptimalAllocation();
            Assert.True(Total(best) < Total(best with { AllocationRatio = 1.05 * best.AllocationRatio }));
            Assert.True(Total(best) < Total(best with { AllocationRatio = 0.95 * best.AllocationRatio }));
        }
        Assert.Equal(0.5, Allocation.OptimalRatio(1, 1, controlCost: 1, treatmentCost: 4));
    }

    [Fact]
    public void ACovariateLeavesTheUnexplainedShareOfTheVariance()
    {
        MeanDesign plain = new(4) { Method = PowerMethod.Normal }, adjusted = plain with { CovariateCorrelation = -0.6 };
        Oracle.CloseRelative(0.64 * plain.SampleSize(0.5, 0.8), adjusted.SampleSize(0.5, 0.8), 1e-12);
    }

    [Fact]
    public void ARatioHasTheVarianceOfItsLinearisation()
    {
        double[] numerator = [4, 0, 7, 3, 9, 2], denominator = [2, 1, 3, 1, 4, 2];
        Moments n = Moments.FromValues(numerator), d = Moments.FromValues(denominator);
        double ratio = n.Mean / d.Mean;
        Moments linearised = Moments.FromValues([.. numerator.Zip(denominator, (a, b) => (a - ratio * b) / d.Mean)]);
        double covariance = numerator.Zip(denominator, (a, b) => (a - n.Mean) * (b - d.Mean)).Sum() / 5;
        MeanDesign design = MeanDesign.ForRatio(new(n.Mean, n.Variance), new(d.Mean, d.Variance), covariance);
        Oracle.CloseRelative(linearised.StandardDeviation, design.StandardDeviation, 1e-12);
        Assert.Equal(ratio, design.Baseline);
        double[] rows = [.. numerator.Zip(denominator, (a, b) => (double[])[a, b]).SelectMany(row => row)];
        Oracle.CloseRelative(design.StandardDeviation, MeanDesign.ForRatio(CrossMoments.FromRows(["n", "d"], rows), "n", "d").StandardDeviation, 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => MeanDesign.ForRatio(new(1, 1), new(1, 1), 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => MeanDesign.ForRatio(new(1, 1), new(0, 1), 0));
    }

    [Fact]
    public void APlanRoundsUpAndCountsAllArms()
    {
        MeanDesign design = new(1) { AllocationRatio = 2, Multiplicity = new() { Treatments = 2 }, Baseline = 4 };
        Plan plan = design.PlanSampleSize(0.3, 0.8);
        Assert.Equal(Math.Ceiling(plan.NPerArmExact.Control), plan.NPerArm!.Value.Control);
        Assert.Equal(2 * plan.NPerArm.Value.Control, plan.NPerArm.Value.Treatment);
        Assert.Equal(5 * plan.NPerArm.Value.Control, plan.Total);
        Assert.InRange(plan.Power, 0.8, 0.81);
        Assert.Equal(0.075, plan.MinimumRelativeEffect!.Value, 15);
        Assert.Equal("t", plan.Method);
        Assert.Equal(Math.Ceiling(plan.Total!.Value / 100.0), plan.WithDailyUnits(100).Days);
        Assert.Equal("shorter-than-a-week", Assert.Single(plan.WithDailyUnits(1000).Findings).Code);
        Assert.Equal(plan.Power, design.PlanPower(plan.NPerArm.Value.Control, 0.3).Power);
        Assert.Equal(0.3, design.AbsoluteEffect(0.075), 15);
    }

    [Fact]
    public void MomentsGiveMeanAndDeviation()
    {
        MeanDesign design = MeanDesign.FromMoments(Moments.FromValues([1, 2, 3, 4]));
        Assert.Equal(2.5, design.ControlLevel);
        Assert.Equal(Math.Sqrt(5 / 3.0), design.StandardDeviation, 15);
        Assert.Throws<ArgumentOutOfRangeException>(() => MeanDesign.FromMoments(Moments.FromValues([2, 2, 2])));
        Assert.Throws<ArgumentOutOfRangeException>(() => MeanDesign.FromMoments(Moments.FromValues([2])));
    }

    [Fact]
    public void CovariatesAreTakenFromMoments()
    {
        // Outcome 2a − 3b + e with a, b, e orthogonal contrasts of equal size: R² = 13/14.
        double[] rows = [.. Enumerable.Range(0, 8).SelectMany(i =>
        {
            double a = i % 2 * 2 - 1, b = i / 2 % 2 * 2 - 1, e = i / 4 * 2 - 1;
            return (double[])[2 * a - 3 * b + e, a, b, a + b];
        })];
        CrossMoments moments = CrossMoments.FromRows(["y", "a", "b", "sum"], rows);
        MeanDesign design = MeanDesign.FromMoments(moments, "y", "a", "b");
        Assert.Equal(Math.Sqrt(13 / 14.0), design.CovariateCorrelation, 14);
        Assert.Equal(Math.Sqrt(13 / 14.0), MeanDesign.FromMoments(moments, "y", "sum", "b").CovariateCorrelation, 14);
        Assert.Equal(0, MeanDesign.FromMoments(moments, "y").CovariateCorrelation);
        Assert.Throws<ArgumentException>(() => MeanDesign.FromMoments(moments, "y", "a", "b", "sum"));
        Assert.Throws<ArgumentException>(() => MeanDesign.FromMoments(moments, "y", "z"));
    }

    [Fact]
    public void HugeAndTinyEffectsHaveSizes()
    {
        Assert.InRange(new MeanDesign(1).SampleSize(100, 0.8), 1, 2);
        Assert.Equal(2, new MeanDesign(1).PlanSampleSize(100, 0.8).NPerArm!.Value.Control);
        MeanDesign oneSided = new(1) { Alternative = Alternative.Greater };
        Oracle.CloseRelative((oneSided with { Method = PowerMethod.Normal }).SampleSize(1e-5, 0.8), oneSided.SampleSize(1e-5, 0.8), 1e-9);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MeanDesign(1).SampleSize(1e-9, 0.8));
    }

    [Theory]
    [InlineData(0, 0.8, "effect")]
    [InlineData(double.NaN, 0.8, "effect")]
    [InlineData(double.PositiveInfinity, 0.8, "effect")]
    [InlineData(1, 0, "power")]
    [InlineData(1, 1, "power")]
    [InlineData(1, 0.05, "power")]
    [InlineData(1, double.NaN, "power")]
    public void BadQuestionsAreRefusedByName(double effect, double power, string name)
        => Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => new MeanDesign(1).SampleSize(effect, power)).ParamName);

    [Fact]
    public void BadDesignsAreRefusedByName()
    {
        MeanDesign good = new(1);
        Assert.Equal("standardDeviation", Refused(() => new MeanDesign(0)));
        Assert.Equal("Alpha", Refused(() => good with { Alpha = 0 }));
        Assert.Equal("Alpha", Refused(() => good with { Alpha = 1 }));
        Assert.Equal("AllocationRatio", Refused(() => good with { AllocationRatio = -1 }));
        Assert.Equal("CovariateCorrelation", Refused(() => good with { CovariateCorrelation = 1 }));
        Assert.Equal("TreatmentStandardDeviation", Refused(() => good with { TreatmentStandardDeviation = 0 }));
        Assert.Equal("Baseline", Refused(() => good with { Baseline = double.NaN }));
        Assert.Equal("Treatments", Refused(() => new Multiplicity { Treatments = 0 }));
        Assert.Equal("margin", Refused(() => Hypothesis.NonInferiority(0)));
        Assert.Equal("n", Refused(() => good.Power(0, 1)));
        Assert.Equal("n", Refused(() => good.PlanPower(1, 1)));
        Assert.Equal("effect", Refused(() => (good with { Alternative = Alternative.Greater }).SampleSize(-1, 0.8)));
        Assert.Equal("daily", Refused(() => good.PlanPower(10, 1).WithDailyUnits(0)));
        Assert.Throws<InvalidOperationException>(() => good.AbsoluteEffect(0.1));
    }

    private static string? Refused(Func<object> use) => Assert.Throws<ArgumentOutOfRangeException>(() => use()).ParamName;
}
