using System.Text;
using Credence.Analysis;
using Credence.Data;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>Writes the figures of an analysis as PNG (two dots per CSS pixel) and SVG.</summary>
public static class FigureFiles
{
    /// <summary>Writes every figure that has something to show and gives the paths of the files.</summary>
    /// <param name="result">The analysis.</param>
    /// <param name="histograms">Histograms of its metrics, found by name; may be empty.</param>
    /// <param name="folder">Where to write; made if it is not there.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="InputException">The folder cannot be written to.</exception>
    public static async Task<IReadOnlyList<string>> WriteAsync(
        AnalysisResult result, IReadOnlyList<Histogram> histograms, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(histograms);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return await WriteAsync(All(result, histograms), folder, cancellation).ConfigureAwait(false);
    }

    /// <summary>Writes drawings, each under its name; a name that comes again gets a number.</summary>
    internal static async Task<IReadOnlyList<string>> WriteAsync(
        IEnumerable<(string Name, Drawing Drawing)> drawings, string folder, CancellationToken cancellation)
    {
        List<string> files = [];
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string wanted, Drawing bare) in drawings)
        {
            Drawing drawing = bare.Framed();
            string name = wanted;
            for (int i = 2; !names.Add(name); i++)
                name = $"{wanted}-{i}";
            string path = Path.Combine(folder, name);
            await AtomicFile.WriteAsync(path + ".svg", SvgWriter.WriteFile(drawing), cancellation).ConfigureAwait(false);
            await AtomicFile.WriteAsync(path + ".png", PngWriter.Write(drawing), cancellation).ConfigureAwait(false);
            files.AddRange([path + ".svg", path + ".png"]);
        }
        return files;
    }

    private static IEnumerable<(string Name, Drawing Drawing)> All(AnalysisResult result, IReadOnlyList<Histogram> histograms)
    {
        if (ForestFigure.OfMetrics(result) is { } forest)
            yield return (Words.Effects(result).ToLowerInvariant(), forest);
        foreach (MetricResult metric in result.Metrics)
        {
            string name = FileName(metric.Name);
            if (LevelsFigure.Of(result, metric) is { } levels)
                yield return (name + "-levels", levels);
            if (histograms.FirstOrDefault(h => h.Name == metric.Name) is { } histogram && DistributionFigure.Of(metric, histogram) is { } distribution)
                yield return (name + "-distribution", distribution);
            foreach ((string what, Drawing drawing) in MetricPosteriorFigures.Of(metric))
                yield return ($"{name}-{what}", drawing);
            foreach (Drawing replicates in metric.Comparisons.Select(comparison => ReplicatesFigure.Of(metric, comparison)).OfType<Drawing>())
                yield return (name + "-resampling", replicates);
            foreach (Breakdown breakdown in metric.Breakdowns)
            {
                if (ForestFigure.OfSegments(result, metric, breakdown) is { } segments)
                    yield return ($"{name}-by-{FileName(breakdown.By)}", segments);
            }
        }
    }

    // A metric's name may hold anything, also a path: only letters, digits and dashes reach the disk.
    private static string FileName(string name)
    {
        StringBuilder text = new();
        foreach (char c in name)
        {
            if (char.IsLetterOrDigit(c))
                text.Append(char.ToLowerInvariant(c));
            else if (text.Length > 0 && text[^1] != '-')
                text.Append('-');
            if (text.Length >= 60)
                break;
        }
        return text.ToString().Trim('-') is { Length: > 0 } kept ? kept : "metric";
    }
}
