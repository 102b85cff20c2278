using System.Globalization;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>Observations of a mixture: values, each with the component it is labelled with or none, collapsed to distinct values with counts.</summary>
/// <remarks>A fit costs as much as there are distinct pairs of value and label, however many rows there are.</remarks>
public sealed class MixtureData
{
    /// <summary>The label of a row whose component is not known.</summary>
    public const int Unknown = -1;

    /// <summary>The most components a mixture may have.</summary>
    public const int MostComponents = 20;

    private readonly CountedValues[] groups;

    private MixtureData(CountedValues[] groups)
    {
        this.groups = groups;
        foreach (CountedValues group in groups)
            (Rows, Distinct) = (Rows + group.Rows, Distinct + group.Values.Length);
        Labelled = Rows - groups[^1].Rows;
        Moments moments = Moments.Empty;
        foreach (CountedValues group in groups)
            moments = moments.Merge(group.Moments);
        Overall = moments;
    }

    /// <summary>The number of components.</summary>
    public int Components => groups.Length - 1;

    /// <summary>The number of rows.</summary>
    public long Rows { get; }

    /// <summary>The number of rows with a label.</summary>
    public long Labelled { get; }

    /// <summary>The number of distinct pairs of value and label.</summary>
    public long Distinct { get; }

    /// <summary>Count, mean and squared deviations of all values.</summary>
    public Moments Overall { get; }

    /// <summary>The standard deviation of all values with divisor n.</summary>
    /// <exception cref="InputException">All values are equal, or their spread is too small or too large to be squared.</exception>
    internal double Spread()
    {
        double sd = Math.Sqrt(Overall.SumSquaredDeviations / Overall.Count);
        if (sd > 0 && double.IsFinite(sd))
            return sd;
        double[] values = [.. groups.Where(group => group.Values.Length > 0).SelectMany(group => new[] { group.Values.Min(), group.Values.Max() })];
        throw values.Min() == values.Max()
            ? new InputException("", "all values are equal", "a mixture needs values that differ")
            : new InputException("", "the spread of the values is too small or too large for 64-bit numbers", "scale the column");
    }

    /// <summary>Collapses rows.</summary>
    /// <param name="values">The values, finite.</param>
    /// <param name="labels">The component of each row from 0, or <see cref="Unknown"/>; empty where none is known.</param>
    /// <param name="components">The number of components, in [1, <see cref="MostComponents"/>].</param>
    /// <exception cref="InputException">A value is not finite, or there is none.</exception>
    public static MixtureData Of(ReadOnlySpan<double> values, ReadOnlySpan<int> labels, int components = 2) => Of(values, [], labels, components);

    /// <summary>Collapses rows without labels.</summary>
    /// <param name="values">The values, finite.</param>
    /// <param name="components">The number of components, in [1, <see cref="MostComponents"/>].</param>
    /// <exception cref="InputException">A value is not finite, or there is none.</exception>
    public static MixtureData Of(ReadOnlySpan<double> values, int components = 2) => Of(values, [], [], components);

    /// <summary>Collapses values that were counted already.</summary>
    /// <param name="values">The values, finite.</param>
    /// <param name="counts">The number of rows each stands for, at least 1; empty where each stands for one.</param>
    /// <param name="labels">The component of each from 0, or <see cref="Unknown"/>; empty where none is known.</param>
    /// <param name="components">The number of components, in [1, <see cref="MostComponents"/>].</param>
    /// <exception cref="InputException">A value is not finite, or there is none.</exception>
    public static MixtureData Of(ReadOnlySpan<double> values, ReadOnlySpan<long> counts, ReadOnlySpan<int> labels, int components = 2)
    {
        Guard.AtLeast(components, 1);
        if (components > MostComponents)
            throw new ArgumentOutOfRangeException(nameof(components), components, $"A mixture may have at most {MostComponents} components.");
        if (values.IsEmpty)
            throw new InputException("", "there are no values", "give at least two rows");
        if (!counts.IsEmpty)
            Guard.SameLength(counts.Length, values.Length);
        if (!labels.IsEmpty)
            Guard.SameLength(labels.Length, values.Length);
        int[] sizes = new int[components + 1];
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
                throw new InputException($"row {(i + 1).ToString(CultureInfo.InvariantCulture)}", "the value is not a finite number", "leave the row out, or mend it");
            sizes[Group(labels, i, components)]++;
        }
        double[][] members = Array.ConvertAll(sizes, size => new double[size]);
        bool counted = !counts.IsEmpty;
        long[][] weights = Array.ConvertAll(sizes, size => counted ? new long[size] : []);
        Array.Clear(sizes);
        for (int i = 0; i < values.Length; i++)
        {
            int group = Group(labels, i, components), place = sizes[group]++;
            members[group][place] = values[i];
            if (counted)
                weights[group][place] = Guard.AtLeast(counts[i], 1, nameof(counts));
        }
        return new([.. members.Zip(weights, CountedValues.Of)]);
    }

    /// <summary>The same rows without their labels.</summary>
    public MixtureData WithoutLabels()
    {
        if (Labelled == 0)
            return this;
        CountedValues[] without = [.. Enumerable.Repeat(CountedValues.Of([], []), Components), CountedValues.Merged(groups)];
        return new(without);
    }

    /// <summary>The distinct values with a label, in increasing order.</summary>
    /// <param name="label">A component, or <see cref="Unknown"/>.</param>
    public ReadOnlyMemory<double> Values(int label) => Group(label).Values;

    /// <summary>How many rows have each of <see cref="Values"/>.</summary>
    /// <param name="label">A component, or <see cref="Unknown"/>.</param>
    public ReadOnlyMemory<long> Counts(int label) => Group(label).CountsOrOnes();

    /// <summary>Count, mean and squared deviations of the rows with a label.</summary>
    /// <param name="label">A component, or <see cref="Unknown"/>.</param>
    public Moments MomentsOf(int label) => Group(label).Moments;

    /// <summary>Welch's comparison of the rows labelled with two components; without errors where the rows of one do not differ, null where one has none.</summary>
    /// <param name="from">The component subtracted.</param>
    /// <param name="to">The component it is subtracted from.</param>
    /// <param name="options">Level and form of the comparison.</param>
    public Effect? LabelledDifference(int from, int to, EffectOptions options)
    {
        Moments control = MomentsOf(from), treatment = MomentsOf(to);
        if (control.Count == 0 || treatment.Count == 0)
            return null;
        Effect welch = MeanDifference.Welch(control, treatment, options);
        return control.SumSquaredDeviations > 0 && treatment.SumSquaredDeviations > 0
            ? welch
            : welch with { StandardError = double.NaN, DegreesOfFreedom = null, Statistic = double.NaN, PValue = double.NaN, Interval = new(double.NaN, double.NaN, welch.Interval.Level) };
    }

    internal CountedValues Group(int label) => groups[label == Unknown ? Components : label];

    private static int Group(ReadOnlySpan<int> labels, int row, int components)
    {
        if (labels.IsEmpty || labels[row] == Unknown)
            return components;
        int label = labels[row];
        return label >= 0 && label < components
            ? label
            : throw new ArgumentOutOfRangeException(nameof(labels), label, $"A label must be in [0, {components - 1}], or {Unknown} where it is not known.");
    }
}
