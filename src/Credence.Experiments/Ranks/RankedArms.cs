namespace Credence.Experiments;

/// <summary>The values of two arms in rising order, from which every rank statistic comes.</summary>
/// <remarks>Rank statistics see values only by their order: any increasing transformation of all values leaves them as they are.</remarks>
public sealed class RankedArms
{
    private readonly double[] _control;
    private readonly double[] _treatment;

    private RankedArms(double[] control, double[] treatment)
    {
        (_control, _treatment) = (control, treatment);
        (Above, Tied, TieTerm, TieEnds) = Compare();
    }

    /// <summary>Values of the control, rising.</summary>
    public ReadOnlySpan<double> Control => _control;

    /// <summary>Values of the treatment, rising.</summary>
    public ReadOnlySpan<double> Treatment => _treatment;

    /// <summary>Number of pairs of a treatment and a control value.</summary>
    public long Pairs => (long)_control.Length * _treatment.Length;

    /// <summary>Pairs in which the treatment value is the larger.</summary>
    public long Above { get; }

    /// <summary>Pairs of equal values.</summary>
    public long Tied { get; }

    /// <summary>Whether all values are finite, so that they have differences.</summary>
    public bool IsFinite => IsFiniteSorted(_control) && IsFiniteSorted(_treatment);

    /// <summary>Σ (t³ − t) over groups of t equal values in both arms together.</summary>
    internal double TieTerm { get; }

    /// <summary>Number of values up to the end of each group of equal values.</summary>
    internal IReadOnlyList<int> TieEnds { get; }

    /// <summary>Sorts copies of the values.</summary>
    /// <exception cref="ArgumentException">A value is NaN, or the arms hold 2³¹ values or more.</exception>
    public static RankedArms Of(ReadOnlySpan<double> control, ReadOnlySpan<double> treatment)
    {
        Guard.AtLeast(int.MaxValue - (long)control.Length - treatment.Length, 0, nameof(treatment));
        return new(Sorted(control, nameof(control)), Sorted(treatment, nameof(treatment)));
    }

    /// <summary>For each treatment value, the number of control values below it, equal ones counted by half; and the reverse.</summary>
    internal (double[] OfTreatment, double[] OfControl) Placements() => (Placements(_treatment, _control), Placements(_control, _treatment));

    private static double[] Sorted(ReadOnlySpan<double> values, string name)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        // NaN sorts first.
        return sorted.Length == 0 || !double.IsNaN(sorted[0]) ? sorted : throw new ArgumentException("A value is NaN; it has no rank.", name);
    }

    private static bool IsFiniteSorted(double[] values) => values.Length == 0 || double.IsFinite(values[0]) && double.IsFinite(values[^1]);

    private static double[] Placements(double[] values, double[] others)
    {
        double[] placements = new double[values.Length];
        int below = 0, upTo = 0;
        for (int i = 0; i < values.Length; i++)
        {
            while (below < others.Length && others[below] < values[i])
                below++;
            while (upTo < others.Length && others[upTo] <= values[i])
                upTo++;
            placements[i] = 0.5 * ((double)below + upTo);
        }
        return placements;
    }

    private (long Above, long Tied, double TieTerm, IReadOnlyList<int> TieEnds) Compare()
    {
        List<int> ends = [];
        long above = 0, tied = 0;
        double term = 0;
        for (int c = 0, t = 0; c < _control.Length || t < _treatment.Length;)
        {
            double value = c == _control.Length ? _treatment[t] : t == _treatment.Length ? _control[c] : Math.Min(_control[c], _treatment[t]);
            int controls = RunLength(_control, c, value), treatments = RunLength(_treatment, t, value);
            above += (long)treatments * c;
            tied += (long)treatments * controls;
            double size = (double)controls + treatments;
            term += size * (size - 1) * (size + 1);
            (c, t) = (c + controls, t + treatments);
            ends.Add(c + t);
        }
        return (above, tied, term, ends);
    }

    private static int RunLength(double[] values, int from, double value)
    {
        int end = from;
        while (end < values.Length && values[end] == value)
            end++;
        return end - from;
    }
}
