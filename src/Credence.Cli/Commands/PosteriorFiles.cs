using Credence.Analysis;
using Credence.Bayes;
using Credence.Reporting;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary>Writes what was asked of the posteriors: the model, the draws, the figures.</summary>
internal static class PosteriorFiles
{
    /// <summary>Writes the files and tells their paths.</summary>
    /// <exception cref="InputException">A file cannot be written, or has an ending that says no form.</exception>
    public static async Task<IReadOnlyList<string>> WriteAsync(AnalyzeRequest request, AnalysisResult result, CancellationToken cancellation)
    {
        List<string> written = [];
        (string Metric, MetricPosterior Posterior)[] sampled = [.. result.Metrics.Where(metric => metric.Posterior?.Draws is not null).Select(metric => (metric.Name, metric.Posterior!))];
        foreach ((string metric, MetricPosterior posterior) in sampled)
        {
            string? Path(string? asked) => asked is null ? null : sampled.Length == 1 ? asked : OfMetric(asked, metric);
            if (Path(request.ModelGraph) is { } graph && posterior.Graph is { } model)
            {
                await ModelDiagram.WriteAsync(model, metric, graph, cancellation).ConfigureAwait(false);
                written.Add(graph);
            }
            if (Path(request.DrawsOutput) is { } output)
                written.AddRange(WriteDraws(output, posterior.Draws!, request.Options.Posterior!.Sampling, cancellation));
        }
        return written;
    }

    /// <summary>Writes draws in the form that the ending of the path says, and tells the paths of the files.</summary>
    /// <exception cref="InputException">The file cannot be written, or has an ending that says no form.</exception>
    public static IReadOnlyList<string> WriteDraws(string path, Draws draws, SamplingOptions options, CancellationToken cancellation)
    {
        switch (System.IO.Path.GetExtension(path).ToLowerInvariant())
        {
            case ".csv":
                return StanCsvWriter.Write(draws, path[..^4], "credence", options);
            case ".parquet":
                DrawsParquet.Write(draws, path, cancellation);
                return [path];
            case ".json":
                InferenceJson.Write(new InferenceData(draws), path);
                return [path];
            case "" or ".zarr":
                ZarrFolder.Write(new InferenceData(draws), path);
                return [path];
            default:
                throw new InputException($"--draws-output {path}", "the ending says no form", "name a folder for ArviZ (Zarr), or end it in .csv, .parquet or .json");
        }
    }

    // revenue of several metrics: draws.csv becomes draws-revenue.csv.
    private static string OfMetric(string path, string metric)
    {
        string name = string.Concat(metric.Select(c => char.IsLetterOrDigit(c) ? c : '-'));
        return System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path) ?? "", $"{System.IO.Path.GetFileNameWithoutExtension(path)}-{name}{System.IO.Path.GetExtension(path)}");
    }
}
