using System.Globalization;
using Credence.Analysis;
using Credence.Latent;

namespace Credence.Reporting;

/// <summary>Principal components in text and tables.</summary>
public static class ComponentsTables
{
    // More components than this are in the JSON.
    private const int Shown = 20, MostLoadings = 8;

    /// <summary>What the components say, for a terminal, a pipe and Markdown.</summary>
    public static ResultText Text(ComponentsResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new($"Principal components of {TableCell.Printable(result.Source)}", Headline(result), Tone.Plain, Sentence(result), Build(result)) { Subject = Subject(result) };
    }

    internal static string Headline(ComponentsResult result)
        => result.Retained switch { 0 => "No component beyond chance", 1 => "1 component beyond chance", int count => $"{NumberFormat.Count(count)} components beyond chance" };

    private static string Sentence(ComponentsResult result)
    {
        PrincipalComponents found = result.Decomposition;
        string beyond = result.Retained == 0 ? "No component varies more than 95% of those of independent columns do"
            : $"{(result.Retained == 1 ? "The first component varies" : $"The first {NumberFormat.Count(result.Retained)} components vary")} more than 95% of those of independent columns do"
                + $" and {(result.Retained == 1 ? "explains" : "explain")} {NumberFormat.Share(found.CumulativeShare(result.Retained))} of the variance";
        int? most = Enumerable.Range(1, found.Columns).Where(rank => found.CumulativeShare(rank) >= 0.9).Select(rank => (int?)rank).FirstOrDefault();
        return most is int rank ? $"{beyond}; {(rank == 1 ? "one explains" : $"{NumberFormat.Count(rank)} explain")} 90% of {(result.Retained == 0 ? "the variance" : "it")}." : $"{beyond}.";
    }

    private static string Subject(ComponentsResult result)
        => $"{NumberFormat.Count(result.Decomposition.Rows)} complete rows of {NumberFormat.Count(result.Columns.Count)} columns, {(result.Decomposition.Standardized ? "standardised" : "centred")}.";

    /// <summary>All tables that have something to show.</summary>
    public static IReadOnlyList<ReportTable> Build(ComponentsResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        List<ReportTable> tables = [Components(result), Loadings(result)];
        if (result.ExcludedByWhere + result.Incomplete > 0)
        {
            tables.Add(new("Left out", [new("What"), Number("Rows")],
                [["dropped by the condition", NumberFormat.Count(result.ExcludedByWhere)], ["with a missing or invalid cell", NumberFormat.Count(result.Incomplete)]]));
        }
        if (result.Findings.Count > 0)
            tables.Add(AnalysisTables.Findings(result.Findings));
        return tables;
    }

    private static ReportTable Components(ComponentsResult result)
    {
        PrincipalComponents found = result.Decomposition;
        double largest = Math.Max(found.Eigenvalues[0], result.Parallel[0]), error = found.ReconstructionRmse(0);
        string left = found.Columns > Shown ? $" {NumberFormat.Count(found.Columns - Shown)} more are not shown." : "";
        return new("Components",
            [new("Component"), Number("Variance"), Number("By chance"), Number("Share"), Number("Together"), Number("RMSE"), Number("Relative error")],
            [.. Enumerable.Range(0, Math.Min(found.Columns, Shown)).Select(IReadOnlyList<TableCell> (i) =>
            [
                new TableCell(Name(i), i < result.Retained ? Tone.Good : Tone.Plain), Plain(found.Eigenvalues[i], largest), Plain(result.Parallel[i], largest), NumberFormat.Share(found.Share(i)),
                NumberFormat.Share(found.CumulativeShare(i + 1)), Plain(found.ReconstructionRmse(i + 1), error), NumberFormat.Share(found.ReconstructionError(i + 1)),
            ])])
        {
            Note = $"By chance: 95% point of {NumberFormat.Count(result.Replicates)} data sets of independent normal columns (Horn's parallel analysis, seed {result.Seed.ToString(CultureInfo.InvariantCulture)}). "
                + $"RMSE and relative error: of the data rebuilt from this and the components before it, {(found.Standardized ? "in standard deviations" : "in units of the columns")} and of their norm.{left}",
        };
    }

    private static ReportTable Loadings(ComponentsResult result)
    {
        PrincipalComponents found = result.Decomposition;
        int shown = Math.Min(found.Columns, Math.Clamp(result.Retained, 3, MostLoadings));
        return new("Loadings",
            [new("Column"), .. Enumerable.Range(0, shown).Select(i => Number(Name(i)))],
            [.. result.Columns.Select(IReadOnlyList<TableCell> (name, column) => [name, .. Enumerable.Range(0, shown).Select(i => (TableCell)NumberFormat.Fixed(Math.Round(found.Loading(column, i), 3) + 0.0, 3))])])
        {
            Note = "The loadings of a component have length 1; the largest of them is positive.",
        };
    }

    internal static string Name(int component) => string.Create(CultureInfo.InvariantCulture, $"PC{component + 1}");

    // Four digits of the largest number of the column.
    private static string Plain(double value, double largest)
        => largest is >= 1e-4 and < 1e7 ? NumberFormat.Fixed(value, Math.Clamp(3 - (int)Math.Floor(Math.Log10(largest)), 0, 7)) : value.ToString("0.###e0", CultureInfo.InvariantCulture);

    private static TableColumn Number(string name) => new(name, Alignment.Right);
}
