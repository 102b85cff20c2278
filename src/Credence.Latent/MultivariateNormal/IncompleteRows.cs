using Credence.Bayes;
using Credence.Numerics;

namespace Credence.Latent;

/// <summary>What a multivariate normal says of a missing cell.</summary>
/// <param name="Row">The row, from 0.</param>
/// <param name="Variable">The place of the variable.</param>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">The standard deviation.</param>
/// <param name="Lower">The lower end of the central interval.</param>
/// <param name="Upper">The upper end.</param>
public readonly record struct MissingCell(int Row, int Variable, double Mean, double StandardDeviation, double Lower, double Upper);

/// <summary>Rows with missing cells, and what a multivariate normal says of these cells given the observed cells of their rows.</summary>
public sealed class IncompleteRows
{
    private readonly double[] rows;
    private readonly int order;
    private readonly int[][] members;

    /// <summary>Takes rows.</summary>
    /// <param name="variables">The names of the p variables.</param>
    /// <param name="rows">n × p values, row by row; NaN is missing. Kept, not copied.</param>
    /// <exception cref="ArgumentException">The length is no multiple of p, or a value is infinite.</exception>
    public IncompleteRows(IReadOnlyList<string> variables, double[] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Moments = PatternMoments.Of(variables, rows, out int[] patternOfRow);
        (this.rows, order) = (rows, variables.Count);
        // The last group are rows of which nothing is known.
        List<int>[] groups = [.. Enumerable.Range(0, Moments.Patterns.Count + 1).Select(_ => new List<int>())];
        for (int row = 0; row < patternOfRow.Length; row++)
            groups[patternOfRow[row] < 0 ? ^1 : patternOfRow[row]].Add(row);
        members = [.. groups.Select((group, i) => Observed(i).Length < order ? group.ToArray() : [])];
    }

    /// <summary>The rows as moments of patterns.</summary>
    public PatternMoments Moments { get; }

    /// <summary>Each missing cell given parameters, as if these were known: its normal distribution given the observed cells of the row.</summary>
    /// <param name="means">The p means.</param>
    /// <param name="covariance">The covariance matrix, p × p.</param>
    /// <param name="level">The level of the intervals, in (0, 1).</param>
    /// <returns>Cells in the order of rows and variables.</returns>
    public IReadOnlyList<MissingCell> Predict(ReadOnlySpan<double> means, ReadOnlySpan<double> covariance, double level)
    {
        double z = Normal.Quantile(0.5 + (0.5 * Guard.Fraction(level)));
        List<MissingCell> cells = [];
        for (int group = 0; group < members.Length; group++)
        {
            if (members[group].Length == 0)
                continue;
            ConditionalNormal conditional = new(means, covariance, Observed(group));
            double[] predicted = new double[conditional.Missing.Length];
            foreach (int row in members[group])
            {
                conditional.Mean(rows.AsSpan(row * order, order), predicted);
                for (int i = 0; i < predicted.Length; i++)
                {
                    double sd = conditional.StandardDeviations.Span[i];
                    cells.Add(new(row, conditional.Missing.Span[i], predicted[i], sd, predicted[i] - (z * sd), predicted[i] + (z * sd)));
                }
            }
        }
        return Ordered(cells);
    }

    /// <summary>Each missing cell by draws from its posterior predictive distribution: one exact draw given each posterior draw.</summary>
    /// <param name="draws">Draws of a <see cref="MultivariateNormalModel"/>.</param>
    /// <param name="level">The level of the central intervals, in (0, 1).</param>
    /// <param name="seed">The seed.</param>
    /// <param name="most">The most posterior draws used, evenly spaced; at least 2.</param>
    /// <param name="threads">The number of threads; null for as many as there are processors.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Cells in the order of rows and variables; the same whatever the number of threads.</returns>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public IReadOnlyList<MissingCell> Predict(Draws draws, double level, ulong seed, int most = 1000, int? threads = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(draws);
        Guard.Fraction(level);
        Guard.AtLeast(most, 2);
        int used = Math.Min(most, draws.Chains * draws.Count);
        (double[] Means, double[] Covariance)[] parameters = [.. Enumerable.Range(0, used).Select(i => ParametersAt(draws, (int)((long)i * draws.Chains * draws.Count / used)))];
        RandomStream stream = new(seed, "missing cells");
        MissingCell[][] found = new MissingCell[members.Length][];
        ParallelOptions options = new() { CancellationToken = cancellation, MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount };
        Parallel.For(0, members.Length, options, group => found[group] = Drawn(group, parameters, level, stream.Numbered((ulong)group), cancellation));
        return Ordered(found.SelectMany(cells => cells));
    }

    /// <summary>A completed copy of the rows: missing cells are drawn given the observed ones of their row.</summary>
    /// <param name="means">The p means.</param>
    /// <param name="covariance">The covariance matrix, p × p.</param>
    /// <param name="random">The random numbers.</param>
    /// <returns>n × p values, row by row.</returns>
    public double[] Complete(ReadOnlySpan<double> means, ReadOnlySpan<double> covariance, RandomStream random)
    {
        double[] completed = [.. rows], drawn = new double[order];
        for (int group = 0; group < members.Length; group++)
        {
            if (members[group].Length == 0)
                continue;
            ConditionalNormal conditional = new(means, covariance, Observed(group));
            ReadOnlySpan<int> missing = conditional.Missing.Span;
            foreach (int row in members[group])
            {
                conditional.Draw(rows.AsSpan(row * order, order), random, drawn.AsSpan(0, missing.Length));
                for (int i = 0; i < missing.Length; i++)
                    completed[(row * order) + missing[i]] = drawn[i];
            }
        }
        return completed;
    }

    /// <summary>The parameters of one draw of a <see cref="MultivariateNormalModel"/>.</summary>
    /// <param name="draws">The draws.</param>
    /// <param name="draw">The place of the draw, chains one after another.</param>
    public static (double[] Means, double[] Covariance) ParametersAt(Draws draws, int draw)
    {
        ArgumentNullException.ThrowIfNull(draws);
        double[] values = new double[draws.Parameters.Count];
        draws.CopyDraw(draw / draws.Count, draw % draws.Count, values);
        int p = draws.Parameters.Parameters[draws.Parameters.Parameters.Count - 1].Shape[0], sd = draws.Parameters.Offset("sd"), correlation = draws.Parameters.Offset("correlation");
        double[] covariance = new double[p * p];
        for (int i = 0; i < p * p; i++)
            covariance[i] = values[sd + (i / p)] * values[sd + (i % p)] * values[correlation + i];
        return (values.AsSpan(draws.Parameters.Offset("mean"), p).ToArray(), covariance);
    }

    private ReadOnlySpan<int> Observed(int group) => group < Moments.Patterns.Count ? Moments.Patterns[group].Observed.Span : [];

    private MissingCell[] Drawn(int group, (double[] Means, double[] Covariance)[] parameters, double level, RandomStream random, CancellationToken cancellation)
    {
        if (members[group].Length == 0)
            return [];
        ConditionalNormal conditional = new(order, Observed(group));
        int missing = conditional.Missing.Length, count = members[group].Length, draws = parameters.Length;
        double[] values = new double[missing], cells = new double[count * missing * draws];
        for (int draw = 0; draw < draws; draw++)
        {
            cancellation.ThrowIfCancellationRequested();
            conditional.Condition(parameters[draw].Means, parameters[draw].Covariance);
            for (int i = 0; i < count; i++)
            {
                conditional.Draw(rows.AsSpan(members[group][i] * order, order), random, values);
                for (int j = 0; j < missing; j++)
                    cells[(((i * missing) + j) * draws) + draw] = values[j];
            }
        }
        MissingCell[] found = new MissingCell[count * missing];
        for (int i = 0; i < found.Length; i++)
            found[i] = Summary(members[group][i / missing], conditional.Missing.Span[i % missing], cells.AsSpan(i * draws, draws), level);
        return found;
    }

    private static MissingCell Summary(int row, int variable, Span<double> draws, double level)
    {
        Statistics.Moments moments = Statistics.Moments.FromValues(draws);
        draws.Sort();
        return new(row, variable, moments.Mean, moments.StandardDeviation, Quantile(draws, 0.5 * (1 - level)), Quantile(draws, 0.5 * (1 + level)));
    }

    // Between order statistics, as R's default does.
    private static double Quantile(ReadOnlySpan<double> sorted, double probability)
    {
        double place = probability * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 == sorted.Length ? sorted[below] : sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
    }

    private static MissingCell[] Ordered(IEnumerable<MissingCell> cells) => [.. cells.OrderBy(cell => cell.Row).ThenBy(cell => cell.Variable)];
}
