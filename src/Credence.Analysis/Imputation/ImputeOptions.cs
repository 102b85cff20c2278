using Credence.Data;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What to impute, how, and what to ask of the completed data sets.</summary>
public sealed record ImputeOptions
{
    /// <summary>Most levels of a column of texts.</summary>
    public const int MostLevels = 50;

    /// <summary>Where the rows are.</summary>
    public required TableSource Source { get; init; }

    /// <summary>The columns to impute, which also predict each other; at least one.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Columns whose numbers are names, not amounts.</summary>
    public IReadOnlyList<string> Nominal { get; init; } = [];

    /// <summary>The method; null takes the multivariate normal where only numbers are missing, else chained equations.</summary>
    public ImputationMethod? Method { get; init; }

    /// <summary>Completed data sets, iterations, donors, seed and threads; its method is not read.</summary>
    public ImputationOptions Imputation { get; init; } = new();

    /// <summary>Rows to keep; null keeps all.</summary>
    public Expression? Where { get; init; }

    /// <summary>Error level; intervals have level 1 − alpha.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>Share of the observed cells that are hidden to judge the methods by, in [0, 1); 0 for no such judgement.</summary>
    public double HeldOut { get; init; } = 0.1;

    /// <summary>The arms to compare; null for no comparison.</summary>
    public ImputeComparisonOptions? Comparison { get; init; }

    /// <exception cref="InputException">The options contradict each other.</exception>
    internal void Check()
    {
        if (Columns.Count == 0)
            throw new InputException("--columns", "no column is named", "add --columns a,b,c");
        if (Columns.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InputException("--columns", $"{twice.Key} is named twice", "name each column once");
        if (Nominal.FirstOrDefault(name => !Columns.Contains(name)) is { } stranger)
            throw new InputException("--nominal", $"{stranger} is not among the columns", "add it to --columns");
        if (Comparison is { } comparison && Columns.Contains(comparison.Variant))
            throw new InputException("--columns", $"{comparison.Variant} is the variant, which is not imputed", "leave it out; it is a predictor by itself");
        if (Comparison is { } asked && (Nominal.Contains(asked.Metric) || asked.Metric == asked.Variant))
            throw new InputException("--metric", $"{asked.Metric} is no amount whose mean could be compared", "name a column of numbers");
    }
}

/// <summary>Two arms of an experiment, whose difference is taken over all completed data sets.</summary>
public sealed record ImputeComparisonOptions
{
    /// <summary>Column of the variant; rows without one are left out.</summary>
    public required string Variant { get; init; }

    /// <summary>Value of the control.</summary>
    public required string Control { get; init; }

    /// <summary>Column of the metric, imputed with the others.</summary>
    public required string Metric { get; init; }

    /// <summary>Which way the metric is good.</summary>
    public Direction Direction { get; init; } = Direction.Increase;

    /// <summary>Whose imputed values the sensitivity analysis moves.</summary>
    public ShiftedArm Shift { get; init; } = ShiftedArm.Treatment;

    /// <summary>By how much, in units of the metric; empty for steps of half a standard deviation up to two.</summary>
    public IReadOnlyList<double> Deltas { get; init; } = [];
}
