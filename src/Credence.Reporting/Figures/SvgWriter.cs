using System.Globalization;
using System.Net;
using System.Text;

namespace Credence.Reporting;

/// <summary>Writes a drawing as SVG with real text.</summary>
internal static class SvgWriter
{
    /// <summary>A document of its own, on light paper.</summary>
    public static string WriteFile(Drawing drawing)
    {
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Number(drawing.Width)}\" height=\"{Number(drawing.Height)}\" ");
        Body(svg, drawing, "figure", ink => ink.Light, $"<rect width=\"100%\" height=\"100%\" fill=\"{Ink.Paper.Light}\"/>\n");
        return svg.ToString();
    }

    /// <summary>An element for a page that defines the inks as variables; ids start with <paramref name="id"/>.</summary>
    public static string WriteInline(Drawing drawing, string id)
    {
        StringBuilder svg = new();
        svg.Append("<svg class=\"figure\" ");
        Body(svg, drawing, id, ink => ink.Name.Length == 0 ? ink.Light : $"var(--{ink.Name})", "");
        return svg.ToString();
    }

    private static void Body(StringBuilder svg, Drawing drawing, string id, Func<Ink, string> colour, string background)
    {
        svg.Append(CultureInfo.InvariantCulture, $"viewBox=\"0 0 {Number(drawing.Width)} {Number(drawing.Height)}\" role=\"img\" aria-labelledby=\"{id}-title {id}-description\" ");
        svg.Append(CultureInfo.InvariantCulture, $"font-family=\"'{Lettering.Family}', Verdana, 'Segoe UI', Helvetica, Arial, sans-serif\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title id=\"{id}-title\">{Escape(drawing.Title)}</title>\n<desc id=\"{id}-description\">{Escape(drawing.Description)}</desc>\n");
        svg.Append(background);
        foreach (Mark mark in drawing.Marks)
            svg.Append(Element(mark, colour)).Append('\n');
        svg.Append("</svg>\n");
    }

    private static string Element(Mark mark, Func<Ink, string> colour) => mark switch
    {
        LineMark m => $"<line x1=\"{Number(m.X1)}\" y1=\"{Number(m.Y1)}\" x2=\"{Number(m.X2)}\" y2=\"{Number(m.Y2)}\" stroke=\"{colour(m.Ink)}\" stroke-width=\"{Number(m.Width)}\"{Dash(m.Dashed)}/>",
        CircleMark m => $"<circle cx=\"{Number(m.X)}\" cy=\"{Number(m.Y)}\" r=\"{Number(m.Radius)}\" fill=\"{colour(m.Fill)}\"{Stroke(m.Width > 0 ? m.Stroke : null, m.Width, colour)}/>",
        PathMark m => $"<path d=\"M{string.Join('L', m.Points.Select(p => $"{Number(p.X)},{Number(p.Y)}"))}{(m.Closed ? "Z" : "")}\" fill=\"{(m.Fill is { } fill ? colour(fill) : "none")}\""
            + $"{(m.Opacity < 1 ? $" fill-opacity=\"{Number(m.Opacity)}\"" : "")}{Stroke(m.Stroke, m.Width, colour)}{Dash(m.Dashed)}/>",
        TextMark m => $"<text x=\"{Number(m.X)}\" y=\"{Number(m.Y)}\" fill=\"{colour(m.Ink)}\" font-size=\"{Number(m.Size)}\""
            + $"{(m.Anchor == Anchor.Start ? "" : $" text-anchor=\"{(m.Anchor == Anchor.End ? "end" : "middle")}\"")}{(m.Bold ? " font-weight=\"bold\"" : "")}{(m.Angle == 0 ? "" : $" transform=\"rotate({Number(m.Angle)} {Number(m.X)} {Number(m.Y)})\"")}>{Escape(m.Text)}</text>",
        ImageMark m => $"<image x=\"{Number(m.X)}\" y=\"{Number(m.Y)}\" width=\"{Number(m.Width)}\" height=\"{Number(m.Height)}\" preserveAspectRatio=\"none\" image-rendering=\"pixelated\" "
            + $"href=\"data:image/png;base64,{Convert.ToBase64String(PngWriter.Cells(m))}\"/>",
        _ => throw new InvalidOperationException($"SVG does not draw {mark.GetType().Name}."),
    };

    private static string Stroke(Ink? ink, double width, Func<Ink, string> colour)
        => ink is null ? "" : $" stroke=\"{colour(ink)}\" stroke-width=\"{Number(width)}\" stroke-linejoin=\"round\"";

    private static string Dash(bool dashed) => dashed ? " stroke-dasharray=\"5 4\"" : "";

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Escape(string text) => WebUtility.HtmlEncode(TableCell.Printable(text));
}
