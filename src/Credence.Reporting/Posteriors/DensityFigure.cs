using Credence.Bayes;

namespace Credence.Reporting;

/// <summary>The posterior density of each element with its mean, its highest-density interval, and the shares either side of a reference value.</summary>
internal static class DensityFigure
{
    private const double Width = 900, Top = 48, Tall = 150, Gap = 36, RowGap = 106;

    /// <summary>One panel for each element that varies; null where none does.</summary>
    /// <param name="draws">The draws.</param>
    /// <param name="summary">Their summary, whose level the intervals have.</param>
    /// <param name="elements">The elements.</param>
    /// <param name="reference">The value compared with, such as no difference, by the place of the element; null without one.</param>
    public static Drawing? Of(Draws draws, PosteriorSummary summary, IReadOnlyList<int> elements, Func<int, double?> reference)
    {
        int[] shown = [.. elements.Where(element => summary.Elements[element] is { IsConstant: false, Undefined: 0 })];
        if (shown.Length == 0)
            return null;
        int columns = Math.Min(shown.Length, shown.Length is 2 or 4 ? 2 : 3);
        double width = (Width - ((columns - 1) * Gap)) / columns;
        Drawing drawing = new(Width, $"Posterior distributions with {NumberFormat.Level(summary.Level)} highest-density intervals", string.Join("; ", shown.Select(element => Describe(draws, summary, element, reference(element)))) + ".");
        for (int i = 0; i < shown.Length; i++)
        {
            double left = i % columns * (width + Gap), top = Top + (i / columns * (Tall + RowGap));
            Panel(drawing, draws, summary, shown[i], reference(shown[i]), left, width, top);
        }
        drawing.Height = Top + ((shown.Length + columns - 1) / columns * (Tall + RowGap)) - RowGap + 62;
        return drawing;
    }

    private static void Panel(Drawing drawing, Draws draws, PosteriorSummary summary, int element, double? reference, double left, double width, double top)
    {
        ElementSummary numbers = summary.Elements[element];
        PosteriorScale scale = new(numbers);
        DensityCurve curve = DensityCurve.Of(draws.Of(element));
        (double low, double high) = Range(curve, numbers, reference);
        Axis axis = new(low, high, left + 10, left + width - 10);
        double bottom = top + Tall, tall = reference is null ? Tall : Tall - 22;
        drawing.Text(left + (width / 2), top - 32, Lettering.Fit(numbers.Name, width, 13, true), Ink.Text, 13, Anchor.Middle, bold: true);
        axis.Draw(drawing, bottom, bottom);
        curve.Draw(drawing, axis, bottom, tall, curve.Highest, Ink.Neutral);
        if (reference is { } value && axis.Shows(value))
            Reference(drawing, draws, element, value, axis, left, width, top, bottom);
        double mean = axis.X(numbers.Mean);
        drawing.Line(mean, bottom, mean, bottom - (curve.IsDiscrete ? tall : curve.At(numbers.Mean) / curve.Highest * tall), Ink.Text, 1.4);
        Centred(drawing, mean, top - 14, $"mean {scale.Of(numbers.Mean)}", left, width, Ink.Text, 12);
        drawing.Line(axis.X(numbers.Hdi.Lower), bottom - 2, axis.X(numbers.Hdi.Upper), bottom - 2, Ink.Text, 4);
        Centred(drawing, (axis.X(numbers.Hdi.Lower) + axis.X(numbers.Hdi.Upper)) / 2, bottom + 40,
            $"{NumberFormat.Level(summary.Level)} HDI {scale.Of(numbers.Hdi)}", left, width, Ink.Text, 12);
    }

    private static void Reference(Drawing drawing, Draws draws, int element, double value, Axis axis, double left, double width, double top, double bottom)
    {
        double x = axis.X(value);
        drawing.Line(x, top + 4, x, bottom, Ink.Bad, 1.4, dashed: true);
        (string below, string above) = Sides(draws, element, value);
        Centred(drawing, x, top + 2, $"{below} < {NumberFormat.Typeset(NumberFormat.Plain(value))} < {above}", left, width, Ink.Bad, 12);
    }

    /// <summary>The shares of draws below and above a value as percent; ties count half to each side.</summary>
    private static (string Below, string Above) Sides(Draws draws, int element, double value)
    {
        double below = 0;
        ReadOnlySpan<double> values = draws.Of(element);
        foreach (double draw in values)
            below += draw < value ? 1 : draw == value ? 0.5 : 0;
        below /= values.Length;
        return (Share(below), Share(1 - below));
    }

    // Of finitely many draws none may lie on a side; that does not make the side impossible.
    private static string Share(double share) => share switch
    {
        < 0.0005 => "<0.1%",
        > 0.9995 => ">99.9%",
        _ => NumberFormat.Share(share),
    };

    private static void Centred(Drawing drawing, double x, double y, string text, double left, double width, Ink ink, double size)
    {
        text = Lettering.Fit(text, width, size);
        double half = Math.Min(Lettering.Width(text, size), width) / 2;
        drawing.Text(Math.Clamp(x, left + half, left + width - half), y, text, ink, size, Anchor.Middle);
    }

    // Far tails are cut off; the reference value is shown unless it would flatten the density.
    private static (double Low, double High) Range(DensityCurve curve, ElementSummary numbers, double? reference)
    {
        (double low, double high) = curve.Range;
        double reach = Math.Max(numbers.Hdi.Upper - numbers.Hdi.Lower, 1e-12);
        (low, high) = (Math.Max(low, numbers.Hdi.Lower - reach), Math.Min(high, numbers.Hdi.Upper + reach));
        if (reference is { } value && value > low - (3 * (high - low)) && value < high + (3 * (high - low)))
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        double pad = 0.03 * (high - low);
        return (low - pad, high + pad);
    }

    private static string Describe(Draws draws, PosteriorSummary summary, int element, double? reference)
    {
        ElementSummary numbers = summary.Elements[element];
        PosteriorScale scale = new(numbers);
        string sides = "";
        if (reference is { } value)
        {
            (string below, string above) = Sides(draws, element, value);
            sides = $", {below} below and {above} above {NumberFormat.Plain(value)}";
        }
        return $"{numbers.Name}: mean {scale.Of(numbers.Mean)}, {NumberFormat.Level(summary.Level)} HDI {scale.Of(numbers.Hdi)}{sides}";
    }
}
