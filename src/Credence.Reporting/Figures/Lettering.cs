using System.Globalization;
using SkiaSharp;

namespace Credence.Reporting;

/// <summary>The embedded DejaVu Sans: the widths that layouts rest on, whatever fonts the machine has.</summary>
internal static class Lettering
{
    /// <summary>Name of the family, for SVG.</summary>
    public const string Family = "DejaVu Sans";

    private static readonly Lazy<SKTypeface> Regular = new(() => Load("DejaVuSans.ttf"));
    private static readonly Lazy<SKTypeface> Bold = new(() => Load("DejaVuSans-Bold.ttf"));

    public static SKFont Font(double size, bool bold)
        => new((bold ? Bold : Regular).Value, (float)size) { Subpixel = true, Edging = SKFontEdging.Antialias, Hinting = SKFontHinting.None };

    /// <summary>Width of a text in CSS pixels.</summary>
    public static double Width(string text, double size, bool bold = false)
    {
        using SKFont font = Font(size, bold);
        return font.MeasureText(text);
    }

    /// <summary>The text, its middle left out where it is wider than <paramref name="width"/>: names in a list often differ at their end.</summary>
    public static string Fit(string text, double width, double size, bool bold = false)
    {
        if (Width(text, size, bold) <= width)
            return text;
        int[] starts = StringInfo.ParseCombiningCharacters(text);
        for (int keep = starts.Length - 1; keep > 1; keep--)
        {
            int tail = keep * 2 / 5;
            string cut = text[..starts[keep - tail]].TrimEnd() + "…" + (tail > 0 ? text[starts[^tail]..].TrimStart() : "");
            if (Width(cut, size, bold) <= width)
                return cut;
        }
        return "…";
    }

    private static SKTypeface Load(string resource)
    {
        using Stream stream = typeof(Lettering).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The font {resource} is not embedded.");
        return SKTypeface.FromStream(stream) ?? throw new InvalidOperationException($"The font {resource} cannot be read.");
    }
}
