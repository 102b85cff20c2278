using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Makes an analysis hold at repeated looks: by the declared design, else by a confidence sequence.</summary>
internal sealed class SequentialAnalysis
{
    private readonly AnalyzeOptions _options;
    private readonly SequentialOptions _sequential;
    private readonly Dictionary<string, double> _shares = new(StringComparer.Ordinal);
    private readonly List<Finding> _findings = [];

    /// <param name="options">The analysis; its sequential options are given.</param>
    /// <param name="table">The moments.</param>
    /// <param name="variants">The variants.</param>
    /// <exception cref="InputException">Options contradict each other.</exception>
    public SequentialAnalysis(AnalyzeOptions options, MomentsTable table, VariantOrder variants)
    {
        (_options, _sequential) = (options, options.Sequential!);
        Check(options);
        if (options.Design is { } design)
            Place(design, table, variants);
        if (ByDesign && _sequential.TuneAt is not null)
            throw new InputException("--tune-at", "the declared group-sequential design is not tuned", "leave it out, or watch the test with credence monitor --method confidence-sequence");
    }

    /// <summary>The estimators, made sequential.</summary>
    public IReadOnlyList<IEstimator> Over(IReadOnlyList<IEstimator> estimators)
        => [.. estimators.Select(estimator => new SequentialEstimator(estimator, Look, ByDesign))];

    /// <summary>What is to be remarked about the results.</summary>
    public IEnumerable<Finding> Findings(IReadOnlyList<MetricResult> metrics)
    {
        BurnIn opening = SequentialOptions.Opening(_sequential.BurnIn);
        if (LookFindings.ShortBurnIn(_sequential.BurnIn) is { } tooShort)
            _findings.Add(tooShort);
        string[] silent = [.. metrics.Where(metric => metric.Comparisons.Any(comparison => double.IsInfinity(comparison.Interval.Lower) && double.IsInfinity(comparison.Interval.Upper)
            && !double.IsNaN(comparison.PValue))).Select(metric => metric.Name)];
        if (silent.Length > 0)
            _findings.Add(LookFindings.BurnInNotOver(opening, string.Join(", ", silent)));
        return _findings;
    }

    private bool ByDesign => _shares.Count > 0;

    private LookTest Look(MetricArms arms, string treatment)
    {
        CrossMoments control = arms.Baseline, treated = arms.Of(treatment);
        long values = control.Count + treated.Count;
        string method = ByDesign ? "group-sequential" : "confidence-sequence";
        bool passed = SequentialOptions.Opening(_sequential.BurnIn).Passed(values, SequentialDifference.Events(arms.Kind, control, treated));
        // The last look of a design is made whatever has come.
        if (ByDesign && _shares.TryGetValue(treatment, out double share) && (passed || share >= 1))
            return new DesignLook(_options.Design!, share);
        return !passed || ByDesign ? new SilentLook(method) : new SequenceLook(values, _sequential.TuneAt ?? SequentialOptions.DefaultTuneAt, _options.Effect.Alpha);
    }

    // How much of the declared design has come is told by the primary metric, for whose effect it was planned.
    private void Place(DeclaredLooks declared, MomentsTable table, VariantOrder variants)
    {
        int primary = Math.Max(0, _options.Metrics.ToList().FindIndex(metric => metric.Role == MetricRole.Primary));
        Dictionary<string, MetricMoments> arms = table.Rows.Where(row => row.Segment is null).ToDictionary(row => row.Variant, row => row.Metrics[primary], StringComparer.Ordinal);
        if (_options.MinimumEffect is { } effect && arms.TryGetValue(variants.Control, out MetricMoments? control))
        {
            GroupSequentialDesign design = GroupSequentialDesign.Create(declared.At(_options.Effect.Alpha, _options.Effect.Alternative == Alternative.TwoSided ? 2 : 1));
            MetricKind kind = MetricKinds.Of(_options.Metrics[primary], arms.Values);
            foreach (string treatment in variants.Treatments.Where(arms.ContainsKey))
            {
                if (DesignSize.Units(design, control.Moments, kind, effect, Ratio(variants, treatment)) is not { } units)
                    continue;
                long come = control.Moments.Count + arms[treatment].Moments.Count;
                _shares[treatment] = come / units;
                _findings.Add(LookFindings.DesignProgress(declared, effect, treatment, come, units));
            }
        }
        if (_shares.Count == 0)
            _findings.Add(LookFindings.DesignSizeUnknown(declared, _options.MinimumEffect is not null));
    }

    private static double Ratio(VariantOrder variants, string treatment)
    {
        List<string> names = [.. variants.All];
        double ratio = variants.Shares[names.IndexOf(treatment)] / variants.Shares[names.IndexOf(variants.Control)];
        return ratio > 0 && double.IsFinite(ratio) ? ratio : 1;
    }

    private static void Check(AnalyzeOptions options)
    {
        if (!options.Randomised)
            throw new InputException("--inference sequential", "the groups were not randomised", "use frequentist inference to compare them");
        if (options.Test != TestKind.Default)
            throw new InputException("--test", "a sequential analysis has a test of its own", "leave it out");
        if (options.Metrics.FirstOrDefault(metric => metric.Kind == MetricKind.Quantile) is { } quantile)
            throw new InputException("--inference sequential", $"{quantile.Name} is a quantile, which has no sequential analysis", "analyse it by itself, once");
        if (options.Effect.ProportionInterval != ProportionInterval.Score)
            throw new InputException("--interval", "a sequential analysis has an interval of its own", "leave it out");
    }
}
