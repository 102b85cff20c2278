using Credence.Analysis;
using Credence.Latent;

namespace Credence.Reporting;

/// <summary>Observed against imputed values of each column that had missing cells: histograms, or shares where few values are taken.</summary>
internal static class ImputedValuesFigure
{
    private const double Width = 900, Top = 34, Tall = 130, Gap = 66, PanelWidth = 410, FewValues = 12;
    private const int MostColumns = 12, MostValues = 200_000, LeastBins = 12, MostBins = 60;

    private static Ink Observed { get; } = Ink.Variant(0);

    private static Ink Imputed { get; } = Ink.Variant(2);

    public static Drawing? Of(ImputeResult result)
    {
        (int Place, IncompleteColumn Column)[] shown = [.. result.Imputations.Table.Columns.Take(result.Columns.Count).Index()
            .Where(column => column.Item.MissingRows.Count > 0 && !column.Item.IsConstant).OrderByDescending(column => column.Item.MissingRows.Count).Take(MostColumns)];
        if (shown.Length == 0)
            return null;
        Drawing drawing = new(Width, "Observed and imputed values", $"How the values of {string.Join(", ", shown.Select(column => column.Column.Name))} are spread, observed and imputed.");
        double top = Top;
        foreach ((int Place, IncompleteColumn Column)[] row in shown.Chunk(2))
        {
            foreach ((int side, (int place, IncompleteColumn column)) in row.Index())
                Panel(drawing, result.Imputations, place, column, side * (PanelWidth + 80), top);
            top += Tall + Gap;
        }
        double y = top - 14;
        drawing.Line(0, y - 4, 24, y - 4, Observed, 3);
        drawing.Text(32, y, "observed", Ink.Muted, 12);
        drawing.Line(120, y - 4, 144, y - 4, Imputed, 3);
        drawing.Text(152, y, "imputed, all data sets. They may differ: what is missing need not be like what is not.", Ink.Muted, 12);
        drawing.Height = y + 12;
        return drawing;
    }

    private static void Panel(Drawing drawing, Imputations imputations, int place, IncompleteColumn column, double left, double top)
    {
        drawing.Text(left, top - 12, $"{Lettering.Fit(column.Name, 240, 13, true)}", Ink.Text, 13, bold: true);
        drawing.Text(left + PanelWidth, top - 12, $"{NumberFormat.Count(column.MissingRows.Count)} missing", Ink.Muted, 12, Anchor.End);
        double[] observed = [.. column.ObservedRows.Take(MostValues).Select(row => column.Values.Span[row])];
        int sets = Math.Clamp(MostValues / column.MissingRows.Count, 1, imputations.Count);
        double[] imputed = [.. Enumerable.Range(0, sets).SelectMany(set => imputations.Imputed(set, place).ToArray())];
        double[] distinct = [.. observed.Concat(imputed).Distinct().Take((int)FewValues + 1)];
        if (column.IsText || distinct.Length <= FewValues)
            Shares(drawing, column, observed, imputed, left, top);
        else
            Histograms(drawing, observed, imputed, left, top);
    }

    // Histograms on common bins: values are often rounded, and a kernel would show every step of that.
    private static void Histograms(Drawing drawing, double[] observed, double[] imputed, double left, double top)
    {
        (double origin, double width, int count) = Bins(observed, imputed);
        Axis x = new(origin, origin + (count * width), left, left + PanelWidth);
        x.Draw(drawing, top + Tall, top + Tall);
        double[][] shares = [Counted(observed), Counted(imputed)];
        double highest = shares.Max(bins => bins.Max());
        foreach ((double[] bins, Ink ink) in shares.Zip([Observed, Imputed]))
        {
            List<(double X, double Y)> outline = [(x.X(origin), top + Tall)];
            for (int i = 0; i < count; i++)
            {
                double y = top + Tall - (bins[i] / highest * Tall);
                outline.AddRange([(x.X(origin + (i * width)), y), (x.X(origin + ((i + 1) * width)), y)]);
            }
            outline.Add((x.X(origin + (count * width)), top + Tall));
            drawing.Area(outline, ink, 0.16);
            drawing.Polyline(outline, ink, 1.6);
        }

        double[] Counted(double[] values)
        {
            double[] bins = new double[count];
            foreach (double value in values)
                bins[Math.Clamp((int)((value - origin) / width), 0, count - 1)] += 1.0 / values.Length;
            return bins;
        }
    }

    // Freedman and Diaconis's width (1981), in whole steps where the observed values are rounded.
    private static (double Origin, double Width, int Count) Bins(double[] observed, double[] imputed)
    {
        double[] sorted = [.. observed.Order()], distinct = [.. sorted.Distinct()];
        double low = Math.Min(sorted[0], imputed.Min()), high = Math.Max(sorted[^1], imputed.Max());
        double quartiles = sorted[(int)(0.75 * (sorted.Length - 1))] - sorted[(int)(0.25 * (sorted.Length - 1))];
        double width = Math.Clamp(2 * quartiles / Math.Cbrt(sorted.Length), (high - low) / MostBins, (high - low) / LeastBins), step = 0;
        if (distinct.Length < sorted.Length / 2)
        {
            step = distinct.Zip(distinct.Skip(1), (a, b) => b - a).DefaultIfEmpty(0).Min();
            width = step > 0 && step < high - low ? Math.Ceiling((width / step) - 1e-9) * step : width;
        }
        double origin = sorted[0] - (step / 2);
        origin -= Math.Ceiling(Math.Max((origin - low) / width, 0)) * width;
        return (origin, width, Math.Clamp((int)Math.Ceiling((high - origin) / width), 1, 10 * MostBins));
    }

    private static void Shares(Drawing drawing, IncompleteColumn column, double[] observed, double[] imputed, double left, double top)
    {
        double[] values = [.. observed.Concat(imputed).GroupBy(value => value).OrderByDescending(group => group.Count()).Take((int)FewValues).Select(group => group.Key).Order()];
        double wide = PanelWidth / values.Length, bar = Math.Min(wide * 0.36, 34);
        double Share(double[] of, double value) => of.Count(x => x == value) / (double)of.Length;
        double highest = values.Max(value => Math.Max(Share(observed, value), Share(imputed, value)));
        foreach ((int i, double value) in values.Index())
        {
            double middle = left + ((i + 0.5) * wide);
            foreach ((double share, double at, Ink ink) in new[] { (Share(observed, value), middle - bar, Observed), (Share(imputed, value), middle, Imputed) })
            {
                double tall = share / highest * (Tall - 18);
                drawing.Rectangle(at + 1, top + Tall - tall, bar - 2, tall, ink);
                if (bar >= 30)
                    drawing.Text(at + (bar / 2), top + Tall - tall - 4, NumberFormat.Share(share), Ink.Muted, 10, Anchor.Middle);
            }
            string name = column.Levels.Count > 0 ? column.Levels[(int)value] : NumberFormat.Plain(value);
            drawing.Text(middle, top + Tall + 16, Lettering.Fit(name, wide - 4, 12), Ink.Muted, 12, Anchor.Middle);
        }
        drawing.Line(left, top + Tall, left + PanelWidth, top + Tall, Ink.Axis);
    }
}
