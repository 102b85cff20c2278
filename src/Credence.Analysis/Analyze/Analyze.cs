using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>The main job: from a table and a question to effects, findings and a verdict.</summary>
public static class Analyze
{
    /// <summary>Asks the engine for moments and interprets them.</summary>
    /// <param name="options">What to analyse, and how.</param>
    /// <param name="engine">Where the moments come from.</param>
    /// <param name="progress">Told the share done; may be null.</param>
    /// <param name="cancellation">Stops the analysis.</param>
    /// <exception cref="InputException">The input cannot be read, or contradicts the options.</exception>
    public static async Task<AnalysisResult> RunAsync(
        AnalyzeOptions options, IMomentsEngine engine, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(engine);
        if (options.Metrics.Count == 0)
            throw new InputException("--metric", "no metric is given", "add --metric COLUMN");
        options = await DistributionColumns.WithCapsAsync(options, engine, cancellation).ConfigureAwait(false);
        (AnalysisResult result, MomentsTable table) = await EstimateAsync(options, engine, progress, cancellation).ConfigureAwait(false);
        // A sampler that was stopped has given what it had; the rest is short.
        if (result.Metrics.Any(metric => metric.Posterior?.Draws?.Sampler is { Interrupted: true }))
            cancellation = CancellationToken.None;
        IReadOnlyList<Finding> dominated = await DominanceCheck.FindingsAsync(options, table, result.Metrics, engine, cancellation).ConfigureAwait(false);
        return dominated.Count == 0 ? result : result with { Findings = [.. result.Findings.Concat(dominated).OrderByDescending(finding => finding.Severity)] };
    }

    /// <summary>Estimates, tests and judges; checks that would read the rows once more are left to <see cref="RunAsync"/>.</summary>
    internal static async Task<(AnalysisResult Result, MomentsTable Table)> EstimateAsync(
        AnalyzeOptions options, IMomentsEngine engine, IProgress<double>? progress, CancellationToken cancellation)
    {
        ConstructIndicators.Check(options);
        AdjustmentChoice.Check(options);
        Contradictions.Check(options);
        Posteriors.Check(options);
        options = await DistributionColumns.WithCapsAsync(options, engine, cancellation).ConfigureAwait(false);
        MomentsQuery query = CheckedQuery(options);
        query = query with { ColumnSets = [.. query.ColumnSets, .. DistributionColumns.Of(options)] };
        MomentsTable table = await engine.QueryAsync(query, progress, cancellation).ConfigureAwait(false);
        QuantileEstimator? quantiles = await QuantileEstimator.ReadAsync(options, engine, progress, cancellation).ConfigureAwait(false);
        table = quantiles?.OfRows(table) ?? table;
        MomentsTable? development = options.Since is null ? null : await engine.QueryAsync(DevelopmentQuery(options, options.Since), progress, cancellation).ConfigureAwait(false);
        IReadOnlyList<IEstimator> estimators = await Estimators.ForAsync(new(options, table, development, engine, progress) { Quantiles = quantiles }, cancellation).ConfigureAwait(false);
        // What was randomised is counted in clusters whatever the test is.
        ClusterTable? clusters = estimators.OfType<ClusterEstimator>().FirstOrDefault()?.Table;
        if (clusters is null && options is { Randomised: true, Adjustment.Cluster: { } cluster })
            clusters = await engine.ClustersAsync(new() { Rows = Query(options) with { Segments = [] }, Column = cluster }, progress, cancellation).ConfigureAwait(false);
        if (options.Posterior is null)
            return (Interpret(options, table, estimators, development, clusters), table);
        EstimationInput input = new(options, table, null, engine, progress);
        (IReadOnlyList<IEstimator> ofPosterior, IReadOnlyList<MetricPosterior?> posteriors) = await Posteriors.OverAsync(input, estimators, cancellation).ConfigureAwait(false);
        AnalysisResult result = Interpret(options, table, ofPosterior, development, clusters);
        return (result with { Metrics = [.. result.Metrics.Zip(posteriors, (metric, posterior) => metric with { Posterior = posterior })] }, table);
    }

    /// <summary>The query of the metrics, as the pictures ask for it.</summary>
    public static MomentsQuery Query(AnalyzeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new()
        {
            Source = options.Source,
            Variant = options.Variant,
            Split = options.Split,
            ColumnSets = [.. options.Metrics.Select(metric => AdjustmentChoice.Columns(options, metric))],
            Where = options.Where,
            Unit = options.Unit,
            Segments = options.By,
        };
    }

    /// <summary>The queries for pictures of the metrics' values: those of rows for quantiles, of units for others. A construct has no values.</summary>
    public static IReadOnlyList<MomentsQuery> PictureQueries(AnalyzeOptions options)
    {
        MomentsQuery query = Query(options);
        return
        [
            .. options.Metrics.Zip(query.ColumnSets).Where(pair => pair.First.Kind != MetricKind.Construct).GroupBy(pair => pair.First.Kind == MetricKind.Quantile)
                .Select(group => query with { ColumnSets = [.. group.Select(pair => pair.Second)], Unit = group.Key ? null : query.Unit }),
        ];
    }

    /// <summary>The query of the metrics, and of what <see cref="CheckDenominators"/> has to know.</summary>
    internal static MomentsQuery CheckedQuery(AnalyzeOptions options)
    {
        MomentsQuery query = Query(options);
        return query with { ColumnSets = [.. query.ColumnSets, .. NegativeDenominators(options), .. BalanceCheck.Columns(options)] };
    }

    /// <summary>Interprets moments that are already there: no row is read.</summary>
    /// <exception cref="InputException">The moments contradict the options, e.g. the control is not among the variants.</exception>
    internal static AnalysisResult Interpret(AnalyzeOptions options, MomentsTable table)
        => Interpret(options, table, Estimators.FromMoments(options, table), null, null);

    private static AnalysisResult Interpret(
        AnalyzeOptions options, MomentsTable table, IReadOnlyList<IEstimator> estimators, MomentsTable? development, ClusterTable? clusters)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(table);
        CheckDenominators(options, table);
        VariantOrder variants = VariantOrder.Of(options, table);
        SampleRatio? ratio = options.Randomised ? Allocation(options, table, variants, clusters) : null;
        SequentialAnalysis? sequential = options.Sequential is null ? null : new(options, table, variants);
        IReadOnlyList<IEstimator> asked = sequential?.Over(estimators) ?? estimators;
        MetricAnalysis analysis = new(options, variants, asked);
        MetricResult[] metrics = [.. options.Metrics.Select((spec, index) => analysis.Of(spec, index, table))];
        Corrections? corrections = Corrections.For(options, metrics);
        if (corrections is not null)
        {
            MetricAnalysis again = new(options, variants, asked, corrections);
            metrics = [.. metrics.Select((metric, index) => Corrections.Concern(metric.Role) ? again.Of(options.Metrics[index], index, table) : metric)];
        }
        metrics = [.. metrics.Select((metric, index) => DistributionColumns.Describe(metric, index, options, table))];
        if (options.Since is { } since && development is not null)
        {
            metrics = [.. metrics.Select((metric, index) => metric.Kind == MetricKind.Quantile
                ? metric
                : metric with { Development = analysis.DevelopmentOf(metric, index, since, development) })];
        }
        BalanceTable? balance = BalanceCheck.Of(options, table, variants);
        IEnumerable<Finding> ofLooks = sequential?.Findings(metrics) ?? new[] { LookFindings.PlannedLooks(options.Design, options.Effect.Alpha) }.OfType<Finding>();
        List<Finding> findings = [.. AnalysisFindings.Of(options, table, variants, ratio, metrics).Concat(ofLooks).Concat(estimators.SelectMany(estimator => estimator.Findings)).Distinct().OrderByDescending(finding => finding.Severity)];
        return new(
            options.Experiment ?? options.Source.Text,
            options.Question,
            options.Unit,
            table.InputRows,
            options.Randomised,
            variants.Control,
            options.Effect.Alpha,
            new Exclusions(table.ExcludedByWhere, table.MissingVariant, table.UnitsInSeveralVariants),
            ratio,
            metrics,
            findings,
            Judgement.Of(options, metrics, findings, corrections?.Primary))
        {
            Options = options.Effect,
            Cluster = options.Adjustment.Cluster,
            Assumptions = Assumptions.Of(options, table, variants, ratio, balance, metrics),
            Balance = balance,
            MinimumEffect = options.MinimumEffect,
            Correction = corrections?.Result,
        };
    }

    // A unit is seen at several times, and counts once at each.
    private static MomentsQuery DevelopmentQuery(AnalyzeOptions options, string since)
        => Query(options) with { Segments = [since], UnitsWithinSegments = options.Unit is not null };

    // A denominator is an amount; where one is negative the sums cancel and the delta method means nothing.
    private static IEnumerable<ColumnSet> NegativeDenominators(AnalyzeOptions options)
        => Ratios(options).Select(ratio => new ColumnSet(
            ratio.Name, [new BinaryOperation(ExpressionOperator.Less, ratio.Columns[1], new NumberLiteral(0))]));

    /// <exception cref="InputException">A denominator has negative values.</exception>
    internal static void CheckDenominators(AnalyzeOptions options, MomentsTable table)
    {
        foreach ((int index, MetricSpec ratio) in Ratios(options).Index())
        {
            if (table.Rows.Any(row => row.Metrics[options.Metrics.Count + index].Moments is { Count: > 0 } negative && negative.Means[0] > 0))
            {
                throw new InputException(
                    options.Source.Text,
                    $"the denominator of {ratio.Name} ({ratio.Text}) has negative values",
                    "a ratio metric needs a denominator of at least 0; drop such rows with --where or correct them");
            }
        }
    }

    private static IEnumerable<MetricSpec> Ratios(AnalyzeOptions options) => options.Metrics.Where(metric => metric.Kind == MetricKind.Ratio);

    // Where whole clusters are in one variant each, they are what was randomised: rows come in lumps, which a test of rows would take for a mismatch.
    private static SampleRatio Allocation(AnalyzeOptions options, MomentsTable table, VariantOrder variants, ClusterTable? clusters)
    {
        IReadOnlyList<double> shares = options.Expected?.For(variants.All) ?? variants.Shares;
        bool whole = clusters is not null && 2 * clusters.InSeveralVariants < clusters.Clusters;
        IEnumerable<(string Variant, long Count)> counted = whole
            ? clusters!.Rows.Where(row => row.Segment is null).Select(row => (row.Variant, row.Clusters))
            : table.Rows.Where(row => row.Segment is null).Select(row => (row.Variant, row.Units));
        Dictionary<string, long> units = counted.ToDictionary(arm => arm.Variant, arm => arm.Count, StringComparer.Ordinal);
        SampleRatio ratio = SampleRatioTest.Test(variants.All, [.. variants.All.Select(name => units.GetValueOrDefault(name))], [.. shares], options.SampleRatioAlpha);
        return whole ? ratio with { Cluster = options.Adjustment.Cluster } : ratio;
    }
}
