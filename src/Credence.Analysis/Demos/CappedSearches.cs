using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>EM without labels as it is often written: plain steps from a start by chance, ended after a fixed number whether or not they have arrived.</summary>
/// <param name="Unfinished">The number of searches whose last step still raised the log-likelihood by more than <see cref="Still"/>.</param>
/// <param name="Differences">Where they ended: the mean of the component that started second minus that of the first, in increasing order.</param>
/// <param name="LogLikelihoods">The log-likelihood where they ended, in the order of <see cref="Differences"/>.</param>
public sealed record CappedSearches(int Unfinished, IReadOnlyList<double> Differences, IReadOnlyList<double> LogLikelihoods)
{
    /// <summary>The number of searches.</summary>
    public const int Searches = 100;

    /// <summary>The steps after which a search is ended.</summary>
    public const int Cap = 100;

    /// <summary>The rise of the log-likelihood in one step below which a search counts as finished.</summary>
    public const double Still = 1e-6;

    /// <summary>The share of searches that ended with the order of the means reversed.</summary>
    public double Reversed => Differences.Count(difference => difference < 0) / (double)Differences.Count;

    /// <summary>The size of the difference below which a share of the searches ended.</summary>
    /// <param name="share">The share, in [0, 1].</param>
    public double Size(double share) => Differences.Select(Math.Abs).Order().ElementAt((int)Math.Round(share * (Differences.Count - 1)));

    internal static CappedSearches Run(ReadOnlySpan<double> values, ulong seed)
    {
        (double Difference, double LogLikelihood)[] ends = new (double, double)[Searches];
        int unfinished = 0;
        for (int search = 0; search < Searches; search++)
        {
            double rise;
            (ends[search].Difference, ends[search].LogLikelihood, rise) = Climb(values, new RandomStream(seed, "capped searches", (ulong)search));
            unfinished += rise > Still ? 1 : 0;
        }
        Array.Sort(ends);
        return new(unfinished, [.. ends.Select(end => end.Difference)], [.. ends.Select(end => end.LogLikelihood)]);
    }

    // Means start at two different rows, both standard deviations at that of all values, both shares at one half.
    private static (double Difference, double LogLikelihood, double Rise) Climb(ReadOnlySpan<double> values, RandomStream random)
    {
        Moments all = Moments.FromValues(values);
        double first = values[(int)random.NextInteger(values.Length)], second = first, centre = all.Mean;
        while (second == first)
            second = values[(int)random.NextInteger(values.Length)];
        double firstSd = all.StandardDeviation, secondSd = firstSd, share = 0.5, before = double.NegativeInfinity, here = double.NegativeInfinity;
        for (int step = 0; step <= Cap; step++)
        {
            double rows = 0, sum1 = 0, sum2 = 0, square1 = 0, square2 = 0, height = 0;
            foreach (double value in values)
            {
                double a = (1 - share) / firstSd * Normal.Density((value - first) / firstSd), b = share / secondSd * Normal.Density((value - second) / secondSd);
                double weight = b / (a + b);
                height += Math.Log(a + b);
                rows += weight;
                sum2 += weight * value;
                square2 += weight * (value - centre) * (value - centre);
                sum1 += (1 - weight) * value;
                square1 += (1 - weight) * (value - centre) * (value - centre);
            }
            (before, here) = (here, height);
            if (step == Cap)
                break;
            double others = values.Length - rows;
            (first, second, share) = (sum1 / others, sum2 / rows, rows / values.Length);
            firstSd = Math.Sqrt(Math.Max((square1 / others) - ((first - centre) * (first - centre)), 1e-12));
            secondSd = Math.Sqrt(Math.Max((square2 / rows) - ((second - centre) * (second - centre)), 1e-12));
        }
        return (second - first, here, here - before);
    }
}
