using Credence.Statistics;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Credence.Data;

/// <summary>Moments by the embedded DuckDB engine, in this process and without a server. Queries wait for each other.</summary>
/// <remarks>
/// One aggregate over the rows gives sums of values less a constant near their mean, which is found from the first rows. Sums are the
/// same bits on any number of threads. The embedded database lives in memory, and in a private temporary folder where that is too small.
/// </remarks>
public sealed partial class DuckDbMomentsEngine : IMomentsEngine
{
    /// <summary>Values that a variant may have.</summary>
    public const int MaximumVariants = 100;

    /// <summary>Values that a column of segments may have.</summary>
    public const int MaximumSegments = 1000;

    /// <summary>Periods into which moments may be told apart by time.</summary>
    public const int MaximumPeriods = 10_000;

    // The engine tells groupings apart by the bits of one number.
    private const int MostGroupings = 60;

    // More groups than this no longer fit into the tables of one thread.
    private const long MostBlocks = 1 << 13;

    private readonly DuckDbOptions _options;
    private readonly SourceOpener _opener = new();
    private readonly SemaphoreSlim _turn = new(1);
    private DuckDbSession? _session;

    /// <summary>Creates an engine; nothing is opened before the first query.</summary>
    public DuckDbMomentsEngine(DuckDbOptions? options = null)
    {
        _options = options ?? new();
        Guard.AtLeast(_options.Threads ?? 1, 1, "Threads");
        Guard.AtLeast(_options.MemoryLimit, 1 << 26, "MemoryLimit");
    }

    private DuckDbSession Session => _session ??= new(_options);

    /// <summary>Version of the embedded engine.</summary>
    public string Version => Session.Version;

    internal string? Folder => _session?.Folder;

    /// <inheritdoc/>
    public Task<MomentsTable> QueryAsync(MomentsQuery query, IProgress<double>? progress, CancellationToken cancellation)
    {
        Check(query);
        return InTurn(() => Moments(query, progress, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Histogram>> HistogramsAsync(MomentsQuery query, int bins, CancellationToken cancellation)
    {
        Check(query);
        Guard.AtLeast(bins, 2);
        return InTurn<IReadOnlyList<Histogram>>(() => Histograms(query with { Segments = [], Times = null, ColumnSets = WithoutCovariates(query) }, bins, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public Task<SampleTable> SamplesAsync(SampleQuery query, IProgress<double>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        Check(query.Rows);
        Guard.AtLeast(query.MaximumValues, 1, nameof(query));
        if (query.Keys && query.Rows.Unit is null)
            throw new ArgumentException("Keys need a unit.", nameof(query));
        return InTurn(() => Samples(query, progress, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ValueCounts>> ValueCountsAsync(MomentsQuery query, IProgress<double>? progress, CancellationToken cancellation)
    {
        Check(query);
        MomentsQuery asked = query with { Segments = [], Times = null, ColumnSets = WithoutCovariates(query) };
        return InTurn(() => WithRows(asked, (table, rows) =>
        {
            // Units are summed by one thread, so that sums are the same bits on any number of them.
            Session.Sequential = asked.Unit is not null;
            return new ValueCountSearch(Session, asked, rows(false), table).Find(progress, cancellation);
        }, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public Task<ClusterTable> ClustersAsync(ClusterQuery query, IProgress<double>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        Check(query.Rows);
        if (query.Rows.Unit is not null && query.Rows.ColumnSets.Any(set => set.Covariates.Count > 0))
            throw new ArgumentException("Covariates of clusters need rows that are units.", nameof(query));
        MomentsQuery asked = query.Rows with { Segments = [.. query.Rows.Segments.Distinct(StringComparer.Ordinal), query.Column] };
        return InTurn(() => WithRows(asked, (table, rows) =>
        {
            Summation summation = new ShiftSearch(Session, asked, rows(false), table.Place).Find(cancellation);
            SummationOrder order = table.Bytes <= _options.SmallSource ? SummationOrder.Sequential : SummationOrder.FixedPoint;
            return new ClusterSearch(Session, asked, query.Named, rows(false), table).Find(ClusterCovariates.Indicated(asked, summation with { Order = order, Guarded = true }), progress, cancellation);
        }, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public Task<TableSource> ReassignAsync(Reassignment asked, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(asked);
        Check(asked.Rows);
        Guard.AtLeast(asked.Count, 1, nameof(asked));
        return InTurn(() => Reassigned(asked, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<InfluenceSums>> InfluencesAsync(InfluenceQuery query, IProgress<double>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        Check(query.Rows);
        if (query.Rows.ColumnSets is not [{ Columns: [_] }] || query.Rows.Segments.Count > 1 || query.Cells.Count == 0)
            throw new ArgumentException("Influences are those of one metric with one column, by one column of segments at most.", nameof(query));
        return InTurn<IReadOnlyList<InfluenceSums>>(() => Influences(query, progress, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<PooledQuantile>> QuantilesAsync(MomentsQuery query, IReadOnlyList<double> probabilities, CancellationToken cancellation)
    {
        Check(query);
        ArgumentNullException.ThrowIfNull(probabilities);
        Guard.SameLength(probabilities.Count, query.ColumnSets.Count);
        foreach (double probability in probabilities)
            Guard.Probability(probability, nameof(probabilities));
        MomentsQuery asked = query with { Segments = [], Times = null, UnitsWithinSegments = false };
        return InTurn(() => WithRows(asked, (table, rows) =>
        {
            Session.Sequential = asked.Unit is not null;
            return new QuantileSearch(Session, asked, rows(false)).Find(probabilities, cancellation);
        }, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public Task<TableSource> AdjustAsync(AdjustedQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        Check(query.Rows);
        return InTurn(() => Adjusted(query, cancellation), cancellation);
    }

    /// <summary>Describes the columns of a source.</summary>
    /// <param name="source">Where the rows are.</param>
    /// <param name="cancellation">Stops the engine.</param>
    /// <exception cref="InputException">The source cannot be read.</exception>
    public Task<TableSchema> DescribeAsync(TableSource source, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        return InTurn(() => Schema(source, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _session?.Dispose();
        _session = null;
        _turn.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<T> InTurn<T>(Func<T> answer, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(answer, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private static void Check(MomentsQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Variant is null == query.Split is null)
            throw new ArgumentException("Either a variant or a split must be given.", nameof(query));
        if (query.UnitsWithinSegments && (query.Unit is null || query.Segments.Count > 1))
            throw new ArgumentException("Units within segments need a unit, and one column of segments at most.", nameof(query));
        if (query.ColumnSets.Any(set => set.Columns.Count == 0))
            throw new ArgumentException("Every metric needs a column.", nameof(query));
        if (query is { Times: not null, Segments.Count: > 0 })
            throw new ArgumentException("Moments are told apart by time or by segments, not by both.", nameof(query));
        if (query.Times?.Step is { } step)
        {
            Guard.AtLeast(step.Units, 1, "Units");
            Guard.AtLeast(step.Buckets, 1, "Buckets");
        }
    }

    private MomentsTable Moments(MomentsQuery query, IProgress<double>? progress, CancellationToken cancellation)
    {
        query = query with { Segments = query.Times is { } times ? [times.Column] : [.. query.Segments.Distinct(StringComparer.Ordinal)] };
        return WithRows(query, (table, rows) =>
        {
            Summation summation = new ShiftSearch(Session, query, rows(false), table.Place).Find(cancellation);
            (SummationOrder order, long blockRows) = OrderOf(query, table, cancellation);
            bool streamed = order == SummationOrder.Streamed;
            summation = summation with { Order = order, BlockRows = blockRows, Guarded = streamed, Extremes = streamed };
            MomentsTable moments = Moments(query, rows, summation, progress, cancellation);
            return moments with { SplitAt = rows(false).SplitAt };
        }, cancellation);
    }

    private SampleTable Samples(SampleQuery query, IProgress<double>? progress, CancellationToken cancellation)
    {
        string[] segments = [.. query.Rows.Segments.Distinct(StringComparer.Ordinal)];
        query = query with { Rows = query.Rows with { Segments = segments, ColumnSets = WithoutCovariates(query.Rows) } };
        MomentsQuery asked = query.Cluster is null ? query.Rows : query.Rows with { Segments = [.. segments, query.Cluster] };
        return WithRows(asked, (table, rows) =>
        {
            // Units are summed by one thread, so that sums are the same bits on any number of them.
            Session.Sequential = asked.Unit is not null;
            return new SampleSearch(Session, query, asked, rows(false), table).Find(progress, cancellation);
        }, cancellation);
    }

    private TableSource Adjusted(AdjustedQuery query, CancellationToken cancellation)
    {
        string path = Path.Combine(Session.Folder, "adjusted.csv");
        return WithRows(query.Rows, (table, rows) =>
        {
            Summation summation = new ShiftSearch(Session, query.Rows, rows(false), table.Place).Find(cancellation);
            Session.Sequential = true;
            Session.Stream($"copy ({AdjustedSql.Rows(query, rows(false), summation)}) to {Sql.Text(path)} (format csv, header)", _ => { }, null, cancellation);
            return TableSource.Parse(path);
        }, cancellation);
    }

    private TableSource Reassigned(Reassignment asked, CancellationToken cancellation)
    {
        string path = Path.Combine(Session.Folder, FormattableString.Invariant($"assigned-{asked.First}.parquet"));
        MomentsQuery query = asked.Key is null ? asked.Rows : asked.Rows with { Segments = [.. asked.Rows.Segments, asked.Key] };
        return WithRows(query, (_, rows) =>
        {
            Session.Copy(ReassignmentSql.Copy(asked, rows(false)), path, cancellation);
            return TableSource.Parse(path);
        }, cancellation);
    }

    private Histogram[] Histograms(MomentsQuery query, int bins, CancellationToken cancellation)
        => [.. query.ColumnSets.Chunk(MostGroupings).SelectMany(sets =>
        {
            MomentsQuery part = query with { ColumnSets = sets };
            return WithRows(part, (table, rows) =>
            {
                RowsSql read = rows(false);
                return new HistogramSearch(Session, part, read, new ShiftSearch(Session, part, read, table.Place).Find(cancellation)).Find(bins, cancellation);
            }, cancellation);
        })];

    private InfluenceSums[] Influences(InfluenceQuery query, IProgress<double>? progress, CancellationToken cancellation)
        => WithRows(query.Rows, (table, rows) => new InfluenceSearch(Session, query, rows(false), table).Find(progress, cancellation), cancellation);

    private static ColumnSet[] WithoutCovariates(MomentsQuery query) => [.. query.ColumnSets.Select(set => set with { Covariates = [] })];

    private TableSchema Schema(TableSource source, CancellationToken cancellation)
    {
        SourceTable table = _opener.Open(source, Session, cancellation);
        try
        {
            return new SchemaSearch(Session, table).Find(cancellation);
        }
        catch (DuckDBException error) when (DuckDbSession.IsFromInput(error))
        {
            throw table.Explain([], _ => null, cancellation) ?? DuckDbSession.Refused(table.Place, error);
        }
    }

    // Columns of numbers are read as such; only where a word stands among them, such as NA far down, all is read once more as text.
    private T WithRows<T>(MomentsQuery query, Func<SourceTable, Func<bool, RowsSql>, T> answer, CancellationToken cancellation)
    {
        SourceTable table = _opener.Open(query.Source, Session, cancellation);
        double? median = query.Split is null ? null : double.NaN;
        try
        {
            try
            {
                return answer(table, Rows);
            }
            catch (DuckDBException error) when (error.ErrorType is DuckDBErrorType.Conversion or DuckDBErrorType.InvalidInput && table.HasWords)
            {
                return answer(table, _ => Rows(true));
            }
        }
        catch (DuckDBException error) when (DuckDbSession.IsFromInput(error))
        {
            RowsSql read = new(query, table, null, true);
            throw table.Explain(read.Numbers, FirstText, cancellation) ?? read.UnreadableTime(FirstText) ?? DuckDbSession.Refused(table.Place, error);
        }
        finally
        {
            Session.Sequential = false;
        }

        RowsSql Rows(bool words)
        {
            if (median is double.NaN)
                median = Session.Query(new RowsSql(query, table, null, words).MedianQuery, reader => reader.IsDBNull(0) ? (double?)null : reader.GetDouble(0), null, cancellation)[0];
            return new RowsSql(query, table, median, words);
        }

        string? FirstText(string sql) => Session.Query(sql, reader => reader.GetString(0), null, cancellation) is [string text, ..] ? text : null;
    }

    // Usually one pass. What the first rows did not tell makes another: a value that is not finite or out of reach, a column that is not binary
    // after all, steps too coarse for a group, a centre far from the mean, a group that may be constant.
    private MomentsTable Moments(
        MomentsQuery query, Func<bool, RowsSql> rows, Summation summation, IProgress<double>? progress, CancellationToken cancellation)
    {
        bool recentred = false;
        while (true)
        {
            IReadOnlyList<GroupSums>? groups = Groups(query, rows(summation.Guarded), summation, progress, cancellation);
            SetSums[]? pooled = groups is null ? null : MomentsFold.Pooled(summation, groups);
            if (!summation.Guarded && (pooled is null || Array.Exists(pooled, set => !set.AreFinite)))
            {
                SummationOrder order = summation.Order == SummationOrder.Blocks ? SummationOrder.Blocks : SummationOrder.Sequential;
                summation = summation with { Order = order, Guarded = true };
            }
            else if (Array.Exists(pooled!, set => set.Refuted))
                summation = summation with { Shifts = [.. summation.Shifts.Select((set, i) => pooled![i].Refuted ? NotBinary(set) : set)] };
            else if (CovariateForms.Corrected(query, summation, pooled!) is Summation corrected)
                summation = corrected;
            else if (Precision.IsTooCoarse(query, groups!, summation))
                summation = summation with { Order = SummationOrder.Sequential };
            else if (!recentred && Recentred(summation.Shifts, pooled!) is Shift[][] better)
            {
                summation = summation with { Shifts = better, RowShifts = query.Unit is null ? better : summation.RowShifts };
                recentred = true;
            }
            else if (!summation.Extremes && Precision.MayBeConstant(groups!))
                summation = summation with { Extremes = true };
            else
                return MomentsFold.Table(query, groups!, summation);
        }
    }

    private static Shift[] NotBinary(Shift[] set) => [set[0] with { Binary = BinaryEvidence.None }, .. set[1..]];

    // Null where a value is out of reach of fixed point.
    private IReadOnlyList<GroupSums>? Groups(
        MomentsQuery query, RowsSql rows, Summation summation, IProgress<double>? progress, CancellationToken cancellation)
    {
        Session.Sequential = summation.Order == SummationOrder.Sequential;
        SourceTable table = _opener.Open(query.Source, Session, cancellation);
        ColumnKind[] segmentKinds = [.. query.Segments.Select(segment => table.Column(segment).Kind)];
        GroupLimits limits = new(query, table.Place);
        if (summation.Order == SummationOrder.Streamed)
            return new StreamedMoments(Session, query, rows, summation, segmentKinds, limits).Find(progress, cancellation);
        try
        {
            return Session.Query(
                new MomentsSql(query, rows, summation).Moments,
                reader => limits.Checked(GroupSums.Read(reader, summation, rows.VariantKind, segmentKinds)),
                progress, cancellation);
        }
        catch (DuckDBException error) when (summation.Order == SummationOrder.FixedPoint && error.ErrorType is DuckDBErrorType.Conversion or DuckDBErrorType.OutOfRange)
        {
            return null;
        }
    }

    // Row groups of Parquet are read whole by one thread each. Blocks that are row groups are therefore added in the order of their rows.
    private (SummationOrder Order, long BlockRows) OrderOf(MomentsQuery query, SourceTable table, CancellationToken cancellation)
    {
        if (table.Bytes <= _options.SmallSource)
            return (SummationOrder.Sequential, 0);
        if (StreamedMoments.Pays(query))
            return (SummationOrder.Streamed, 0);
        if (table.RowGroupsQuery is not string sql || query.Unit is not null || query.Segments.Count > 0)
            return (SummationOrder.FixedPoint, 0);
        (long shortest, long longest, long rows) = Session.Query(sql, reader => (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)), null, cancellation)[0];
        return shortest > 0 && shortest == longest && rows / shortest <= MostBlocks ? (SummationOrder.Blocks, shortest) : (SummationOrder.FixedPoint, 0);
    }

    // A shift more than a hundred standard deviations from the mean costs more than four of the sixteen digits.
    private static Shift[][]? Recentred(Shift[][] shifts, SetSums[] pooled)
    {
        bool any = false;
        Shift[][] better = [.. shifts.Select((set, s) => set.Select((shift, i) =>
        {
            double n = pooled[s].Count, mean = pooled[s].Sums[i] / n, square = pooled[s].Products[i * (i + 3) / 2] / n;
            bool far = n > 1 && shift.Binary != BinaryEvidence.Indicator && !(pooled[s].Binary && shift.Binary != BinaryEvidence.None) && double.IsFinite(square) && Math.Abs(mean) > 1e-12 * Math.Abs(shift.Centre) && mean * mean > 1e4 * (square - mean * mean);
            any |= far;
            return far ? Shift.Of(shift.Centre + mean, shift.Centre + mean + shift.Spread, shift.Centre + mean - shift.Spread, false) : shift;
        }).ToArray())];
        return any ? better : null;
    }
}
