namespace Credence.Reporting;

/// <summary>A matrix to be drawn as coloured cells.</summary>
/// <param name="Caption">What it is; may be empty.</param>
/// <param name="Rows">Names of the rows.</param>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Value">The number of a row and column; NaN where there is none.</param>
internal sealed record HeatmapPanel(string Caption, IReadOnlyList<string> Rows, IReadOnlyList<string> Columns, Func<int, int, double> Value)
{
    /// <summary>Whether cells above the diagonal are left out.</summary>
    public bool LowerTriangle { get; init; }

    /// <summary>The number of the last colours, 1 for correlations; null for the largest number.</summary>
    public double? Limit { get; init; }

    /// <summary>Decimals of the numbers in the cells.</summary>
    public int Decimals { get; init; } = 2;

    internal IEnumerable<(int Row, int Column, double Value)> Cells =>
        from row in Enumerable.Range(0, Rows.Count)
        from column in Enumerable.Range(0, LowerTriangle ? Math.Min(row + 1, Columns.Count) : Columns.Count)
        select (row, column, Value(row, column));

    // What rounds to 0 has no sign.
    internal string Printed(double value) => NumberFormat.Typeset(NumberFormat.Fixed(Math.Round(value, Decimals) + 0.0, Decimals));
}

/// <summary>One matrix, or two side by side, as coloured cells with their numbers: correlations, residuals, loadings.</summary>
internal static class HeatmapFigure
{
    private const double Width = 900, Gap = 28, LargestCell = 56, SmallestPair = 15, MostLabel = 150, Narrowest = 120, Corner = 0.7071;

    /// <summary>The figure. Numbers are left out of cells that are too small for them; panels of many columns stand one below the other.</summary>
    public static Drawing Of(string title, string description, params IReadOnlyList<HeatmapPanel> panels)
    {
        Drawing drawing = new(Width, title, description);
        double labels = Labels(panels, 12);
        bool beside = panels.Count > 1 && CellOf(panels, labels, beside: true) >= SmallestPair;
        double cell = CellOf(panels, labels, beside), size = Math.Clamp(cell * 0.8, 6, 12);
        labels = Labels(panels, size);
        double left = labels, top = 0, bottom = 0, right = 0;
        for (int i = 0; i < panels.Count; i++)
        {
            bool named = i == 0 || !beside || !panels[i].Rows.SequenceEqual(panels[0].Rows);
            if (i > 0)
                (left, top) = beside ? (left + panels[i - 1].Columns.Count * cell + Gap + (named ? labels : 0), 0) : (labels, bottom + Gap);
            bottom = Math.Max(bottom, Draw(drawing, panels[i], left, top, cell, size, named));
            right = Math.Max(right, left + Math.Max(panels[i].Columns.Count * cell, Narrowest));
        }
        // The last number of a scale stands half beyond its end.
        drawing.Filled = Math.Min(Width, right + 20);
        drawing.Height = bottom + 6;
        return drawing;
    }

    private static double Labels(IReadOnlyList<HeatmapPanel> panels, double size)
        => 8 + Math.Min(MostLabel, panels.SelectMany(panel => panel.Rows).Max(name => Lettering.Width(name, size)));

    private static double CellOf(IReadOnlyList<HeatmapPanel> panels, double labels, bool beside)
    {
        if (!beside)
            return Math.Min(LargestCell, (Width - labels - 4) / panels.Max(panel => panel.Columns.Count));
        int sides = panels.Skip(1).Count(panel => !panel.Rows.SequenceEqual(panels[0].Rows)) + 1;
        return Math.Min(LargestCell, (Width - sides * labels - (panels.Count - 1) * Gap - 4) / panels.Sum(panel => panel.Columns.Count));
    }

    // Gives the y below the panel.
    private static double Draw(Drawing drawing, HeatmapPanel panel, double left, double top, double cell, double size, bool named)
    {
        double wide = panel.Columns.Count * cell;
        if (panel.Caption.Length > 0)
        {
            drawing.Text(left, top + 14, Lettering.Fit(panel.Caption, Math.Max(wide, Narrowest), 13, true), Ink.Text, 13, bold: true);
            top += 24;
        }
        DivergingScale scale = panel.Limit is double limit ? new(limit) : DivergingScale.Of(panel.Cells.Select(value => value.Value));
        double digits = DigitsOf(panel, cell);
        foreach ((int row, int column, double value) in panel.Cells)
        {
            double x = left + column * cell, y = top + row * cell;
            Colour colour = scale.At(value);
            drawing.Rectangle(x, y, cell - 0.5, cell - 0.5, Ink.Fixed(colour));
            if (digits > 0 && !double.IsNaN(value))
                drawing.Text(x + cell / 2, y + cell / 2 + digits * 0.36, panel.Printed(value), Ink.Fixed(colour.IsLight ? new(0, 0, 0) : new(255, 255, 255)), digits, Anchor.Middle);
        }
        for (int row = 0; named && row < panel.Rows.Count; row++)
            drawing.Text(left - 8, top + (row + 0.5) * cell + size * 0.36, Lettering.Fit(panel.Rows[row], MostLabel, size), Ink.Text, size, Anchor.End);
        double under = Columns(drawing, panel, left, top + panel.Rows.Count * cell, cell, size);
        return scale.DrawBar(drawing, left, under + 12, Math.Max(Math.Min(wide, 320), Narrowest));
    }

    // Names of the columns, aslant where they do not fit upright; gives the y below.
    private static double Columns(Drawing drawing, HeatmapPanel panel, double left, double top, double cell, double size)
    {
        double widest = panel.Columns.Max(name => Lettering.Width(name, size));
        bool aslant = widest > cell - 4;
        for (int column = 0; column < panel.Columns.Count; column++)
        {
            double x = left + (column + 0.5) * cell;
            if (aslant)
                drawing.Text(x + size * 0.4, top + size * 0.9, Lettering.Fit(panel.Columns[column], Math.Min(MostLabel, (x - 4) / Corner), size), Ink.Text, size, Anchor.End, angle: -45);
            else
                drawing.Text(x, top + size + 4, panel.Columns[column], Ink.Text, size, Anchor.Middle);
        }
        return top + (aslant ? Math.Min(widest, MostLabel) * Corner + size : size + 4);
    }

    // Size of the numbers; 0 where they do not fit.
    private static double DigitsOf(HeatmapPanel panel, double cell)
    {
        double widest = panel.Cells.Where(value => !double.IsNaN(value.Value)).Select(value => Lettering.Width(panel.Printed(value.Value), 12)).DefaultIfEmpty(0).Max();
        double size = Math.Min(12, 12 * (cell - 4) / Math.Max(widest, 1));
        return size >= 6.5 ? size : 0;
    }
}
