using Credence.Data;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Fills the missing cells of a table several times over and says what the completed data sets tell together.</summary>
public static class ImputeTable
{
    private const double ReadShare = 0.1, ImputedShare = 0.5;

    /// <summary>Reads, imputes, judges the methods on hidden cells, and compares arms where asked.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="engine">Where the rows come from.</param>
    /// <param name="schema">What the source holds.</param>
    /// <param name="progress">Told the share done; may be null.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="InputException">The source cannot be read, the options contradict it or each other, or a column cannot be imputed.</exception>
    public static async Task<ImputeResult> RunAsync(
        ImputeOptions options, IMomentsEngine engine, TableSchema schema, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(schema);
        options.Check();
        ImputeData data = await ImputeData.ReadAsync(options, engine, schema, PartOfProgress.Of(progress, 0, ReadShare), cancellation).ConfigureAwait(false);
        return await Task.Run(() => Run(options, data, progress, cancellation), cancellation).ConfigureAwait(false);
    }

    private static ImputeResult Run(ImputeOptions options, ImputeData data, IProgress<double>? progress, CancellationToken cancellation)
    {
        ArmRows? arms = options.Comparison is { } compared ? ArmRows.Of(compared, data) : null;
        ImputationMethod method = MethodFor(options, data);
        ImputationOptions imputation = options.Imputation with { Method = method };
        Imputations imputations = MultipleImputation.Run(data.Table, imputation, PartOfProgress.Of(progress, ReadShare, ImputedShare), cancellation);
        HeldOutResult? heldOut = options.HeldOut > 0 ? HeldOutJudgement.Of(options, data, PartOfProgress.Of(progress, ImputedShare, 1), cancellation) : null;
        IncompleteColumn[] columns = [.. data.Table.Columns.Take(data.Asked)];
        PooledMean[] pooled = [.. columns.Index().Where(column => !column.Item.IsText).Select(column => Pool(imputations, column.Index, options.Alpha))];
        ImputeComparison? comparison = arms is null ? null : ArmComparison.Of(options, arms, data, imputations);
        ImputeResult result = new(
            options.Source.ToString(), data.Table.Rows, data.Read.ExcludedByWhere, data.MissingVariant,
            [.. columns.Select(column => new ColumnMissingness(column.Name, column.Kind, column.MissingRows.Count, (double)column.MissingRows.Count / data.Table.Rows))],
            method, options.Alpha, heldOut, pooled, Patterns(columns, data.Table.Rows), comparison, [])
        {
            Imputations = imputations,
            Iterations = method == ImputationMethod.Normal ? null : imputation.Iterations,
            Donors = method == ImputationMethod.Pmm ? imputation.Donors : null,
            Rows = data.Rows,
            Places = data.Places,
            KeptRows = data.Read.Rows.Length,
        };
        return result with { Findings = [.. new ImputeFindings(options, data, result).All] };
    }

    private static ImputationMethod MethodFor(ImputeOptions options, ImputeData data)
    {
        IncompleteColumn[] asked = [.. data.Table.Columns.Take(data.Asked)];
        IncompleteColumn? text = asked.FirstOrDefault(column => column.IsText && column.MissingRows.Count > 0 && !column.IsConstant);
        if (options.Method == ImputationMethod.Normal && text is not null)
            throw new InputException("--method normal", $"{text.Name} holds texts, which have no normal distribution", "write --method chained or --method pmm, or leave the column out");
        bool mixed = asked.Any(column => column.Kind != ImputedKind.Number && column.MissingRows.Count > 0);
        return options.Method ?? (mixed ? ImputationMethod.Chained : ImputationMethod.Normal);
    }

    private static PooledMean Pool(Imputations imputations, int column, double alpha)
    {
        Moments[] each = [.. Enumerable.Range(0, imputations.Count).Select(set => Moments.FromValues(imputations.Completed(set, column)))];
        PooledEstimate pooled = PooledEstimate.Of(
            [.. each.Select(moments => moments.Mean)], [.. each.Select(moments => moments.Variance / moments.Count)], Math.Max(each[0].Count - 1, 1));
        // Where nothing is missing, the formula for few data sets would still tell of some.
        IncompleteColumn source = imputations.Table.Columns[column];
        double missing = source.MissingRows.Count == 0 ? 0 : pooled.MissingInformation;
        return new(
            source.Name, pooled.Estimate, pooled.StandardError, pooled.Variance > 0 ? pooled.Interval(alpha) : new(pooled.Estimate, pooled.Estimate, 1 - alpha), pooled.DegreesOfFreedom,
            missing, pooled.VarianceIncrease, pooled.Lambda, source.Observed.Mean);
    }

    private static MissingPattern[] Patterns(IncompleteColumn[] columns, int rows)
    {
        bool[][] missing = [.. Enumerable.Range(0, rows).Select(_ => new bool[columns.Length])];
        foreach ((int j, IncompleteColumn column) in columns.Index())
        {
            foreach (int row in column.MissingRows)
                missing[row][j] = true;
        }
        return [.. missing.GroupBy(row => string.Concat(row.Select(cell => cell ? '1' : '0')), StringComparer.Ordinal)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new MissingPattern(group.First(), group.Count()))];
    }
}
