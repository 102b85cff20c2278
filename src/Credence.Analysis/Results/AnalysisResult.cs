using System.Text.Json.Serialization;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Everything an analysis found: tables, reports and JSON are views of this record.</summary>
/// <param name="Experiment">Name of the experiment, or of the source.</param>
/// <param name="Question">The question the experiment answers, where its file states one.</param>
/// <param name="Unit">Column of the randomised unit; null where each row is a unit.</param>
/// <param name="Rows">Rows read.</param>
/// <param name="Randomised">False for observational data, which are compared but never decide.</param>
/// <param name="Control">The control variant.</param>
/// <param name="Alpha">Error level of the intervals and tests.</param>
/// <param name="Excluded">Rows and units left out, by reason.</param>
/// <param name="SampleRatio">Check of the allocation; null for observational data.</param>
/// <param name="Metrics">Results by metric, the primary first.</param>
/// <param name="Findings">Problems and facts of the data.</param>
/// <param name="Verdict">The decision.</param>
public sealed record AnalysisResult(
    string Experiment,
    string? Question,
    string? Unit,
    long Rows,
    bool Randomised,
    string Control,
    double Alpha,
    Exclusions Excluded,
    SampleRatio? SampleRatio,
    IReadOnlyList<MetricResult> Metrics,
    IReadOnlyList<Finding> Findings,
    Verdict Verdict)
{
    /// <summary>Level and form of the comparisons, so that a report can name the methods used.</summary>
    public EffectOptions Options { get; init; } = new() { Alpha = Alpha };

    /// <summary>Column of the clusters; null without.</summary>
    [JsonIgnore]
    public string? Cluster { get; init; }

    /// <summary>What the comparisons assume, and what these data say of it.</summary>
    public IReadOnlyList<AssumptionCheck> Assumptions { get; init; } = [];

    /// <summary>How the analysis behaves on its own data; null where that was not asked for.</summary>
    public Certificate? Certificate { get; init; }

    /// <summary>Balance of the covariates; null without covariates.</summary>
    public BalanceTable? Balance { get; init; }

    /// <summary>How the comparisons were corrected for their number; null where they were not.</summary>
    public CorrectionResult? Correction { get; init; }

    /// <summary>Smallest effect that the design declared worth finding, a fraction of the control mean; null without one.</summary>
    public double? MinimumEffect { get; init; }
}

/// <summary>Rows and units left out of the analysis.</summary>
/// <param name="Where">Rows dropped by the condition.</param>
/// <param name="MissingVariant">Rows (units, where rows are summed) without a variant.</param>
/// <param name="UnitsInSeveralVariants">Units seen in more than one variant.</param>
public sealed record Exclusions(long Where, long MissingVariant, long UnitsInSeveralVariants);
