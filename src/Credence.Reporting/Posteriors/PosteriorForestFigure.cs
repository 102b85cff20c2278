using System.Globalization;
using Credence.Bayes;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>A forest plot of posteriors: mean, half and whole of the highest-density interval of each element, all chains together, and its R-hat.</summary>
internal static class PosteriorForestFigure
{
    private const double Width = 900, Top = 30, RowHeight = 26, Inner = 0.5;

    /// <summary>One row for each element; null where there is none.</summary>
    public static Drawing? Of(Draws draws, PosteriorSummary summary, IReadOnlyList<int> elements)
    {
        ElementSummary[] rows = [.. elements.Select(element => summary.Elements[element])];
        double[] limits = [.. rows.SelectMany(row => row.IsConstant ? [row.Mean] : new[] { row.Hdi.Lower, row.Hdi.Upper, row.Mean }).Where(double.IsFinite)];
        if (limits.Length == 0)
            return null;
        string level = NumberFormat.Level(summary.Level);
        Drawing drawing = new(Width, $"Means with {level} highest-density intervals", string.Join("; ", rows.Select(row => $"{row.Name}: {Numbers(row)}")) + ".");
        double labels = Math.Min(250, rows.Max(row => Lettering.Width(row.Name, 12))) + 16;
        double rHat = Width - Math.Max(Lettering.Width("R-hat", 12), rows.Max(row => Lettering.Width(RHat(row), 12)));
        double numbers = rHat - 24 - rows.Max(row => Lettering.Width(Numbers(row), 12));
        (double low, double high) = Range(limits);
        Axis axis = new(low, high, labels + 8, numbers - 24);
        double bottom = Top + (rows.Length * RowHeight) + 2;
        drawing.Text(numbers, Top - 12, $"mean ({level} HDI)", Ink.Muted, 12);
        drawing.Text(Width, Top - 12, "R-hat", Ink.Muted, 12, Anchor.End);
        double under = axis.Draw(drawing, Top - 4, bottom);
        if (axis.Shows(0))
            drawing.Line(axis.X(0), Top - 4, axis.X(0), bottom, Ink.Text, 1.3);
        for (int i = 0; i < rows.Length; i++)
            Row(drawing, rows[i], draws.Of(elements[i]), axis, Top + ((i + 0.5) * RowHeight), labels, numbers);
        drawing.Text((axis.X(axis.Low) + axis.X(axis.High)) / 2, under + 12, $"Dot: mean; thick: {NumberFormat.Level(Inner)} HDI; thin: {level} HDI; all chains together", Ink.Muted, 12, Anchor.Middle);
        drawing.Height = under + 22;
        return drawing;
    }

    private static void Row(Drawing drawing, ElementSummary row, ReadOnlySpan<double> draws, Axis axis, double y, double labels, double numbers)
    {
        drawing.Text(0, y + 4, Lettering.Fit(row.Name, labels - 6, 12), Ink.Text, 12);
        drawing.Text(numbers, y + 4, Numbers(row), row.IsConstant ? Ink.Muted : Ink.Text, 12);
        drawing.Text(Width, y + 4, RHat(row), row.RHat > Convergence.DoubtfulRHat ? Ink.Bad : Ink.Text, 12, Anchor.End, bold: row.RHat > Convergence.DoubtfulRHat);
        if (row.IsConstant)
        {
            drawing.Diamond(axis.X(row.Mean), y, 5, Ink.Axis);
            return;
        }
        if (!double.IsFinite(row.Mean))
            return;
        drawing.Line(axis.X(row.Hdi.Lower), y, axis.X(row.Hdi.Upper), y, Ink.Neutral, 1.6);
        Interval inner = CredibleInterval.HighestDensity(draws, Inner);
        drawing.Line(axis.X(inner.Lower), y, axis.X(inner.Upper), y, Ink.Neutral, 5);
        drawing.Circle(axis.X(row.Mean), y, 4.5, Ink.Neutral, hollow: true);
    }

    private static string Numbers(ElementSummary row)
    {
        PosteriorScale scale = new(row);
        return row.IsConstant ? $"constant {NumberFormat.Typeset(row.Mean.ToString("G6", CultureInfo.InvariantCulture))}" : !double.IsFinite(row.Mean) ? "not finite" : $"{scale.Of(row.Mean)} ({scale.Of(row.Hdi)})";
    }

    private static string RHat(ElementSummary row) => row.IsConstant ? "" : PosteriorTables.RHat(row.RHat);

    // Zero is shown where it is near.
    private static (double Low, double High) Range(double[] limits)
    {
        (double low, double high) = (limits.Min(), limits.Max());
        double span = high - low;
        if (0 > low - span && 0 < high + span)
            (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        return (low - (0.04 * (high - low)), high + (0.04 * (high - low)));
    }
}
