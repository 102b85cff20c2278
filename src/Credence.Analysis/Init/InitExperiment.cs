using Credence.Data;
using Credence.ExperimentFiles;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Proposes an experiment file for a table: which column is the variant, which are metrics.</summary>
public static class InitExperiment
{
    private const int MostVariants = 10;
    private static readonly string[] VariantNames = ["variant", "group", "arm", "treatment", "treated", "condition", "segment", "bucket", "cohort", "label", "test"];
    private static readonly string[] UnitNames = ["unit", "unit_id", "user", "user_id", "userid", "visitor_id", "customer_id", "account_id", "id"];
    private static readonly string[] Earlier = ["pre", "before", "prior", "previous", "past", "baseline", "covariate", "historical", "history"];
    private static readonly string[] ControlNames = ["control", "0", "a", "off", "false", "baseline", "none"];

    /// <summary>Proposes a file.</summary>
    /// <param name="schema">What the table holds.</param>
    /// <param name="table">The table as the file should name it.</param>
    /// <param name="name">Name of the experiment.</param>
    /// <exception cref="InputException">No column can be the variant, or none can be a metric.</exception>
    public static ExperimentFile Propose(TableSchema schema, string table, string name)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ColumnSchema variant = schema.Columns.Where(CanBeVariant).OrderBy(column => Rank(VariantNames, column.Name)).ThenBy(column => column.Kind == ColumnKind.Number).FirstOrDefault()
            ?? throw new InputException(table, $"no column has between 2 and {MostVariants} values, so none can be the variant", "add a column that says which variant a row had");
        ColumnSchema? unit = schema.Columns.Where(column => UnitNames.Contains(Plain(column.Name), StringComparer.Ordinal)).OrderBy(column => Rank(UnitNames, column.Name)).FirstOrDefault();
        MetricDeclaration[] metrics = [.. schema.Columns.Where(column => column != variant && column != unit && CanBeMetric(column, schema.Rows)).OrderBy(column => IsFromBefore(column.Name)).Select(Metric)];
        if (metrics.Length == 0)
            throw new InputException(table, "no column of numbers is left to be a metric", "add one");
        string[] values = [.. variant.Values.OrderBy(ControlRank)];
        return new()
        {
            Experiment = name,
            Source = new(Table: table),
            // Where each unit has one row there is nothing to sum.
            Unit = unit is not null && unit.Distinct < schema.Rows ? unit.Name : null,
            Variant = Quoted(variant.Name),
            Variants = [.. values.Select(value => new VariantShare(value, 1.0 / values.Length))],
            Control = values[0],
            Salt = name,
            Metrics = [.. metrics.Select((metric, index) => index == 0 ? metric with { Role = DeclaredRole.Primary } : metric)],
        };
    }

    private static bool CanBeVariant(ColumnSchema column) => column.Values.Count is >= 2 and <= MostVariants;

    private static bool CanBeMetric(ColumnSchema column, long rows)
        => column.Kind is ColumnKind.Number or ColumnKind.Boolean && column.Distinct > 1 && !LooksLikeKey(column, rows);

    private static bool LooksLikeKey(ColumnSchema column, long rows)
        => (Plain(column.Name) == "id" || Plain(column.Name).EndsWith("_id", StringComparison.Ordinal)) && column.Distinct * 2 > rows;

    // What was measured before the experiment cannot be what decides it.
    private static bool IsFromBefore(string name)
        => Array.Exists(Plain(name).Split('_', ' ', '-', '.'), word => Earlier.Contains(word, StringComparer.Ordinal));

    private static MetricDeclaration Metric(ColumnSchema column) => new()
    {
        Name = column.Name,
        Value = Quoted(column.Name),
        Type = column.Kind == ColumnKind.Boolean || column.Values is ["0", "1"] ? MetricType.Proportion : MetricType.Mean,
    };

    // The place of a name in a list of usual names; unusual ones come last.
    private static int Rank(string[] usual, string name)
    {
        int rank = Array.IndexOf(usual, Plain(name));
        return rank < 0 ? usual.Length : rank;
    }

    private static int ControlRank(string value) => Plain(value) switch
    {
        var name when ControlNames.Contains(name, StringComparer.Ordinal) => Rank(ControlNames, name),
        var name when name.Contains("control", StringComparison.Ordinal) => ControlNames.Length,
        var name when name.StartsWith("no ", StringComparison.Ordinal) => ControlNames.Length + 1,
        _ => ControlNames.Length + 2,
    };

    private static string Plain(string name) => name.Trim().ToLowerInvariant();

    private static string Quoted(string column)
        => column.Length > 0 && !char.IsAsciiDigit(column[0]) && column.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !Reserved.Contains(column)
            ? column
            : $"\"{column.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static readonly HashSet<string> Reserved = new(["and", "or", "not", "log", "log1p", "exp", "sqrt", "abs"], StringComparer.OrdinalIgnoreCase);
}
