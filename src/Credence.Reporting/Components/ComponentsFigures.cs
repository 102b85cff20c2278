using System.Globalization;
using Credence.Analysis;
using Credence.Latent;

namespace Credence.Reporting;

/// <summary>Figures of principal components: variances against chance, loadings, and the data beside its reconstructions.</summary>
internal static class ComponentsFigures
{
    private const int MostComponents = 40, MostColumns = 60;

    public static IEnumerable<(string Name, Drawing Drawing)> Of(ComponentsResult result)
    {
        yield return ("scree", Scree(result));
        if (result.Columns.Count <= MostColumns)
            yield return ("loadings", Loadings(result));
        yield return ("reconstructions", Reconstructions(result));
    }

    private static Drawing Scree(ComponentsResult result)
    {
        PrincipalComponents found = result.Decomposition;
        int shown = Math.Min(found.Columns, MostComponents);
        Drawing drawing = new(900, "Variance of the components", $"{ComponentsTables.Headline(result)}: the variance of each component against the 95% point of independent columns.");
        Axis x = new(0.5, shown + 0.5, 70, 880, label: value => value.ToString("0", CultureInfo.InvariantCulture));
        Axis y = new(0, 1.05 * Math.Max(found.Eigenvalues[0], result.Parallel[0]), 320, 30);
        CurvePanel panel = new(x, y);
        double under = panel.DrawAxes(drawing, "component", found.Standardized ? "variance (of standardised columns)" : "variance");
        panel.Draw(drawing, new("", [.. Enumerable.Range(0, shown).Select(i => (i + 1.0, result.Parallel[i]))], Ink.Bad, Dashed: true));
        panel.Draw(drawing, new("", [.. Enumerable.Range(0, shown).Select(i => (i + 1.0, found.Eigenvalues[i]))], Ink.Neutral, Symbols: 0));
        for (int i = 0; i < Math.Min(shown, 12); i++)
            DrawShare(drawing, NumberFormat.Share(found.Share(i)), (x.X(i + 1), y.X(found.Eigenvalues[i])), Chance(i), Chance(Math.Min(i + 1, shown - 1)), y.X(0));
        under += 14;
        drawing.Circle(76, under - 4, 4.5, Ink.Neutral);
        drawing.Text(88, under, "of the data, with its share", Ink.Muted, 12);
        drawing.Line(290, under - 4, 320, under - 4, Ink.Bad, 2.2, dashed: true);
        drawing.Text(328, under, "95% point of independent normal columns (parallel analysis)", Ink.Muted, 12);
        drawing.Height = under + 8;
        return drawing;

        (double X, double Y) Chance(int i) => (x.X(i + 1), y.X(result.Parallel[i]));
    }

    // To the upper right of its point; where the dashed line, from here to the next point, passes there, below the line, or above it near the axis.
    private static void DrawShare(Drawing drawing, string share, (double X, double Y) point, (double X, double Y) from, (double X, double Y) to, double axis)
    {
        double wide = Lettering.Width(share, 11);
        bool crossed = At(8) < point.Y - 2 && At(8 + wide) > point.Y - 20;
        if (crossed && point.Y + 20 < axis)
            drawing.Text(point.X - 4, point.Y + 17, share, Ink.Muted, 11, Anchor.End);
        else
            drawing.Text(point.X + 8, crossed ? At(8) - 5 : point.Y - 7, share, Ink.Muted, 11);

        double At(double right) => to.X > from.X ? from.Y + Math.Min(1, right / (to.X - from.X)) * (to.Y - from.Y) : from.Y;
    }

    private static Drawing Loadings(ComponentsResult result)
    {
        PrincipalComponents found = result.Decomposition;
        string[] components = [.. Enumerable.Range(0, Math.Min(found.Columns, 15)).Select(ComponentsTables.Name)];
        return HeatmapFigure.Of("Loadings", "Weight of each column in each component.", new HeatmapPanel("", result.Columns, components, found.Loading) { Limit = 1 });
    }

    private static Drawing Reconstructions(ComponentsResult result)
    {
        PrincipalComponents found = result.Decomposition;
        int block = MatrixImageFigure.RowsTogether(found.Rows);
        double[][] cells = found.Condensed(block);
        string what = found.Standardized ? "standardised" : "centred";
        MatrixImage data = new("Data", $"{NumberFormat.Count(found.Rows)} × {NumberFormat.Count(found.Columns)}, {what}", cells);
        IEnumerable<MatrixImage> images = result.Ranks.Select(rank => new MatrixImage(
            $"Rank {NumberFormat.Count(rank)}", $"relative error {NumberFormat.Share(found.ReconstructionError(rank))}", [.. cells.Select(row => found.Project(row, rank))]));
        return MatrixImageFigure.Of("The data and its reconstructions", $"The data beside what its first components say of it, for ranks {string.Join(", ", result.Ranks)}.", block, [data, .. images]);
    }
}
