using Credence.Experiments;
using Credence.Numerics;
using Credence.Statistics;
using Xunit;

namespace Credence.Analysis.Tests;

public sealed class UnitModelTests
{
    private const int Batches = 400, Units = 500;

    public static TheoryData<string> Models => ["normal", "lognormal", "binary", "zero-inflated", "resampled", "ratio"];

    [Theory]
    [MemberData(nameof(Models))]
    public void UnitsHaveTheLevelAndSpreadTheyAreSaidToHave(string name)
    {
        UnitModel model = Model(name);
        RandomStream random = new(7, name);
        CrossMomentsAccumulator all = new(model.Columns), treated = new(model.Columns);
        double effect = 0.1 * model.Level, within = 0;
        for (int i = 0; i < Batches; i++)
        {
            CrossMoments batch = model.Draw(random, Units);
            Assert.Equal(Units, batch.Count);
            all.Add(batch);
            within += batch.Of(0).Variance / Batches;
            treated.Add(model.Treat(random, batch, effect));
        }
        (double level, double deviation) = Describe(model, all.ToCrossMoments());
        double error = model.StandardDeviation / Math.Sqrt(Batches * Units);
        Assert.InRange(level, model.Level - 4 * error, model.Level + 4 * error);
        Assert.InRange(deviation / model.StandardDeviation, 0.93, 1.07);
        // Batches vary among themselves as much as within: one draws neither too few nor too many units.
        Assert.InRange(within / all.ToCrossMoments().Of(0).Variance, 0.98, 1.02);
        (double moved, double spread) = Describe(model, treated.ToCrossMoments());
        Assert.InRange(moved - level, 0.9 * effect, 1.1 * effect);
        if (name is not "binary")
            Assert.Equal(model.Shape == EffectShape.Scale ? 1.1 : 1, spread / deviation, 1e-9);
    }

    [Fact]
    public void AFallingRateTurnsSuccessesIntoFailures()
    {
        BinaryModel model = new(0.4);
        RandomStream random = new(3, "falling");
        CrossMoments units = model.Draw(random, 100_000), treated = model.Treat(random, units, -0.1);
        Assert.InRange(units.Means[0] - treated.Means[0], 0.095, 0.105);
    }

    [Fact]
    public void ZerosAloneMakeASpread()
    {
        Assert.Contains("must be above", Assert.Throws<InputException>(() => new ZeroInflatedModel(1, 1, 0.5)).Message, StringComparison.Ordinal);
        Assert.Equal(0.5, new ZeroInflatedModel(1, 1.01, 0.5).Share);
    }

    [Fact]
    public void AnEffectMustBePossible()
    {
        Assert.Throws<InputException>(() => new BinaryModel(0.95).Check(0.05));
        Assert.Throws<InputException>(() => new LognormalModel(1, 1).Check(-1));
        Assert.Throws<InputException>(() => (new NormalModel(0, 1) with { Shape = EffectShape.Scale }).Check(1));
        new NormalModel(0, 1).Check(-5);
    }

    internal static UnitModel Model(string name) => name switch
    {
        "normal" => new NormalModel(10, 2),
        "lognormal" => new LognormalModel(10, 8),
        "binary" => new BinaryModel(0.2),
        "zero-inflated" => new ZeroInflatedModel(10, 30, 0.2),
        "ratio" => ResampledModel.Of(new(Basis(MetricKind.Ratio, 2, Math.Sqrt(4.5) / 3.25), [[1, 6, 8, 11], [2, 3, 4, 4]])),
        _ => ResampledModel.Of(new(Basis(MetricKind.Mean, 2.5, Math.Sqrt(1.25)), [[1, 2, 3, 4]])),
    };

    private static PlanBasis Basis(MetricKind kind, double level, double deviation) => new("data", "y", kind, 4, 0, level, deviation, [], null);

    private static (double Level, double Deviation) Describe(UnitModel model, CrossMoments moments)
    {
        if (model.Kind != MetricKind.Ratio)
            return (moments.Means[0], moments.Of(0).StandardDeviation);
        ArmMean arm = RatioDifference.Arm(moments);
        return (arm.Mean, Math.Sqrt(arm.Variance * moments.Count));
    }
}
