using Credence.Statistics;

namespace Credence.Latent;

/// <summary>Whether options of a mixture are in range and fit the data.</summary>
internal static class MixtureChecks
{
    private const double Rounding = 1e-6;

    public static void Check(MixtureData data, MixtureOptions options)
    {
        Guard.AtLeast(options.MaximumIterations, 1);
        Guard.Positive(options.Tolerance);
        Guard.AtLeast(options.Restarts, 0);
        Guard.AtLeast(options.ShortIterations, 1);
        Guard.AtLeast(options.Finished, 1);
        Guard.Fraction(options.Alpha);
        Guard.NotNegative(options.FewestRows);
        if (options.SmallestStandardDeviation is { } smallest)
            Guard.Positive(smallest);
        if (!(options.LargestRatio > 1))
            throw new ArgumentOutOfRangeException(nameof(options), options.LargestRatio, "The largest ratio of standard deviations must be above 1.");
        if (options.Threads is { } threads)
            Guard.AtLeast(threads, 1);
        if (options.Shares is { } shares)
            CheckShares(shares, data.Components, "fixed shares");
        if (options.Start is { } start)
        {
            CheckShares([.. start.Select(component => component.Share)], data.Components, "shares of the start");
            foreach (MixtureComponent component in start)
            {
                Guard.Finite(component.Mean);
                Guard.Positive(component.StandardDeviation);
            }
        }
        CheckLabels(data, options);
    }

    private static void CheckLabels(MixtureData data, MixtureOptions options)
    {
        bool needs = options.LabelLoss == LabelLoss.ByComponent || options.EstimateMisclassification || options.Misclassification is not null;
        if (needs && data.Labelled == 0)
            throw new InputException("", "no row has a label, so that nothing can be learned about how labels get lost or go wrong", "leave out the model of the labels");
        if (options.Misclassification is not { } matrix)
            return;
        if (options.EstimateMisclassification)
            throw new ArgumentException("The rates of wrong labels are either given or estimated.", nameof(options));
        Guard.SameLength(matrix.Count, data.Components);
        foreach (IReadOnlyList<double> row in matrix)
        {
            Guard.SameLength(row.Count, data.Components);
            if (!row.All(chance => chance is >= 0 and <= 1) || Math.Abs(row.Sum() - 1) > Rounding)
                throw new ArgumentException("Each row of the misclassification matrix must hold probabilities that sum to 1.", nameof(options));
        }
        for (int label = 0; label < data.Components; label++)
        {
            if (data.MomentsOf(label).Count > 0 && matrix.All(row => row[label] == 0))
                throw new ArgumentException($"No component can have label {label} by the misclassification matrix, but rows do.", nameof(options));
        }
    }

    private static void CheckShares(IReadOnlyList<double> shares, int components, string what)
    {
        Guard.SameLength(shares.Count, components);
        if (!shares.All(share => share > 0) || !(Math.Abs(shares.Sum() - 1) <= Rounding))
            throw new ArgumentException($"The {what} must be above 0 and sum to 1.");
    }
}
