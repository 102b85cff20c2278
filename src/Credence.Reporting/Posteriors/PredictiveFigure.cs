using System.Globalization;
using Credence.Bayes;

namespace Credence.Reporting;

/// <summary>The shares of values in cells, of the observed data as steps and of simulated data sets as a band, with summaries of both beside.</summary>
internal static class PredictiveFigure
{
    private const double Width = 900, Left = 58, Top = 34, Tall = 240, Side = 340;

    /// <summary>The figure; null where no simulated value is finite.</summary>
    public static Drawing? Of(PredictiveCheck check, PredictiveGroup group)
    {
        IReadOnlyList<double> edges = group.Ecdf.Grid;
        if (!double.IsFinite(edges[0]) || !(edges[^1] > edges[0]))
            return null;
        double[] Shares(IReadOnlyList<double> density) => [.. density.Select((height, cell) => height * (edges[cell + 1] - edges[cell]))];
        double[] lower = Shares(group.Density.Lower), upper = Shares(group.Density.Upper), observed = Shares(group.Density.Observed);
        string kind = check.IsPrior ? "Prior" : "Posterior", level = NumberFormat.Level(check.Level);
        Drawing drawing = new(Width, $"{kind} predictive check of {group.Group}", string.Join("; ", group.Statistics.Select(statistic => Describe(statistic, level))) + ".");
        double most = Math.Max(upper.Max(), observed.DefaultIfEmpty(0).Max());
        Axis x = new(edges[0], edges[^1], Left, Width - Side), y = new(0, most > 0 ? 1.05 * most : 1, Top + Tall, Top, 100, "%");
        double under = new CurvePanel(x, y).DrawAxes(drawing, Lettering.Fit(group.Group + Outside(group), Width - Side - Left, 12), "Share of values");
        drawing.Area([.. Steps(x, y, edges, upper), .. Steps(x, y, edges, lower).AsEnumerable().Reverse()], Ink.Neutral, 0.24);
        drawing.Polyline(Steps(x, y, edges, Shares(group.Density.Median)), Ink.Neutral, 1.5);
        if (observed.Length > 0)
            drawing.Polyline(Steps(x, y, edges, observed), Ink.Text, 2);
        Summaries(drawing, group, level);
        drawing.Height = Legend(drawing, observed.Length > 0, group.Statistics[0].Replicates.Count, level, under + 14);
        return drawing;
    }

    private static List<(double, double)> Steps(Axis x, Axis y, IReadOnlyList<double> edges, double[] heights)
    {
        List<(double, double)> points = [];
        for (int cell = 0; cell < heights.Length; cell++)
        {
            points.Add((x.X(edges[cell]), y.X(heights[cell])));
            points.Add((x.X(edges[cell + 1]), y.X(heights[cell])));
        }
        return points;
    }

    private static void Summaries(Drawing drawing, PredictiveGroup group, string level)
    {
        const double Name = Width - Side + 30, Observed = Name + 132, Simulated = Observed + 12;
        bool known = group.Statistics.Any(statistic => double.IsFinite(statistic.Observed));
        double y = Top + 4;
        if (known)
            drawing.Text(Observed, y, "observed", Ink.Muted, 12, Anchor.End);
        drawing.Text(known ? Simulated : Observed - 40, y, $"simulated ({level})", Ink.Muted, 12);
        if (known)
            drawing.Text(Width, y, "p", Ink.Muted, 12, Anchor.End);
        foreach (PredictiveStatistic statistic in group.Statistics)
        {
            y += 22;
            NumberScale scale = Scale(statistic);
            bool unlikely = statistic.PValue < 0.01;
            drawing.Text(Name, y, statistic.Name == "share of zeros" ? "zeros" : statistic.Name, Ink.Text, 12);
            if (known)
                drawing.Text(Observed, y, NumberFormat.Typeset(scale.Format(statistic.Observed)), Ink.Text, 12, Anchor.End);
            string interval = NumberFormat.Typeset($"{scale.Format(statistic.Interval.Lower)} to {scale.Format(statistic.Interval.Upper)}");
            drawing.Text(known ? Simulated : Observed - 40, y, Lettering.Fit(interval, known ? 120 : 200, 12), Ink.Text, 12);
            if (known)
                drawing.Text(Width, y, NumberFormat.PValue(statistic.PValue), unlikely ? Ink.Bad : Ink.Text, 12, Anchor.End, bold: unlikely);
        }
        if (known)
            drawing.Text(Name, y + 26, "p: how often simulated data are as far off", Ink.Muted, 11);
    }

    private static NumberScale Scale(PredictiveStatistic statistic)
    {
        double width = (statistic.Interval.Upper - statistic.Interval.Lower) / 4;
        double[] sizes = [.. new[] { statistic.Observed, statistic.Interval.Lower, statistic.Interval.Upper }.Where(double.IsFinite).Select(Math.Abs)];
        return new(width > 0 ? width : double.NaN, sizes.DefaultIfEmpty(0).Max());
    }

    // What lies beyond the cells is said, as it cannot be seen.
    private static string Outside(PredictiveGroup group)
    {
        static double Beyond(IReadOnlyList<double> ecdf) => ecdf.Count == 0 ? 0 : 1 - ecdf[^1] + ecdf[0];
        double simulated = Beyond(group.Ecdf.Median), observed = Beyond(group.Ecdf.Observed);
        string[] parts =
        [
            .. observed > 0.0005 ? new[] { $"{NumberFormat.Share(observed)} of observed" } : [],
            .. simulated > 0.0005 ? new[] { $"{NumberFormat.Share(simulated)} of simulated" } : [],
        ];
        return parts.Length == 0 ? "" : $" ({string.Join(", ", parts)} values lie beyond)";
    }

    private static double Legend(Drawing drawing, bool observed, int replicates, string level, double y)
    {
        double x = 0;
        void Entry(string text, Action<double> symbol)
        {
            symbol(x);
            drawing.Text(x + 30, y, text, Ink.Muted, 12);
            x += 30 + Lettering.Width(text, 12) + 22;
        }
        if (observed)
            Entry("observed", left => drawing.Line(left, y - 4, left + 22, y - 4, Ink.Text, 2));
        Entry(string.Create(CultureInfo.InvariantCulture, $"median of {replicates:N0} simulated data sets"), left => drawing.Line(left, y - 4, left + 22, y - 4, Ink.Neutral, 1.5));
        Entry($"{level} of them", left => drawing.Area([(left, y - 10), (left + 22, y - 10), (left + 22, y + 1), (left, y + 1)], Ink.Neutral, 0.24));
        return y + 12;
    }

    private static string Describe(PredictiveStatistic statistic, string level)
    {
        NumberScale scale = Scale(statistic);
        string observed = double.IsFinite(statistic.Observed) ? $"observed {scale.Format(statistic.Observed)}, " : "";
        return $"{statistic.Name}: {observed}{level} of simulated data sets {scale.Format(statistic.Interval.Lower)} to {scale.Format(statistic.Interval.Upper)}";
    }
}
