namespace Credence.ExperimentFiles;

/// <summary>An experiment as its file declares it, with the defaults filled in; immutable.</summary>
/// <remarks>Lists are compared by reference, as records do.</remarks>
public sealed record ExperimentFile
{
    /// <summary>Name of the experiment.</summary>
    public required string Experiment { get; init; }

    /// <summary>The question it answers.</summary>
    public string? Question { get; init; }

    /// <summary>Whether units are assigned; default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether units were assigned at random; default true. False: observational data.</summary>
    public bool Randomised { get; init; } = true;

    /// <summary>Where the data come from; null in a file that only assigns.</summary>
    public ExperimentSource? Source { get; init; }

    /// <summary>Column of the randomised unit; null where each row is a unit.</summary>
    public string? Unit { get; init; }

    /// <summary>Column or expression that gives the variant of a row of a table.</summary>
    public string? Variant { get; init; }

    /// <summary>Column of the analysed unit where it is coarser than the randomised one.</summary>
    public string? Cluster { get; init; }

    /// <summary>Variants in the order of the file, at least two; the shares sum to 1.</summary>
    public required IReadOnlyList<VariantShare> Variants { get; init; }

    /// <summary>Name of the control variant, one of <see cref="Variants"/>; default the first.</summary>
    public required string Control { get; init; }

    /// <summary>Share of the eligible units that enter, in (0, 1]; default 1.</summary>
    public double Traffic { get; init; } = 1;

    /// <summary>Salt of the bucketing hash; default the experiment's name.</summary>
    public required string Salt { get; init; }

    /// <summary>Name of the bucketing hash; default <c>credence-1</c>.</summary>
    public string Hash { get; init; } = DefaultHash;

    /// <summary>Rules that a unit must all meet to enter; empty: every unit.</summary>
    public IReadOnlyList<TargetingRule> Targeting { get; init; } = [];

    /// <summary>Layer of mutually exclusive experiments.</summary>
    public string? Layer { get; init; }

    /// <summary>Condition on the rows of a table; rows that do not meet it are left out.</summary>
    public string? Where { get; init; }

    /// <summary>Columns by which results are broken down.</summary>
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>Metrics in the order of the file; exactly one is primary unless the list is empty.</summary>
    public IReadOnlyList<MetricDeclaration> Metrics { get; init; } = [];

    /// <summary>Planning values.</summary>
    public PlannedDesign? Design { get; init; }

    /// <summary>Kind of inference; default frequentist.</summary>
    public DeclaredInference Inference { get; init; }

    /// <summary>Correction for several comparisons; default none.</summary>
    public DeclaredCorrection Correction { get; init; }

    /// <summary>Whether secondary metrics are tested only once the primary one has passed; default false.</summary>
    public bool Gatekeeping { get; init; }

    /// <summary>Error level of tests and intervals, in (0, 1); default 0.05.</summary>
    public double Alpha { get; init; } = DefaultAlpha;

    /// <summary>Name of the primary metric; null where there are no metrics.</summary>
    public string? Primary => Metrics.FirstOrDefault(metric => metric.Role == DeclaredRole.Primary)?.Name;

    internal const string DefaultHash = "credence-1";

    internal const double DefaultAlpha = 0.05;
}

/// <summary>Where the data come from: a table, or exposures and events, in files or in a server.</summary>
/// <param name="Table">Table with one row per unit or observation: a file, a glob, or a source by scheme.</param>
/// <param name="Exposures">Who saw which variant when: a file, or a query where an engine is named.</param>
/// <param name="Events">What units did when: a file, or a query where an engine is named.</param>
/// <param name="Engine">Server that holds the data.</param>
/// <param name="Connection">Connection text, or <c>env:NAME</c>.</param>
public sealed record ExperimentSource(string? Table = null, string? Exposures = null, string? Events = null, string? Engine = null, string? Connection = null)
{
    /// <summary>The table seen from the working folder: a relative path in the file is relative to the folder of the file.</summary>
    /// <param name="experimentFile">Path of the experiment file.</param>
    /// <returns>Null without a table.</returns>
    public string? TableFrom(string experimentFile)
    {
        ArgumentNullException.ThrowIfNull(experimentFile);
        bool isPath = Table is not null && Table != "-" && !Table.Contains("://", StringComparison.Ordinal) && !Table.StartsWith("duckdb:", StringComparison.Ordinal);
        return isPath ? Path.Combine(Path.GetDirectoryName(experimentFile) ?? "", Table!) : Table;
    }
}

/// <summary>A variant and its share of the traffic.</summary>
/// <param name="Name">Name, or value of the variant column, as written.</param>
/// <param name="Share">Share of the units, in (0, 1).</param>
public sealed record VariantShare(string Name, double Share);

/// <summary>A condition on a unit: the attribute has one of the values.</summary>
/// <param name="Attribute">Name of the attribute.</param>
/// <param name="In">Accepted values.</param>
public sealed record TargetingRule(string Attribute, IReadOnlyList<string> In);

/// <summary>What the experiment was planned for.</summary>
/// <param name="Power">Power to find the minimum effect, in (0, 1).</param>
/// <param name="MinimumEffect">Smallest effect worth finding, as a fraction of the control mean, above 0.</param>
/// <param name="Looks">Number of looks at the data, at least 1.</param>
/// <param name="Bounds">Stopping boundaries, e.g. <c>ld-obrien-fleming</c> or <c>wang-tsiatis(0.25)</c>.</param>
public sealed record PlannedDesign(double? Power = null, double? MinimumEffect = null, int? Looks = null, string? Bounds = null);

/// <summary>How a conclusion is drawn.</summary>
public enum DeclaredInference
{
    /// <summary>Fixed-horizon tests and confidence intervals.</summary>
    Frequentist,

    /// <summary>Tests that may be looked at while data come in.</summary>
    Sequential,

    /// <summary>Posteriors by sampling.</summary>
    Bayes,

    /// <summary>Posteriors in closed form.</summary>
    Conjugate,
}

/// <summary>Correction of p-values for several comparisons.</summary>
public enum DeclaredCorrection
{
    /// <summary>None.</summary>
    None,

    /// <summary>Bonferroni.</summary>
    Bonferroni,

    /// <summary>Holm's step-down procedure.</summary>
    Holm,

    /// <summary>Hochberg's step-up procedure.</summary>
    Hochberg,

    /// <summary>Hommel.</summary>
    Hommel,

    /// <summary>Šidák.</summary>
    Sidak,

    /// <summary>Benjamini and Hochberg: false discovery rate.</summary>
    Bh,

    /// <summary>Benjamini and Yekutieli: false discovery rate under any dependence.</summary>
    By,

    /// <summary>Dunnett: several treatments against one control.</summary>
    Dunnett,
}
