using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests;

/// <summary>Type-I error and coverage of adjusted effects, within binomial bounds of what the method notes promise.</summary>
[Trait("Kind", "Simulation")]
public sealed class AdjustedCoverageTests
{
    [Theory]
    [MemberData(nameof(Cases))]
    public void ErrorAndCoverageAreNominal(string method, OutcomeShape shape, int count, double most)
    {
        int replicates = Simulations.Count(count > 1000 ? 20 : 200), rejected = 0, missed = 0, missedLift = 0;
        for (int replicate = 0; replicate < replicates; replicate++)
        {
            RandomStream random = new(17, $"{shape} {count}", (ulong)replicate);
            double[] control = AdjustedOutcomes.Rows(random, shape, count, 0);
            rejected += Effect(method, control, AdjustedOutcomes.Rows(random, shape, count, 0)).PValue < 0.05 ? 1 : 0;
            Effect moved = Effect(method, control, AdjustedOutcomes.Rows(random, shape, count, 0.2));
            missed += moved.Interval.Contains(0.2 * Mean(shape)) ? 0 : 1;
            missedLift += moved.Relative.Contains(0.2) ? 0 : 1;
        }
        Promises promises = new($"{shape} {count}/{count}", replicates);
        foreach ((string what, int times) in ((string, int)[])[("error", rejected), ("interval without the truth", missed), ("set without the lift", missedLift)])
            promises.Keep($"{method}, {what}", times, count > 1000 ? 0.04 : 0.035, most);
        promises.AssertKept();
    }

    /// <summary>Every method, shape and size, with the largest error promised: skewed values in small arms exceed 5%.</summary>
    public static TheoryData<string, OutcomeShape, int, double> Cases()
    {
        TheoryData<string, OutcomeShape, int, double> cases = [];
        foreach (string method in new[] { "cuped", "lin", "lin-hc3", "ancova", "ancova-hc3" })
        {
            foreach (OutcomeShape shape in Enum.GetValues<OutcomeShape>())
            {
                cases.Add(method, shape, 50, shape is OutcomeShape.LogNormal or OutcomeShape.ZeroInflated ? 0.07 : 0.06);
                cases.Add(method, shape, 5000, 0.06);
            }
        }
        return cases;
    }

    // By symmetry the share of units with a value is 0.3 in both shapes that have zeros.
    private static double Mean(OutcomeShape shape) => shape switch
    {
        OutcomeShape.Normal => 10,
        OutcomeShape.LogNormal => Math.Exp(0.25),
        OutcomeShape.Binary => 0.3,
        _ => 0.3 * Math.Exp(0.125),
    };

    private static Effect Effect(string method, double[] control, double[] treatment)
    {
        CrossMoments[] arms = [AdjustedOutcomes.Moments(control), AdjustedOutcomes.Moments(treatment)];
        if (method == "cuped")
            return Cuped.Fit(arms).Compare(arms[0], arms[1]).Effect(new());
        RegressionAdjustment fit = RegressionAdjustment.Fit(arms, 0, method.StartsWith("lin", StringComparison.Ordinal) ? RegressionModel.Lin : RegressionModel.Ancova);
        double[] centres = [.. fit.Centres];
        RobustErrors errors = method.EndsWith("hc3", StringComparison.Ordinal) ? RobustErrors.Hc3 : RobustErrors.Hc2;
        int power = RegressionAdjustment.Power(errors);
        InfluenceSums[] sums = [InfluenceSums.FromRows(fit.FormsOf(0), centres, control, power), InfluenceSums.FromRows(fit.FormsOf(1), centres, treatment, power)];
        return fit.Compare(1, sums, errors).Effect(new());
    }
}
