using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests;

/// <summary>Type-I error and coverage of adjusted effects, within binomial bounds of what the method notes promise.</summary>
public sealed class AdjustedCoverageTests
{
    // Four standard errors of a share of 5%; a change of the code changes the draws, and must not fail by bad luck.
    private const double Errors = 4;

    [Theory]
    [MemberData(nameof(Cases))]
    public void ErrorAndCoverageAreNominal(string method, OutcomeShape shape, int count, double excess)
    {
        int replicates = Simulations.Count(count > 1000 ? 15 : 200), rejected = 0, missed = 0, missedLift = 0;
        for (int replicate = 0; replicate < replicates; replicate++)
        {
            RandomStream random = new(17, $"{shape} {count}", (ulong)replicate);
            double[] control = AdjustedOutcomes.Rows(random, shape, count, 0);
            rejected += Effect(method, control, AdjustedOutcomes.Rows(random, shape, count, 0)).PValue < 0.05 ? 1 : 0;
            Effect moved = Effect(method, control, AdjustedOutcomes.Rows(random, shape, count, 0.2));
            missed += moved.Interval.Contains(0.2 * Mean(shape)) ? 0 : 1;
            missedLift += moved.Relative.Contains(0.2) ? 0 : 1;
        }
        double error = 0.05 + excess, bound = Errors * Math.Sqrt(error * (1 - error) / replicates);
        Assert.InRange((double)rejected / replicates, error - excess - bound, error + bound);
        Assert.InRange((double)missed / replicates, error - excess - bound, error + bound);
        Assert.InRange((double)missedLift / replicates, error - excess - bound, error + bound);
    }

    /// <summary>Every method, shape and size, with how far the error may exceed 5%: skewed values in small arms do.</summary>
    public static TheoryData<string, OutcomeShape, int, double> Cases()
    {
        TheoryData<string, OutcomeShape, int, double> cases = [];
        foreach (string method in new[] { "cuped", "lin", "ancova" })
        {
            foreach (OutcomeShape shape in Enum.GetValues<OutcomeShape>())
            {
                cases.Add(method, shape, 50, shape is OutcomeShape.LogNormal or OutcomeShape.ZeroInflated ? 0.02 : 0.01);
                cases.Add(method, shape, 5000, 0);
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
        RegressionAdjustment fit = RegressionAdjustment.Fit(arms, 0, method == "lin" ? RegressionModel.Lin : RegressionModel.Ancova);
        double[] centres = [.. fit.Centres];
        InfluenceSums[] sums = [InfluenceSums.FromRows(fit.FormsOf(0), centres, control, 1), InfluenceSums.FromRows(fit.FormsOf(1), centres, treatment, 1)];
        return fit.Compare(1, sums, RobustErrors.Hc2).Effect(new());
    }
}
