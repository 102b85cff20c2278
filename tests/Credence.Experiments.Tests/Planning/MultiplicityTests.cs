using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class MultiplicityTests
{
    [Fact]
    public void ErrorLevelIsSharedByTreatmentsAndMetrics()
    {
        MeanDesign design = new(1);
        double Level(Multiplicity multiplicity) => (design with { Multiplicity = multiplicity }).ComparisonAlpha;
        Assert.Equal(0.05, Level(Multiplicity.None));
        Assert.Equal(0.05 / 3, Level(new() { Treatments = 3 }), 15);
        Assert.Equal(0.05, Level(new() { Treatments = 3, Correction = TreatmentCorrection.None }));
        Assert.InRange(Level(new() { Treatments = 3, Correction = TreatmentCorrection.Dunnett }), 0.05 / 3, 0.02);
        Assert.Equal(0.05 / 6, Level(new() { Treatments = 3, Metrics = 2 }), 15);
        Assert.Equal(0.05 / 2, Level(new() { Metrics = 2, Rule = MetricRule.Each }), 15);
        Assert.Equal(0.05, Level(new() { Metrics = 2, Rule = MetricRule.All }));
    }

    [Fact]
    public void AllMetricsTogetherHaveThePowerAskedFor()
    {
        MeanDesign one = new(1), all = one with { Multiplicity = new() { Metrics = 3, Rule = MetricRule.All } };
        double n = all.SampleSize(0.2, 0.8);
        Oracle.CloseRelative(one.SampleSize(0.2, Math.Cbrt(0.8)), n, 1e-9);
        Oracle.Close(0.8, all.Power(n, 0.2), 1e-9);
        Oracle.Close(0.2, all.MinimumEffect(n, 0.8), 1e-9);
        Assert.True((one with { Multiplicity = new() { Metrics = 3, Rule = MetricRule.Each } }).SampleSize(0.2, 0.8) > n);
    }

    [Fact]
    public void DunnettNeedsFewerUnitsThanBonferroni()
    {
        MeanDesign bonferroni = new(1) { Multiplicity = new() { Treatments = 4 } };
        MeanDesign dunnett = new(1) { Multiplicity = new() { Treatments = 4, Correction = TreatmentCorrection.Dunnett } };
        Assert.True(dunnett.SampleSize(0.1, 0.8) < bonferroni.SampleSize(0.1, 0.8));
    }
}
