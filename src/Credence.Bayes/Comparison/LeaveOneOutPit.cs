using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>
/// Probability integral transforms of observations under their leave-one-out predictive distributions: uniform where the model predicts
/// new data rightly, with too many in the middle where it is too uncertain, and at the ends where it is too sure (Gabry et al., 2019).
/// </summary>
/// <param name="Values">One value in [0, 1] for each observation, equal ones of a group included, in increasing order.</param>
/// <param name="Band">The band that holds the distribution function of uniform values.</param>
/// <param name="Ecdf">The empirical distribution function at the band's points.</param>
/// <param name="PValue">The p-value of uniformity; the observations share one posterior, which makes it slightly approximate.</param>
public sealed record LeaveOneOutPit(IReadOnlyList<double> Values, EcdfBand Band, IReadOnlyList<double> Ecdf, double PValue)
{
    private const int Points = 100;

    /// <summary>Whether the whole distribution function lies in the band.</summary>
    public bool Inside => Band.Contains(Ecdf);

    /// <summary>Computes the transforms from replicated data.</summary>
    /// <param name="logLikelihood">The log likelihood of each observation at each draw.</param>
    /// <param name="observed">The value of each observation.</param>
    /// <param name="replicates">For each observation one replicate of it per draw; equal distributions may share one array.</param>
    /// <param name="level">The joint probability of the band, in (0, 1).</param>
    /// <param name="seed">The seed by which ties, as of counts, are broken.</param>
    public static LeaveOneOutPit Of(LogLikelihood logLikelihood, IReadOnlyList<double> observed, IReadOnlyList<double[]> replicates, double level = 0.95, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(logLikelihood);
        ArgumentNullException.ThrowIfNull(observed);
        ArgumentNullException.ThrowIfNull(replicates);
        Guard.SameLength(observed.Count, logLikelihood.Observations);
        Guard.SameLength(replicates.Count, logLikelihood.Observations);
        Guard.Fraction(level);
        RandomStream random = new(seed, "loo-pit");
        int draws = logLikelihood.Chains * logLikelihood.Count;
        ChainFormulas formulas = new(logLikelihood.Chains, logLikelihood.Count);
        double[] ratios = new double[draws], weights = new double[draws];
        List<double> values = [];
        for (int i = 0; i < observed.Count; i++)
        {
            Guard.SameLength(replicates[i].Length, draws);
            double efficiency = LeaveOneOut.Efficiency(logLikelihood.Of(i), formulas, ratios);
            for (int s = 0; s < draws; s++)
                ratios[s] = -logLikelihood.Of(i)[s];
            ParetoSmoothing.Smooth(ratios, efficiency, weights);
            double below = 0, tied = 0;
            for (int s = 0; s < draws; s++)
            {
                double weight = Math.Exp(weights[s]);
                below += replicates[i][s] < observed[i] ? weight : 0;
                tied += replicates[i][s] == observed[i] ? weight : 0;
            }
            for (int copy = 0; copy < logLikelihood.Weights[i]; copy++)
                values.Add(Math.Clamp(tied > 0 ? below + tied * random.NextDouble() : below, 0, 1));
        }
        values.Sort();
        return Judge(values, level);
    }

    private static LeaveOneOutPit Judge(List<double> values, double level)
    {
        double[] points = [.. Enumerable.Range(1, Points - 1).Select(i => (double)i / Points)];
        int[] counts = new int[points.Length];
        for (int i = 0, value = 0; i < points.Length; i++)
        {
            while (value < values.Count && values[value] <= points[i])
                value++;
            counts[i] = value;
        }
        int size = Math.Max(1, values.Count);
        return new LeaveOneOutPit(
            values, EcdfBand.Of(size, points, level), [.. counts.Select(count => (double)count / size)], EcdfBand.PValue(size, points, counts));
    }
}
