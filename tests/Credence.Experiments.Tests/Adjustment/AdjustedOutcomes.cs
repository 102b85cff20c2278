using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments.Tests;

/// <summary>The shapes of outcomes that simulations go through.</summary>
public enum OutcomeShape
{
    /// <summary>Normal.</summary>
    Normal,

    /// <summary>Log-normal, with a long tail.</summary>
    LogNormal,

    /// <summary>0 or 1.</summary>
    Binary,

    /// <summary>Mostly 0, else log-normal.</summary>
    ZeroInflated,
}

/// <summary>Simulated arms with a covariate that explains part of the outcome.</summary>
internal static class AdjustedOutcomes
{
    /// <summary>Rows of outcome and covariate.</summary>
    /// <param name="random">Where the draws come from.</param>
    /// <param name="shape">Shape of the outcome.</param>
    /// <param name="count">Units.</param>
    /// <param name="lift">Effect as a fraction of the mean.</param>
    public static double[] Rows(RandomStream random, OutcomeShape shape, int count, double lift)
    {
        double[] rows = new double[2 * count];
        for (int i = 0; i < count; i++)
        {
            double past = random.NextNormal(), noise = random.NextNormal(), chance = random.NextDouble();
            rows[2 * i] = shape switch
            {
                OutcomeShape.Normal => (10 + 2 * past + noise) * (1 + lift),
                OutcomeShape.LogNormal => Math.Exp(0.5 * past + 0.5 * noise) * (1 + lift),
                OutcomeShape.Binary => chance < (0.3 + 0.1 * Math.Tanh(past)) * (1 + lift) ? 1 : 0,
                _ => chance < 0.3 + 0.15 * Math.Tanh(past) ? Math.Exp(0.5 * noise) * (1 + lift) : 0,
            };
            rows[(2 * i) + 1] = past;
        }
        return rows;
    }

    public static CrossMoments Moments(double[] rows) => CrossMoments.FromRows(["y", "x"], rows);
}
