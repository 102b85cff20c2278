using System.Globalization;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>What the verdict has to know of a metric.</summary>
/// <param name="Name">Name of the metric, as sentences should call it.</param>
/// <param name="Direction">Which way is good.</param>
/// <param name="IsShare">Whether levels are shares between 0 and 1, which sentences print in percent.</param>
/// <param name="Treatments">What is known of each treatment against the control, in the order of the variants.</param>
public sealed record DecisionMetric(string Name, Direction Direction, bool IsShare, IReadOnlyList<TreatmentEvidence> Treatments)
{
    /// <summary>How the error level is shared with other comparisons; null where it is not.</summary>
    public ErrorControl? Control { get; init; }
}

/// <summary>How comparisons share one error level.</summary>
/// <param name="Correction">The correction.</param>
/// <param name="Comparisons">Number of comparisons that share it.</param>
/// <param name="Alpha">Their joint error level, or rate of false discoveries.</param>
public sealed record ErrorControl(Correction Correction, int Comparisons, double Alpha)
{
    /// <summary>The same in words, e.g. <c>corrected by Holm over 3 comparisons at 5%</c>.</summary>
    public string Description => Correction == Correction.None
        ? "not corrected"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"corrected by {NameOf(Correction)} over {Comparisons} comparison{(Comparisons == 1 ? "" : "s")} at {100 * Alpha:0.###}%");

    /// <summary>The name of a correction as sentences call it.</summary>
    public static string NameOf(Correction correction) => correction switch
    {
        Correction.Sidak => "Šidák",
        Correction.Bh => "Benjamini-Hochberg",
        Correction.By => "Benjamini-Yekutieli",
        Correction.None => "none",
        _ => correction.ToString(),
    };
}

/// <summary>What is known of one treatment on one metric.</summary>
/// <param name="Variant">The treatment.</param>
/// <param name="ControlLevel">Level of the metric in the control.</param>
/// <param name="TreatmentLevel">Level of the metric in the treatment.</param>
/// <param name="Estimate">Treatment minus control.</param>
/// <param name="Interval">Interval of the difference, adjusted for several comparisons where that was asked.</param>
/// <param name="Relative">The effect as a fraction of the control mean.</param>
/// <param name="Significant">Whether the p-value, adjusted where that was asked, is below alpha: a treatment has moved the metric
/// only where this holds and the interval excludes 0, for some corrections adjust p-values alone.</param>
/// <param name="Margin">Whether the effect is within a margin of harm; null without one.</param>
/// <param name="Equivalence">Whether the effect is within a margin on either side; null without one.</param>
public sealed record TreatmentEvidence(
    string Variant,
    double ControlLevel,
    double TreatmentLevel,
    double Estimate,
    Interval Interval,
    RelativeEffect Relative,
    bool Significant,
    MarginEvidence? Margin = null,
    EquivalenceEvidence? Equivalence = null);

/// <summary>What is known of an effect against the harm that is tolerated.</summary>
/// <param name="Tolerated">How much harm is tolerated.</param>
/// <param name="Bound">Limit of the effect on the side of harm: of the lift where the margin is relative, else of the difference; NaN or
/// infinite where there is none.</param>
/// <param name="Level">Confidence level of the bound, one-sided.</param>
/// <param name="Met">Whether the effect is shown to be within the margin.</param>
public sealed record MarginEvidence(Margin Tolerated, double Bound, double Level, bool Met);

/// <summary>What is known of an effect against the difference that is tolerated in either direction.</summary>
/// <param name="Tolerated">How much difference is tolerated.</param>
/// <param name="Interval">Interval of level 1 − 2 alpha: of the lift where the margin is relative, else of the difference.</param>
/// <param name="Met">Whether the effect is shown to be within the margin.</param>
public sealed record EquivalenceEvidence(Margin Tolerated, Interval Interval, bool Met);
