namespace Credence.ExperimentFiles;

/// <summary>The keys of an experiment file; the published schema lists the same.</summary>
internal static class Keys
{
    public static readonly IReadOnlyList<string> Experiment =
    [
        "experiment", "question", "enabled", "randomised", "source", "unit", "variant", "cluster", "variants", "control", "traffic", "salt", "hash",
        "targeting", "layer", "where", "by", "metrics", "primary", "design", "inference", "correction", "gatekeeping", "alpha",
    ];

    public static readonly IReadOnlyList<string> Source = ["table", "exposures", "events", "engine", "connection"];

    public static readonly IReadOnlyList<string> Variant = ["name", "share"];

    public static readonly IReadOnlyList<string> Targeting = ["attribute", "in"];

    public static readonly IReadOnlyList<string> Metric =
    [
        "type", "value", "numerator", "denominator", "indicators", "event", "aggregate", "window", "from", "to", "q", "winsorize", "covariate", "role", "direction", "margin", "equivalence",
    ];

    public static readonly IReadOnlyList<string> Covariate = ["column", "lookback"];

    public static readonly IReadOnlyList<string> Design = ["power", "minimumEffect", "looks", "bounds"];

    /// <summary>Keys that any metric may have.</summary>
    public static readonly IReadOnlyList<string> AnyMetric = ["type", "role", "direction", "margin", "equivalence"];

    /// <summary>Keys of a metric that describe how events become a value; they need an event.</summary>
    public static readonly IReadOnlyList<string> OfEvents = ["aggregate", "window"];

    /// <summary>Further keys by type of metric.</summary>
    public static IReadOnlyList<string> Of(MetricType type) => type switch
    {
        MetricType.Mean => ["value", "event", "aggregate", "window", "winsorize", "covariate"],
        MetricType.Proportion => ["value", "event", "window", "covariate"],
        MetricType.Ratio => ["numerator", "denominator", "event", "window", "winsorize", "covariate"],
        MetricType.Quantile => ["value", "q", "event", "window"],
        MetricType.Construct => ["indicators"],
        MetricType.Count => ["event", "window", "winsorize", "covariate"],
        _ => ["event", "from", "to"],
    };

    /// <summary>Keys that a type of metric cannot do without.</summary>
    public static IReadOnlyList<string> RequiredOf(MetricType type) => type switch
    {
        MetricType.Mean => ["value"],
        MetricType.Proportion => [],
        MetricType.Ratio => ["numerator", "denominator"],
        MetricType.Quantile => ["value", "q"],
        MetricType.Construct => ["indicators"],
        MetricType.Count => ["event"],
        _ => ["event", "from", "to"],
    };
}
