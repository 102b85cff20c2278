using System.Globalization;
using Credence.Analysis;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>The tables of an analysis, the same for the terminal, Markdown and HTML.</summary>
public static class AnalysisTables
{
    /// <summary>All tables that have something to show: effects, levels, segments, sample ratio, what was left out, findings.</summary>
    public static IReadOnlyList<ReportTable> Build(AnalysisResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        List<ReportTable> tables = [Comparisons(result, result.Metrics), .. result.Metrics.SelectMany(BayesTables.Posterior)];
        if (DecisionTables.IsWorthTelling(result))
            tables.Add(DecisionTables.Rule(result));
        tables.Add(Levels(result.Metrics));
        tables.AddRange(DistributionTables.Of(result, result.Metrics));
        if (AdjustmentTables.Has(result.Metrics))
            tables.Add(AdjustmentTables.Of(result, result.Metrics));
        foreach (MetricResult metric in result.Metrics)
            tables.AddRange(StrataTables.Of(result, metric).Concat(ConstructTables.Of(metric)).Concat(metric.Breakdowns.Select(breakdown => Segments(result, metric, breakdown))));
        tables.AddRange(result.Metrics.Where(metric => metric.Development is not null).Select(metric => CheckTables.Development(result, metric, metric.Development!)));
        if (result.Balance is { } balance)
            tables.Add(CheckTables.Balance(balance));
        if (result.SampleRatio is { } ratio)
            tables.Add(SampleRatio(ratio));
        if (LeftOut(result) is { Rows.Count: > 0 } leftOut)
            tables.Add(leftOut);
        if (result.Assumptions.Count > 0)
            tables.Add(CheckTables.Assumptions(result));
        if (result.Certificate is { } certificate)
            tables.Add(CheckTables.Certificate(result, certificate));
        if (result.Findings.Count > 0)
            tables.Add(Findings(result.Findings));
        return tables;
    }

    /// <summary>Each treatment of each metric; with details also the standard error and the test's statistic.</summary>
    internal static ReportTable Comparisons(AnalysisResult result, IReadOnlyList<MetricResult> metrics, bool detailed = false)
    {
        Comparison[] all = [.. metrics.SelectMany(m => m.Comparisons)];
        if (all.Any(c => c.Frequentist is not null))
            return BayesTables.Comparisons(result, metrics);
        bool corrected = all.Any(c => !c.AdjustedPValue.Equals(c.PValue));
        bool margins = all.Any(c => c.Margin is not null);
        bool adjusted = all.Any(c => c.VarianceReduction != 0);
        bool designed = all.Any(c => c.PowerAtDesignEffect is not null);
        bool equivalence = all.Any(c => c.Equivalence is not null);
        bool levels = Words.LevelsDiffer(all);
        string interval = Words.Confidence(all, 1 - result.Alpha);
        TableColumn[] columns =
        [
            new("Metric"), new("Variant"), Number(Words.Effect(result)), Number(interval), Number("Lift"), Number(interval + " of the lift"), .. Where(levels, "Level"),
            .. Where(detailed, "Standard error"), .. Where(detailed, "Statistic"), Number("p"), .. Where(corrected, "Corrected p"), .. Where(margins, "Margin"), .. Where(equivalence, "Equivalence"), .. Where(adjusted, "Variance removed"), Number("Detectable"),
            .. Where(designed, "Power at the design's effect"),
        ];
        List<IReadOnlyList<TableCell>> rows = [];
        foreach (MetricResult metric in metrics)
        {
            MetricScale scale = new(metric);
            foreach (Comparison c in metric.Comparisons)
            {
                List<TableCell> row = [metric.Name, c.Variant, .. EffectCells(result, metric, c, scale)];
                if (levels)
                    row.Add(Words.Level(c.Interval.Level));
                if (detailed)
                    row.AddRange([scale.Size(c.StandardError), Statistic(c)]);
                row.Add(NumberFormat.PValue(c.PValue));
                if (corrected)
                    row.Add(NumberFormat.PValue(c.AdjustedPValue));
                if (margins)
                    row.Add(Margin(c.Margin, scale));
                if (equivalence)
                    row.Add(DecisionTables.Equivalence(c.Equivalence, scale));
                if (adjusted)
                    row.Add(NumberFormat.Share(c.VarianceReduction));
                row.Add(scale.Size(c.MinimumDetectableEffect));
                if (designed)
                    row.Add(PlanNumbers.Power(c.PowerAtDesignEffect ?? double.NaN));
                rows.Add(row);
            }
        }
        return new ReportTable(Words.Effects(result), columns, rows) { Note = ComparisonsNote(result, metrics) };
    }

    internal static ReportTable Levels(IReadOnlyList<MetricResult> metrics)
    {
        List<IReadOnlyList<TableCell>> rows = [];
        foreach (MetricResult metric in metrics)
        {
            MetricScale scale = new(metric);
            foreach ((string variant, VariantSummary level) in metric.Variants)
                rows.Add([metric.Name, variant, NumberFormat.Count(level.Count), scale.Level(level.Mean), scale.Spread(level.StandardDeviation)]);
        }
        string mean = metrics.All(m => m.Kind == MetricKind.Proportion) ? "Share" : metrics.All(m => m.Kind == MetricKind.Ratio) ? "Ratio"
            : metrics.All(m => m.Kind == MetricKind.Quantile) ? "Quantile" : metrics.Any(m => m.Kind == MetricKind.Quantile) ? "Level"
            : metrics.All(m => m.Kind == MetricKind.Construct) ? "Latent mean" : "Mean";
        return new ReportTable("Levels", [new("Metric"), new("Variant"), Number("Units"), Number(mean), Number("Standard deviation")], rows);
    }

    internal static ReportTable Segments(AnalysisResult result, MetricResult metric, Breakdown breakdown)
    {
        MetricScale scale = SegmentScale(metric, breakdown);
        Comparison[] all = [.. breakdown.Segments.SelectMany(segment => segment.Comparisons)];
        bool ofPosterior = all.Any(c => c.Frequentist is not null);
        string interval = ofPosterior ? Words.Level(1 - result.Alpha) + " credible" : Words.Confidence(all, 1 - result.Alpha);
        bool corrected = all.Any(c => !c.AdjustedPValue.Equals(c.PValue));
        TableColumn[] columns =
        [
            new(breakdown.By), new("Variant"), Number("Units, control"), Number("Units, variant"), Number("Control"), Number(Words.Effect(result)),
            Number(interval), Number("Lift"), Number(interval + " of the lift"), Number(ofPosterior ? "P(better)" : "p"), .. Where(corrected, "Corrected p"),
        ];
        List<IReadOnlyList<TableCell>> rows = [];
        foreach (SegmentResult segment in breakdown.Segments)
        {
            TableCell name = SegmentName(segment.Value);
            foreach (Comparison c in segment.Comparisons)
            {
                VariantSummary control = segment.Variants[c.Control];
                rows.Add([name, c.Variant, NumberFormat.Count(control.Count), NumberFormat.Count(segment.Variants[c.Variant].Count),
                    scale.Level(control.Mean), .. EffectCells(result, metric, c, scale),
                    c.Frequentist is null ? NumberFormat.PValue(c.PValue) : NumberFormat.Probability(c.Posterior?.ProbabilityBetter ?? double.NaN),
                    .. corrected ? new TableCell[] { NumberFormat.PValue(c.AdjustedPValue) } : []]);
            }
            foreach (string variant in segment.Variants.Keys.Where(v => v != result.Control && segment.Comparisons.All(c => c.Variant != v)))
            {
                string Count(string arm) => segment.Variants.TryGetValue(arm, out VariantSummary? level) ? NumberFormat.Count(level.Count) : "0";
                rows.Add([name, variant, Count(result.Control), Count(variant), .. Enumerable.Repeat(new TableCell(NumberFormat.Missing, Tone.Muted), columns.Length - 4)]);
            }
        }
        return new ReportTable($"{metric.Name} by {breakdown.By}", columns, rows)
        {
            Note = $"{InteractionNote(result, breakdown.Interaction)}{DecisionTables.CorrectionNote(result, metric, breakdown)}".Trim() is { Length: > 0 } note ? note : null,
        };
    }

    internal static MetricScale SegmentScale(MetricResult metric, Breakdown breakdown) => new(
        metric.Kind, [.. breakdown.Segments.SelectMany(s => s.Variants.Values)], [.. breakdown.Segments.SelectMany(s => s.Comparisons)]);

    internal static TableCell SegmentName(string? value) => value is null ? new TableCell("(missing)", Tone.Muted) : new TableCell(value);

    internal static ReportTable SampleRatio(SampleRatio ratio)
    {
        long total = ratio.Observed.Values.Sum();
        List<IReadOnlyList<TableCell>> rows = [.. ratio.Observed.Select(IReadOnlyList<TableCell> (pair) =>
        [
            pair.Key, NumberFormat.Count(pair.Value), NumberFormat.Share((double)pair.Value / total),
            NumberFormat.Share(ratio.Expected.TryGetValue(pair.Key, out double share) ? share : double.NaN),
        ])];
        string says = ratio.Mismatch ? "the allocation departs from the plan" : "no sign of a departure from the plan";
        return new ReportTable("Sample ratio", [new("Variant"), Number(ratio.Cluster is { } cluster ? $"Clusters ({TableCell.Printable(cluster)})" : "Units"), Number("Share"), Number("Planned")], rows)
        {
            Note = $"Chi-square {NumberFormat.Plain(ratio.ChiSquare)} on {Degrees(ratio.DegreesOfFreedom)}, {NumberFormat.PEquals(ratio.PValue)}: {says}.",
        };
    }

    internal static ReportTable LeftOut(AnalysisResult result)
    {
        List<IReadOnlyList<TableCell>> rows = [];
        void Add(string reason, long count, bool areRows)
        {
            if (count > 0)
                rows.Add([reason, NumberFormat.Count(count), areRows ? NumberFormat.Share((double)count / result.Rows) : ""]);
        }
        bool unitsAreRows = result.Unit is null;
        string rowsOrUnits = unitsAreRows ? "rows" : "units";
        Add("rows dropped by the condition", result.Excluded.Where, true);
        Add($"{rowsOrUnits} without a variant", result.Excluded.MissingVariant, unitsAreRows);
        Add("units in several variants", result.Excluded.UnitsInSeveralVariants, unitsAreRows);
        foreach (MetricResult metric in result.Metrics)
        {
            Add($"{metric.Name}: no value", metric.Missing, unitsAreRows);
            Add($"{metric.Name}: not a finite number", metric.Invalid, unitsAreRows);
        }
        return new ReportTable("Left out", [new("What"), Number("Count"), Number("Share of rows")], rows)
        {
            Note = $"{NumberFormat.Count(result.Rows)} rows were read.",
        };
    }

    internal static ReportTable Findings(IReadOnlyList<Finding> findings) => new("Findings", [new("Finding"), new("Weight"), new("What was found"), new("What to do")],
        [.. findings.OrderByDescending(f => f.Severity).Select(IReadOnlyList<TableCell> (f) =>
            [f.Code, new TableCell(Severity(f.Severity), Words.Tone(f.Severity)), f.Message, f.Remedy])]);

    internal static string Severity(Severity severity) => severity switch
    {
        Statistics.Severity.Blocking => "blocking",
        Statistics.Severity.Warning => "warning",
        _ => "note",
    };

    internal static IEnumerable<TableCell> EffectCells(AnalysisResult result, MetricResult metric, Comparison c, MetricScale scale) =>
    [
        new TableCell(scale.Difference(c.Estimate), Words.Tone(result, metric, c)), scale.Difference(c.Interval),
        new TableCell(scale.Lift(c.Relative.Estimate), Words.Tone(result, metric, c)), scale.Lift(c.Relative),
    ];

    private static string Statistic(Comparison c) => c.Method switch
    {
        _ when double.IsNaN(c.Statistic) => NumberFormat.Missing,
        "mann-whitney" => $"U = {c.Statistic.ToString("#,##0.#", CultureInfo.InvariantCulture)}",
        "fisher" => double.IsInfinity(c.Statistic) ? "odds ratio = ∞" : $"odds ratio = {NumberFormat.Fixed(c.Statistic, 2)}",
        _ => $"{(c.DegreesOfFreedom is { } df ? $"t({NumberFormat.Degrees(df)})" : "z")} = {NumberFormat.Fixed(c.Statistic, 2)}",
    };

    internal static TableCell Margin(MarginStatement? margin, MetricScale scale)
    {
        if (margin is null)
            return new TableCell("", Tone.Muted);
        string value = margin.IsRelative ? NumberFormat.Level(margin.Value) : scale.Size(margin.Value);
        return margin.Met ? new TableCell($"{value} met", Tone.Good) : new TableCell($"{value} not met", Tone.Bad);
    }

    private static string ComparisonsNote(AnalysisResult result, IReadOnlyList<MetricResult> metrics)
    {
        IEnumerable<string> tests = metrics.SelectMany(m => m.Comparisons.Select(c => Words.Test(m.Kind, c))).Distinct();
        bool mixed = metrics.SelectMany(m => m.Comparisons.Select(c => c.Alternative)).Distinct().Count() > 1;
        string sides = mixed
            ? string.Join(", ", metrics.Where(m => m.Comparisons.Count > 0).GroupBy(m => m.Comparisons[0].Alternative).Select(side =>
                $"{Words.Sides(side.Key)} for {TableCell.Printable(string.Join(" and ", side.Select(m => m.Name)))}")) + ","
            : Words.Sides(metrics.SelectMany(m => m.Comparisons).FirstOrDefault()?.Alternative ?? result.Options.Alternative);
        string effect = result.Randomised ? "effect" : "difference";
        return $"Each variant against {TableCell.Printable(Words.Control(result.Control))}: {string.Join(", ", tests)}, {sides} at {NumberFormat.Level(result.Alpha)}.{DecisionTables.CorrectionNote(result, metrics)} "
            + (metrics.Any(m => m.Comparisons.Any(c => Words.IsSequential(c.Method))) ? "Interval and p hold at all looks together. " : "")
            + string.Concat(metrics.SelectMany(m => m.Comparisons.Select(c => DistributionTables.MeaningOf(result, c.Method))).Distinct())
            + $"Detectable: the {effect} that a test of this size finds with power 80%."
            + (result.MinimumEffect is { } lift ? $" The design's effect: {NumberFormat.Level(lift)} of the control's level." : "");
    }

    private static string? InteractionNote(AnalysisResult result, Interaction? interaction) => interaction is null ? null
        : $"Is the {(result.Randomised ? "effect" : "difference")} the same in all segments with at least {Breakdown.MinimumUnits} units in each variant? Chi-square {NumberFormat.Plain(interaction.Statistic)} on "
            + $"{Degrees(interaction.DegreesOfFreedom)}, {NumberFormat.PEquals(interaction.PValue)}.";

    private static string Degrees(int count) => count == 1 ? "1 degree of freedom" : $"{NumberFormat.Count(count)} degrees of freedom";

    private static TableColumn Number(string name) => new(name, Alignment.Right);

    private static TableColumn[] Where(bool shown, string name) => shown ? [Number(name)] : [];
}
