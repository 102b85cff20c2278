using Credence.Statistics;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Credence.Data;

/// <summary>Sums the rows of each cluster.</summary>
/// <param name="session">The engine.</param>
/// <param name="query">What is asked, with the cluster as the last of the segments.</param>
/// <param name="named">Whether names are kept.</param>
/// <param name="rows">SQL of its rows.</param>
/// <param name="table">The source.</param>
internal sealed class ClusterSearch(DuckDbSession session, MomentsQuery query, bool named, RowsSql rows, SourceTable table)
{
    private readonly ColumnKind[] _segmentKinds = [.. query.Segments.Select(segment => table.Column(segment).Kind)];

    /// <summary>Usually one pass; another where the steps of fixed point prove too coarse or a centre too far from the mean.</summary>
    public ClusterTable Find(Summation summation, IProgress<double>? progress, CancellationToken cancellation)
    {
        bool recentred = false;
        while (true)
        {
            ClusterTable? found = Ask(summation, progress, cancellation);
            if (found is null || IsTooCoarse(found, summation))
                summation = summation with { Order = SummationOrder.Sequential };
            else if (!recentred && Recentred(found, summation) is Shift[][] better)
            {
                summation = summation with { Shifts = better, RowShifts = query.Unit is null ? better : summation.RowShifts };
                recentred = true;
            }
            else
                return ClusterCovariates.Filled(query, found);
        }
    }

    // Null where a value is out of reach of fixed point.
    private ClusterTable? Ask(Summation summation, IProgress<double>? progress, CancellationToken cancellation)
    {
        session.Sequential = summation.Order == SummationOrder.Sequential;
        ClusterGathering gathering = new(query, named, rows.VariantKind, _segmentKinds, table.Place, summation);
        try
        {
            session.Stream(ClusterSql.Sums(query, rows, summation, _segmentKinds[^1]), gathering.Add, progress, cancellation);
            return gathering.Table();
        }
        catch (DuckDBException error) when (summation.Order == SummationOrder.FixedPoint && error.ErrorType is DuckDBErrorType.Conversion or DuckDBErrorType.OutOfRange)
        {
            return null;
        }
    }

    private bool IsTooCoarse(ClusterTable found, Summation summation)
        => summation.Order == SummationOrder.FixedPoint && found.Rows.Any(row => row.Metrics.Index().Any(metric =>
        {
            CrossMoments pooled = metric.Item.Pooled();
            return pooled.Count > 1 && Enumerable.Range(0, Named(metric.Index)).Any(column => Precision.IsTooCoarse(
                pooled.Count, pooled.Of(column).SumSquaredDeviations, summation.Shifts[metric.Index][column], summation.RowShifts[metric.Index][column]));
        }));

    // Columns but the indicators of missing covariates, which are exact.
    private int Named(int set) => query.ColumnSets[set].Columns.Count + query.ColumnSets[set].Covariates.Count;

    // As for moments: a centre more than a hundred standard deviations from the mean costs more than four of the sixteen digits.
    private Shift[][]? Recentred(ClusterTable found, Summation summation)
    {
        ClusterRow[] whole = [.. found.Rows.Where(row => row.Segment is null)];
        bool any = false;
        Shift[][] better = [.. summation.Shifts.Select((set, s) => set.Select((shift, column) =>
        {
            Moments pooled = whole.Select(row => row.Metrics[s]).Where(metric => metric.Clusters > 0)
                .Aggregate(Moments.Empty, (sum, metric) => sum.Merge(metric.Pooled().Of(column)));
            double offset = pooled.Mean - shift.Centre, variance = pooled.SumSquaredDeviations / pooled.Count;
            bool far = pooled.Count > 1 && column < Named(s) && Math.Abs(offset) > 1e-12 * Math.Abs(shift.Centre) && offset * offset > 1e4 * variance;
            any |= far;
            return far ? Shift.Of(pooled.Mean, pooled.Mean - shift.Spread, pooled.Mean + shift.Spread, false) : shift;
        }).ToArray())];
        return any ? better : null;
    }
}
