using Credence.Data;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Watches a running test: looks at it as its data came, by a rule that bears being looked at.</summary>
public static class MonitorExperiment
{
    /// <summary>Asks the engine for moments by time and judges look after look.</summary>
    /// <param name="options">What to watch, and by which rule.</param>
    /// <param name="engine">Where the moments come from.</param>
    /// <param name="progress">Told the share done; may be null.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="InputException">The input cannot be read, contradicts the options, or goes on beyond the plan without a declared overrun.</exception>
    public static async Task<MonitorResult> RunAsync(
        MonitorOptions options, IMomentsEngine engine, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(engine);
        options.Check();
        if (options.Metric.Kind == MetricKind.Quantile)
            throw new InputException("monitor", $"{options.Metric.Name} is a quantile, which is not watched", "watch a mean, a proportion or a ratio");
        if (options.Metric.Kind == MetricKind.Construct)
            throw new InputException("monitor", $"{options.Metric.Name} is a construct, which is not watched", "watch a mean of its indicators, and analyse the construct once at the end");
        if (options.Analysis.Adjustment.Cluster is { } cluster)
            throw new InputException("monitor", $"the rows of one {cluster} depend on each other, which no rule of monitor allows for", "analyse once at the end, with credence analyze");
        options = options with { Analysis = await DistributionColumns.WithCapsAsync(options.Analysis, engine, cancellation).ConfigureAwait(false) };
        AnalyzeOptions watched = Watched(options);
        MomentsQuery query = Analyze.CheckedQuery(watched);
        query = query with { Times = options.Schedule.Buckets(options.Time, options.Planned), ColumnSets = [.. query.ColumnSets, .. DistributionColumns.OfCaps(watched)] };
        return Interpret(options, await engine.QueryAsync(query, progress, cancellation).ConfigureAwait(false));
    }

    /// <summary>Judges moments that are already there, told apart by the buckets of the schedule: no row is read.</summary>
    /// <exception cref="InputException">The moments contradict the options.</exception>
    internal static MonitorResult Interpret(MonitorOptions options, MomentsTable table)
    {
        options.Check();
        AnalyzeOptions watched = Watched(options);
        Analyze.CheckDenominators(watched, table);
        VariantOrder variants = VariantOrder.Of(watched, table);
        string[] treatments = [.. variants.Treatments];
        if (treatments is not [string treatment])
        {
            throw new InputException(watched.Source.Text, $"one treatment is watched against the control, but there are {string.Join(", ", treatments.Select(name => $"\"{name}\""))}",
                "keep two variants with --where, or watch each by itself at a share of alpha");
        }
        MonitorCourse course = new(options, watched, table, variants, treatment);
        course.Run();
        return course.Result();
    }

    private static AnalyzeOptions Watched(MonitorOptions options) => options.Analysis with { Metrics = [options.Metric], By = [] };
}
