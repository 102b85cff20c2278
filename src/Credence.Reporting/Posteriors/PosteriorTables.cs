using System.Globalization;
using System.Text.Json.Nodes;
using Credence.Bayes;

namespace Credence.Reporting;

/// <summary>The posterior in numbers: the table people know, and its JSON.</summary>
public static class PosteriorTables
{
    /// <summary>The summary table: one row for each element, with the legend of its columns as note.</summary>
    /// <param name="summary">The summary.</param>
    /// <param name="title">What the table shows.</param>
    public static ReportTable Of(PosteriorSummary summary, string title = "Posterior")
    {
        ArgumentNullException.ThrowIfNull(summary);
        TableColumn[] columns = [new("Parameter"), .. summary.Columns.Select(name => new TableColumn(name, Alignment.Right))];
        return new(title, columns, [.. summary.Elements.Select(Row)]) { Note = string.Join(' ', Legend(summary)) };
    }

    /// <summary>What each column of the table holds, one sentence each.</summary>
    public static IReadOnlyList<string> Legend(PosteriorSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        string level = NumberFormat.Level(summary.Level);
        return
        [
            "mean and sd: average and standard deviation of the draws.",
            $"{summary.Columns[2]} and {summary.Columns[3]}: ends of the {level} highest-density interval, the shortest that holds {level} of the posterior; they are not percentiles.",
            "mcse_mean and mcse_sd: how far mean and sd are off because draws are finite (standard errors).",
            "ess_bulk and ess_tail: the number of independent draws that would know the middle and the tails as well; at least 100 for each chain are wanted.",
            "r_hat: how far chains disagree; above 1.01 they have not found the same distribution.",
        ];
    }

    /// <summary>The summary as JSON: <c>chains</c>, <c>draws</c> (of each chain), <c>divergences</c>, <c>parameters</c>.</summary>
    /// <remarks>Numbers that are not finite are the strings <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c>.</remarks>
    public static JsonObject Json(Draws? draws, PosteriorSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return new()
        {
            ["chains"] = draws?.Chains ?? 0,
            ["draws"] = draws?.Count ?? 0,
            ["divergences"] = draws?.Sampler?.Divergences ?? 0,
            ["parameters"] = new JsonArray([.. summary.Elements.Select(element => new JsonObject
            {
                ["name"] = element.Name,
                ["mean"] = Number(element.Mean),
                ["sd"] = Number(element.StandardDeviation),
                ["hdi"] = new JsonObject { ["lower"] = Number(element.Hdi.Lower), ["upper"] = Number(element.Hdi.Upper), ["level"] = summary.Level },
                ["mcseMean"] = Number(element.McseMean),
                ["mcseSd"] = Number(element.McseSd),
                ["essBulk"] = Number(element.EssBulk),
                ["essTail"] = Number(element.EssTail),
                ["rHat"] = Number(element.RHat),
            })]),
        };
    }

    // The Monte Carlo error says which digits are known; those beyond it are noise.
    private static IReadOnlyList<TableCell> Row(ElementSummary element)
    {
        NumberScale value = new(element.McseMean, Math.Max(Math.Abs(element.Mean), element.StandardDeviation));
        NumberScale error = new(double.NaN, element.McseMean);
        if (element.IsConstant)
            return [element.Name, element.Mean.ToString("G6", CultureInfo.InvariantCulture), new TableCell("constant", Tone.Muted), .. Enumerable.Repeat(new TableCell("", Tone.Muted), 7)];
        return
        [
            element.Name, value.Format(element.Mean), value.Format(element.StandardDeviation), value.Format(element.Hdi.Lower), value.Format(element.Hdi.Upper),
            error.Format(element.McseMean), error.Format(element.McseSd), Size(element.EssBulk), Size(element.EssTail),
            double.IsNaN(element.RHat) ? NumberFormat.Missing : new TableCell(RHat(element.RHat), element.RHat > Convergence.DoubtfulRHat ? Tone.Warning : Tone.Plain),
        ];
    }

    /// <summary>R-hat, rounded up so that one above the limit never looks like the limit.</summary>
    internal static string RHat(double value) => double.IsNaN(value) ? NumberFormat.Missing
        : double.IsInfinity(value) ? "∞"
        : (Math.Ceiling(Math.Round(1000 * value, 6)) / 1000).ToString(value < 10 ? "0.000" : "0", CultureInfo.InvariantCulture);

    private static string Size(double ess) => double.IsNaN(ess) ? NumberFormat.Missing : NumberFormat.Count((long)Math.Floor(ess));

    private static JsonValue Number(double value)
        => double.IsFinite(value) ? JsonValue.Create(value) : JsonValue.Create(value.ToString(CultureInfo.InvariantCulture))!;
}
