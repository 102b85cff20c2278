using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>The profile log-likelihood of the second component's mean minus the first's: at each difference the highest over all else.</summary>
/// <param name="Differences">The differences, rising; from 0 where no row has a label, since then the sign is a matter of naming.</param>
/// <param name="LogLikelihoods">The log-likelihood at each; NaN where every search collapsed.</param>
/// <param name="Interval">The differences whose log-likelihood lies within half a chi-squared quantile (one degree of freedom) of the highest, from
/// the first to the last; infinite where the end of the grid is reached.</param>
public sealed record DifferenceProfile(IReadOnlyList<double> Differences, IReadOnlyList<double> LogLikelihoods, Interval Interval)
{
    private const int Points = 41;

    /// <summary>The runs of grid points within <see cref="Interval"/>'s cut: more than one where the set is not an interval.</summary>
    public int Pieces { get; private init; }

    internal static DifferenceProfile Of(MixtureFit fit, IReadOnlyList<Ascent> maxima, MixtureOptions options, CancellationToken cancellation)
    {
        MixtureProblem problem = fit.Problem.Compressed();
        MixtureLikelihood likelihood = new(problem, options.Threads, cancellation);
        double[] grid = Grid(fit, out int known);
        ProfileSearch search = new(likelihood, [.. maxima.Where(ascent => ascent.End != AscentEnd.Collapsed).Select(ascent => ascent.State), maxima[0].State]);
        double[] heights = search.Sweep(grid, known);
        // Block means of many values shift the whole profile by a constant.
        double shift = -problem.Rows * Math.Log(problem.Scale);
        if (!ReferenceEquals(problem, fit.Problem))
            shift = fit.LogLikelihood - new MixtureLikelihood(problem, options.Threads, cancellation).Evaluate(fit.State);
        // Without labels, and with free shares, the share of a component may go to 0 at every difference.
        if (fit.Data.Labelled == 0 && problem.FixedShares is null)
            heights = Array.ConvertAll(heights, height => double.IsNaN(height) ? fit.OneComponent.LogLikelihood - shift : Math.Max(height, fit.OneComponent.LogLikelihood - shift));
        double cut = heights.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max() - (0.5 * ChiSquared.Quantile(1 - options.Alpha, 1));
        Interval interval = Crossings(search, grid, heights, cut, problem.Scale, fit.Data.Labelled == 0, 1 - options.Alpha);
        return new([.. grid.Select(difference => problem.Scale * difference)], [.. heights.Select(height => height + shift)], interval)
        {
            Pieces = Enumerable.Range(0, heights.Length).Count(i => heights[i] >= cut && (i == 0 || !(heights[i - 1] >= cut))),
        };
    }

    // Standardised. The estimate is a point of the grid.
    private static double[] Grid(MixtureFit fit, out int known)
    {
        double estimate = fit.State.Mean[1] - fit.State.Mean[0], reach = 4 * NormalMixture.Pooled(fit.State);
        bool unlabelled = fit.Data.Labelled == 0;
        double from = unlabelled ? 0 : estimate - reach, to = unlabelled ? Math.Max(reach, 1.5 * estimate) : estimate + reach;
        double[] grid = new double[Points];
        for (int i = 0; i < Points; i++)
            grid[i] = from + ((to - from) * i / (Points - 1));
        known = 0;
        for (int i = 1; i < Points; i++)
            known = Math.Abs(grid[i] - estimate) < Math.Abs(grid[known] - estimate) ? i : known;
        grid[known] = estimate;
        return grid;
    }

    private static Interval Crossings(ProfileSearch search, double[] grid, double[] heights, double cut, double scale, bool fromZero, double level)
    {
        int first = Array.FindIndex(heights, height => height >= cut), last = Array.FindLastIndex(heights, height => height >= cut);
        if (first < 0)
            return new(double.NaN, double.NaN, level);
        double lower = first == 0 ? (fromZero ? 0 : double.NegativeInfinity) : Crossing(first - 1, first);
        double upper = last == grid.Length - 1 ? double.PositiveInfinity : Crossing(last, last + 1);
        return new(lower * scale, upper * scale, level);

        double Crossing(int left, int right)
        {
            if (!double.IsFinite(heights[left]) || !double.IsFinite(heights[right]))
                return grid[heights[left] >= cut ? left : right];
            int inside = heights[left] >= cut ? left : right;
            Root root = Brent.FindRoot(difference => search.Height(difference, inside) - cut, grid[left], grid[right], 1e-6);
            return double.IsFinite(root.Position) ? root.Position : grid[inside];
        }
    }
}
