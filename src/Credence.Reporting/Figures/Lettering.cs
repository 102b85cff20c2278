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

    /// <summary>The text, cut and ended with an ellipsis where it is wider than <paramref name="width"/>.</summary>
    public static string Fit(string text, double width, double size, bool bold = false)
    {
        if (Width(text, size, bold) <= width)
            return text;
        int keep = text.Length - 1;
        while (keep > 1 && (char.IsHighSurrogate(text[keep - 1]) || Width(text[..keep].TrimEnd() + "…", size, bold) > width))
            keep--;
        return text[..keep].TrimEnd() + "…";
    }

    /// <summary>The text in at most two lines, the second cut where it is still too long.</summary>
    public static IReadOnlyList<string> Wrap(string text, double width, double size, bool bold = false)
    {
        if (Width(text, size, bold) <= width)
            return [text];
        int cut = -1;
        for (int i = 1; i < text.Length && Width(text[..i], size, bold) <= width; i++)
        {
            if (text[i] is ' ' or '/' or '-' or '_')
                cut = text[i] == ' ' ? i : i + 1;
        }
        return cut > 0 && Width(text[..cut], size, bold) <= width
            ? [text[..cut], Fit(text[cut..].TrimStart(), width, size, bold)]
            : [Fit(text, width, size, bold)];
    }

    private static SKTypeface Load(string resource)
    {
        using Stream stream = typeof(Lettering).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The font {resource} is not embedded.");
        return SKTypeface.FromStream(stream) ?? throw new InvalidOperationException($"The font {resource} cannot be read.");
    }
}
