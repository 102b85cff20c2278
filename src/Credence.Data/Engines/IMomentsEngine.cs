using Credence.Statistics;

namespace Credence.Data;

/// <summary>An engine that turns rows into moments: the seam behind which embedded and server databases stand.</summary>
public interface IMomentsEngine : IAsyncDisposable
{
    /// <summary>Answers a moments query.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="progress">Told the share done, 0 to 1, while the engine works; may be null.</param>
    /// <param name="cancellation">Stops the engine.</param>
    /// <exception cref="InputException">The source cannot be read, or a column is unknown or not of the asked type.</exception>
    Task<MomentsTable> QueryAsync(MomentsQuery query, IProgress<double>? progress, CancellationToken cancellation);

    /// <summary>Counts the values of each metric's first column by variant in common bins, for pictures.</summary>
    /// <param name="query">The query whose metrics are asked for; segments are ignored.</param>
    /// <param name="bins">Number of bins, at least 2.</param>
    /// <param name="cancellation">Stops the engine.</param>
    /// <returns>One histogram per metric, in the order of the query.</returns>
    Task<IReadOnlyList<Histogram>> HistogramsAsync(MomentsQuery query, int bins, CancellationToken cancellation);

    /// <summary>Reads the values by variant, and by segment where asked, for what moments do not suffice for.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="progress">Told the share done, 0 to 1, while the engine works; may be null.</param>
    /// <param name="cancellation">Stops the engine.</param>
    /// <exception cref="InputException">The source cannot be read, a column is unknown or not of the asked type, there are more values than
    /// asked to keep in memory, or a unit has no cluster or several.</exception>
    Task<SampleTable> SamplesAsync(SampleQuery query, IProgress<double>? progress, CancellationToken cancellation);

    /// <summary>Counts the units that have each distinct value of each metric's first column, by variant.</summary>
    /// <param name="query">What is asked; segments are ignored.</param>
    /// <param name="progress">Told the share done, 0 to 1, while the engine works; may be null.</param>
    /// <param name="cancellation">Stops the engine.</param>
    /// <exception cref="InputException">The source cannot be read, a column is unknown or not of the asked type, or there are too many values.</exception>
    Task<IReadOnlyList<ValueCounts>> ValueCountsAsync(MomentsQuery query, IProgress<double>? progress, CancellationToken cancellation);

    /// <summary>Sums the rows of each cluster by variant, and by segment where asked.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="progress">Told the share done, 0 to 1, while the engine works; may be null.</param>
    /// <param name="cancellation">Stops the engine.</param>
    /// <exception cref="InputException">The source cannot be read, a column is unknown or not of the asked type, a row
    /// has no cluster, or there are too many to be named.</exception>
    Task<ClusterTable> ClustersAsync(ClusterQuery query, IProgress<double>? progress, CancellationToken cancellation);

    /// <summary>Copies the columns of a query into a private file in which every unit is assigned anew by chance, for trials of an analysis on its
    /// own data.</summary>
    /// <param name="asked">What is asked.</param>
    /// <param name="cancellation">Stops the engine.</param>
    /// <returns>The copy; it is deleted with the engine.</returns>
    /// <exception cref="InputException">The source cannot be read, or a column is unknown or not of the asked type.</exception>
    Task<TableSource> ReassignAsync(Reassignment asked, CancellationToken cancellation);

    /// <summary>Writes the outcome of every unit less what its covariates explain of it into a private CSV file.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="cancellation">Stops the engine.</param>
    /// <returns>The file, in the order of the rows, or of the units where rows are summed; it is deleted with the engine.</returns>
    /// <exception cref="InputException">The source cannot be read.</exception>
    Task<TableSource> AdjustAsync(AdjustedQuery query, CancellationToken cancellation);

    /// <summary>Sums the influences of units on the estimates of a regression.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="progress">Told the share done, 0 to 1, while the engine works; may be null.</param>
    /// <param name="cancellation">Stops the engine.</param>
    /// <returns>One sum per cell, in their order; 0 units where a cell has no rows.</returns>
    /// <exception cref="InputException">The source cannot be read.</exception>
    Task<IReadOnlyList<InfluenceSums>> InfluencesAsync(InfluenceQuery query, IProgress<double>? progress, CancellationToken cancellation);

    /// <summary>Finds a quantile of the first column of each metric, over the rows or units of all variants together.</summary>
    /// <param name="query">What is asked; segments are ignored.</param>
    /// <param name="probabilities">Which quantile of each metric, in [0, 1].</param>
    /// <param name="cancellation">Stops the engine.</param>
    /// <exception cref="InputException">The source cannot be read, or a column is unknown or not of the asked type.</exception>
    Task<IReadOnlyList<PooledQuantile>> QuantilesAsync(MomentsQuery query, IReadOnlyList<double> probabilities, CancellationToken cancellation);

    /// <summary>Names the columns of a source.</summary>
    /// <param name="source">Where the rows are.</param>
    /// <param name="cancellation">Stops the engine.</param>
    /// <exception cref="InputException">The source cannot be read.</exception>
    Task<IReadOnlyList<string>> ColumnsAsync(TableSource source, CancellationToken cancellation);

    /// <summary>Reads whole columns, row by row, with their missing cells.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="progress">Told the share done, 0 to 1, while the engine works; may be null.</param>
    /// <param name="cancellation">Stops the engine.</param>
    /// <exception cref="InputException">The source cannot be read, a column is unknown or not of the asked type, or there are more values than
    /// asked to keep in memory.</exception>
    Task<DataTable> ReadAsync(TableQuery query, IProgress<double>? progress, CancellationToken cancellation);

    /// <summary>Writes the rows of a source with what is put into them to a file, whole or not at all; missing folders are made.</summary>
    /// <param name="output">What is asked.</param>
    /// <param name="progress">Told the share done, 0 to 1, while the engine works; may be null.</param>
    /// <param name="cancellation">Stops the engine; nothing is left behind.</param>
    /// <returns>Names of the columns appended, as they were written.</returns>
    /// <exception cref="ArgumentException">Copies have different columns, or a column has not one value for each row kept.</exception>
    /// <exception cref="InputException">The source cannot be read, a column is unknown or not of the asked type, or the file cannot be written.</exception>
    Task<IReadOnlyList<string>> WriteAsync(TableOutput output, IProgress<double>? progress, CancellationToken cancellation);
}

/// <summary>A quantile of all values of a metric.</summary>
/// <param name="Value">The quantile, interpolated linearly between order statistics; NaN where there is no finite value.</param>
/// <param name="Binary">Whether all values are 0 or 1.</param>
public sealed record PooledQuantile(double Value, bool Binary);
