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
                DrawText(canvas, m);
                break;
            case ImageMark m:
                using (SKBitmap cells = Bitmap(m))
                using (SKImage image = SKImage.FromBitmap(cells))
                    canvas.DrawImage(image, SKRect.Create((float)m.X, (float)m.Y, (float)m.Width, (float)m.Height), new SKSamplingOptions(SKFilterMode.Nearest));
                break;
            default:
                throw new InvalidOperationException($"PNG does not draw {mark.GetType().Name}.");
        }
    }

    /// <summary>A field of cells as a picture of one dot each.</summary>
    public static byte[] Cells(ImageMark mark)
    {
        using SKBitmap bitmap = Bitmap(mark);
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static SKBitmap Bitmap(ImageMark mark)
        => new(mark.Columns, mark.Cells.Length / mark.Columns) { Pixels = [.. mark.Cells.Select(cell => new SKColor(cell.Red, cell.Green, cell.Blue))] };

    private static void DrawText(SKCanvas canvas, TextMark mark)
    {
        using SKPaint paint = Fill(mark.Ink, 1);
        using SKFont font = Lettering.Font(mark.Size, mark.Bold);
        canvas.Save();
        canvas.RotateDegrees((float)mark.Angle, (float)mark.X, (float)mark.Y);
        canvas.DrawText(TableCell.Printable(mark.Text), (float)mark.X, (float)mark.Y, Align(mark.Anchor), font, paint);
        canvas.Restore();
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
