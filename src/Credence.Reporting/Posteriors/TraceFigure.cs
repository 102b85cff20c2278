using System.Globalization;
using Credence.Bayes;

namespace Credence.Reporting;

/// <summary>The course of each chain, and beside it where its draws rank among all: chains that mix rank evenly.</summary>
internal static class TraceFigure
{
    private const double Width = 900, Top = 30, Tall = 132, Gap = 64, Left = 62, TraceWidth = 480, RankLeft = 620;
    private const int MostPoints = 800;
    private const int Bins = 20;

    /// <summary>One row for each element.</summary>
    public static Drawing Of(Draws draws, IReadOnlyList<int> elements)
    {
        string names = string.Join(", ", elements.Select(element => draws.Parameters.ElementNames[element]));
        Drawing drawing = new(Width, "Traces and ranks of the chains", string.Create(CultureInfo.InvariantCulture, $"{names}: {draws.Chains} chains of {draws.Count} draws each, one line a chain, and how evenly their ranks spread."));
        double top = Top;
        foreach (int element in elements)
        {
            drawing.Text(0, top - 12, Lettering.Fit(draws.Parameters.ElementNames[element], TraceWidth, 13, true), Ink.Text, 13, bold: true);
            drawing.Text(RankLeft, top - 12, "Ranks by chain", Ink.Text, 13, bold: true);
            Trace(drawing, draws, element, top);
            Ranks(drawing, draws, element, top);
            top += Tall + Gap;
        }
        drawing.Height = Legend(drawing, draws, top - Gap + 44);
        return drawing;
    }

    private static void Trace(Drawing drawing, Draws draws, int element, double top)
    {
        double[] finite = [.. draws.Of(element).ToArray().Where(double.IsFinite)];
        (double low, double high) = finite.Length == 0 ? (0, 1) : (finite.Min(), finite.Max());
        Axis x = new(0, draws.Count, Left, Left + TraceWidth), y = new(low, high, top + Tall, top);
        y.DrawVertical(drawing, Left, Left + TraceWidth);
        x.Draw(drawing, top + Tall, top + Tall);
        int step = Step(draws);
        for (int chain = 0; chain < draws.Chains; chain++)
        {
            ReadOnlySpan<double> values = draws.Of(element, chain);
            List<(double, double)> line = [];
            for (int i = 0; i < values.Length; i += step)
            {
                if (double.IsFinite(values[i]))
                    line.Add((x.X(i), y.X(values[i])));
            }
            if (line.Count > 1)
                drawing.Polyline(line, ChainInk(chain), 0.8);
        }
        foreach (ChainRecord chain in draws.Sampler?.Chains ?? [])
        {
            for (int i = 0; i < chain.Diverging.Length; i++)
            {
                if (chain.Diverging[i])
                    drawing.Line(x.X(i), top + Tall, x.X(i), top + Tall - 10, Ink.Bad, 1.4);
            }
        }
    }

    private static void Ranks(Drawing drawing, Draws draws, int element, double top)
    {
        double[] pooled = draws.Of(element).ToArray();
        int[] order = [.. Enumerable.Range(0, pooled.Length)];
        Array.Sort(order, (a, b) => pooled[a] != pooled[b] ? pooled[a].CompareTo(pooled[b]) : Scatter(a).CompareTo(Scatter(b)));
        int[][] counts = [.. Enumerable.Range(0, draws.Chains).Select(_ => new int[Bins])];
        for (int rank = 0; rank < order.Length; rank++)
            counts[order[rank] / draws.Count][(int)((long)rank * Bins / order.Length)]++;
        double even = (double)draws.Count / Bins;
        double most = Math.Max(2 * even, counts.Max(chain => chain.Max()));
        double strip = Tall / draws.Chains, tall = strip - Math.Min(6, 0.2 * strip);
        double bin = (Width - RankLeft) / Bins;
        for (int chain = 0; chain < draws.Chains; chain++)
        {
            double bottom = top + ((chain + 1) * strip);
            List<(double, double)> outline = [(RankLeft, bottom)];
            for (int i = 0; i < Bins; i++)
            {
                double y = bottom - (counts[chain][i] / most * tall);
                outline.Add((RankLeft + (i * bin), y));
                outline.Add((RankLeft + ((i + 1) * bin), y));
            }
            outline.Add((Width, bottom));
            drawing.Area(outline, ChainInk(chain), 0.45);
            drawing.Line(RankLeft, bottom - (even / most * tall), Width, bottom - (even / most * tall), Ink.Text, 1, dashed: true);
            drawing.Line(RankLeft, bottom, Width, bottom, Ink.Axis);
        }
        drawing.Text(RankLeft, top + Tall + 17, "lowest", Ink.Muted, 12);
        drawing.Text(Width, top + Tall + 17, "highest", Ink.Muted, 12, Anchor.End);
    }

    // Ties are broken without regard to the chain: a fixed permutation of the places.
    private static uint Scatter(int place) => unchecked((uint)place * 2654435761u);

    private static double Legend(Drawing drawing, Draws draws, double y)
    {
        double x = 0;
        void Entry(string text, Ink ink)
        {
            drawing.Line(x, y - 4, x + 18, y - 4, ink, 3);
            drawing.Text(x + 24, y, text, Ink.Muted, 12);
            x += 24 + Lettering.Width(text, 12) + 18;
        }
        for (int chain = 0; chain < Math.Min(draws.Chains, 8); chain++)
            Entry(string.Create(CultureInfo.InvariantCulture, $"chain {chain + 1}"), ChainInk(chain));
        if (draws.Sampler is { } sampler && sampler.Chains.Any(chain => chain.Diverging.Contains(true)))
            Entry("divergent draw", Ink.Bad);
        string note = Step(draws) > 1 ? string.Create(CultureInfo.InvariantCulture, $"one draw in {Step(draws)} is drawn; ") : "";
        drawing.Text(Width, y, note + "dashed: even ranks", Ink.Muted, 12, Anchor.End);
        return y + 12;
    }

    private static int Step(Draws draws) => (draws.Count + MostPoints - 1) / MostPoints;

    internal static Ink ChainInk(int chain) => Ink.Variant(chain + 1);
}
