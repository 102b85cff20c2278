using System.Globalization;
using Credence.Latent;

namespace Credence.Reporting;

/// <summary>The course of chained equations: mean and standard deviation of the imputed values of each column, a line for each chain.</summary>
internal static class ChainTraceFigure
{
    private const double Width = 900, Top = 34, Tall = 120, Gap = 64, Left = 62, PanelWidth = 360, Right = 520;
    private const int MostColumns = 8, MostChains = 20;

    public static Drawing? Of(ChainTrace trace)
    {
        // Those that disagree most are the ones to look at.
        ColumnTrace[] shown = [.. trace.Columns.OrderByDescending(column => double.IsNaN(column.RHat) ? 0 : column.RHat).Take(MostColumns)];
        if (shown.Length == 0 || shown[0].Means[0].Length < 2)
            return null;
        int chains = shown[0].Means.Count, iterations = shown[0].Means[0].Length;
        Drawing drawing = new(Width, "Course of the chains", string.Create(CultureInfo.InvariantCulture, $"Mean and standard deviation of the imputed values over {iterations} iterations of {chains} chains."));
        double top = Top;
        foreach (ColumnTrace column in shown)
        {
            Panel(drawing, column.Means, Left, top, $"{Lettering.Fit(column.Column, 220, 13, true)}: mean", column.MeanRHat);
            if (column.Deviations.Any(chain => chain.Any(double.IsFinite)))
                Panel(drawing, column.Deviations, Right, top, "standard deviation", column.DeviationRHat);
            top += Tall + Gap;
        }
        string chainsShown = chains > MostChains ? $"The first {MostChains} of {chains} chains" : $"All {chains} chains";
        string columnsShown = trace.Columns.Count > shown.Length ? $" of the {shown.Length} of {trace.Columns.Count} columns whose chains disagree most" : "";
        drawing.Text(0, top - 8, $"{chainsShown}{columnsShown} are drawn. Chains should mix without a trend.", Ink.Muted, 12);
        drawing.Height = top + 4;
        return drawing;
    }

    private static void Panel(Drawing drawing, IReadOnlyList<double[]> chains, double left, double top, string title, double rHat)
    {
        double[] finite = [.. chains.SelectMany(chain => chain).Where(double.IsFinite)];
        Axis x = new(1, chains[0].Length, left, left + PanelWidth - 20, label: tick => tick.ToString("0", CultureInfo.InvariantCulture)), y = new(finite.Min(), finite.Max(), top + Tall, top);
        drawing.Text(left, top - 12, title, Ink.Text, 13, bold: true);
        if (double.IsFinite(rHat))
            drawing.Text(left + PanelWidth - 20, top - 12, $"R-hat {NumberFormat.Fixed(rHat, 2)}", Ink.Muted, 12, Anchor.End);
        y.DrawVertical(drawing, left, left + PanelWidth - 20);
        x.Draw(drawing, top + Tall, top + Tall);
        foreach ((int chain, double[] values) in chains.Take(MostChains).Index())
        {
            (double, double)[] line = [.. values.Index().Where(value => double.IsFinite(value.Item)).Select(value => (x.X(value.Index + 1), y.X(value.Item)))];
            if (line.Length > 1)
                drawing.Polyline(line, Ink.Variant(chain + 1), 0.9);
        }
    }
}
