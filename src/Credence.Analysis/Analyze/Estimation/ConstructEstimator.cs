using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Compares the mean of a latent variable, which indicators measure, from their moments in every variant.</summary>
internal sealed class ConstructEstimator : IEstimator
{
    /// <summary>Name of the method: a factor model in several groups.</summary>
    public const string Method = "cfa";

    private readonly VariantOrder _variants;
    private readonly MetricArms _whole;
    private readonly Dictionary<string, (string[] Groups, LatentMeansFit Fit)> _segments = [];
    private readonly (string[] Groups, LatentMeansFit Fit) _fit;

    /// <summary>Fits the model to all units and tests whether the variants measure alike.</summary>
    /// <param name="spec">The metric.</param>
    /// <param name="index">Its place in the query.</param>
    /// <param name="table">The moments.</param>
    /// <param name="variants">The variants.</param>
    public ConstructEstimator(MetricSpec spec, int index, MomentsTable table, VariantOrder variants)
    {
        _variants = variants;
        _whole = new(spec, index, MetricKind.Construct, null, variants.Control, MetricArms.Of(table.Rows.Where(row => row.Segment is null), index));
        _fit = Fit(_whole, tested: true);
        long rows = table.InputRows - table.ExcludedByWhere - table.MissingVariant - table.UnitsInSeveralVariants;
        Findings = [.. ConstructFindings.Of(spec, _fit.Groups, _fit.Fit, summed: rows > table.Rows.Where(row => row.Segment is null).Sum(row => row.Units))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>How the construct is measured.</summary>
    public ConstructSummary Summary => new(_fit.Fit.Indicators, _fit.Fit.Steps);

    /// <inheritdoc/>
    public VariantSummary? Level(MetricArms arms, string variant)
    {
        long count = arms.Of(variant).Count;
        return Found(arms, variant) is { } level ? new(count, level.Mean, level.StandardDeviation) : new(count, double.NaN, double.NaN);
    }

    /// <inheritdoc/>
    public Estimation Compare(MetricArms arms, string treatment, EffectOptions form)
    {
        MeanComparison comparison = Comparison(arms, treatment);
        // A fraction of a mean that is 0 by definition is nothing.
        return new(comparison.Effect(form) with { Relative = new(double.NaN, RelativeSet.All, null, null) }) { Comparison = comparison };
    }

    /// <inheritdoc/>
    public NonInferiorityTest? Against(MetricArms arms, string treatment, Margin margin, EffectOptions form)
        => NonInferiority.Test(Comparison(arms, treatment), arms.Spec.Direction, margin, form);

    private MeanComparison Comparison(MetricArms arms, string treatment)
    {
        LatentLevel level = Found(arms, treatment) ?? new(double.NaN, double.NaN, double.NaN);
        return new(Method, new(level.Mean, level.StandardError * level.StandardError, new ArmMean(0, 0), 0), null);
    }

    private LatentLevel? Found(MetricArms arms, string variant)
    {
        (string[] groups, LatentMeansFit fit) = Of(arms);
        int place = Array.IndexOf(groups, variant);
        return place >= 0 && place < fit.Levels.Count ? fit.Levels[place] : null;
    }

    private (string[] Groups, LatentMeansFit Fit) Of(MetricArms arms)
    {
        if (arms.Segment is not { } segment)
            return _fit;
        string key = $"{segment.By}\n{(segment.Value is null ? "" : "=")}{segment.Value}";
        if (!_segments.TryGetValue(key, out (string[] Groups, LatentMeansFit Fit) found))
            _segments.Add(key, found = Fit(arms, tested: false));
        return found;
    }

    // A variant without units has no moments; what the others have to say stands without it.
    private (string[] Groups, LatentMeansFit Fit) Fit(MetricArms arms, bool tested)
    {
        string[] groups = [.. _variants.All.Where(name => arms.Moments.TryGetValue(name, out MetricMoments? moments) && moments.Moments.Count > 0)];
        if (groups.Length < 2 || groups[0] != arms.Control)
            return (groups, new([], []) { Trouble = "the control or all treatments are empty" });
        LatentMeansFit fit = LatentMeans.Fit(
            arms.Spec.Indicators, [.. groups.Select(name => Group(name, arms.Of(name)))], tested, tested || _fit.Fit.Indicators.Count == 0 ? null : _fit.Fit.Indicators);
        return (groups, fit);
    }

    private static SemGroup Group(string name, CrossMoments moments)
    {
        int p = moments.Columns.Count;
        double[] covariance = new double[p * p];
        for (int i = 0, entry = 0; i < p; i++)
        {
            for (int j = 0; j <= i; j++, entry++)
                covariance[(i * p) + j] = covariance[(j * p) + i] = moments.CoProducts[entry] / moments.Count;
        }
        return new(name, moments.Count, moments.Means.ToArray(), covariance);
    }
}
