using Credence.Numerics;
using Credence.Statistics;
using Xunit;

namespace Credence.Experiments.Tests.Simulation;

/// <summary>Asymptotic sequences of ratios, of means adjusted for a covariate, and of lifts: they miss the truth at some look as seldom as promised.</summary>
[Trait("Kind", "Simulation")]
public sealed class EstimateSimulation
{
    private static readonly int Pairs = Streams.Nightly ? 2_800 : 1_120;
    private const double Lift = 0.1;

    private static readonly int Looks = Streams.Nightly ? 28 : 14;
    private static readonly int PairsPerLook = Pairs / Looks;
    private static readonly AsymptoticConfidenceSequence Sequence = new(2 * Pairs);

    [Theory]
    [InlineData("ratio")]
    [InlineData("adjusted mean")]
    [InlineData("mean")]
    public void SequencesAndDesignsHoldForEstimates(string kind)
    {
        GroupSequentialDesign design = GroupSequentialDesign.Create(new() { InformationTimes = InformationTimes.Equal(Looks), Bounds = BoundaryFamily.Pocock });
        int[] missed = Streams.Count(3, $"estimates {kind}", (random, holds) =>
        {
            CrossMoments control = CrossMoments.Empty("y", "x"), treatment = control;
            for (int k = 1; k <= Looks; k++)
            {
                control = control.Merge(Batch(random, kind, 1));
                treatment = treatment.Merge(Batch(random, kind, 1 + Lift));
                EstimatedDifference estimate = Compare(kind, control, treatment);
                double truth = kind == "ratio" ? 0.5 * Lift : Lift * Math.Exp(0.125);
                double gap = (estimate.Difference - truth) / Math.Sqrt(estimate.Variance);
                holds[2] |= Math.Abs(gap) >= design.Boundaries[k - 1];
                if (k * PairsPerLook < 100)
                    continue;
                AlwaysValidResult result = Sequence.At(estimate, 2 * k * PairsPerLook);
                holds[0] |= !result.Interval.Contains(truth);
                holds[1] |= !result.Relative.Contains(Lift);
            }
        });
        Streams.Keeps(kind, $"asymptotic sequence misses the difference, {Looks} looks", missed[0]);
        Streams.Keeps(kind, $"asymptotic sequence misses the lift, {Looks} looks", missed[1]);
        Streams.Keeps(kind, $"pocock, {Looks} looks, around the true difference", missed[2], reached: true);
    }

    private static EstimatedDifference Compare(string kind, CrossMoments control, CrossMoments treatment) => kind switch
    {
        "ratio" => RatioDifference.Compare(control, treatment).Estimated,
        "adjusted mean" => Cuped.Fit([control, treatment]).Compare(control, treatment).Estimated,
        _ => EstimatedDifference.Independent(SequentialArm.Of(control.Of(0)), SequentialArm.Of(treatment.Of(0))),
    };

    // y is lognormal and follows x, or in a ratio is half of it on average.
    private static CrossMoments Batch(RandomStream random, string kind, double effect)
    {
        double[] rows = new double[2 * PairsPerLook];
        for (int i = 0; i < rows.Length; i += 2)
        {
            if (kind == "ratio")
            {
                double denominator = 1 + random.NextPoisson(3);
                (rows[i], rows[i + 1]) = (effect * denominator * random.NextDouble(), denominator);
                continue;
            }
            double before = random.NextNormal(), after = 0.8 * before + 0.6 * random.NextNormal();
            (rows[i], rows[i + 1]) = (effect * Math.Exp(0.5 * after), before);
        }
        return CrossMoments.FromRows(["y", "x"], rows);
    }
}
