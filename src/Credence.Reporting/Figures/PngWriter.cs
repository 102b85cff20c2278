using SkiaSharp;

namespace Credence.Reporting;

/// <summary>Draws a drawing as PNG on light paper.</summary>
internal static class PngWriter
{
    /// <summary>The picture with <paramref name="scale"/> dots per CSS pixel.</summary>
    public static byte[] Write(Drawing drawing, float scale = 2)
    {
        using SKBitmap bitmap = new((int)Math.Ceiling(drawing.Width * scale), (int)Math.Ceiling(drawing.Height * scale));
        using SKCanvas canvas = new(bitmap);
        canvas.Clear(SKColor.Parse(Ink.Paper.Light));
        canvas.Scale(scale);
        foreach (Mark mark in drawing.Marks)
            Draw(canvas, mark);
        canvas.Flush();
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static void Draw(SKCanvas canvas, Mark mark)
    {
        switch (mark)
        {
            case LineMark m:
                using (SKPaint paint = Stroke(m.Ink, m.Width, m.Dashed))
                    canvas.DrawLine((float)m.X1, (float)m.Y1, (float)m.X2, (float)m.Y2, paint);
                break;
            case CircleMark m:
                using (SKPaint paint = Fill(m.Fill, 1))
                    canvas.DrawCircle((float)m.X, (float)m.Y, (float)m.Radius, paint);
                if (m.Width > 0)
                {
                    using SKPaint paint = Stroke(m.Stroke, m.Width, dashed: false);
                    canvas.DrawCircle((float)m.X, (float)m.Y, (float)m.Radius, paint);
                }
                break;
            case PathMark m:
                DrawPath(canvas, m);
                break;
            case TextMark m:
                using (SKPaint paint = Fill(m.Ink, 1))
                using (SKFont font = Lettering.Font(m.Size, m.Bold))
                    canvas.DrawText(TableCell.Printable(m.Text), (float)m.X, (float)m.Y, Align(m.Anchor), font, paint);
                break;
            default:
                throw new InvalidOperationException($"PNG does not draw {mark.GetType().Name}.");
        }
    }

    private static void DrawPath(SKCanvas canvas, PathMark mark)
    {
        using SKPath path = new();
        path.AddPoly([.. mark.Points.Select(p => new SKPoint((float)p.X, (float)p.Y))], mark.Closed);
        if (mark.Fill is { } fill)
        {
            using SKPaint paint = Fill(fill, mark.Opacity);
            canvas.DrawPath(path, paint);
        }
        if (mark.Stroke is { } stroke)
        {
            using SKPaint paint = Stroke(stroke, mark.Width, mark.Dashed);
            canvas.DrawPath(path, paint);
        }
    }

    private static SKTextAlign Align(Anchor anchor) => anchor switch
    {
        Anchor.Middle => SKTextAlign.Center,
        Anchor.End => SKTextAlign.Right,
        _ => SKTextAlign.Left,
    };

    private static SKPaint Fill(Ink ink, double opacity)
        => new() { Color = SKColor.Parse(ink.Light).WithAlpha((byte)Math.Round(255 * opacity)), IsAntialias = true, Style = SKPaintStyle.Fill };

    private static SKPaint Stroke(Ink ink, double width, bool dashed) => new()
    {
        Color = SKColor.Parse(ink.Light),
        IsAntialias = true,
        Style = SKPaintStyle.Stroke,
        StrokeWidth = (float)width,
        StrokeJoin = SKStrokeJoin.Round,
        PathEffect = dashed ? SKPathEffect.CreateDash([5, 4], 0) : null,
    };
}
