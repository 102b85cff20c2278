using System.Globalization;

namespace Credence.Reporting;

/// <summary>A colour in sRGB.</summary>
internal readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    /// <summary>Whether black writing stands out more than white: the larger ratio of contrast by WCAG 2.2.</summary>
    public bool IsLight
    {
        get
        {
            double luminance = 0.2126 * Linear(Red) + 0.7152 * Linear(Green) + 0.0722 * Linear(Blue);
            return (luminance + 0.05) * (luminance + 0.05) > 1.05 * 0.05;
        }
    }

    public static Colour Parse(string text) => new(Convert.ToByte(text[1..3], 16), Convert.ToByte(text[3..5], 16), Convert.ToByte(text[5..7], 16));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");

    private static double Linear(byte value) => value <= 10 ? value / 255.0 / 12.92 : Math.Pow((value / 255.0 + 0.055) / 1.055, 2.4);
}

/// <summary>Colours from blue over white to red for numbers from −limit over 0 to limit: Brewer's RdBu (2003), told apart with any colour vision.</summary>
/// <param name="limit">The number of the last colours, above 0; numbers beyond have them too.</param>
internal sealed class DivergingScale(double limit)
{
    private const double BarHeight = 10;

    private static readonly Colour[] s_stops =
    [
        .. ((string[])["#053061", "#2166ac", "#4393c3", "#92c5de", "#d1e5f0", "#f7f7f7", "#fddbc7", "#f4a582", "#d6604d", "#b2182b", "#67001f"]).Select(Colour.Parse),
    ];

    private static readonly Colour s_missing = Colour.Parse("#9aa3ad");

    /// <summary>The scale of numbers, up to the largest in size; those that are not finite do not count.</summary>
    public static DivergingScale Of(IEnumerable<double> values)
    {
        double largest = values.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        return new(largest > 0 ? largest : 1);
    }

    /// <summary>The colour of a number; grey where there is none.</summary>
    public Colour At(double value)
    {
        if (double.IsNaN(value))
            return s_missing;
        double place = (Math.Clamp(value / limit, -1, 1) + 1) / 2 * (s_stops.Length - 1);
        int below = Math.Min((int)place, s_stops.Length - 2);
        (Colour a, Colour b, double share) = (s_stops[below], s_stops[below + 1], place - below);
        return new(Mix(a.Red, b.Red), Mix(a.Green, b.Green), Mix(a.Blue, b.Blue));

        byte Mix(byte from, byte to) => (byte)Math.Round(from + share * (to - from));
    }

    /// <summary>Draws the scale as a bar with its numbers; gives the y below.</summary>
    public double DrawBar(Drawing drawing, double left, double top, double width)
    {
        const int Steps = 201;
        drawing.Image(left, top, width, BarHeight, Steps, [.. Enumerable.Range(0, Steps).Select(i => At(limit * (2.0 * i / (Steps - 1) - 1)))]);
        return new Axis(-limit, limit, left, left + width).Draw(drawing, top + BarHeight, top + BarHeight);
    }
}
