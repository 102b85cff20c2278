using Credence.Statistics;

namespace Credence.Latent;

/// <summary>The rows of one label, in standard deviations of all values from their mean.</summary>
/// <param name="Values">The distinct values.</param>
/// <param name="Weights">The number of rows of each; empty where each has one.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Squares">Their sum of squared deviations from it.</param>
internal sealed record StandardGroup(double[] Values, double[] Weights, double Rows, double Mean, double Squares);

/// <summary>Standardised data, the way labels come about, and what is fixed: all a fit needs besides its starts.</summary>
/// <param name="Centre">The mean of all values.</param>
/// <param name="Scale">Their standard deviation, with divisor n.</param>
/// <param name="Groups">The rows of each label, last those without.</param>
/// <param name="Labels">How labels come about.</param>
/// <param name="FixedShares">The shares, where they are fixed.</param>
/// <param name="Floor">The smallest standard deviation, standardised, of a component that labels do not hold.</param>
/// <param name="LargestRatio">The largest ratio of standard deviations, as long as labels do not hold the smaller.</param>
/// <param name="FewestRows">The fewest expected rows of a component that labels do not hold.</param>
internal sealed record MixtureProblem(
    double Centre, double Scale, StandardGroup[] Groups, LabelMechanism Labels, double[]? FixedShares, double Floor, double LargestRatio,
    double FewestRows)
{
    private const int LongestSearched = 8192, Blocks = 2048;

    public int Components => Groups.Length - 1;

    public double Rows { get; } = Groups.Sum(group => group.Rows);

    /// <summary>Whether a component has labelled rows that differ, so that its standard deviation cannot collapse.</summary>
    public bool IsHeld(int component) => Labels.LabelsAreRight && Groups[component].Squares > 0;

    /// <summary>Whether the rows of a label may come from several components.</summary>
    public bool IsMixed(int label) => label == Components || !Labels.LabelsAreRight;

    public static MixtureProblem Of(MixtureData data, MixtureOptions options)
    {
        Moments overall = data.Overall;
        double scale = data.Spread();
        StandardGroup[] groups = [.. Enumerable.Range(0, data.Components + 1).Select(label => Standardised(data.Group(label), overall.Mean, scale))];
        double floor = (options.SmallestStandardDeviation / scale) ?? 0.002;
        return new(overall.Mean, scale, groups, Mechanism(data, options), options.Shares is null ? null : [.. options.Shares], floor, options.LargestRatio, options.FewestRows);
    }

    /// <summary>The same problem on block means of neighbouring values where there are many: good enough to search on.</summary>
    public MixtureProblem Compressed()
    {
        if (!Enumerable.Range(0, Components + 1).Any(label => IsMixed(label) && Groups[label].Values.Length > LongestSearched))
            return this;
        return this with { Groups = [.. Groups.Select((group, label) => IsMixed(label) && group.Values.Length > LongestSearched ? Blocked(group) : group)] };
    }

    private static StandardGroup Standardised(CountedValues values, double centre, double scale)
    {
        double[] standard = new double[values.Values.Length];
        for (int i = 0; i < standard.Length; i++)
            standard[i] = (values.Values[i] - centre) / scale;
        Moments moments = values.Moments;
        double mean = moments.Count == 0 ? 0 : (moments.Mean - centre) / scale;
        return new(standard, Array.ConvertAll(values.Counts, count => (double)count), moments.Count, mean, moments.SumSquaredDeviations / (scale * scale));
    }

    private static StandardGroup Blocked(StandardGroup group)
    {
        double[] values = new double[Blocks], weights = new double[Blocks];
        for (int block = 0; block < Blocks; block++)
        {
            int from = (int)((long)block * group.Values.Length / Blocks), to = (int)((block + 1L) * group.Values.Length / Blocks);
            for (int i = from; i < to; i++)
            {
                double weight = group.Weights.Length == 0 ? 1 : group.Weights[i];
                weights[block] += weight;
                values[block] += weight * group.Values[i];
            }
            values[block] /= weights[block];
        }
        return group with { Values = values, Weights = weights };
    }

    private static LabelMechanism Mechanism(MixtureData data, MixtureOptions options)
    {
        int components = data.Components;
        // Where all rows or none have a label there is no rate to tell apart.
        bool loss = options.LabelLoss == LabelLoss.ByComponent && data.Labelled > 0 && data.Labelled < data.Rows;
        double[][]? matrix = options.Misclassification is null ? null : [.. options.Misclassification.Select(row => row.ToArray())];
        return new(components, loss, matrix, options.EstimateMisclassification && components > 1);
    }
}
