using Credence.Numerics;
using Credence.Statistics;
using Xunit;

namespace Credence.Experiments.Tests.Sequential;

public sealed class Monitoring
{
    private static readonly GroupSequentialOptions OneSided = new() { Sides = 1, Alpha = 0.025, InformationTimes = InformationTimes.Equal(4) };

    [Theory]
    [InlineData("obrien-fleming")]
    [InlineData("pocock")]
    [InlineData("haybittle-peto")]
    [InlineData("ld-obrien-fleming")]
    [InlineData("hwang-shih-decani(-4)")]
    public void LooksAsPlannedHaveThePlannedBoundaries(string bounds)
    {
        GroupSequentialDesign design = GroupSequentialDesign.Create(new() { Bounds = BoundaryFamily.Parse(bounds) });
        GroupSequentialMonitor monitor = GroupSequentialMonitor.Start(design);
        for (int k = 0; k < 5; k++)
        {
            monitor = monitor.Add(Look(design.InformationTimes[k], 0.3));
            Assert.Equal(design.Boundaries[k], monitor.Looks[k].Boundary, 1e-8);
            Assert.Equal(design.CumulativeAlpha[k], monitor.Looks[k].CumulativeAlpha, 1e-12);
        }
        Assert.Equal(LookDecision.End, monitor.Decision);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LooksAsPlannedHaveThePlannedFutilityBoundaries(bool binding)
    {
        GroupSequentialDesign design = GroupSequentialDesign.Create(OneSided with { Futility = FutilityRule.Parse("obrien-fleming"), BindingFutility = binding });
        GroupSequentialMonitor monitor = GroupSequentialMonitor.Start(design);
        for (int k = 0; k < 4; k++)
        {
            // Halfway between the boundaries.
            double z = k < 3 ? 0.5 * (design.FutilityBoundaries[k] + design.Boundaries[k]) : 0;
            monitor = monitor.Add(Look(design.InformationTimes[k], z));
            Assert.Equal(design.Boundaries[k], monitor.Looks[k].Boundary, 1e-8);
            if (k < 3)
                Assert.Equal(design.FutilityBoundaries[k], monitor.Looks[k].FutilityBoundary!.Value, 1e-8);
        }
        Assert.Null(monitor.Looks[3].FutilityBoundary);
    }

    [Fact]
    public void UnplannedLooksSpendAlphaExactly()
    {
        double[] times = [0.13, 0.14, 0.52, 0.97];
        GroupSequentialMonitor monitor = GroupSequentialMonitor.Start(GroupSequentialDesign.Create(new()));
        foreach (double time in times)
            monitor = monitor.Add(Look(time, -0.2) with { Last = time == 0.97 });
        double[] scaled = [.. times.Select(t => t / 0.97)];
        OperatingCharacteristics none = OperatingCharacteristics.Of(scaled, [.. monitor.Looks.Select(look => look.Boundary)], 2, 0);
        Assert.Equal(0.05, none.UpperRejection.Sum() + none.LowerRejection.Sum(), 1e-10);
        Assert.Equal(LookDecision.End, monitor.Decision);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TheAdjustedPValueIsAtMostAlphaExactlyWhenTheTestRejects(int sides)
    {
        GroupSequentialDesign design = GroupSequentialDesign.Create(OneSided with { Sides = sides, Alpha = 0.025 * sides });
        GroupSequentialMonitor start = GroupSequentialMonitor.Start(design).Add(Look(0.2, 0.5)).Add(Look(0.5, 1.2));
        foreach (double z in new[] { -4, -2.1, 0, 1.9, 1.98, 1.99, 2.02, 2.1, 5 })
        {
            GroupSequentialMonitor end = start.Add(Look(1, z));
            StoppedInference inference = end.Final()!;
            Assert.Equal(end.Decision == LookDecision.Reject, inference.AdjustedPValue <= design.Options.Alpha);
            Assert.Equal(inference.AdjustedPValue <= design.Options.Alpha, !inference.Interval.Contains(0));
            Assert.InRange(inference.MedianUnbiasedEstimate, inference.Interval.Lower, inference.Interval.Upper);
        }
        double boundary = start.Add(Look(1, 0)).Looks[2].Boundary;
        Assert.Equal(design.Options.Alpha, start.Add(Look(1, boundary)).Final()!.AdjustedPValue, 1e-10);
    }

    [Fact]
    public void AStopAtTheFirstLookIsAFixedTest()
    {
        GroupSequentialMonitor monitor = GroupSequentialMonitor.Start(GroupSequentialDesign.Create(new())).Add(new LookData(0.4, 7, 2));
        StoppedInference inference = monitor.Final()!;
        Assert.Equal(CrossedBoundary.Upper, monitor.Looks[0].Crossed);
        Assert.Equal(2 * Normal.UpperTail(3.5), inference.AdjustedPValue, 1e-15);
        Assert.Equal(7, inference.MedianUnbiasedEstimate, 1e-9);
        Assert.Equal(7 - 2 * Normal.UpperQuantile(0.025), inference.Interval.Lower, 1e-9);
        Assert.Equal(7 + 2 * Normal.UpperQuantile(0.025), inference.Interval.Upper, 1e-9);
        Assert.Equal(7 - 2 * monitor.Looks[0].Boundary, inference.RepeatedInterval.Lower, 1e-12);
    }

    [Fact]
    public void TheOtherSideIsTheMirrorImage()
    {
        GroupSequentialMonitor Run(int sign) => GroupSequentialMonitor.Start(GroupSequentialDesign.Create(new() { Bounds = BoundaryFamily.Pocock }))
            .Add(Look(0.2, sign * 1.1)).Add(Look(0.45, sign * 2.6));
        StoppedInference up = Run(1).Final()!, down = Run(-1).Final()!;
        Assert.Equal(CrossedBoundary.Lower, Run(-1).Looks[1].Crossed);
        Assert.Equal(up.AdjustedPValue, down.AdjustedPValue, 1e-13);
        Assert.Equal(up.MedianUnbiasedEstimate, -down.MedianUnbiasedEstimate, 1e-9);
        Assert.Equal(up.Interval.Lower, -down.Interval.Upper, 1e-9);
    }

    [Fact]
    public void PowerWithOneLookLeftHasAClosedForm()
    {
        GroupSequentialDesign design = GroupSequentialDesign.Create(OneSided with { InformationTimes = [0.4, 1] });
        double time = 0.55, z = 1.3, error = 0.7, position = z * Math.Sqrt(time);
        GroupSequentialMonitor monitor = GroupSequentialMonitor.Start(design).Add(new LookData(0.3, 0.1, 1)).Add(new LookData(time, z * error, error));
        double bound = monitor.Add(Look(1, 0)).Looks[2].Boundary;
        double effect = 0.9, drift = effect / (error * Math.Sqrt(time));
        Assert.Equal(Normal.Cdf((position + drift * (1 - time) - bound) / Math.Sqrt(1 - time)), monitor.ConditionalPower(effect), 1e-12);
        Assert.Equal(Normal.Cdf((position / time - bound) / Math.Sqrt((1 - time) / time)), monitor.PredictivePower(), 1e-10);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    public void ConditionalPowerAgreesWithSimulation(int sides, bool binding)
    {
        GroupSequentialDesign design = GroupSequentialDesign.Create(new()
        {
            Sides = sides,
            Alpha = 0.025 * sides,
            Futility = sides == 1 ? FutilityRule.Parse("pocock") : null,
            BindingFutility = binding,
        });
        GroupSequentialMonitor monitor = GroupSequentialMonitor.Start(design).Add(Look(0.2, 1.0)).Add(Look(0.4, 1.4));
        const int Runs = 100_000;
        double drift = 2, effect = drift * Math.Sqrt(0.4), probability = monitor.ConditionalPower(effect);
        RandomStream random = new(7, "conditional power");
        int hits = 0;
        for (int run = 0; run < Runs; run++)
        {
            double position = 1.4 * Math.Sqrt(0.4);
            for (int k = 2; k < 5; k++)
            {
                position += drift * 0.2 + Math.Sqrt(0.2) * random.NextNormal();
                double z = position / Math.Sqrt(design.InformationTimes[k]);
                if (z >= design.Boundaries[k] || (sides == 2 && z <= -design.Boundaries[k]))
                {
                    hits++;
                    break;
                }
                if (binding && k < 4 && z < design.FutilityBoundaries[k])
                    break;
            }
        }
        double deviation = Math.Sqrt(probability * (1 - probability) / Runs);
        Assert.InRange(hits / (double)Runs, probability - 4 * deviation, probability + 4 * deviation);
    }

    [Fact]
    public void AStoredStateGoesOnToTheSameBits()
    {
        foreach (GroupSequentialOptions options in new[]
        {
            new() { Bounds = BoundaryFamily.Pocock },
            new GroupSequentialOptions { Bounds = BoundaryFamily.Parse("table(0.3:0.1,1:1)") },
            OneSided with { Futility = FutilityRule.Parse("hwang-shih-decani(-2)"), BindingFutility = true },
            OneSided with { Futility = FutilityRule.Parse("fixed(-Infinity,0,0.5)") },
        })
        {
            GroupSequentialMonitor whole = GroupSequentialMonitor.Start(GroupSequentialDesign.Create(options)), stored = whole;
            foreach (LookData look in new[] { Look(0.21, 1.0 / 3), Look(0.43, 0.9), Look(0.8, 1.7), Look(0.99, 1.8) with { Last = true } })
            {
                whole = whole.Add(look);
                stored = GroupSequentialMonitor.FromJson(stored.ToJson()).Add(look);
                Assert.Equal(whole.Looks[^1], stored.Looks[^1]);
            }
            Assert.Equal(whole.Final(), stored.Final());
            Assert.Equal(whole.ToJson(), stored.ToJson());
        }
        Assert.Throws<InputException>(() => GroupSequentialMonitor.FromJson("{\"looks\":[]}"));
        Assert.Throws<InputException>(() => GroupSequentialMonitor.FromJson("no"));
    }

    [Fact]
    public void OverrunningDataReplaceTheLookThatStopped()
    {
        GroupSequentialMonitor stopped = GroupSequentialMonitor.Start(GroupSequentialDesign.Create(new() { Bounds = BoundaryFamily.Pocock }))
            .Add(Look(0.2, 1)).Add(Look(0.4, 2.8));
        Assert.Equal(LookDecision.Reject, stopped.Decision);
        GroupSequentialMonitor overrun = stopped.Add(Look(0.5, 2.6) with { Overrun = true });
        GroupSequentialMonitor without = GroupSequentialMonitor.Start(stopped.Design).Add(Look(0.2, 1)).Add(Look(0.5, 2.6) with { Last = true });
        Assert.Equal(2, overrun.Looks.Length);
        Assert.Equal(without.Final(), overrun.Final());
        Assert.Equal(overrun.Final(), GroupSequentialMonitor.FromJson(overrun.ToJson()).Final());
        GroupSequentialMonitor beyond = GroupSequentialMonitor.Start(stopped.Design).Add(Look(0.9, 1)).Add(Look(1.1, 1) with { Overrun = true });
        Assert.Equal(LookDecision.End, beyond.Decision);
    }

    [Fact]
    public void WrongLooksAreRefused()
    {
        GroupSequentialMonitor monitor = GroupSequentialMonitor.Start(GroupSequentialDesign.Create(new())).Add(Look(0.4, 0.5));
        string Problem(LookData look) => Assert.Throws<InputException>(() => monitor.Add(look)).Problem;
        Assert.Contains("does not rise", Problem(Look(0.4, 1)), StringComparison.Ordinal);
        Assert.Contains("does not rise", Problem(Look(double.NaN, 1)), StringComparison.Ordinal);
        Assert.Contains("over 1", Problem(Look(1.01, 1)), StringComparison.Ordinal);
        Assert.Contains("standard error", Problem(new LookData(0.6, 1, 0)), StringComparison.Ordinal);
        Assert.Contains("estimate", Problem(new LookData(0.6, double.NaN, 1)), StringComparison.Ordinal);
        monitor = monitor.Add(Look(0.6, 9));
        Assert.Contains("stopped already", Problem(Look(0.8, 1)), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => LookData.FromStandardError(1, 0, 4));
    }

    [Fact]
    public void AFutilityStopThatDoesNotBindMayBeOverruled()
    {
        GroupSequentialOptions options = OneSided with { Futility = new FixedFutility([0, 0.5, 1]) };
        GroupSequentialMonitor monitor = GroupSequentialMonitor.Start(GroupSequentialDesign.Create(options)).Add(Look(0.25, -1));
        Assert.Equal(LookDecision.Futility, monitor.Decision);
        Assert.Equal(LookDecision.Reject, monitor.Add(Look(0.5, 4)).Decision);
        GroupSequentialMonitor binding = GroupSequentialMonitor.Start(GroupSequentialDesign.Create(options with { BindingFutility = true })).Add(Look(0.25, -1));
        Assert.Throws<InputException>(() => binding.Add(Look(0.5, 4)));
        Assert.Equal(0, binding.ConditionalPower(100));
        Assert.Throws<InputException>(() => GroupSequentialMonitor.Start(GroupSequentialDesign.Create(options with { Sides = 2, BindingFutility = true })));
    }

    private static LookData Look(double time, double z) => new(time, z, 1);
}
