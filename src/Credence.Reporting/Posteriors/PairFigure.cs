using System.Globalization;
using Credence.Bayes;

namespace Credence.Reporting;

/// <summary>Draws of each pair of elements, with those whose trajectory diverged marked: where they gather, the sampler cannot go.</summary>
internal static class PairFigure
{
    private const double Width = 900, Left = 66, Top = 26, Gap = 26;
    private const int MostDots = 6000;

    /// <summary>The most elements that are drawn; more would be too small to read.</summary>
    public const int MostElements = 6;

    /// <summary>The figure of the elements that vary; null for fewer than two.</summary>
    public static Drawing? Of(Draws draws, PosteriorSummary summary, IReadOnlyList<int> elements)
    {
        int[] shown = [.. elements.Where(element => summary.Elements[element] is { IsConstant: false, Undefined: 0 }).Take(MostElements)];
        if (shown.Length < 2)
            return null;
        bool[] diverging = Diverging(draws);
        int divergences = diverging.Count(d => d);
        string[] names = [.. shown.Select(element => draws.Parameters.ElementNames[element])];
        Drawing drawing = new(Width, "Pairs of parameters", string.Create(CultureInfo.InvariantCulture, $"Draws of each pair of {string.Join(", ", names)}; {divergences} divergent draws are marked."));
        double side = (Width - Left - ((shown.Length - 1) * Gap)) / shown.Length, tall = Math.Min(side, 190);
        int step = Math.Max(1, (int)Math.Ceiling((double)diverging.Length * shown.Length * (shown.Length - 1) / 2 / MostDots));
        for (int row = 0; row < shown.Length; row++)
        {
            double top = Top + (row * (tall + Gap)), bottom = top + tall;
            for (int column = 0; column <= row; column++)
            {
                double left = Left + (column * (side + Gap));
                Axis x = Scaled(summary.Elements[shown[column]], draws.Of(shown[column]), left, left + side);
                if (column == row)
                    Marginal(drawing, draws, shown[row], x, top, bottom);
                else
                    Scatter(drawing, draws, diverging, step, shown[column], shown[row], x, Scaled(summary.Elements[shown[row]], draws.Of(shown[row]), bottom, top), column == 0);
                Frame(drawing, x, left, side, top, bottom, row == shown.Length - 1 ? names[column] : "");
            }
            drawing.Text(Left + (row * (side + Gap)), top - 7, Lettering.Fit(names[row], side, 13, true), Ink.Text, 13, bold: true);
        }
        double y = Top + (shown.Length * (tall + Gap)) + 52;
        if (divergences > 0)
            drawing.Symbol(1, 6, y - 4, 4.5, Ink.Bad);
        string thinned = step > 1 ? string.Create(CultureInfo.InvariantCulture, $"; of the others one in {step} is drawn") : "";
        drawing.Text(divergences > 0 ? 18 : 0, y, string.Create(CultureInfo.InvariantCulture, $"{(divergences == 0 ? "no divergent draws" : divergences == 1 ? "1 divergent draw" : $"{divergences} divergent draws")}{thinned}"), Ink.Muted, 12);
        drawing.Height = y + 10;
        return drawing;
    }

    private static void Scatter(Drawing drawing, Draws draws, bool[] diverging, int step, int across, int up, Axis x, Axis y, bool first)
    {
        ReadOnlySpan<double> xs = draws.Of(across), ys = draws.Of(up);
        if (first)
            y.DrawVertical(drawing, x.X(x.Low), x.X(x.High));
        for (int i = 0; i < xs.Length; i += step)
        {
            if (!diverging[i] && x.Shows(xs[i]) && y.Shows(ys[i]))
                drawing.Circle(x.X(xs[i]), y.X(ys[i]), 1.3, Ink.Neutral);
        }
        for (int i = 0; i < xs.Length; i++)
        {
            if (diverging[i] && x.Shows(xs[i]) && y.Shows(ys[i]))
                drawing.Symbol(1, x.X(xs[i]), y.X(ys[i]), 3.6, Ink.Bad);
        }
    }

    private static void Marginal(Drawing drawing, Draws draws, int element, Axis x, double top, double bottom)
    {
        DensityCurve curve = DensityCurve.Of(draws.Of(element));
        curve.Draw(drawing, x, bottom, bottom - top - 8, curve.Highest, Ink.Neutral);
    }

    private static void Frame(Drawing drawing, Axis x, double left, double side, double top, double bottom, string name)
    {
        drawing.Polyline([(left, top), (left + side, top), (left + side, bottom), (left, bottom), (left, top)], Ink.Grid, 1);
        if (name.Length == 0)
            return;
        double under = x.Draw(drawing, bottom, bottom);
        drawing.Text(left + (side / 2), under + 10, Lettering.Fit(name, side, 12), Ink.Muted, 12, Anchor.Middle);
    }

    // A few far draws would squeeze the rest: beyond half an interval's length outside it they are left out.
    private static Axis Scaled(ElementSummary numbers, ReadOnlySpan<double> draws, double from, double to)
    {
        double reach = 0.5 * (numbers.Hdi.Upper - numbers.Hdi.Lower), low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double draw in draws)
            (low, high) = (Math.Min(low, draw), Math.Max(high, draw));
        (low, high) = (Math.Max(low, numbers.Hdi.Lower - reach), Math.Min(high, numbers.Hdi.Upper + reach));
        double pad = 0.04 * (high - low);
        return new(low - pad, high + pad, from, to);
    }

    private static bool[] Diverging(Draws draws)
        => draws.Sampler is { } sampler ? [.. sampler.Chains.SelectMany(chain => chain.Diverging)] : new bool[draws.Chains * draws.Count];
}
