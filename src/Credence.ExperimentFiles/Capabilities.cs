namespace Credence.ExperimentFiles;

/// <summary>What an experiment file may declare but an analysis does not serve yet. A line goes when its work is done, here and in docs/experiment-file.md.</summary>
internal static class Capabilities
{
    public static IReadOnlyList<FileError> NotYetAnalysable(ExperimentFile file, ExperimentReading reading)
    {
        List<FileError> refused = [];

        void Refuse(bool isUsed, string what, string remedy, params ReadOnlySpan<string> path)
        {
            if (isUsed)
                refused.Add(reading.ErrorAt(what, remedy, path));
        }

        Refuse(file.Source is null, "there is no source to analyse", "write source: { table: FILE }");
        Refuse(file.Source is { Engine: not null }, "data in a server are not analysed yet", "export a table and write source: { table: FILE }", "source", "engine");
        Refuse(file.Source is { Engine: null, Table: null }, "exposures and events are not analysed yet", "write source: { table: FILE }", "source");
        Refuse(file.Metrics.Count == 0, "there are no metrics to analyse", "write metrics: with at least one");
        foreach (MetricDeclaration metric in file.Metrics)
        {
            string owner = $"metric {Wording.Quote(metric.Name)}";
            bool isBuilt = metric.Type is MetricType.Mean or MetricType.Proportion or MetricType.Ratio or MetricType.Quantile or MetricType.Construct;
            Refuse(!isBuilt, $"{owner}: type {Words.Of(metric.Type)} is not analysed yet", "use mean, proportion, ratio, quantile or construct", "metrics", metric.Name, "type");
            Refuse(isBuilt && metric.Event is not null, $"{owner}: events are not analysed yet", "name columns of the table instead", "metrics", metric.Name, "event");
        }
        return [.. refused.OrderBy(error => error.Line).ThenBy(error => error.Column)];
    }
}
