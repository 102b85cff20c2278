using Credence.Analysis;
using Credence.Bayes;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>The figures of a structural equation model: path diagrams, residual correlations, effects, and those of a posterior.</summary>
public static class SemFigures
{
    /// <summary>Writes every figure that has something to show, as PNG and SVG, and gives the paths of the files.</summary>
    /// <param name="result">The result.</param>
    /// <param name="folder">Where to write; made if it is not there.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="InputException">The folder cannot be written to.</exception>
    public static Task<IReadOnlyList<string>> WriteAsync(StructuralResult result, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return FigureFiles.WriteAsync(Of(result), folder, cancellation);
    }

    /// <summary>Writes the path diagram by the ending of the path, and gives the paths of the files: one for each group.</summary>
    /// <param name="result">The result; without estimates the arrows stand alone.</param>
    /// <param name="path">The file; with several groups their names are added.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="InputException">The ending says no form, or the file cannot be written.</exception>
    public static async Task<IReadOnlyList<string>> WriteDiagramAsync(StructuralResult result, string path, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentException.ThrowIfNullOrEmpty(path);
        List<string> files = [];
        for (int group = 0; group < result.Table.Groups.Count; group++)
        {
            string file = result.Table.Groups.Count == 1 ? path : OfGroup(path, result.Table.Groups[group]);
            await PathDiagram.WriteAsync(result.Table, Values(result, standardized: false), group, SemWords.Heading(result.Title, result.Table, group), Legend(result), file, cancellation).ConfigureAwait(false);
            files.Add(file);
        }
        return files;
    }

    internal static IEnumerable<(string Name, Drawing Drawing)> Of(StructuralResult result)
    {
        for (int group = 0; group < result.Table.Groups.Count; group++)
        {
            yield return ("path-diagram", Diagram(result, group, standardized: false));
            if (result.HasEstimates)
                yield return ("path-diagram-standardized", Diagram(result, group, standardized: true));
        }
        foreach (CorrelationResidual residual in result.Residuals)
            yield return ("residual-correlations", Residuals(result, residual));
        for (int group = 0; group < result.Table.Groups.Count; group++)
        {
            if (Effects(result, group) is { } effects)
                yield return ("effects", effects);
        }
        if (result.Posterior is { } posterior)
        {
            foreach ((string name, Drawing drawing) in PosteriorFigures.Of(posterior.Draws, posterior.Summary, new()))
                yield return (name, drawing);
            foreach (PredictiveCheck check in new[] { posterior.PriorPredictive, posterior.PosteriorPredictive }.OfType<PredictiveCheck>())
            {
                foreach ((string name, Drawing drawing) in PosteriorFigures.Of(check))
                    yield return (name, drawing);
            }
        }
    }

    internal static Drawing Diagram(StructuralResult result, int group, bool standardized)
    {
        string title = SemWords.Heading(standardized ? $"{result.Title}, standardized" : result.Title, result.Table, group);
        return PathDiagram.Of(PathGraph.Of(result.Table, Values(result, standardized), group), title, Legend(result));
    }

    internal static Drawing Residuals(StructuralResult result, CorrelationResidual residual)
    {
        int p = residual.Variables.Count;
        string title = SemWords.Heading("Residual correlations", result.Table, residual.Group);
        return HeatmapFigure.Of(title, "Observed less implied correlations.", new HeatmapPanel("", residual.Variables, residual.Variables, (row, column) => Math.Abs(residual.Values[(row * p) + column]) < 0.005 ? 0 : residual.Values[(row * p) + column])
        {
            LowerTriangle = true,
            Limit = Math.Max(0.2, residual.Values.Select(Math.Abs).DefaultIfEmpty(0).Max()),
        });
    }

    /// <summary>Standardized total effects and the direct part of them; null where there is no effect.</summary>
    internal static Drawing? Effects(StructuralResult result, int group)
    {
        EffectBetween[] effects = [.. result.Effects.Where(effect => effect.Group == group)];
        if (effects.Length == 0)
            return null;
        string[] from = [.. effects.Select(effect => effect.From).Distinct()], to = [.. effects.Select(effect => effect.To).Distinct()];
        double Total(int row, int column) => effects.FirstOrDefault(effect => effect.From == from[row] && effect.To == to[column])?.StandardizedTotal ?? double.NaN;
        return HeatmapFigure.Of(
            SemWords.Heading("Standardized total effects", result.Table, group), "Rows act on columns; all variables have variance 1.", new HeatmapPanel("rows act on columns", from, to, Total) { Limit = 1 });
    }

    internal static string Legend(StructuralResult result) => !result.HasEstimates ? ""
        : result.Posterior is null ? "*** p < 0.001, ** p < 0.01, * p < 0.05" : $"posterior means; * the {NumberFormat.Level(result.Options.Sampling.HdiLevel)} highest-density interval leaves out 0";

    private static PathValue[] Values(StructuralResult result, bool standardized)
    {
        if (!result.HasEstimates)
            return [.. result.Table.Parameters.Select(_ => new PathValue(double.NaN))];
        // The estimates of parameters come in the order of the table, before defined quantities.
        return [.. result.Estimates.Take(result.Table.Parameters.Count).Select(estimate => new PathValue(standardized ? estimate.Standardized : estimate.Estimate.Value, Mark(result, estimate.Estimate)))];
    }

    private static string Mark(StructuralResult result, SemEstimate estimate) => result.Posterior is not null
        ? estimate.Lower > 0 || estimate.Upper < 0 ? "*" : ""
        : estimate.PValue switch { < 0.001 => "***", < 0.01 => "**", < 0.05 => "*", _ => "" };

    private static string OfGroup(string path, string group)
        => Path.Combine(Path.GetDirectoryName(path) ?? "", $"{Path.GetFileNameWithoutExtension(path)}-{string.Concat(group.Select(c => char.IsLetterOrDigit(c) ? c : '-'))}{Path.GetExtension(path)}");
}
