using Credence.Statistics;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Credence.Data;

/// <summary>Sums influences over the rows of each cell.</summary>
/// <param name="session">The engine.</param>
/// <param name="query">What is asked.</param>
/// <param name="rows">SQL of its rows.</param>
/// <param name="table">Their source.</param>
internal sealed class InfluenceSearch(DuckDbSession session, InfluenceQuery query, RowsSql rows, SourceTable table)
{
    /// <summary>The sums, in the order of the cells.</summary>
    public InfluenceSums[] Find(IProgress<double>? progress, CancellationToken cancellation)
    {
        Summation found = new ShiftSearch(session, query.Rows, rows, table.Place).Find(cancellation);
        CovariateForm[] forms = [.. query.Covariates.Select(covariate => new CovariateForm(covariate.Imputed, covariate.Summed))];
        Summation summation = CovariateForms.With(query.Rows, found with { Guarded = true, Order = SummationOrder.FixedPoint }, [forms]);
        double[] centres = [query.Centre, .. query.Covariates.Select(covariate => double.IsFinite(covariate.Fill) ? covariate.Fill : 0)];
        Shift[] shifts = [.. summation.Shifts[0].Select((shift, i) => i < centres.Length ? shift with { Centre = centres[i] } : shift)];
        summation = summation with { Shifts = [shifts] };
        try
        {
            return Sums(summation, progress, cancellation);
        }
        catch (DuckDBException error) when (error.ErrorType is DuckDBErrorType.Conversion or DuckDBErrorType.OutOfRange && query.Rows.Unit is not null)
        {
            // The sum of a unit's rows is out of reach of fixed point.
            session.Sequential = true;
            return Sums(summation with { Order = SummationOrder.Sequential }, progress, cancellation);
        }
    }

    private InfluenceSums[] Sums(Summation summation, IProgress<double>? progress, CancellationToken cancellation)
    {
        ColumnKind segmentKind = query.Rows.Segments.Count == 0 ? ColumnKind.Text : table.Column(query.Rows.Segments[0]).Kind;
        MomentsSql deviations = new(query.Rows, rows, summation);
        InfluenceSql sql = new(query, deviations, summation.Layout(query.Rows, 0), rows.VariantKind, segmentKind);
        InfluenceCells cells = new([.. query.Cells.Select(cell => cell.Forms)], query.Power);
        session.Stream(sql.Rows, cells.Add, progress, cancellation);
        return cells.Sums;
    }
}
