using Credence.Statistics;
using Xunit;

namespace Credence.Data.Tests;

/// <summary>Short forms of what tests ask an engine.</summary>
internal static class Ask
{
    public static MomentsQuery Query(string source, string variant, params string[] metrics) => new()
    {
        Source = TableSource.Parse(source),
        Variant = Expression.Parse(variant),
        ColumnSets = [.. metrics.Select(metric => new ColumnSet(metric, [Expression.Parse(metric)]))],
    };

    // Opening an engine takes longer than most questions; it answers one after the other.
    private static readonly DuckDbMomentsEngine s_engine = Shared();

    public static MomentsTable Moments(MomentsQuery query)
        => s_engine.QueryAsync(query, null, TestContext.Current.CancellationToken).GetAwaiter().GetResult();

    public static MomentsTable Moments(string source, string variant, params string[] metrics) => Moments(Query(source, variant, metrics));

    public static SampleTable Samples(SampleQuery query)
        => s_engine.SamplesAsync(query, null, TestContext.Current.CancellationToken).GetAwaiter().GetResult();

    public static SampleTable Samples(MomentsQuery query) => Samples(new SampleQuery { Rows = query });

    /// <summary>Reads columns of numbers, and of texts.</summary>
    public static DataTable Read(string source, string numbers, string texts = "", string? where = null) => Read(new()
    {
        Source = TableSource.Parse(source),
        Numbers = [.. numbers.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(text => new NamedExpression(text, Expression.Parse(text)))],
        Texts = texts.Split('|', StringSplitOptions.RemoveEmptyEntries),
        Where = where is null ? null : Expression.Parse(where),
    });

    public static DataTable Read(TableQuery query) => s_engine.ReadAsync(query, null, TestContext.Current.CancellationToken).GetAwaiter().GetResult();

    public static IReadOnlyList<string> Write(TableOutput output) => s_engine.WriteAsync(output, null, TestContext.Current.CancellationToken).GetAwaiter().GetResult();

    public static PooledQuantile Quantile(MomentsQuery query, double probability)
        => s_engine.QuantilesAsync(query, [.. query.ColumnSets.Select(_ => probability)], TestContext.Current.CancellationToken).GetAwaiter().GetResult()[0];

    public static ClusterTable Clusters(MomentsQuery query, string column, bool named = false)
        => s_engine.ClustersAsync(new() { Rows = query, Column = column, Named = named }, null, TestContext.Current.CancellationToken).GetAwaiter().GetResult();

    public static IReadOnlyList<InfluenceSums> Influences(InfluenceQuery query)
        => s_engine.InfluencesAsync(query, null, TestContext.Current.CancellationToken).GetAwaiter().GetResult();

    public static IReadOnlyList<Histogram> Histograms(MomentsQuery query, int bins)
        => s_engine.HistogramsAsync(query, bins, TestContext.Current.CancellationToken).GetAwaiter().GetResult();

    public static TableSchema Describe(string source)
        => s_engine.DescribeAsync(TableSource.Parse(source), TestContext.Current.CancellationToken).GetAwaiter().GetResult();

    public static InputException Refused(MomentsQuery query) => Assert.Throws<InputException>(() => Moments(query));

    public static InputException Refused(string source, string variant, params string[] metrics)
        => Assert.Throws<InputException>(() => Moments(source, variant, metrics));

    /// <summary>The first metric of a variant, whole.</summary>
    public static MetricMoments Metric(this MomentsTable table, string variant, int metric = 0)
        => table.Rows.Single(row => row.Segment is null && row.Variant == variant).Metrics[metric];

    public static double Mean(this MetricMoments metric, int column = 0) => metric.Moments.Means[column];

    public static double Variance(this MetricMoments metric, int column = 0)
        => metric.Moments.CoProducts[column * (column + 3) / 2] / (metric.Moments.Count - 1);

    private static DuckDbMomentsEngine Shared()
    {
        DuckDbMomentsEngine engine = new(new DuckDbOptions { Threads = 2 });
        AppDomain.CurrentDomain.ProcessExit += (_, _) => engine.DisposeAsync().AsTask().Wait();
        return engine;
    }
}
