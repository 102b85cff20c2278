using System.Globalization;
using Credence.Data;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Decomposes columns of a source into principal components.</summary>
public static class DecomposeColumns
{
    // The point of the parallel analysis (Glorfeld, 1995).
    private const double Point = 0.95;

    private static readonly int[] s_ranks = [2, 5, 12];

    /// <summary>Reads the columns, leaves incomplete rows out, and decomposes the rest.</summary>
    /// <param name="options">Which columns, and how.</param>
    /// <param name="engine">Where the rows come from.</param>
    /// <param name="progress">Told the share read; may be null.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="InputException">The source cannot be read, a column is unknown or holds no numbers, or fewer than two complete rows or no column
    /// with a spread remain.</exception>
    public static async Task<ComponentsResult> RunAsync(
        ComponentsOptions options, IMomentsEngine engine, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(engine);
        options.Check();
        TableQuery query = new() { Source = options.Source, Where = options.Where, Numbers = [.. options.Columns.Select(NamedExpression.Column)] };
        DataTable table = await engine.ReadAsync(query, progress, cancellation).ConfigureAwait(false);
        int[] complete = [.. Enumerable.Range(0, table.Rows.Length).Where(row => table.Numbers.All(column => !double.IsNaN(column.Values[row])))];
        RequireRows(options, table, complete.Length);
        double[][] cells = [.. table.Numbers.Select(column => complete.Length == column.Values.Length ? column.Values : [.. complete.Select(row => column.Values[row])])];
        int[] varying = [.. Enumerable.Range(0, cells.Length).Where(column => cells[column].AsSpan().ContainsAnyExcept(cells[column][0]))];
        if (varying.Length == 0)
            throw new InputException(options.Source.ToString(), "no column has two different values", "name columns that vary");
        PrincipalComponents components = Decomposed(options, [.. varying.Select(column => cells[column])]);
        double[] parallel = await Task.Run(() => ParallelAnalysis.Quantiles(components, options.Replicates, Point, options.Seed, cancellation), cancellation).ConfigureAwait(false);
        int retained = ParallelAnalysis.Retained(components.Eigenvalues, parallel);
        if (options.Scores is not null)
            await WriteScoresAsync(options, engine, table, complete, components, cancellation).ConfigureAwait(false);
        string[] constant = [.. options.Columns.Where((_, column) => !varying.Contains(column))];
        return new(
            options.Source.ToString(), table.InputRows, table.ExcludedByWhere, table.Rows.Length - complete.Length, [.. varying.Select(column => options.Columns[column])],
            components, parallel, retained, [.. (options.Ranks ?? s_ranks).Select(rank => Math.Min(rank, components.Columns)).Distinct().Order()], options.Replicates, options.Seed,
            [.. new ComponentsFindings(table, complete.Length, constant, components, retained).All]);
    }

    private static void RequireRows(ComponentsOptions options, DataTable table, int complete)
    {
        if (complete >= 2)
            return;
        string kept = string.Create(CultureInfo.InvariantCulture, $"{complete} of {table.Rows.Length:N0} rows {(complete == 1 ? "has" : "have")} a number in every column, and components need 2");
        TableNumbers? empty = table.Numbers.FirstOrDefault(column => column.Values.All(double.IsNaN));
        throw new InputException(options.Source.ToString(), kept, empty is not null && table.Rows.Length > 0 ? $"leave out {empty.Name}, which is empty" : "name fewer columns, keep more rows, or fill missing cells first");
    }

    private static PrincipalComponents Decomposed(ComponentsOptions options, double[][] columns)
    {
        try
        {
            return PrincipalComponents.Of(columns, options.Standardize);
        }
        catch (ArgumentException problem)
        {
            throw new InputException(options.Source.ToString(), "the spread of a column is too small or too large for numbers of 64 bits", "scale the columns", problem);
        }
    }

    // Rows without scores have empty cells.
    private static Task<IReadOnlyList<string>> WriteScoresAsync(
        ComponentsOptions options, IMomentsEngine engine, DataTable table, int[] complete, PrincipalComponents components, CancellationToken cancellation)
    {
        NumberColumn[] scores = [.. Enumerable.Range(0, components.Columns).Select(component =>
        {
            double[] all = new double[table.Rows.Length];
            Array.Fill(all, double.NaN);
            double[] own = components.Scores(component);
            for (int i = 0; i < complete.Length; i++)
                all[complete[i]] = own[i];
            return new NumberColumn(string.Create(CultureInfo.InvariantCulture, $"PC{component + 1}"), all);
        })];
        return engine.WriteAsync(new() { Source = options.Source, Where = options.Where, Target = options.Scores!, Copies = [new() { Appended = scores }] }, null, cancellation);
    }
}
