using System.Globalization;

namespace Credence.Reporting;

/// <summary>A matrix of many rows to be drawn as a picture.</summary>
/// <param name="Caption">What it is.</param>
/// <param name="Detail">A line below the caption; may be empty.</param>
/// <param name="Rows">Its rows, all of one length.</param>
internal sealed record MatrixImage(string Caption, string Detail, IReadOnlyList<double[]> Rows);

/// <summary>Matrices of one size side by side as pictures on one scale of colours, without their numbers.</summary>
internal static class MatrixImageFigure
{
    private const double Width = 900, Gap = 16, Tall = 420;
    private const int MostLines = 420;

    /// <summary>The figure; rows beyond what can be seen are drawn as means of neighbours.</summary>
    public static Drawing Of(string title, string description, IReadOnlyList<MatrixImage> images)
    {
        int rows = images[0].Rows.Count, block = (rows + MostLines - 1) / MostLines;
        Drawing drawing = new(Width, title, description);
        double wide = Math.Min(260, (Width - (images.Count - 1) * Gap) / images.Count), tall = Math.Max(60, Math.Min(Tall, rows * 6.0));
        double[][][] shown = [.. images.Select(image => image.Rows.Chunk(block).Select(Mean).ToArray())];
        DivergingScale scale = DivergingScale.Of(shown.SelectMany(image => image).SelectMany(row => row));
        for (int i = 0; i < images.Count; i++)
        {
            double left = i * (wide + Gap);
            drawing.Text(left, 14, Lettering.Fit(images[i].Caption, wide, 13, true), Ink.Text, 13, bold: true);
            drawing.Text(left, 31, Lettering.Fit(images[i].Detail, wide, 12), Ink.Muted, 12);
            drawing.Image(left, 40, wide, tall, shown[i][0].Length, [.. shown[i].SelectMany(row => row).Select(scale.At)]);
        }
        double under = scale.DrawBar(drawing, 0, tall + 54, Math.Min(320, images.Count * (wide + Gap) - Gap));
        if (block > 1)
            drawing.Text(0, under + 12, string.Create(CultureInfo.InvariantCulture, $"each line of a picture is the mean of {block} rows"), Ink.Muted, 12);
        drawing.Height = under + (block > 1 ? 18 : 4);
        return drawing;
    }

    private static double[] Mean(double[][] rows)
        => rows.Length == 1 ? rows[0] : [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Average(row => row[column]))];
}
