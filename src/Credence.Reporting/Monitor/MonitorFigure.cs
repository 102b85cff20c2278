using System.Globalization;
using Credence.Analysis;

namespace Credence.Reporting;

/// <summary>A test over time: the effect with the interval of all looks and the fixed one dashed inside, and below it z between its boundaries.</summary>
internal static class MonitorFigure
{
    private const double Width = 900, Left = 78, Top = 34, EffectHeight = 260, Gap = 58, ZHeight = 170;
    private const int MostSymbols = 60;

    /// <summary>The figure; null where no look has an estimate.</summary>
    public static Drawing? Of(MonitorResult result)
    {
        Look[] looks = [.. result.Looks.Where(look => double.IsFinite(look.Estimate))];
        if (looks.Length == 0)
            return null;
        MetricScale scale = MonitorTables.Scale(result);
        Drawing drawing = new(Width, $"{result.Metric.Name}: effect look by look", Describe(result, looks, scale));
        Axis time = TimeAxis(looks, out Func<Look, double> at);
        double under = Effect(drawing, result, looks, time, at);
        under = Statistic(drawing, looks, time, at, under + Gap);
        drawing.Height = under + 4;
        return drawing;
    }

    private static double Effect(Drawing drawing, MonitorResult result, Look[] looks, Axis time, Func<Look, double> at)
    {
        bool share = result.Metric.Kind == MetricKind.Proportion;
        (double low, double high) = Range(looks);
        Axis effect = new(low, high, Top + EffectHeight, Top, share ? 100 : 1, share ? " pp" : "", signed: true);
        CurvePanel panel = new(time, effect);
        double under = panel.DrawAxes(drawing, $"Look ({result.Rule.Time})", $"{Words.Effect(result.Analysis)} on {Lettering.Fit(result.Metric.Name, 300, 13, true)}: {result.Treatment} against {result.Analysis.Control}");
        Look[] tested = [.. looks.Where(look => double.IsFinite(look.Interval.Lower) && double.IsFinite(look.Interval.Upper))];
        if (tested.Length > 1)
        {
            (double, double) Pixel((double X, double Y) point) => (time.X(point.X), effect.X(point.Y));
            drawing.Area([.. Clipped(Points(tested, at, look => look.Interval.Upper), effect).Select(Pixel), .. Clipped(Points(tested, at, look => look.Interval.Lower), effect).Reverse().Select(Pixel)], Ink.Neutral, 0.14);
        }
        drawing.Line(time.X(time.Low), effect.X(0), time.X(time.High), effect.X(0), Ink.Text, 1.2);
        Curve[] curves =
        [
            new($"{Words.Confidence(1 - result.Analysis.Alpha)} of all looks together", Points(looks, at, look => look.Interval.Upper), Ink.Neutral) { Width = 1.6 },
            new("", Points(looks, at, look => look.Interval.Lower), Ink.Neutral) { Width = 1.6 },
            new("fixed interval, of a single look", Points(looks, at, look => look.FixedInterval.Upper), Ink.Axis, Dashed: true) { Width = 1.3 },
            new("", Points(looks, at, look => look.FixedInterval.Lower), Ink.Axis, Dashed: true) { Width = 1.3 },
            new("estimate", Points(looks, at, look => look.Estimate), Ink.Text, Symbols: looks.Length <= MostSymbols ? 0 : null),
        ];
        foreach (Curve curve in curves)
            panel.Draw(drawing, curve);
        if (tested.Length == 1)
            drawing.Line(time.X(at(tested[0])), effect.X(Math.Max(tested[0].Interval.Lower, effect.Low)), time.X(at(tested[0])), effect.X(Math.Min(tested[0].Interval.Upper, effect.High)), Ink.Neutral, 2.2);
        return CurvePanel.Legend(drawing, curves, under + 16);
    }

    private static double Statistic(Drawing drawing, Look[] looks, Axis time, Func<Look, double> at, double top)
    {
        double[] sizes = [.. looks.Select(look => Math.Abs(look.Z)).Where(double.IsFinite)], bounds = [.. looks.Select(look => look.Boundary).Where(double.IsFinite)];
        double least = bounds.DefaultIfEmpty(2).Min(), largest = Math.Max(sizes.DefaultIfEmpty(0).Max(), Math.Max(least, Math.Min(bounds.DefaultIfEmpty(2).Max(), 2 * least))) * 1.12;
        Axis z = new(-largest, largest, top + ZHeight, top, signed: true);
        CurvePanel panel = new(time, z);
        double under = panel.DrawAxes(drawing, "", "z between its boundaries");
        drawing.Line(time.X(time.Low), z.X(0), time.X(time.High), z.X(0), Ink.Text, 1.2);
        bool many = looks.Length > MostSymbols;
        Curve[] curves =
        [
            new("boundary", Points(looks, at, look => look.Boundary), Ink.Bad, Symbols: many ? null : 3) { Width = 1.6 },
            new("", Points(looks, at, look => -look.Boundary), Ink.Bad, Symbols: many ? null : 3) { Width = 1.6 },
            new("z", Points(looks, at, look => look.Z), Ink.Text, Symbols: many ? null : 0),
        ];
        foreach (Curve curve in curves)
            panel.Draw(drawing, curve);
        return CurvePanel.Legend(drawing, curves, under + 2);
    }

    private static IReadOnlyList<(double X, double Y)> Points(Look[] looks, Func<Look, double> at, Func<Look, double> value) => [.. looks.Select(look => (at(look), value(look)))];

    /// <summary>The same line within the axis, with a point where it crosses an edge.</summary>
    private static IEnumerable<(double X, double Y)> Clipped(IReadOnlyList<(double X, double Y)> points, Axis axis)
    {
        for (int i = 0; i < points.Count; i++)
        {
            (double x, double y) = points[i];
            double edge = Math.Clamp(y, axis.Low, axis.High);
            if (i > 0)
            {
                (double x0, double y0) = points[i - 1];
                double edge0 = Math.Clamp(y0, axis.Low, axis.High), crossed = edge0 != y0 ? edge0 : edge;
                if ((edge0 != y0) != (edge != y))
                    yield return (x0 + ((x - x0) * (crossed - y0) / (y - y0)), crossed);
            }
            yield return (x, edge);
        }
    }

    // The early looks' intervals may be many times as wide as the later ones; they are cut off, not the later ones flattened.
    private static (double Low, double High) Range(Look[] looks)
    {
        double[] near = [0, .. looks.Select(look => look.Estimate)];
        double[] widths = [.. looks.Select(look => look.Interval.Upper - look.Interval.Lower).Where(double.IsFinite).Order()];
        double most = widths.Length == 0 ? double.PositiveInfinity : 2 * widths[widths.Length / 2];
        IEnumerable<double> limits = looks.SelectMany(look => new[] { look.Interval.Lower, look.Interval.Upper }.Where(limit => Math.Abs(limit - look.Estimate) <= most));
        double[] all = [.. near, .. limits];
        double pad = 0.06 * (all.Max() - all.Min());
        return (all.Min() - pad, all.Max() + pad);
    }

    private static Axis TimeAxis(Look[] looks, out Func<Look, double> at)
    {
        double first = looks[0].Time.Position, last = looks[^1].Time.Position;
        if (looks[0].Time.IsNumber)
        {
            at = look => look.Time.Position;
            return new(first, last, Left, Width - 34);
        }
        // Ticks are whole days, hours or minutes, whichever the looks are apart by.
        (double perDay, string form) = last - first >= 3 ? (1, "d MMM") : last - first >= 0.125 ? (24, "d MMM HH:mm") : (1440.0, "HH:mm");
        at = look => look.Time.Position * perDay;
        return new(first * perDay, Math.Max(last, first + (3 / perDay)) * perDay, Left, Width - 34,
            label: tick => DateTime.UnixEpoch.AddMinutes(Math.Round(tick / perDay * 1440)).ToString(form, CultureInfo.InvariantCulture));
    }

    private static string Describe(MonitorResult result, Look[] looks, MetricScale scale)
    {
        Look last = looks[^1];
        return $"{looks.Length} looks from {looks[0].Time} to {last.Time}; at the last, the effect is {scale.Difference(last.Estimate)} ({scale.Difference(result.Metric.Comparisons[0].Interval)}), z {NumberFormat.Fixed(last.Z, 2)} with boundary {(double.IsFinite(last.Boundary) ? NumberFormat.Fixed(last.Boundary, 2) : "none")}.";
    }
}
