using System.Diagnostics;
using System.Globalization;
using System.Text;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Data.Tests;

public sealed class ReproducibilityTests : IDisposable
{
    private const int Rows = 300_000;

    private readonly Folder _folder = new();
    private readonly string _csv, _parquet;

    public ReproducibilityTests()
    {
        Random random = new(5);
        StringBuilder text = new("y,z,w,g,c,u\n");
        for (int i = 0; i < Rows; i++)
        {
            double y = Math.Exp(3 * random.NextDouble()) + 1e-3 * random.NextDouble(), z = random.NextDouble() / 3;
            text.Append(CultureInfo.InvariantCulture, $"{y:R},{(i % 97 == 0 ? "" : z.ToString("R", CultureInfo.InvariantCulture))},{i % 2},{"abc"[i % 3]},{i % 5},u{i * 7919L % (Rows / 4)}\n");
        }
        _csv = _folder.Write("t.csv", text.ToString());
        _parquet = _folder.Copy("t.parquet", $"from '{_csv}'", " (format parquet, row_group_size 20000)");
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    [InlineData(true, false, false)]
    [InlineData(true, true, false)]
    [InlineData(true, false, true)]
    public async Task SumsAreTheSameBitsOnAnyNumberOfThreads(bool parquet, bool units, bool segments)
    {
        MomentsQuery query = new()
        {
            Source = TableSource.Parse(parquet ? _parquet : _csv),
            Variant = Expression.Parse(units ? "w * 0" : "g"),
            ColumnSets = [new("y", [Expression.Parse("y")]), new("z", [Expression.Parse("z")]), new("r", [Expression.Parse("log(y)"), Expression.Parse("z")]), new("w", [Expression.Parse("w")])],
            Unit = units ? "u" : null,
            Segments = segments ? ["c", "g"] : [],
        };
        MomentsTable sequential = await Moments(query, 1, small: long.MaxValue);
        string one = Bits(await Moments(query, 1, small: 0));
        foreach (int threads in (int[])[2, 3, 7])
        {
            MomentsTable table = await Moments(query, threads, small: 0);
            Assert.Equal(one, Bits(table));
            AssertClose(sequential, table);
        }
    }

    [Fact]
    public async Task ValuesOutOfReachOfTheFirstRowsAreStillExact()
    {
        string file = _folder.Write("late.csv", "y,g\n" + string.Concat(Enumerable.Repeat("1.5,a\n2.5,b\n", 5000)) + "1e18,a\n3,b\ninf,b\n");
        MomentsQuery query = Ask.Query(file, "g", "y");
        MomentsTable table = await Moments(query, 2, small: 0);
        Assert.Equal((5001, 0, 1), (table.Metric("b").Moments.Count, table.Metric("b").Missing, table.Metric("b").Invalid));
        Oracle.CloseRelative((5000 * 1.5 + 1e18) / 5001, table.Metric("a").Mean(), 1e-15);
        Assert.Equal(Bits(await Moments(query, 1, small: long.MaxValue)), Bits(table));
    }

    [Fact]
    public async Task ALongQueryReportsItsProgressAndStops()
    {
        string slow = string.Concat(Enumerable.Repeat("log1p(", 60)) + "y" + new string(')', 60);
        MomentsQuery query = Ask.Query(_parquet, "g", [.. Enumerable.Range(0, 10).Select(i => $"{slow.Replace("y", $"(y + {i})", StringComparison.Ordinal)}")]);
        await using DuckDbMomentsEngine engine = new(new() { Threads = 1 });
        List<double> shares = [];
        using CancellationTokenSource source = new();
        Reports reports = new(share =>
        {
            shares.Add(share);
            source.Cancel();
        });
        Stopwatch watch = new();
        using CancellationTokenRegistration registration = source.Token.Register(watch.Start);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.QueryAsync(query, reports, source.Token));
        Assert.All(shares, share => Assert.InRange(share, 0, 1));
        Assert.NotEmpty(shares);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"stopped after {watch.Elapsed}");
        Assert.Equal(Rows, (await engine.QueryAsync(Ask.Query(_parquet, "g", "y"), null, TestContext.Current.CancellationToken)).InputRows);
    }

    [Fact]
    public async Task MoreThreadsThanProcessorsCanUseAreNotStarted()
    {
        await using DuckDbMomentsEngine engine = new(new() { Threads = int.MaxValue, SmallSource = 0 });
        Assert.Equal(Rows, (await engine.QueryAsync(Ask.Query(_csv, "g", "y"), null, TestContext.Current.CancellationToken)).InputRows);
        Assert.InRange(Process.GetCurrentProcess().Threads.Count, 1, 200 + 4 * Environment.ProcessorCount);
    }

    [Fact]
    public async Task TheTemporaryFolderGoesWithTheEngine()
    {
        DuckDbMomentsEngine engine = new();
        await engine.QueryAsync(Ask.Query(_csv, "g", "y"), null, TestContext.Current.CancellationToken);
        Assert.Matches(@"^v?\d+\.\d+", engine.Version);
        string folder = engine.Folder!;
        Assert.True(Directory.Exists(folder));
        await engine.DisposeAsync();
        Assert.False(Directory.Exists(folder));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<MomentsTable> Moments(MomentsQuery query, int threads, long small)
    {
        await using DuckDbMomentsEngine engine = new(new() { Threads = threads, SmallSource = small });
        return await engine.QueryAsync(query, null, TestContext.Current.CancellationToken);
    }

    private static void AssertClose(MomentsTable expected, MomentsTable actual)
    {
        foreach ((MomentsRow one, MomentsRow other) in expected.Rows.Zip(actual.Rows))
        {
            foreach ((CrossMoments a, CrossMoments b) in one.Metrics.Select(metric => metric.Moments).Zip(other.Metrics.Select(metric => metric.Moments)))
            {
                for (int i = 0; i < a.Means.Length; i++)
                    Oracle.CloseRelative(a.Means[i], b.Means[i], 1e-13);
                for (int i = 0; i < a.CoProducts.Length; i++)
                    Oracle.Close(a.CoProducts[i], b.CoProducts[i], 1e-11);
            }
        }
    }

    private static string Bits(MomentsTable table)
    {
        StringBuilder text = new();
        foreach (MomentsRow row in table.Rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{row.Segment} {row.Variant} {row.Units}\n");
            foreach (MetricMoments metric in row.Metrics)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {metric.Moments.Count} {metric.Missing} {metric.Invalid} {metric.Binary}");
                foreach (double value in (double[])[.. metric.Moments.Means, .. metric.Moments.CoProducts])
                    text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture));
                text.Append('\n');
            }
        }
        return text.ToString();
    }

    private sealed class Reports(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
