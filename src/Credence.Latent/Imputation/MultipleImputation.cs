namespace Credence.Latent;

/// <summary>Fills the missing cells of a table several times over, each time with other draws, so that estimates from the completed data sets spread
/// as much as the missing cells leave open.</summary>
public static class MultipleImputation
{
    /// <summary>Imputes.</summary>
    /// <param name="table">The table; every column has an observed cell.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told the share done; may be null.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The same bits whatever the number of threads.</returns>
    /// <exception cref="ArgumentException">A column has no observed cell, or the multivariate normal is asked to impute texts.</exception>
    public static Imputations Run(IncompleteTable table, ImputationOptions options, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        Guard.AtLeast(options.Imputations, 2, nameof(options));
        Guard.AtLeast(options.Iterations, 1, nameof(options));
        Guard.AtLeast(options.Donors, 1, nameof(options));
        if (table.Columns.FirstOrDefault(column => column.ObservedRows.Count == 0) is { } empty)
            throw new ArgumentException($"All cells of {empty.Name} are missing.", nameof(table));
        return options.Method == ImputationMethod.Normal ? Normal(table, options, progress, cancellation) : Chained(table, options, progress, cancellation);
    }

    private static Imputations Normal(IncompleteTable table, ImputationOptions options, IProgress<double>? progress, CancellationToken cancellation)
    {
        NormalImputation model = new(table, options);
        double[][][] cells = new double[options.Imputations][][];
        int done = 0;
        Parallel.For(0, options.Imputations, Threads(options, cancellation), imputation =>
        {
            cells[imputation] = model.Draw(imputation, cancellation);
            progress?.Report((double)Interlocked.Increment(ref done) / options.Imputations);
        });
        return new(table, cells, model.Expected(cancellation), null);
    }

    private static Imputations Chained(IncompleteTable table, ImputationOptions options, IProgress<double>? progress, CancellationToken cancellation)
    {
        int[] visits = [.. Enumerable.Range(0, table.Columns.Count).Where(j => table.Columns[j].MissingRows.Count > 0).OrderBy(j => table.Columns[j].MissingRows.Count)];
        DesignMatrix design = new(table);
        ChainCourse[] chains = new ChainCourse[options.Imputations];
        int done = 0;
        Parallel.For(0, options.Imputations, Threads(options, cancellation), chain =>
        {
            EquationChain equations = new(table, options, visits, design, chain);
            chains[chain] = equations.Run(() => progress?.Report((double)Interlocked.Increment(ref done) / options.Imputations / options.Iterations), cancellation);
        });
        ChainTrace trace = new([.. visits.Select((column, place) => new ColumnTrace(
            table.Columns[column].Name, [.. chains.Select(chain => chain.Means[place])], [.. chains.Select(chain => chain.Deviations[place])]))]);
        return new(table, [.. chains.Select(chain => chain.Cells)], new double[]?[table.Columns.Count], trace);
    }

    private static ParallelOptions Threads(ImputationOptions options, CancellationToken cancellation)
        => new() { MaxDegreeOfParallelism = options.Threads ?? -1, CancellationToken = cancellation };
}
