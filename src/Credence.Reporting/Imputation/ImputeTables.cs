using Credence.Analysis;
using Credence.Experiments;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>An imputation in text and tables.</summary>
public static class ImputeTables
{
    /// <summary>Cells that are printed; all are in the file of cells.</summary>
    internal const int CellsShown = 20;

    /// <summary>Patterns of missing columns that are shown.</summary>
    internal const int PatternsShown = 20;

    /// <summary>What the imputation says, for a terminal, a pipe and Markdown.</summary>
    public static ResultText Text(ImputeResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new(result.Source, Headline(result), HeadlineTone(result), Sentence(result), Build(result)) { Subject = result.Comparison is null ? null : Filled(result) };
    }

    /// <summary>All tables that have something to show.</summary>
    public static IReadOnlyList<ReportTable> Build(ImputeResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        List<ReportTable> tables = [];
        if (result.Comparison is { } comparison)
            tables.AddRange([Comparison(comparison), Sensitivity(comparison), Tipping(comparison)]);
        tables.Add(Columns(result));
        if (result.Comparison is { MissingnessByArm.Count: > 0 } compared)
            tables.Add(ByArm(compared));
        if (result.HeldOut is { } heldOut)
            tables.Add(Score(result, heldOut));
        if (result.Pooled.Count > 0)
            tables.Add(Pooled(result));
        if (result.Imputations.Trace is { Columns.Count: > 0 } trace)
            tables.Add(Convergence(trace, result));
        if (Cells(result) is { Rows.Count: > 0 } cells)
            tables.Add(cells);
        if (result.Findings.Count > 0)
            tables.Add(AnalysisTables.Findings(result.Findings));
        return tables;
    }

    internal static string Headline(ImputeResult result) => result.Comparison is not { } comparison ? "Imputed" : comparison.Verdict.Decision switch
    {
        Decision.Ship => $"Ship: {TableCell.Printable(comparison.Variant)}",
        Decision.RollBack => $"Roll back: {TableCell.Printable(comparison.Variant)}",
        Decision.Invalid => "Invalid",
        _ => "Inconclusive",
    };

    internal static Tone HeadlineTone(ImputeResult result) => result.Comparison?.Verdict.Decision switch
    {
        Decision.Ship => Tone.Good,
        Decision.RollBack or Decision.Invalid => Tone.Bad,
        _ => Tone.Plain,
    };

    /// <summary>The verdict, or how much was filled and how well.</summary>
    internal static string Sentence(ImputeResult result)
    {
        if (result.Comparison is { } comparison)
            return comparison.Verdict.Reason;
        if (result.HeldOut is not { Numbers: > 0 } heldOut)
            return Filled(result);
        HeldOutScore means = heldOut.Scores[0], own = heldOut.Scores.First(score => score.Method == MethodKey(result.Method));
        return $"{Filled(result)} On {NumberFormat.Count(heldOut.Numbers)} observed numbers hidden from it, its best guess errs by {NumberFormat.Fixed(own.Rmse, 3)} standard deviations, "
            + $"a column mean by {NumberFormat.Fixed(means.Rmse, 3)}; its {NumberFormat.Level(1 - result.Alpha)} intervals hold {NumberFormat.Share(own.Coverage)} of them.";
    }

    /// <summary>How many cells were filled, and by what.</summary>
    internal static string Filled(ImputeResult result)
    {
        long missing = result.Columns.Sum(column => column.Missing);
        double share = (double)missing / (result.N * result.Columns.Count);
        return $"{NumberFormat.Count(missing)} of {NumberFormat.Count(result.N * result.Columns.Count)} cells ({NumberFormat.Share(share)}) in {NumberFormat.Count(result.N)} rows are missing; "
            + $"{NumberFormat.Count(result.Imputations.Count)} data sets were completed by {Method(result)}.";
    }

    internal static string Method(ImputeResult result) => result.Method switch
    {
        ImputationMethod.Normal => "a multivariate normal",
        ImputationMethod.Pmm => $"predictive mean matching ({result.Donors} donors, {result.Iterations} iterations)",
        _ => $"chained equations ({result.Iterations} iterations)",
    };

    internal static ReportTable Columns(ImputeResult result) => new(
        "Missing cells", [new("Column"), new("Kind"), Number("Missing"), Number("Share")],
        [.. result.Columns.Select(IReadOnlyList<TableCell> (column) =>
            [column.Name, Kind(column.Kind), NumberFormat.Count(column.Missing), NumberFormat.Share(column.Share)])]);

    internal static ReportTable ByArm(ImputeComparison comparison) => new(
        "Missing cells by arm", [new("Column"), Number(TableCell.Printable(comparison.Control)), Number(TableCell.Printable(comparison.Variant)), new("Test"), Number("p"), Number("Corrected p")],
        [.. comparison.MissingnessByArm.Select(IReadOnlyList<TableCell> (column) =>
        [
            column.Column, NumberFormat.Share(column.ControlShare), NumberFormat.Share(column.VariantShare), column.Test, NumberFormat.PValue(column.PValue),
            new TableCell(NumberFormat.PValue(column.AdjustedPValue), column.AdjustedPValue < 0.01 ? Tone.Warning : Tone.Plain),
        ])])
    { Note = "p-values of \"missing alike in both arms\", corrected for the number of columns by Holm's rule." };

    internal static ReportTable Score(ImputeResult result, HeldOutResult heldOut)
    {
        bool numbers = heldOut.Numbers > 0, texts = heldOut.Texts > 0;
        TableColumn[] columns =
        [
            new("Method"), .. numbers ? (TableColumn[])[Number("RMSE"), Number("MAE"), Number("CRPS"), Number($"{NumberFormat.Level(1 - result.Alpha)} coverage"), Number("Width")] : [],
            .. texts ? (TableColumn[])[Number("Texts right")] : [],
        ];
        string hidden = string.Join(" and ", new[] { numbers ? $"{NumberFormat.Count(heldOut.Numbers)} numbers" : "", texts ? $"{NumberFormat.Count(heldOut.Texts)} texts" : "" }.Where(part => part.Length > 0));
        string unit = numbers ? " Errors and widths are in standard deviations of the column; CRPS judges the whole distribution of the draws, lower is better." : "";
        return new("Hidden cells brought back", columns, [.. heldOut.Scores.Select(IReadOnlyList<TableCell> (score) =>
        [
            new TableCell(score.Method + (score.Method == MethodKey(result.Method) ? " (used)" : "")),
            .. numbers ? (TableCell[])[Decimals(score.Rmse), Decimals(score.Mae), Decimals(score.Crps), NumberFormat.Share(score.Coverage), Decimals(score.Width)] : [],
            .. texts ? (TableCell[])[NumberFormat.Share(score.Accuracy)] : [],
        ])])
        { Note = $"{hidden} of {NumberFormat.Count(heldOut.Rows)} rows were hidden from every method.{unit}" };
    }

    internal static ReportTable Pooled(ImputeResult result) => new(
        "Means over all data sets",
        [new("Column"), Number("Mean"), Number("SE"), Number(Words.Confidence(1 - result.Alpha)), Number("df"), Number("Missing information"), Number("Observed mean")],
        [.. result.Pooled.Select(IReadOnlyList<TableCell> (column) =>
        {
            NumberScale scale = new(column.StandardError, column.Mean);
            return
            [
                column.Column, scale.Format(column.Mean), NumberFormat.Plain(column.StandardError), $"{scale.Format(column.Interval.Lower)} to {scale.Format(column.Interval.Upper)}",
                NumberFormat.Degrees(column.DegreesOfFreedom), NumberFormat.Share(column.Fmi), new TableCell(scale.Format(column.ObservedMean), Tone.Muted),
            ];
        })])
    { Note = "Pooled by Rubin's rules; degrees of freedom by Barnard and Rubin." };

    internal static ReportTable Convergence(ChainTrace trace, ImputeResult result)
    {
        HashSet<string> doubtful = [.. trace.NotConverged.Select(column => column.Column)];
        return new("Chains", [new("Column"), Number("R-hat of means"), Number("R-hat of deviations")],
            [.. trace.Columns.Select(IReadOnlyList<TableCell> (column) =>
            [
                column.Column, new TableCell(RHat(column.MeanRHat), doubtful.Contains(column.Column) ? Tone.Warning : Tone.Plain), RHat(column.DeviationRHat),
            ])])
        {
            Note = $"How far {result.Imputations.Count} chains disagree over the second half of {result.Iterations} iterations; near 1 they do not.",
        };
    }

    internal static ReportTable Cells(ImputeResult result)
    {
        long all = result.Columns.Sum(column => column.Missing);
        ImputedCell[] shown = [.. result.Cells().Take(CellsShown)];
        bool texts = shown.Any(cell => cell.Level is not null);
        TableColumn[] columns = [Number("Row"), new("Column"), Number("Mean"), Number("SD"), Number("Interval"), .. texts ? (TableColumn[])[new("Text")] : []];
        return new("Imputed cells", columns, [.. shown.Select(IReadOnlyList<TableCell> (cell) =>
        {
            NumberScale scale = new(cell.Sd, cell.Mean);
            TableCell[] number = cell.Level is null ? [scale.Format(cell.Mean), scale.Format(cell.Sd), $"{scale.Format(cell.Lower)} to {scale.Format(cell.Upper)}"] : ["", "", ""];
            TableCell[] text = texts ? [cell.Level is { } level ? $"{level} ({NumberFormat.Share(cell.Share!.Value)})" : ""] : [];
            return [NumberFormat.Count(cell.Row), cell.Column, .. number, .. text];
        })])
        {
            Note = IntervalNote(result) + (all > CellsShown ? $" The first {CellsShown} of {NumberFormat.Count(all)}; --cells FILE writes all." : ""),
        };
    }

    internal static ReportTable Comparison(ImputeComparison c)
    {
        NumberScale scale = new(c.Pooled.StandardError, c.Pooled.Estimate);
        string Range(Interval interval) => $"{scale.Signed(interval.Lower)} to {scale.Signed(interval.Upper)}";
        string units = string.Join(", ", c.Arms.Select(arm => $"{TableCell.Printable(arm.Name)}: {NumberFormat.Count(arm.Rows)} rows, {NumberFormat.Count(arm.Imputed)} imputed, mean {scale.Format(arm.Mean)}"));
        return new($"{TableCell.Printable(c.Metric)}: {TableCell.Printable(c.Variant)} against {TableCell.Printable(c.Control)}",
            [new("Data"), Number("Difference"), Number("SE"), Number(Words.Confidence(c.Interval.Level)), Number("df"), Number("p"), Number("Missing information")],
            [
                [
                    "all rows, imputed", scale.Signed(c.Pooled.Estimate), NumberFormat.Plain(c.Pooled.StandardError), Range(c.Interval), NumberFormat.Degrees(c.Pooled.DegreesOfFreedom),
                    NumberFormat.PValue(c.Pooled.PValue), NumberFormat.Share(c.Pooled.MissingInformation),
                ],
                [
                    "rows with a value", scale.Signed(c.CompleteCase.Estimate), NumberFormat.Plain(c.CompleteCase.StandardError), Range(c.CompleteCase.Interval),
                    NumberFormat.Degrees(c.CompleteCase.DegreesOfFreedom ?? double.NaN), NumberFormat.PValue(c.CompleteCase.PValue), "",
                ],
            ])
        { Note = $"Welch's difference, pooled by the rules of Rubin and of Barnard and Rubin. {units}." };
    }

    internal static ReportTable Sensitivity(ImputeComparison c)
    {
        NumberScale scale = new(c.Pooled.StandardError, c.Pooled.Estimate), shift = new(c.Sensitivity.StandardDeviation / 10, c.Sensitivity.StandardDeviation);
        return new($"If the missing values of {Whose(c, c.Sensitivity.Shift)} differ from what was imputed",
            [Number("Shift"), Number("In SD"), Number("Difference"), Number(Words.Confidence(c.Interval.Level)), Number("p")],
            [.. c.Sensitivity.Deltas.Select(IReadOnlyList<TableCell> (delta) =>
            [
                shift.Signed(delta.Delta), new NumberScale(0.1, 1).Signed(delta.Delta / c.Sensitivity.StandardDeviation),
                scale.Signed(delta.Estimate), $"{scale.Signed(delta.Interval.Lower)} to {scale.Signed(delta.Interval.Upper)}", NumberFormat.PValue(delta.PValue),
            ])]);
    }

    internal static ReportTable Tipping(ImputeComparison c)
    {
        NumberScale shift = new(c.Sensitivity.StandardDeviation / 10, c.Sensitivity.StandardDeviation);
        string Point(double? value) => value is { } point ? $"{shift.Signed(point)} ({NumberFormat.Fixed(point / c.Sensitivity.StandardDeviation, 2)} SD)" : "none";
        return new("Where the conclusion changes", [new("Imputed values moved"), Number("Down by"), Number("Up by")],
            [.. c.Sensitivity.Arms.Select(IReadOnlyList<TableCell> (arm) => [$"of {Whose(c, arm.Shift)}", Point(arm.Below), Point(arm.Above)])])
        {
            Note = "Looked for as far as values can plausibly differ: 5 standard deviations, or between 0 and 1 for a proportion.",
        };
    }

    internal static string Whose(ImputeComparison c, ShiftedArm shift) => shift switch
    {
        ShiftedArm.Treatment => TableCell.Printable(c.Variant),
        ShiftedArm.Control => TableCell.Printable(c.Control),
        _ => "both arms",
    };

    internal static string MethodKey(ImputationMethod method) => method switch
    {
        ImputationMethod.Normal => "normal",
        ImputationMethod.Pmm => "pmm",
        _ => "chained",
    };

    // So few draws cannot leave out as little as asked.
    private static string IntervalNote(ImputeResult result)
    {
        int m = result.Imputations.Count;
        double level = Math.Min(1 - result.Alpha, (m - 1.0) / (m + 1));
        return $"Intervals hold a further draw with probability {NumberFormat.Share(level)}" + (level < 1 - result.Alpha - 1e-12 ? $", as much as {m} draws can." : ".");
    }

    private static string Kind(ImputedKind kind) => kind switch
    {
        ImputedKind.Number => "number",
        ImputedKind.Binary => "binary",
        _ => "nominal",
    };

    private static string Decimals(double value) => double.IsNaN(value) ? NumberFormat.Missing : NumberFormat.Fixed(value, 3);

    private static string RHat(double value) => double.IsFinite(value) ? NumberFormat.Fixed(value, 3) : NumberFormat.Missing;

    private static TableColumn Number(string name) => new(name, Alignment.Right);
}
