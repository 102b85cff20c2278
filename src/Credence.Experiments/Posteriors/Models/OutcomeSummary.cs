using Credence.Bayes;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>The outcomes of a variant in the smallest form that loses nothing for a likelihood: moments, counts, or distinct values with counts.</summary>
/// <remarks>
/// Moments suffice for the normal, binomial and Poisson likelihoods, <see cref="Logs"/> and <see cref="Zeros"/> for the log-normal and the
/// hurdle; Student's t and the negative binomial need <see cref="Values"/>.
/// </remarks>
public sealed record OutcomeSummary
{
    /// <summary>The variant.</summary>
    public required string Variant { get; init; }

    /// <summary>Count, mean and squared deviations of the values.</summary>
    public required Moments Moments { get; init; }

    /// <summary>Moments of the logs of the values above 0; null where unknown.</summary>
    public Moments? Logs { get; init; }

    /// <summary>The number of values that are 0; null where unknown.</summary>
    public long? Zeros { get; init; }

    /// <summary>The number of values below 0; null where unknown.</summary>
    public long? Negatives { get; init; }

    /// <summary>The number of values that are not whole; null where unknown.</summary>
    public long? Fractions { get; init; }

    /// <summary>The distinct values with their counts; null where unknown.</summary>
    public WeightedValues? Values { get; init; }

    /// <summary>The number of values.</summary>
    public long Count => Moments.Count;

    /// <summary>Whether all values are 0 or 1, which the moments alone tell: the sum of squares equals the sum.</summary>
    public bool IsBinary
        => Count > 0 && Moments.Mean is >= 0 and <= 1
            && Math.Abs(Moments.SumSquaredDeviations - Count * Moments.Mean * (1 - Moments.Mean)) <= 1e-9 * Count * Moments.Mean * (1 - Moments.Mean);

    /// <summary>Summarises values.</summary>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static OutcomeSummary FromValues(string variant, ReadOnlySpan<double> values)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        List<double> distinct = [], counts = [];
        foreach (double value in sorted)
        {
            if (distinct.Count > 0 && distinct[^1] == value)
            {
                counts[^1]++;
                continue;
            }
            distinct.Add(value);
            counts.Add(1);
        }
        return FromTable(variant, new WeightedValues(distinct.ToArray(), counts.ToArray()));
    }

    /// <summary>Summarises distinct values, in increasing order, with whole counts.</summary>
    /// <exception cref="ArgumentException">A value is not finite, or the lengths differ.</exception>
    public static OutcomeSummary FromTable(string variant, WeightedValues table)
    {
        ArgumentNullException.ThrowIfNull(variant);
        ArgumentNullException.ThrowIfNull(table);
        ReadOnlySpan<double> values = table.Values.Span, counts = table.Counts.Span;
        Guard.SameLength(counts.Length, values.Length);
        double zeros = 0, negatives = 0, fractions = 0;
        int positive = values.Length;
        for (int i = values.Length - 1; i >= 0; i--)
        {
            Guard.Finite(values[i], nameof(table));
            zeros += values[i] == 0 ? counts[i] : 0;
            negatives += values[i] < 0 ? counts[i] : 0;
            fractions += double.IsInteger(values[i]) ? 0 : counts[i];
            positive = values[i] > 0 ? i : positive;
        }
        double[] logs = values[positive..].ToArray();
        for (int i = 0; i < logs.Length; i++)
            logs[i] = Math.Log(logs[i]);
        return new OutcomeSummary
        {
            Variant = variant,
            Moments = Weighted(values, counts),
            Logs = Weighted(logs, counts[positive..]),
            Zeros = (long)zeros,
            Negatives = (long)negatives,
            Fractions = (long)fractions,
            Values = table,
        };
    }

    /// <summary>Summarises outcomes that are 0 or 1.</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="successes">The number of ones, in [0, trials].</param>
    /// <param name="trials">The number of outcomes.</param>
    public static OutcomeSummary OfBinary(string variant, long successes, long trials)
    {
        Guard.AtLeast(successes, 0);
        Guard.AtLeast(trials, successes);
        double[] values = [.. successes < trials ? [0.0] : Array.Empty<double>(), .. successes > 0 ? [1.0] : Array.Empty<double>()];
        double[] counts = [.. successes < trials ? [trials - successes] : Array.Empty<double>(), .. successes > 0 ? [successes] : Array.Empty<double>()];
        return FromTable(variant, new WeightedValues(values, counts));
    }

    /// <summary>The outcomes of all variants together, in moments and counts.</summary>
    internal static OutcomeSummary Together(IReadOnlyList<OutcomeSummary> arms) => new()
    {
        Variant = "",
        Moments = arms.Aggregate(Moments.Empty, (all, arm) => all.Merge(arm.Moments)),
        Logs = arms.Aggregate(Moments.Empty, (all, arm) => all.Merge(arm.Logs ?? Moments.Empty)),
        Zeros = arms.Sum(arm => arm.Zeros),
    };

    private static Moments Weighted(ReadOnlySpan<double> values, ReadOnlySpan<double> counts)
    {
        double total = 0, centre = 0, sum = 0, squares = 0;
        foreach (double count in counts)
            total += count;
        if (total == 0)
            return Moments.Empty;
        for (int i = 0; i < values.Length; i++)
            centre += values[i] * (counts[i] / total);
        for (int i = 0; i < values.Length; i++)
        {
            double deviation = values[i] - centre;
            sum += counts[i] * deviation;
            squares += counts[i] * deviation * deviation;
        }
        // One distinct value has no spread, whatever the rounding of its mean.
        return values.Length == 1
            ? new((long)total, values[0], 0)
            : new((long)total, centre + sum / total, Math.Max(0, squares - sum * (sum / total)));
    }
}
