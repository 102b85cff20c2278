namespace Credence.Reporting;

/// <summary>A curve of a panel.</summary>
/// <param name="Label">Its name in the legend; empty to leave it out.</param>
/// <param name="Points">Its points, left to right; a point that is not finite breaks the curve.</param>
/// <param name="Ink">Its colour.</param>
/// <param name="Dashed">Whether it is dashed.</param>
/// <param name="Symbols">The symbol at each point, as of <see cref="Drawing.Symbol"/>; null for none.</param>
internal sealed record Curve(string Label, IReadOnlyList<(double X, double Y)> Points, Ink Ink, bool Dashed = false, int? Symbols = null)
{
    public double Width { get; init; } = 2.2;
}

/// <summary>A plot of curves over two axes within a rectangle of a drawing.</summary>
/// <param name="x">Horizontal axis.</param>
/// <param name="y">Vertical axis.</param>
internal sealed class CurvePanel(Axis x, Axis y)
{
    private const double LabelSize = 12;

    /// <summary>Draws both axes with their titles, and gives the y below them.</summary>
    /// <param name="drawing">Where to draw.</param>
    /// <param name="xTitle">What runs to the right.</param>
    /// <param name="yTitle">What runs up; stands over the panel.</param>
    public double DrawAxes(Drawing drawing, string xTitle, string yTitle)
    {
        double left = x.X(x.Low), right = x.X(x.High), top = y.X(y.High), bottom = y.X(y.Low);
        y.DrawVertical(drawing, left, right);
        double under = x.Draw(drawing, top, bottom);
        drawing.Text(left, top - 12, yTitle, Ink.Text, 13, bold: true);
        drawing.Text((left + right) / 2, under + 12, xTitle, Ink.Muted, LabelSize, Anchor.Middle);
        return under + 22;
    }

    /// <summary>Draws a curve; what lies outside the axes is cut off.</summary>
    public void Draw(Drawing drawing, Curve curve)
    {
        List<(double X, double Y)> piece = [];
        void Finish()
        {
            if (piece.Count > 1)
                drawing.Polyline([.. piece], curve.Ink, curve.Width, curve.Dashed);
            piece.Clear();
        }
        (double X, double Y)? before = null;
        foreach ((double X, double Y) point in curve.Points)
        {
            bool inside = double.IsFinite(point.X) && double.IsFinite(point.Y) && x.Shows(point.X) && y.Shows(point.Y);
            if (before is { } last && double.IsFinite(point.Y) && double.IsFinite(last.Y) && y.Shows(last.Y) != y.Shows(point.Y))
                piece.Add(Pixels(Crossing(last, point)));
            if (inside)
                piece.Add(Pixels(point));
            else
                Finish();
            before = point;
        }
        Finish();
        if (curve.Symbols is { } place)
        {
            foreach ((double X, double Y) point in curve.Points.Where(p => double.IsFinite(p.Y) && x.Shows(p.X) && y.Shows(p.Y)))
                drawing.Symbol(place, x.X(point.X), y.X(point.Y), 5, curve.Ink);
        }
    }

    /// <summary>A dashed line across at a height, with a label at its right end.</summary>
    public void Level(Drawing drawing, double value, string label)
    {
        if (!y.Shows(value))
            return;
        drawing.Line(x.X(x.Low), y.X(value), x.X(x.High), y.X(value), Ink.Axis, 1.2, dashed: true);
        drawing.Text(x.X(x.High), y.X(value) - 5, NumberFormat.Typeset(label), Ink.Muted, 11, Anchor.End);
    }

    /// <summary>A point with a line down to the axis and a label beside it: below where the curve rises, above where it falls.</summary>
    public void Mark(Drawing drawing, double atX, double atY, string label, Ink ink, bool falling = false)
    {
        if (!x.Shows(atX) || !y.Shows(atY))
            return;
        double px = x.X(atX), py = y.X(atY);
        drawing.Line(px, py, px, y.X(y.Low), ink, 1.2, dashed: true);
        drawing.Circle(px, py, 5.5, ink);
        string text = NumberFormat.Typeset(label);
        bool fits = px + 10 + Lettering.Width(text, LabelSize, true) < x.X(x.High);
        drawing.Text(fits ? px + 10 : px - 10, py + (falling ? -10 : 18), text, Ink.Text, LabelSize, fits ? Anchor.Start : Anchor.End, bold: true);
    }

    /// <summary>Names the curves in a row; gives the y below.</summary>
    public static double Legend(Drawing drawing, IReadOnlyList<Curve> curves, double y)
    {
        double left = 0;
        foreach (Curve curve in curves.Where(curve => curve.Label.Length > 0))
        {
            double width = 40 + Lettering.Width(curve.Label, LabelSize) + 22;
            if (left > 0 && left + width > drawing.Width)
                (left, y) = (0, y + 20);
            drawing.Line(left, y - 4, left + 30, y - 4, curve.Ink, curve.Width, curve.Dashed);
            if (curve.Symbols is { } place)
                drawing.Symbol(place, left + 15, y - 4, 5, curve.Ink);
            drawing.Text(left + 38, y, curve.Label, Ink.Muted, LabelSize);
            left += width;
        }
        return y + 12;
    }

    private (double, double) Pixels((double X, double Y) point) => (x.X(point.X), y.X(point.Y));

    private (double X, double Y) Crossing((double X, double Y) a, (double X, double Y) b)
    {
        double edge = Math.Max(a.Y, b.Y) > y.High ? y.High : y.Low;
        return (a.X + (b.X - a.X) * (edge - a.Y) / (b.Y - a.Y), edge);
    }
}
