using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>How the error level is shared by several treatments compared with one control.</summary>
public enum TreatmentCorrection
{
    /// <summary>alpha / treatments for each comparison; holds whatever the dependence.</summary>
    Bonferroni,

    /// <summary>Dunnett's (1955) critical value in its large-sample form: uses the correlation that the common control gives.</summary>
    Dunnett,

    /// <summary>alpha for each comparison: the error rate of the family is not held.</summary>
    None,
}

/// <summary>When an experiment with several primary metrics has succeeded.</summary>
public enum MetricRule
{
    /// <summary>One metric must show it: each is tested at alpha / metrics and has the power asked for.</summary>
    Any,

    /// <summary>All metrics must show it: each is tested at alpha and has the power to the power 1 / metrics.</summary>
    All,

    /// <summary>Each metric is a claim of its own and all are to be found: alpha / metrics and the power to the power 1 / metrics.</summary>
    Each,
}

/// <summary>How many comparisons one experiment makes, and how they share error level and power.</summary>
public sealed record Multiplicity
{
    /// <summary>One treatment and one primary metric.</summary>
    public static Multiplicity None { get; } = new();

    /// <summary>Number of treatments, each compared with the one control; at least 1.</summary>
    public int Treatments { get; init => field = (int)Guard.AtLeast(value, 1, nameof(Treatments)); } = 1;

    /// <summary>How treatments share the error level. Default Bonferroni.</summary>
    public TreatmentCorrection Correction { get; init; } = TreatmentCorrection.Bonferroni;

    /// <summary>Number of primary metrics; at least 1.</summary>
    public int Metrics { get; init => field = (int)Guard.AtLeast(value, 1, nameof(Metrics)); } = 1;

    /// <summary>When the experiment has succeeded. Default: any metric shows it.</summary>
    public MetricRule Rule { get; init; } = MetricRule.Any;

    /// <summary>Number of tests that must all succeed.</summary>
    internal int JointTests => Rule == MetricRule.Any ? 1 : Metrics;

    /// <summary>Error level of one comparison of one metric.</summary>
    /// <param name="alpha">Error level of the experiment.</param>
    /// <param name="twoSided">Whether the tests are two-sided.</param>
    /// <param name="ratio">Units of each treatment per unit of the control.</param>
    internal double ComparisonAlpha(double alpha, bool twoSided, double ratio)
    {
        double perMetric = Rule == MetricRule.All ? alpha : alpha / Metrics;
        if (Treatments == 1)
            return perMetric;
        return Correction switch
        {
            TreatmentCorrection.None => perMetric,
            TreatmentCorrection.Dunnett => DunnettLevel(perMetric, twoSided, ratio),
            _ => perMetric / Treatments,
        };
    }

    private double DunnettLevel(double alpha, bool twoSided, double ratio)
    {
        double critical = Dunnett.CriticalValue(alpha, [.. Enumerable.Repeat(ratio / (1 + ratio), Treatments)], twoSided);
        return (twoSided ? 2 : 1) * Normal.UpperTail(critical);
    }
}
