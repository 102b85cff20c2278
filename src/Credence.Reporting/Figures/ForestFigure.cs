using Credence.Analysis;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>One row of a forest plot.</summary>
/// <param name="Heading">Name of the group that starts here; null where the row goes on with the last one.</param>
/// <param name="Label">Name of the row.</param>
/// <param name="Comparison">The numbers.</param>
/// <param name="Tone">Good, bad or plain.</param>
/// <param name="Scale">How the numbers are written.</param>
/// <param name="Limit">Where the margin lies on the axis of lifts; null without one.</param>
internal sealed record ForestRow(string? Heading, string Label, Comparison Comparison, Tone Tone, MetricScale Scale, double? Limit);

/// <summary>A forest plot: lifts on one axis with zero in sight, absolute numbers beside them.</summary>
internal static class ForestFigure
{
    private const double Width = 900;
    private const double RowHeight = 42;
    private const double Top = 34;
    private const double LabelLimit = 250;

    /// <summary>All metrics and treatments; null where there is nothing to compare.</summary>
    public static Drawing? OfMetrics(AnalysisResult result) => Draw(result, $"{result.Experiment}: {Words.Effects(result).ToLowerInvariant()}", [.. result.Metrics.SelectMany(metric =>
    {
        MetricScale scale = new(metric);
        return metric.Comparisons.Select((c, i) => new ForestRow(i == 0 ? metric.Name : null, c.Variant, c, Words.Tone(result, metric, c), scale, Limit(metric, c)));
    })]);

    /// <summary>The segments of one breakdown; null where no segment has a comparison.</summary>
    public static Drawing? OfSegments(AnalysisResult result, MetricResult metric, Breakdown breakdown)
    {
        MetricScale scale = AnalysisTables.SegmentScale(metric, breakdown);
        return Draw(result, $"{metric.Name} by {breakdown.By}", [.. breakdown.Segments.SelectMany(segment => segment.Comparisons.Select((c, i) =>
            new ForestRow(i == 0 ? AnalysisTables.SegmentName(segment.Value).Text : null, c.Variant, c, Words.Tone(result, metric, c), scale, null)))]);
    }

    private static Drawing? Draw(AnalysisResult result, string title, IReadOnlyList<ForestRow> rows)
    {
        if (rows.Count == 0)
            return null;
        Drawing drawing = new(Width, title, Describe(rows));
        double labels = Math.Min(LabelLimit, rows.Max(r => Math.Max(Lettering.Width(r.Heading ?? "", 13, true), Lettering.Width(r.Label, 12)))) + 18;
        double absolute = Width - rows.Max(r => TextWidth(r.Scale.Difference(r.Comparison.Estimate), r.Scale.Difference(r.Comparison.Interval)));
        double lifts = absolute - 22 - rows.Max(r => TextWidth(r.Scale.Lift(r.Comparison.Relative.Estimate), SetText(r)));
        (double low, double high) = Range(rows);
        Axis axis = new(low, high, labels + 12, lifts - 26, 100, "%", signed: true);
        double bottom = Top + rows.Count * RowHeight + 4;
        drawing.Text(lifts, Top - 14, "Lift", Ink.Muted, 12);
        drawing.Text(absolute, Top - 14, Words.Effect(result), Ink.Muted, 12);
        double under = axis.Draw(drawing, Top - 6, bottom);
        for (int i = 1; i < rows.Count; i++)
        {
            if (rows[i].Heading is not null)
                drawing.Line(0, Top + i * RowHeight, Width, Top + i * RowHeight, Ink.Grid);
        }
        drawing.Line(axis.X(0), Top - 6, axis.X(0), bottom, Ink.Text, 1.5);
        for (int i = 0; i < rows.Count; i++)
            Row(drawing, rows[i], axis, Top + (i + 0.5) * RowHeight, labels, lifts, absolute);
        drawing.Text((axis.X(axis.Low) + axis.X(axis.High)) / 2, under + 12, $"Lift over {Lettering.Fit(Words.Control(result.Control), 220, 12)}, with {Confidence(rows)}", Ink.Muted, 12, Anchor.Middle);
        drawing.Height = Legend(drawing, result, rows, under + 38);
        return drawing;
    }

    private static string Confidence(IReadOnlyList<ForestRow> rows)
    {
        Comparison[] all = [.. rows.Select(row => row.Comparison)];
        return Words.LevelsDiffer(all) ? "intervals of the levels in the table" : Words.Confidence(all, double.NaN);
    }

    private static void Row(Drawing drawing, ForestRow row, Axis axis, double y, double labels, double lifts, double absolute)
    {
        Comparison c = row.Comparison;
        if (row.Heading is { } heading)
            drawing.Text(0, y - 3, Lettering.Fit(heading, labels - 6, 13, true), Ink.Text, 13, bold: true);
        drawing.Text(0, row.Heading is null ? y + 4 : y + 14, Lettering.Fit(row.Label, labels - 6, 12), Ink.Muted, 12);
        Ink ink = row.Tone switch { Tone.Good => Ink.Good, Tone.Bad => Ink.Bad, _ => c.Significant ? Ink.Neutral : Ink.Axis };
        if (row.Limit is { } limit && axis.Shows(limit))
            drawing.Line(axis.X(limit), y - 15, axis.X(limit), y + 15, Ink.Bad, 1.5, dashed: true);
        foreach ((double from, double to) in Pieces(c.Relative))
            Piece(drawing, axis, from, to, y, ink, c.Relative.Set == RelativeSet.All);
        if (axis.Shows(c.Relative.Estimate) && row.Tone == Tone.Bad)
            drawing.Diamond(axis.X(c.Relative.Estimate), y, 7, ink);
        else if (axis.Shows(c.Relative.Estimate))
            drawing.Circle(axis.X(c.Relative.Estimate), y, 5.5, ink, hollow: !c.Significant);
        Numbers(drawing, lifts, y, row.Scale.Lift(c.Relative.Estimate), SetText(row));
        Numbers(drawing, absolute, y, row.Scale.Difference(c.Estimate), row.Scale.Difference(c.Interval));
    }

    // The connected pieces of a set; each may go on without end.
    private static IEnumerable<(double From, double To)> Pieces(RelativeEffect relative) => relative.Set switch
    {
        RelativeSet.Interval => [(relative.Interval!.Value.Lower, relative.Interval.Value.Upper)],
        RelativeSet.Complement => [(double.NegativeInfinity, relative.Complement!.Value.Lower), (relative.Complement.Value.Upper, double.PositiveInfinity)],
        _ => double.IsNaN(relative.Estimate) ? [] : [(double.NegativeInfinity, double.PositiveInfinity)],
    };

    private static void Piece(Drawing drawing, Axis axis, double from, double to, double y, Ink ink, bool dashed)
    {
        if (double.IsNaN(from) || double.IsNaN(to))
            return;
        double left = axis.X(Math.Clamp(from, axis.Low, axis.High));
        double right = axis.X(Math.Clamp(to, axis.Low, axis.High));
        bool goesLeft = from < axis.Low;
        bool goesRight = to > axis.High;
        if (goesLeft)
            drawing.Arrow(left, y, -1, ink);
        else if (from <= axis.High)
            drawing.Line(left, y - 5, left, y + 5, ink, 2);
        if (goesRight)
            drawing.Arrow(right, y, +1, ink);
        else if (to >= axis.Low)
            drawing.Line(right, y - 5, right, y + 5, ink, 2);
        drawing.Line(left + (goesLeft ? 6 : 0), y, Math.Max(right - (goesRight ? 6 : 0), left), y, ink, 2.5, dashed);
    }

    private static void Numbers(Drawing drawing, double x, double y, string estimate, string interval)
    {
        drawing.Text(x, y - 2, NumberFormat.Typeset(estimate), Ink.Text, 13, bold: true);
        drawing.Text(x, y + 13, NumberFormat.Typeset(interval), Ink.Muted, 11);
    }

    private static double TextWidth(string estimate, string interval)
        => Math.Max(Lettering.Width(NumberFormat.Typeset(estimate), 13, true), Lettering.Width(NumberFormat.Typeset(interval), 11)) + 2;

    // Zero always, and every bounded interval unless it is far longer than the typical one: then an arrow says that it goes on.
    private static (double Low, double High) Range(IReadOnlyList<ForestRow> rows)
    {
        double[] limits = [.. rows.SelectMany(r => r.Comparison.Relative.Interval is { } i ? new[] { i.Lower, i.Upper, r.Comparison.Relative.Estimate } : []).Where(double.IsFinite),
            .. rows.Where(r => r.Limit is not null).Select(r => r.Limit!.Value)];
        if (limits.Length == 0)
            return (-1, 1);
        double[] extents = [.. rows.Where(r => r.Comparison.Relative.Interval is { } i && double.IsFinite(i.Lower) && double.IsFinite(i.Upper))
            .Select(r => Math.Max(Math.Abs(r.Comparison.Relative.Interval!.Value.Lower), Math.Abs(r.Comparison.Relative.Interval.Value.Upper))).Order()];
        double cap = extents.Length == 0 ? double.PositiveInfinity : 8 * extents[(extents.Length - 1) / 2];
        double low = Math.Max(Math.Min(0, limits.Min()), -cap);
        double high = Math.Min(Math.Max(0, limits.Max()), cap);
        double pad = 0.06 * (high - low);
        return (low - pad, high + pad);
    }

    private static double? Limit(MetricResult metric, Comparison c)
    {
        if (c.Margin is not { } margin || !metric.Variants.TryGetValue(c.Control, out VariantSummary? control))
            return null;
        double lift = margin.IsRelative ? margin.Value : margin.Value / control.Mean;
        return !double.IsFinite(lift) ? null : metric.Direction == Direction.Increase ? -lift : lift;
    }

    private static double Legend(Drawing drawing, AnalysisResult result, IReadOnlyList<ForestRow> rows, double y)
    {
        double x = 0;
        void Entry(string text, Action<double, double> symbol)
        {
            symbol(x + 6, y - 4);
            drawing.Text(x + 18, y, text, Ink.Muted, 12);
            x += 18 + Lettering.Width(text, 12) + 22;
        }
        if (rows.Any(r => r.Tone == Tone.Good))
            Entry("better", (sx, sy) => drawing.Circle(sx, sy, 5.5, Ink.Good));
        if (rows.Any(r => r.Tone == Tone.Bad))
            Entry("worse", (sx, sy) => drawing.Diamond(sx, sy, 7, Ink.Bad));
        if (rows.Any(r => r.Tone == Tone.Plain && r.Comparison.Significant))
            Entry("differs", (sx, sy) => drawing.Circle(sx, sy, 5.5, Ink.Neutral));
        if (rows.Any(r => !r.Comparison.Significant))
            Entry(result.Randomised ? "no effect shown" : "no difference shown", (sx, sy) => drawing.Circle(sx, sy, 5, Ink.Axis, hollow: true));
        if (rows.Any(r => r.Limit is not null))
            Entry("margin", (sx, sy) => drawing.Line(sx, sy - 8, sx, sy + 8, Ink.Bad, 1.5, dashed: true));
        return y + 12;
    }

    private static string SetText(ForestRow row) => row.Scale.Lift(row.Comparison.Relative);

    private static string Describe(IReadOnlyList<ForestRow> rows)
    {
        string heading = "";
        List<string> parts = [];
        foreach (ForestRow row in rows)
        {
            heading = row.Heading ?? heading;
            parts.Add($"{heading}, {row.Label}: lift {row.Scale.Lift(row.Comparison.Relative.Estimate)} ({SetText(row)})");
        }
        return string.Join("; ", parts) + ".";
    }
}
