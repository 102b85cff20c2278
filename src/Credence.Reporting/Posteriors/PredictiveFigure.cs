using System.Globalization;

namespace Credence.Reporting;

/// <summary>The shares of values in bins: of the observed data as steps, of simulated data sets as bands.</summary>
internal static class PredictiveFigure
{
    private const double Width = 900, Left = 58, Top = 34, Tall = 230, Inner = 0.5;
    private const int Bins = 40;

    /// <summary>The figure.</summary>
    /// <param name="sample">The data sets.</param>
    /// <param name="level">The share of data sets within the outer band, in (0, 1).</param>
    public static Drawing Of(PredictiveSample sample, double level)
    {
        double[] edges = Edges(sample);
        double[][] shares = [.. sample.Replicates.Select(replicate => Shares(edges, replicate, null))];
        double[]? observed = sample.Observed is { } data ? Shares(edges, data.Values.Span, data.Counts.Span) : null;
        double[] Level(double probability) => [.. Enumerable.Range(0, edges.Length - 1).Select(bin => Quantile([.. shares.Select(share => share[bin]).Order()], probability))];
        (double[] low, double[] high) = (Level((1 - level) / 2), Level((1 + level) / 2));
        (double[] innerLow, double[] innerHigh) = (Level((1 - Inner) / 2), Level((1 + Inner) / 2));
        string kind = sample.Prior ? "Prior" : "Posterior";
        Drawing drawing = new(Width, $"{kind} predictive check of {sample.Name}", Describe(sample, level, observed, low, high));
        double most = Math.Max(high.Max(), observed?.Max() ?? 0);
        Axis x = new(edges[0], edges[^1], Left, Width - 12), y = new(0, most > 0 ? 1.05 * most : 1, Top + Tall, Top, 100, "%");
        double under = new CurvePanel(x, y).DrawAxes(drawing, $"{sample.Name}{Outside(sample, edges)}", "Share of values");
        Band(drawing, x, y, edges, low, high, 0.2);
        Band(drawing, x, y, edges, innerLow, innerHigh, 0.32);
        drawing.Polyline(Steps(x, y, edges, Level(0.5)), Ink.Neutral, 1.4);
        if (observed is not null)
            drawing.Polyline(Steps(x, y, edges, observed), Ink.Text, 2);
        drawing.Height = Legend(drawing, sample, level, under + 14);
        return drawing;
    }

    private static void Band(Drawing drawing, Axis x, Axis y, double[] edges, double[] low, double[] high, double opacity)
        => drawing.Area([.. Steps(x, y, edges, high), .. Steps(x, y, edges, low).AsEnumerable().Reverse()], Ink.Neutral, opacity);

    private static List<(double, double)> Steps(Axis x, Axis y, double[] edges, double[] heights)
    {
        List<(double, double)> points = [];
        for (int bin = 0; bin < heights.Length; bin++)
        {
            points.Add((x.X(edges[bin]), y.X(heights[bin])));
            points.Add((x.X(edges[bin + 1]), y.X(heights[bin])));
        }
        return points;
    }

    // Whole numbers get bins of their own where these are few. Far tails, of which priors have many, are left out.
    private static double[] Edges(PredictiveSample sample)
    {
        double[] simulated = [.. sample.Replicates.SelectMany(replicate => replicate).Where(double.IsFinite).Order()];
        double tail = sample.Prior ? 0.05 : 0.002;
        (double low, double high) = simulated.Length == 0 ? (0, 1) : (Quantile(simulated, tail), Quantile(simulated, 1 - tail));
        if (sample.Observed is { } data && data.Values.Length > 0)
        {
            double[] counts = data.Counts.ToArray();
            (double from, double to) = (Weighted(data.Values.Span, counts, 0.002), Weighted(data.Values.Span, counts, 0.998));
            (low, high) = (Math.Min(low, from), Math.Max(high, to));
        }
        bool whole = simulated.All(double.IsInteger) && (sample.Observed is null || sample.Observed.Values.ToArray().All(double.IsInteger));
        if (whole)
        {
            double width = Math.Max(1, Math.Ceiling((high - low + 1) / (2 * Bins)));
            int count = (int)Math.Ceiling((high - low + 1) / width);
            return [.. Enumerable.Range(0, count + 1).Select(i => Math.Floor(low) - 0.5 + (i * width))];
        }
        if (!(high > low))
            (low, high) = (low - 0.5, low + 0.5);
        return [.. Enumerable.Range(0, Bins + 1).Select(i => low + ((high - low) * i / Bins))];
    }

    // Shares of all values, those outside the bins too.
    private static double[] Shares(double[] edges, ReadOnlySpan<double> values, ReadOnlySpan<double> counts)
    {
        double[] shares = new double[edges.Length - 1];
        double total = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double weight = counts.IsEmpty ? 1 : counts[i];
            total += weight;
            if (values[i] >= edges[0] && values[i] <= edges[^1])
                shares[Math.Clamp((int)((values[i] - edges[0]) / (edges[^1] - edges[0]) * shares.Length), 0, shares.Length - 1)] += weight;
        }
        for (int bin = 0; bin < shares.Length; bin++)
            shares[bin] /= Math.Max(total, 1);
        return shares;
    }

    private static string Outside(PredictiveSample sample, double[] edges)
    {
        double outside = 1 - sample.Replicates.Average(replicate => Shares(edges, replicate, null).Sum());
        double observed = sample.Observed is { } data ? 1 - Shares(edges, data.Values.Span, data.Counts.Span).Sum() : 0;
        string[] parts =
        [
            .. outside > 0.0005 ? new[] { $"{NumberFormat.Share(outside)} of simulated" } : [],
            .. observed > 0.0005 ? new[] { $"{NumberFormat.Share(observed)} of observed" } : [],
        ];
        return parts.Length == 0 ? "" : $" ({string.Join(" and ", parts)} values lie outside)";
    }

    private static double Legend(Drawing drawing, PredictiveSample sample, double level, double y)
    {
        double x = 0;
        void Entry(string text, Action<double> symbol)
        {
            symbol(x);
            drawing.Text(x + 30, y, text, Ink.Muted, 12);
            x += 30 + Lettering.Width(text, 12) + 22;
        }
        void Swatch(double left, double opacity) => drawing.Area([(left, y - 10), (left + 22, y - 10), (left + 22, y + 1), (left, y + 1)], Ink.Neutral, opacity);
        if (sample.Observed is not null)
            Entry("observed", left => drawing.Line(left, y - 4, left + 22, y - 4, Ink.Text, 2));
        Entry(string.Create(CultureInfo.InvariantCulture, $"median of {sample.Replicates.Count:N0} simulated data sets"), left => drawing.Line(left, y - 4, left + 22, y - 4, Ink.Neutral, 1.4));
        Entry($"{NumberFormat.Level(Inner)} of them", left => Swatch(left, 0.46));
        Entry($"{NumberFormat.Level(level)} of them", left => Swatch(left, 0.2));
        return y + 12;
    }

    private static string Describe(PredictiveSample sample, double level, double[]? observed, double[] low, double[] high)
    {
        string bands = string.Create(CultureInfo.InvariantCulture, $"Shares of values in {low.Length} bins with the {NumberFormat.Level(level)} band of {sample.Replicates.Count} simulated data sets");
        if (observed is null)
            return bands + ".";
        int outside = Enumerable.Range(0, low.Length).Count(bin => observed[bin] < low[bin] || observed[bin] > high[bin]);
        return string.Create(CultureInfo.InvariantCulture, $"{bands}; the observed data lie outside it in {outside} bins.");
    }

    private static double Quantile(double[] sorted, double probability)
    {
        double place = probability * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    private static double Weighted(ReadOnlySpan<double> values, double[] counts, double probability)
    {
        double wanted = probability * counts.Sum(), sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += counts[i];
            if (sum >= wanted)
                return values[i];
        }
        return values[^1];
    }
}
