using System.Globalization;
using Credence.Data;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What a careful reader would remark about components.</summary>
internal sealed class ComponentsFindings(DataTable table, int complete, IReadOnlyList<string> constant, PrincipalComponents components, int retained)
{
    // A variance a hundred times another's decides the first component by itself.
    private const double UnlikeDeviations = 10;

    // Beyond this, rounding of the decomposition is as large as what is left (see the remarks of the decomposition).
    private const double Negligible = 1e-13;

    public IEnumerable<Finding> All => new[] { Incomplete(), Invalid(), Constant(), FewRows(), Dependent(), Scales(), None() }.OfType<Finding>();

    private Finding? Incomplete() => complete == table.Rows.Length ? null : new("incomplete-rows", Severity.Warning,
        Invariant($"{table.Rows.Length - complete:N0} of {table.Rows.Length:N0} rows have a missing or invalid cell in these columns and are left out; most in {Emptiest()}."),
        "Find out why the cells are missing: complete rows stand for all only where they are missing by chance.");

    private string Emptiest()
    {
        TableNumbers column = table.Numbers.MaxBy(column => column.Missing + column.Invalid)!;
        return Invariant($"{column.Name} ({column.Missing + column.Invalid:N0})");
    }

    private Finding? Invalid()
    {
        string[] invalid = [.. table.Numbers.Where(column => column.Invalid > 0).Select(column => Invariant($"{column.Name} ({column.Invalid:N0})"))];
        return invalid.Length == 0 ? null : new("invalid-cells", Severity.Warning,
            $"Cells are NaN or infinite and count as missing: {string.Join(", ", invalid)}.", "Look for a logarithm or quotient of 0 where the file was made.");
    }

    private Finding? Constant() => constant.Count == 0 ? null : new("constant-column", Severity.Warning,
        $"{string.Join(", ", constant)} {(constant.Count == 1 ? "has" : "have")} one value in all complete rows and {(constant.Count == 1 ? "is" : "are")} left out.", "Check the column, or leave it out.");

    private Finding? FewRows() => components.Rows > components.Columns ? null : new("fewer-rows-than-columns", Severity.Warning,
        Invariant($"{components.Rows:N0} rows span {components.Rows - 1:N0} dimensions at most, fewer than the {components.Columns:N0} columns; the last components are 0 by necessity."),
        "Read the first components with care, or collect more rows.");

    private Finding? Dependent()
    {
        int spanned = Math.Min(components.Rows - 1, components.Columns);
        int rank = components.Values.Take(spanned).Count(value => value > Negligible * components.Columns * components.Values[0]);
        return rank == spanned ? null : new("dependent-columns", Severity.Warning,
            Invariant($"The columns span {rank:N0} dimensions, not {spanned:N0}, as far as rounding lets it be seen: some are sums of others."), "Leave out totals and columns that repeat others.");
    }

    private Finding? Scales()
    {
        if (components.Standardized)
            return null;
        double smallest = components.StandardDeviations.Min(), largest = components.StandardDeviations.Max();
        return largest < UnlikeDeviations * smallest ? null : new("unlike-scales", Severity.Warning,
            Invariant($"Standard deviations reach from {smallest:G3} to {largest:G3}; the columns that vary most decide the first components, whatever their units."),
            "Add --standardize, unless all columns have one unit and their variances are to count.");
    }

    private Finding? None() => retained > 0 || components.Columns == 1 ? null : new("no-component-beyond-chance", Severity.Note,
        "No component varies more than those of independent columns do by chance.", "Do not read a structure into the components.");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
