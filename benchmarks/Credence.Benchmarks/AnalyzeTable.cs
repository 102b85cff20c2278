using BenchmarkDotNet.Attributes;
using Credence.Analysis;
using Credence.Data;
using Credence.Statistics;
using DuckDB.NET.Data;

namespace Credence.Benchmarks;

/// <summary>A whole analysis against the engine's own count, average, variance and covariance on the same file, in the same process.</summary>
[SimpleJob(launchCount: 1, warmupCount: 1, iterationCount: 7)]
public class AnalyzeTable
{
    private string folder = "";

    /// <summary>Rows of the table.</summary>
    [Params(1_000_000, 10_000_000)]
    public int Rows { get; set; }

    /// <summary>Kind of file.</summary>
    [Params("parquet", "csv")]
    public string Format { get; set; } = "parquet";

    private string File => Path.Combine(folder, $"table.{Format}");

    [GlobalSetup]
    public void Write()
    {
        folder = Directory.CreateTempSubdirectory("credence-benchmark-").FullName;
        using DuckDBConnection connection = new("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = $"""
            copy (select case when hash(i * 1009 + 1) % 2 = 0 then 'control' else 'treatment' end as variant,
                         50 + (hash(i * 1009 + 2) % 10000) / 100.0::double as revenue,
                         (hash(i * 1009 + 3) % 10 = 0)::integer as converted,
                         (hash(i * 1009 + 4) % 900)::double as latency
                  from range({Rows}) t(i)) to '{File}'
            """;
        command.ExecuteNonQuery();
    }

    [GlobalCleanup]
    public void Delete() => Directory.Delete(folder, recursive: true);

    [Benchmark(Baseline = true)]
    public int EngineAggregate()
    {
        using DuckDBConnection connection = new("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = $"""
            select variant, count(*), avg(revenue), var_samp(revenue), avg(converted), var_samp(converted), avg(latency), var_samp(latency),
                   covar_samp(revenue, converted), covar_samp(revenue, latency), covar_samp(converted, latency)
            from '{File}' group by variant
            """;
        using DuckDBDataReader reader = command.ExecuteReader();
        int groups = 0;
        while (reader.Read())
            groups++;
        return groups;
    }

    [Benchmark]
    public async Task<AnalysisResult> Credence()
    {
        await using DuckDbMomentsEngine engine = new();
        AnalyzeOptions options = new()
        {
            Source = TableSource.Parse(File),
            Variant = Expression.Parse("variant"),
            Control = "control",
            Metrics =
            [
                MetricSpec.Parse("revenue", MetricRole.Primary, Direction.Increase, null),
                MetricSpec.Parse("converted", MetricRole.Secondary, Direction.Increase, null),
                MetricSpec.Parse("latency", MetricRole.Secondary, Direction.Decrease, null),
            ],
        };
        return await Analyze.RunAsync(options, engine);
    }
}
