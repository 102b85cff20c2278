namespace Credence.ExperimentFiles;

/// <summary>A metric as the experiment file declares it.</summary>
public sealed record MetricDeclaration
{
    /// <summary>Name of the metric.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of number it is.</summary>
    public required MetricType Type { get; init; }

    /// <summary>Column or expression of the value (mean, proportion, quantile).</summary>
    public string? Value { get; init; }

    /// <summary>Column or expression above the line (ratio).</summary>
    public string? Numerator { get; init; }

    /// <summary>Column or expression below the line (ratio).</summary>
    public string? Denominator { get; init; }

    /// <summary>Columns or expressions that measure it, at least three (construct); null where none are named.</summary>
    public IReadOnlyList<string>? Indicators { get; init; }

    /// <summary>Name of the event the metric is made of; null where it is made of the columns of a table.</summary>
    public string? Event { get; init; }

    /// <summary>How the events of a unit become one value; default sum.</summary>
    public EventAggregate Aggregate { get; init; }

    /// <summary>How long after exposure events count; null: to the end.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>Start of the period after exposure in which a unit must return (retention).</summary>
    public TimeSpan? From { get; init; }

    /// <summary>End of that period, not included.</summary>
    public TimeSpan? To { get; init; }

    /// <summary>Which quantile, in (0, 1) (quantile).</summary>
    public double? Q { get; init; }

    /// <summary>Quantile at which large values are capped, in (0.5, 1).</summary>
    public double? Winsorize { get; init; }

    /// <summary>Column or expression of the table that was measured before exposure, as a covariate; null: none.</summary>
    public string? CovariateColumn { get; init; }

    /// <summary>How far before exposure the same metric is measured as a covariate; null: no covariate.</summary>
    public TimeSpan? CovariateLookback { get; init; }

    /// <summary>What the metric is for; default secondary.</summary>
    public DeclaredRole Role { get; init; } = DeclaredRole.Secondary;

    /// <summary>Which way is good; default increase.</summary>
    public DeclaredDirection Direction { get; init; }

    /// <summary>Tolerated harm as a fraction of the control mean, above 0; null: none stated.</summary>
    public double? Margin { get; init; }

    /// <summary>Difference tolerated in either direction as a fraction of the control mean, above 0; null: equivalence is not asked about.</summary>
    public double? Equivalence { get; init; }
}

/// <summary>What kind of number a metric is.</summary>
public enum MetricType
{
    /// <summary>Mean of a value per unit.</summary>
    Mean,

    /// <summary>Share of units.</summary>
    Proportion,

    /// <summary>Sum of a numerator over sum of a denominator.</summary>
    Ratio,

    /// <summary>Quantile of a value.</summary>
    Quantile,

    /// <summary>Mean of a latent variable that indicators measure.</summary>
    Construct,

    /// <summary>Events per unit.</summary>
    Count,

    /// <summary>Share of units that return in a period.</summary>
    Retention,
}

/// <summary>How the events of a unit become one value.</summary>
public enum EventAggregate
{
    /// <summary>Their sum, 0 without events.</summary>
    Sum,

    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>The smallest.</summary>
    Min,

    /// <summary>The largest.</summary>
    Max,
}

/// <summary>What a metric is for.</summary>
public enum DeclaredRole
{
    /// <summary>Decides.</summary>
    Primary,

    /// <summary>Must not be harmed.</summary>
    Guardrail,

    /// <summary>Explains.</summary>
    Secondary,
}

/// <summary>Which way of a metric is good.</summary>
public enum DeclaredDirection
{
    /// <summary>More is better.</summary>
    Increase,

    /// <summary>Less is better.</summary>
    Decrease,
}
