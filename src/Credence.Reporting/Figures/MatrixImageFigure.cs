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

    /// <summary>How many neighbouring rows are to be drawn as their mean, so that no more lines are drawn than can be seen.</summary>
    public static int RowsTogether(int rows) => Math.Max(1, (rows + MostLines - 1) / MostLines);

    /// <summary>The figure; more than six images stand in several lines.</summary>
    /// <param name="title">What it is.</param>
    /// <param name="description">What it shows.</param>
    /// <param name="rowsTogether">How many rows of the data a row of the images is the mean of.</param>
    /// <param name="images">The images, all of one size.</param>
    public static Drawing Of(string title, string description, int rowsTogether, IReadOnlyList<MatrixImage> images)
    {
        Drawing drawing = new(Width, title, description);
        int across = Math.Min(images.Count, 6);
        double wide = Math.Min(260, (Width - (across - 1) * Gap) / across), tall = Math.Clamp(images[0].Rows.Count * 6.0, 60, Tall), below = 0;
        DivergingScale scale = DivergingScale.Of(images.SelectMany(image => image.Rows).SelectMany(row => row));
        for (int i = 0; i < images.Count; i++)
        {
            double left = i % across * (wide + Gap), top = i / across * (tall + 60);
            drawing.Text(left, top + 14, Lettering.Fit(images[i].Caption, wide, 13, true), Ink.Text, 13, bold: true);
            drawing.Text(left, top + 31, Lettering.Fit(images[i].Detail, wide, 12), Ink.Muted, 12);
            drawing.Image(left, top + 40, wide, tall, images[i].Rows[0].Length, [.. images[i].Rows.SelectMany(row => row).Select(scale.At)]);
            below = top + 40 + tall;
        }
        double under = scale.DrawBar(drawing, 0, below + 14, Math.Min(320, across * (wide + Gap) - Gap));
        if (rowsTogether > 1)
            drawing.Text(0, under + 12, string.Create(CultureInfo.InvariantCulture, $"each line of a picture is the mean of {rowsTogether} rows"), Ink.Muted, 12);
        drawing.Height = under + (rowsTogether > 1 ? 18 : 4);
        return drawing;
    }
}
