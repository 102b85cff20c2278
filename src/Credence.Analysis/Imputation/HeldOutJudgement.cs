using Credence.Latent;
using Credence.Numerics;

namespace Credence.Analysis;

/// <summary>Every method, and the column means, on observed cells hidden from them.</summary>
internal static class HeldOutJudgement
{
    // Beyond these, more cells tell no more than they cost.
    private const int MostRows = 10_000, MostCells = 10_000;

    /// <summary>Enough draws for an interval of 95% between them.</summary>
    private const int Draws = 40;

    public static HeldOutResult? Of(ImputeOptions options, ImputeData data, IProgress<double>? progress, CancellationToken cancellation)
    {
        IncompleteTable table = Sample(data.Table, options.Imputation.Seed);
        HeldOutCells cells = HeldOutCells.Hide(table, Enumerable.Range(0, data.Asked), options.HeldOut, MostCells, options.Imputation.Seed);
        if (cells.Numbers + cells.Texts == 0)
            return null;
        List<HeldOutScore> scores = [cells.ScoreOfMeans(options.Alpha)];
        ImputationMethod[] methods = [.. cells.Numbers > 0 ? (ImputationMethod[])[ImputationMethod.Normal] : [], ImputationMethod.Pmm, ImputationMethod.Chained];
        foreach ((int place, ImputationMethod method) in methods.Index())
        {
            // The normal takes numbers, and texts that are complete.
            IncompleteTable masked = method == ImputationMethod.Normal
                ? new([.. cells.Masked.Columns.Where(column => !column.IsText || column.MissingRows.Count == 0)]) : cells.Masked;
            Imputations imputations = MultipleImputation.Run(
                masked, options.Imputation with { Method = method, Imputations = Draws },
                PartOfProgress.Of(progress, (double)place / methods.Length, (place + 1.0) / methods.Length), cancellation);
            scores.Add(cells.Score(Name(method), imputations, options.Alpha));
        }
        return new(cells.Numbers, cells.Texts, table.Rows, scores);
    }

    /// <summary>The method as the command line names it.</summary>
    public static string Name(ImputationMethod method) => method switch
    {
        ImputationMethod.Normal => "normal",
        ImputationMethod.Pmm => "pmm",
        _ => "chained",
    };

    private static IncompleteTable Sample(IncompleteTable table, ulong seed)
    {
        if (table.Rows <= MostRows)
            return table;
        int[] rows = [.. Enumerable.Range(0, table.Rows)];
        new RandomStream(seed, "rows to judge by").Shuffle<int>(rows);
        IncompleteTable sample = table.Only([.. rows.Take(MostRows).Order()]);
        return sample.Columns.All(column => column.ObservedRows.Count > 0) ? sample : table;
    }
}
