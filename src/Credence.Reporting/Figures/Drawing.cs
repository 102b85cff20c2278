namespace Credence.Reporting;

/// <summary>Where a text stands relative to its point.</summary>
internal enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>A mark on a drawing; lengths are CSS pixels, the origin is the top left corner.</summary>
internal abstract record Mark;

internal sealed record LineMark(double X1, double Y1, double X2, double Y2, Ink Ink, double Width, bool Dashed) : Mark;

/// <summary>A polygon or open line through points, filled, stroked or both.</summary>
internal sealed record PathMark(IReadOnlyList<(double X, double Y)> Points, bool Closed, Ink? Fill, Ink? Stroke, double Width, double Opacity, bool Dashed) : Mark;

internal sealed record CircleMark(double X, double Y, double Radius, Ink Fill, Ink Stroke, double Width) : Mark;

/// <summary>A text, turned about its point by an angle in degrees, clockwise.</summary>
internal sealed record TextMark(double X, double Y, string Text, Ink Ink, double Size, Anchor Anchor, bool Bold, double Angle = 0) : Mark;

/// <summary>A field of coloured cells that are too many for marks of their own: rows of columns, each a colour.</summary>
internal sealed record ImageMark(double X, double Y, double Width, double Height, int Columns, Colour[] Cells) : Mark;

/// <summary>A picture as a list of marks, which SVG and PNG draw alike.</summary>
/// <param name="width">Width in CSS pixels.</param>
/// <param name="title">What the picture is.</param>
/// <param name="description">What it shows, for readers who do not see it.</param>
internal sealed class Drawing(double width, string title, string description)
{
    private readonly List<Mark> marks = [];

    public double Width { get; } = width;

    public double Height { get; set; }

    /// <summary>How far marks reach to the right: a file is only as wide, where a page keeps all its figures on one scale.</summary>
    public double Filled { get; set; } = width;

    public string Title => title;

    public string Description => description;

    public IReadOnlyList<Mark> Marks => marks;

    /// <summary>The picture with its title above and a margin around, for a file that stands alone.</summary>
    public Drawing Framed()
    {
        const double Margin = 20;
        const double Band = 36;
        double wide = Math.Min(Width, Math.Max(Filled, Lettering.Width(Title, 16, true)));
        Drawing framed = new(wide + 2 * Margin, Title, Description) { Height = Height + Band + 2 * Margin };
        framed.Text(Margin, Margin + 14, Lettering.Fit(Title, wide + 1, 16, bold: true), Ink.Text, 16, bold: true);
        framed.marks.AddRange(marks.Select(mark => Moved(mark, Margin, Margin + Band)));
        return framed;
    }

    private static Mark Moved(Mark mark, double right, double down) => mark switch
    {
        LineMark m => m with { X1 = m.X1 + right, X2 = m.X2 + right, Y1 = m.Y1 + down, Y2 = m.Y2 + down },
        CircleMark m => m with { X = m.X + right, Y = m.Y + down },
        PathMark m => m with { Points = [.. m.Points.Select(p => (p.X + right, p.Y + down))] },
        TextMark m => m with { X = m.X + right, Y = m.Y + down },
        ImageMark m => m with { X = m.X + right, Y = m.Y + down },
        _ => throw new InvalidOperationException($"A drawing does not move {mark.GetType().Name}."),
    };

    public void Line(double x1, double y1, double x2, double y2, Ink ink, double lineWidth = 1, bool dashed = false)
        => marks.Add(new LineMark(x1, y1, x2, y2, ink, lineWidth, dashed));

    public void Text(double x, double y, string text, Ink ink, double size = 13, Anchor anchor = Anchor.Start, bool bold = false, double angle = 0)
        => marks.Add(new TextMark(x, y, text, ink, size, anchor, bold, angle));

    public void Image(double x, double y, double imageWidth, double imageHeight, int columns, Colour[] cells)
        => marks.Add(new ImageMark(x, y, imageWidth, imageHeight, columns, cells));

    public void Rectangle(double x, double y, double wide, double tall, Ink fill)
        => Area([(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall)], fill);

    public void Area(IReadOnlyList<(double X, double Y)> points, Ink fill, double opacity = 1)
        => marks.Add(new PathMark(points, true, fill, null, 0, opacity, false));

    public void Polyline(IReadOnlyList<(double X, double Y)> points, Ink stroke, double lineWidth, bool dashed = false)
        => marks.Add(new PathMark(points, false, null, stroke, lineWidth, 1, dashed));

    public void Circle(double x, double y, double radius, Ink ink, bool hollow = false)
        => marks.Add(new CircleMark(x, y, radius, hollow ? Ink.Paper : ink, ink, hollow ? 2 : 0));

    public void Diamond(double x, double y, double radius, Ink ink)
        => Area([(x - radius, y), (x, y - radius), (x + radius, y), (x, y + radius)], ink);

    /// <summary>A square, triangle, diamond or circle, so that variants are told apart without colour.</summary>
    public void Symbol(int place, double x, double y, double radius, Ink ink)
    {
        switch (place % 4)
        {
            case 1:
                Area([(x - radius, y + 0.8 * radius), (x, y - radius), (x + radius, y + 0.8 * radius)], ink);
                break;
            case 2:
                double side = 0.85 * radius;
                Area([(x - side, y - side), (x + side, y - side), (x + side, y + side), (x - side, y + side)], ink);
                break;
            case 3:
                Diamond(x, y, 1.15 * radius, ink);
                break;
            default:
                Circle(x, y, radius, ink);
                break;
        }
    }

    /// <summary>An arrowhead whose tip is at x, pointing right (+1) or left (−1): what is shown goes on beyond.</summary>
    public void Arrow(double x, double y, int direction, Ink ink)
        => Area([(x, y), (x - direction * 8, y - 5), (x - direction * 8, y + 5)], ink);
}
