using Credence.Bayes;

namespace Credence.Reporting;

/// <summary>The posteriors of one parameter in all groups on one axis, with dashed lines at their means and their intervals below.</summary>
internal static class GroupMeansFigure
{
    private const double Width = 900, Top = 12, Tall = 190, Left = 10, Strip = 22;

    /// <summary>The figure; null where fewer than two elements vary.</summary>
    /// <param name="draws">The draws.</param>
    /// <param name="summary">Their summary.</param>
    /// <param name="parameter">A parameter over groups, such as the mean of each variant.</param>
    public static Drawing? Of(Draws draws, PosteriorSummary summary, Parameter parameter)
    {
        int first = draws.Parameters.Offset(parameter.Name);
        int[] elements = [.. Enumerable.Range(first, parameter.Size).Where(element => summary.Elements[element] is { IsConstant: false, Undefined: 0 })];
        if (elements.Length < 2)
            return null;
        ElementSummary[] rows = [.. elements.Select(element => summary.Elements[element])];
        PosteriorScale scale = new(rows);
        string level = NumberFormat.Level(summary.Level);
        Drawing drawing = new(Width, $"Posteriors of {parameter.Name}", string.Join("; ", rows.Select(row => $"{row.Name}: mean {scale.Of(row.Mean)}, {level} HDI {scale.Of(row.Hdi)}")) + ".");
        DensityCurve[] curves = [.. elements.Select(element => DensityCurve.Of(draws.Of(element)))];
        double reach = rows.Max(row => row.Hdi.Upper - row.Hdi.Lower);
        double low = Enumerable.Range(0, rows.Length).Min(i => Math.Max(curves[i].Range.Low, rows[i].Hdi.Lower - reach));
        double high = Enumerable.Range(0, rows.Length).Max(i => Math.Min(curves[i].Range.High, rows[i].Hdi.Upper + reach));
        Axis axis = new(low, high, Left, Width - Left);
        double bottom = Top + Tall, end = bottom + 10 + (rows.Length * Strip);
        double highest = curves.Max(curve => curve.Highest);
        double under = axis.Draw(drawing, Top, end);
        drawing.Line(Left, bottom, Width - Left, bottom, Ink.Axis);
        for (int i = 0; i < rows.Length; i++)
        {
            Ink ink = Ink.Variant(elements[i] - first);
            curves[i].Draw(drawing, axis, bottom, Tall - 10, highest, ink);
            drawing.Line(axis.X(rows[i].Mean), Top, axis.X(rows[i].Mean), bottom, ink, 1.4, dashed: true);
            Interval(drawing, rows[i], axis, elements[i] - first, bottom + 10 + ((i + 0.5) * Strip), scale);
        }
        drawing.Text(Width / 2, under + 12, $"Dashed: means; bars: {level} highest-density intervals", Ink.Muted, 12, Anchor.Middle);
        drawing.Height = under + 22;
        return drawing;
    }

    private static void Interval(Drawing drawing, ElementSummary row, Axis axis, int place, double y, PosteriorScale scale)
    {
        Ink ink = Ink.Variant(place);
        double mean = axis.X(row.Mean), left = axis.X(row.Hdi.Lower), right = axis.X(row.Hdi.Upper);
        drawing.Line(left, y, right, y, ink, 3);
        drawing.Symbol(place, mean, y, 5, ink);
        string text = $"{row.Name}  {scale.Of(row.Mean)} ({scale.Of(row.Hdi)})";
        double room = Lettering.Width(text, 12);
        // Beside the bar where there is room, on the wider side.
        if (Width - Left - right >= left - Left)
            drawing.Text(Math.Min(right + 8, Width - room), y + 4, text, Ink.Text, 12);
        else
            drawing.Text(Math.Max(left - 8, room), y + 4, text, Ink.Text, 12, Anchor.End);
    }
}
