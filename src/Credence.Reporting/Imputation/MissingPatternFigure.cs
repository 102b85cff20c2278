using Credence.Analysis;

namespace Credence.Reporting;

/// <summary>Which columns are missing together: a row of cells for each pattern, with the number of rows that have it.</summary>
internal static class MissingPatternFigure
{
    private const double Width = 900, BarWidth = 190, Tall = 22, LongestName = 100, LabelSize = 12;

    public static Drawing? Of(ImputeResult result)
    {
        MissingPattern[] shown = [.. result.Patterns.Take(ImputeTables.PatternsShown)];
        if (shown.Length == 0 || result.Columns.All(column => column.Missing == 0))
            return null;
        string more = result.Patterns.Count > shown.Length ? $" The commonest {shown.Length} of {NumberFormat.Count(result.Patterns.Count)} patterns are drawn." : "";
        Drawing drawing = new(Width, "Which columns are missing together", $"{NumberFormat.Count(result.Patterns.Count)} patterns of missing columns in {NumberFormat.Count(result.N)} rows.{more}");
        double grid = Width - BarWidth - 20, wide = Math.Min(64, grid / result.Columns.Count), left = 0, bars = wide * result.Columns.Count + 18, most = shown.Max(pattern => pattern.Rows);
        double top = 16 + (0.87 * result.Columns.Max(column => Math.Min(Lettering.Width(column.Name, LabelSize), LongestName)));
        for (int j = 0; j < result.Columns.Count; j++)
        {
            string name = $"{Lettering.Fit(result.Columns[j].Name, LongestName, LabelSize)}";
            drawing.Text(left + ((j + 0.5) * wide) + 4, top - 8, name, Ink.Text, LabelSize, angle: -60);
        }
        double y = top;
        foreach (MissingPattern pattern in shown)
        {
            for (int j = 0; j < result.Columns.Count; j++)
                drawing.Rectangle(left + (j * wide) + 1, y + 1, wide - 2, Tall - 2, pattern.Missing[j] ? Ink.Bad : Ink.Grid);
            double length = Math.Max(1, pattern.Rows / most * (Width - bars - 130));
            drawing.Rectangle(bars, y + 4, length, Tall - 8, Ink.Neutral);
            drawing.Text(bars + length + 6, y + Tall - 6, $"{NumberFormat.Count(pattern.Rows)} ({NumberFormat.Share((double)pattern.Rows / result.N)})", Ink.Muted, LabelSize);
            y += Tall;
        }
        y += 24;
        drawing.Rectangle(0, y - 11, 14, 14, Ink.Bad);
        drawing.Text(20, y, "missing", Ink.Muted, LabelSize);
        drawing.Rectangle(90, y - 11, 14, 14, Ink.Grid);
        drawing.Text(110, y, "observed", Ink.Muted, LabelSize);
        drawing.Text(190, y, more.Trim(), Ink.Muted, LabelSize);
        drawing.Height = y + 12;
        return drawing;
    }
}
