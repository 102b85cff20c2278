using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Exact properties of the pooled z test of two proportions.</summary>
public static class PooledZTest
{
    /// <summary>Probability that the test rejects: its power, or its true error level where both probabilities are equal.</summary>
    /// <remarks>Sums both binomial distributions over the rejection region. For each count of the control the region is two tails of the
    /// treatment's counts whose ends only move up (the statistic is monotone in each count), so the work grows with √n.</remarks>
    /// <param name="control">Units in the control arm, at least 1.</param>
    /// <param name="treatment">Units in the treatment arm, at least 1.</param>
    /// <param name="controlRate">Probability of success in the control arm, in [0, 1].</param>
    /// <param name="treatmentRate">Probability of success in the treatment arm, in [0, 1].</param>
    /// <param name="alpha">Nominal error level, in (0, 1).</param>
    /// <param name="alternative">Side of the test.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static double RejectionProbability(
        long control, long treatment, double controlRate, double treatmentRate, double alpha, Alternative alternative = Alternative.TwoSided)
    {
        Guard.AtLeast(control, 1);
        Guard.AtLeast(treatment, 1);
        Guard.Probability(controlRate);
        Guard.Probability(treatmentRate);
        Guard.Fraction(alpha);
        double critical = Normal.UpperQuantile(alternative == Alternative.TwoSided ? alpha / 2 : alpha);
        BinomialWindow controls = new(control, controlRate), treated = new(treatment, treatmentRate);
        double probability = 0;
        int lower = 0, upper = 0;
        for (int i = 0; i < controls.Length; i++)
        {
            long x = controls.First + i;
            double rejected = 0;
            if (alternative != Alternative.Less)
            {
                while (upper < treated.Length && !(Statistic(x, control, treated.First + upper, treatment) > critical))
                    upper++;
                rejected = treated.FromHere(upper);
            }
            if (alternative != Alternative.Greater)
            {
                while (lower < treated.Length && Statistic(x, control, treated.First + lower, treatment) < -critical)
                    lower++;
                rejected += treated.Below(lower);
            }
            probability += controls[i] * rejected;
        }
        return probability;
    }

    // No variation, no rejection.
    private static double Statistic(long x, long control, long y, long treatment)
    {
        double pooled = (x + y) / (double)(control + treatment);
        double error = Math.Sqrt(pooled * (1 - pooled) * (1.0 / control + 1.0 / treatment));
        return error > 0 ? (y / (double)treatment - x / (double)control) / error : 0;
    }
}
