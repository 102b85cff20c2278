using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>The distribution of a statistic over resamples, and its tails.</summary>
/// <remarks>
/// Where resamples were drawn, the statistic counts as one more of them (Davison and Hinkley 1997, section 4.2): the probability of at most x is
/// (1 + number at most x)/(R + 1). A limit is the order statistic up to which these probabilities stay below a level, so that a lower limit is
/// above x exactly where the probability of at most x is below the level. Resamples without a statistic count to both tails.
/// </remarks>
internal sealed class ReplicateDistribution
{
    private const double Noise = 1e-12;

    private readonly double[] _sorted;
    private readonly double[]? _fromBelow, _fromAbove;
    private readonly double _undefined;

    /// <param name="values">The statistic of each resample; NaN where it has none.</param>
    /// <param name="probabilities">Their probabilities; null where they were drawn.</param>
    public ReplicateDistribution(double[] values, double[]? probabilities)
    {
        Guard.SameLength(probabilities?.Length ?? values.Length, values.Length);
        _sorted = [.. values.Where(value => !double.IsNaN(value))];
        if (probabilities is null)
        {
            Array.Sort(_sorted);
            _undefined = values.Length - _sorted.Length;
            return;
        }
        double[] each = [.. probabilities.Where((_, i) => !double.IsNaN(values[i]))];
        _undefined = each.Length == values.Length ? 0 : 1 - each.Sum();
        Array.Sort(_sorted, each);
        _fromBelow = Cumulative(each);
        Array.Reverse(each);
        _fromAbove = Cumulative(each);
        double mean = each.Reverse().Zip(_sorted, (p, value) => p * value).Sum();
        StandardDeviation = _undefined > 0 ? double.NaN : Math.Sqrt(each.Reverse().Zip(_sorted, (p, value) => p * (value - mean) * (value - mean)).Sum());
    }

    /// <summary>Resamples with a statistic.</summary>
    public int Count => _sorted.Length;

    /// <summary>The statistics in their order.</summary>
    public ReadOnlySpan<double> Sorted => _sorted;

    /// <summary>Standard deviation; NaN where a resample has no statistic.</summary>
    public double StandardDeviation
    {
        get => _fromBelow is not null ? field : _undefined > 0 || _sorted.Length < 2 ? double.NaN : Moments.FromValues(_sorted).StandardDeviation;
    }

    /// <summary>Probability of at most x.</summary>
    public double AtMost(double x) => Tail(CountUpTo(x, included: true), fromAbove: false);

    /// <summary>Probability of at least x.</summary>
    public double AtLeast(double x) => Tail(_sorted.Length - CountUpTo(x, included: false), fromAbove: true);

    /// <summary>The lower limit of a level: negative infinity where the resamples are too few for it.</summary>
    public double Lower(double level) => Limit(level, fromAbove: false);

    /// <summary>The upper limit of a level: infinity where the resamples are too few for it.</summary>
    public double Upper(double level) => Limit(level, fromAbove: true);

    /// <summary>Probability of less than x and half of that of x, without x as one more; values within rounding of x count as x.</summary>
    public double Below(double x)
    {
        if (_sorted.Length == 0)
            return double.NaN;
        double near = Noise * Math.Max(Math.Abs(x), _sorted[^1] - _sorted[0]);
        return (Share(CountUpTo(x - near, included: false), false) + Share(CountUpTo(x + near, included: true), false)) / 2;
    }

    private static double[] Cumulative(double[] probabilities)
    {
        double[] sums = new double[probabilities.Length];
        double sum = 0;
        for (int i = 0; i < sums.Length; i++)
            sums[i] = sum += probabilities[i];
        return sums;
    }

    private double Limit(double level, bool fromAbove)
    {
        bool drawn = _fromBelow is null;
        if (_sorted.Length == 0 || Tail(0, fromAbove) >= level)
            return fromAbove ? double.PositiveInfinity : double.NegativeInfinity;
        // The number of values with which the tail is still below the level.
        double reached = drawn ? level : level - Noise;
        int few = 0, many = _sorted.Length + 1;
        while (many - few > 1)
        {
            int middle = few + (many - few) / 2;
            (few, many) = Tail(middle, fromAbove) < reached ? (middle, many) : (few, middle);
        }
        int place = Math.Min(few, _sorted.Length - 1);
        return fromAbove ? _sorted[^(place + 1)] : _sorted[place];
    }

    // The first value of which more than the count are at most: those below, or those below and equal.
    private int CountUpTo(double x, bool included)
    {
        int few = 0, many = _sorted.Length;
        while (few < many)
        {
            int middle = few + (many - few) / 2;
            if (_sorted[middle] < x || (included && _sorted[middle] == x))
                few = middle + 1;
            else
                many = middle;
        }
        return few;
    }

    private double Share(int count, bool fromAbove)
        => count == 0 ? 0 : _fromBelow is null ? (double)count / _sorted.Length : (fromAbove ? _fromAbove! : _fromBelow)[count - 1];

    private double Tail(int count, bool fromAbove)
        => _fromBelow is null ? (1 + _undefined + count) / (1 + _undefined + _sorted.Length) : Math.Min(1, _undefined + Share(count, fromAbove));
}
