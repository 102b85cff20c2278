using System.Numerics.Tensors;
using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>The distribution of Mann and Whitney's U of the treatment where both arms have one distribution.</summary>
internal sealed class RankSumDistribution
{
    // Work up to which the exact distribution is built: some hundredths of a second.
    private const double AffordableWork = 5e7;

    private readonly double _mean;
    private readonly double _deviation;
    private readonly double _perStep;
    private readonly double[]? _lower;
    private readonly double[]? _upper;

    private RankSumDistribution(double mean, double deviation) => (_mean, _deviation) = (mean, deviation);

    private RankSumDistribution(double[] probabilities, double perStep)
    {
        _perStep = perStep;
        _lower = new double[probabilities.Length];
        _upper = new double[probabilities.Length];
        for (int i = 0; i < probabilities.Length; i++)
            _lower[i] = probabilities[i] + (i == 0 ? 0 : _lower[i - 1]);
        for (int i = probabilities.Length - 1; i >= 0; i--)
            _upper[i] = probabilities[i] + (i == probabilities.Length - 1 ? 0 : _upper[i + 1]);
    }

    /// <summary>Whether it is exact.</summary>
    public bool IsExact => _lower is not null;

    /// <summary>Whether the exact distribution can be had quickly.</summary>
    public static bool IsAffordable(long control, long treatment)
        => (double)Math.Min(control, treatment) * control * treatment * (control + treatment) <= AffordableWork;

    /// <summary>The exact distribution given the values and their ties.</summary>
    /// <param name="tieEnds">Number of values up to the end of each group of equal values, both arms together.</param>
    /// <param name="control">Size of the control.</param>
    /// <param name="treatment">Size of the treatment.</param>
    /// <remarks>All assignments of the arms to the values are counted, group by group of equal values, by how many of the smaller arm were
    /// used up and what U they give (the shift algorithm of Streitberg and Röhmel 1986, in pair counts). Positive numbers are added only, so
    /// both tails are good to rounding.</remarks>
    public static RankSumDistribution Exact(IReadOnlyList<int> tieEnds, int control, int treatment)
    {
        int picked = Math.Min(control, treatment), others = Math.Max(control, treatment);
        int steps = tieEnds.Count == control + treatment ? 1 : 2;
        int width = steps * picked * others + 1;
        double[] counts = new double[(picked + 1) * width];
        counts[0] = 1;
        int before = 0;
        foreach (int end in tieEnds)
        {
            AddGroup(counts, width, before, end - before, picked, others, steps);
            before = end;
        }
        double[] ways = counts[(picked * width)..];
        if (picked == control && picked != treatment)
            Array.Reverse(ways);
        TensorPrimitives.Divide(ways, TensorPrimitives.Sum<double>(ways), ways);
        return new(ways, steps);
    }

    /// <summary>The normal approximation, to be used with a continuity correction of ½.</summary>
    /// <param name="tieTerm">Σ (t³ − t) over groups of t equal values.</param>
    /// <param name="control">Size of the control.</param>
    /// <param name="treatment">Size of the treatment.</param>
    public static RankSumDistribution Approximate(double tieTerm, long control, long treatment)
    {
        double pairs = (double)control * treatment, total = (double)control + treatment;
        double variance = pairs / 12 * (total + 1 - tieTerm / (total * (total - 1)));
        // Where all values are equal the term cancels up to rounding.
        return new(pairs / 2, variance > 1e-12 * pairs * total ? Math.Sqrt(variance) : 0);
    }

    /// <summary>P(U ≤ u).</summary>
    public double Lower(double u) => _lower is null ? Tail(_mean - u) : At(_lower, u);

    /// <summary>P(U ≥ u).</summary>
    public double Upper(double u) => _upper is null ? Tail(u - _mean) : At(_upper, u);

    private double Tail(double distance) => Normal.UpperTail((distance - 0.5) / _deviation);

    private double At(double[] tail, double u) => tail[(int)Math.Round(u * _perStep)];

    // Of a group of equal values, j go to the arm that is counted: each beats the others before the group, and ties with those in it.
    private static void AddGroup(double[] counts, int width, int before, int size, int picked, int others, int steps)
    {
        for (int used = Math.Min(picked, before + size); used > 0; used--)
        {
            if (before + size - used > others)
                continue;
            Span<double> target = counts.AsSpan(used * width, width);
            double ways = 1;
            for (int j = 1; j <= Math.Min(size, used); j++)
            {
                ways *= (size - j + 1.0) / j;
                int below = before - used + j;
                if (below < 0 || below > others)
                    continue;
                int gain = steps * j * below + (steps - 1) * j * (size - j);
                ReadOnlySpan<double> source = counts.AsSpan((used - j) * width, width - gain);
                Span<double> destination = target[gain..];
                TensorPrimitives.MultiplyAdd(source, ways, destination, destination);
            }
        }
    }
}
