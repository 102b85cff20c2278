using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>Where a chain ended, and how it came there.</summary>
/// <param name="Cells">The imputed values of each column.</param>
/// <param name="Means">By column visited and iteration: the mean of the imputed values, or the share of the commonest level.</param>
/// <param name="Deviations">Their standard deviation.</param>
internal sealed record ChainCourse(double[][] Cells, double[][] Means, double[][] Deviations);

/// <summary>One chain of chained equations: columns take turns in being regressed on all others, the fewest missing cells first.</summary>
/// <remarks>van Buuren and Groothuis-Oudshoorn (2011), <i>mice</i>, Journal of Statistical Software 45(3).</remarks>
internal sealed class EquationChain
{
    private readonly IncompleteTable table;
    private readonly ImputationOptions options;
    private readonly IReadOnlyList<int> visits;
    private readonly DesignMatrix design;
    private readonly RandomStream random;
    private readonly double[] buffer;
    private readonly ChainCourse course;

    public EquationChain(IncompleteTable table, ImputationOptions options, IReadOnlyList<int> visits, DesignMatrix design, int chain)
    {
        (this.table, this.options, this.visits, this.design) = (table, options, visits, design.Clone());
        random = new RandomStream(options.Seed, "chained equations", (ulong)chain);
        buffer = new double[table.Rows * design.Width];
        course = new(
            [.. table.Columns.Select(column => new double[column.MissingRows.Count])], [.. visits.Select(_ => new double[options.Iterations])],
            [.. visits.Select(_ => new double[options.Iterations])]);
    }

    private double[][] Cells => course.Cells;

    /// <summary>Fills the cells by chance, then in rounds.</summary>
    /// <param name="done">Told after each round.</param>
    /// <param name="cancellation">Stops between columns.</param>
    public ChainCourse Run(Action done, CancellationToken cancellation)
    {
        foreach (int column in visits)
        {
            IReadOnlyList<int> observed = table.Columns[column].ObservedRows;
            for (int i = 0; i < Cells[column].Length; i++)
                Cells[column][i] = table.Columns[column].Values.Span[observed[(int)random.NextInteger(observed.Count)]];
            Fill(column);
        }
        for (int iteration = 0; iteration < options.Iterations; iteration++)
        {
            for (int place = 0; place < visits.Count; place++)
            {
                cancellation.ThrowIfCancellationRequested();
                Impute(visits[place], cancellation);
                Record(place, iteration);
            }
            done();
        }
        return course;
    }

    private void Impute(int column, CancellationToken cancellation)
    {
        IncompleteColumn target = table.Columns[column];
        if (target.IsConstant)
            return;
        if (target.IsText || (target.Kind == ImputedKind.Binary && options.Method == ImputationMethod.Chained))
            Classify(column, target, cancellation);
        else
            Regress(column, target);
        Fill(column);
    }

    private void Regress(int column, IncompleteColumn target)
    {
        LinearDraw regression = LinearDraw.Of(design.Observed(column, buffer), design.Width, design.Start(column), design.Predictors(column), random);
        double[] cells = Cells[column];
        if (options.Method != ImputationMethod.Pmm)
        {
            for (int i = 0; i < cells.Length; i++)
            {
                double predicted = design.Predict(target.MissingRows[i], regression.Drawn);
                cells[i] = design.Unscaled(column, predicted + (regression.Deviation * random.NextNormal()));
            }
            return;
        }
        // A bootstrap of the donors: without it their values count as known exactly, and intervals are too short where few of them are near.
        int[] lenders = [.. Enumerable.Range(0, target.ObservedRows.Count).Select(_ => target.ObservedRows[(int)random.NextInteger(target.ObservedRows.Count)])];
        DonorPool pool = new(
            [.. lenders.Select(row => design.Predict(row, regression.Estimate))], [.. lenders.Select(row => target.Values.Span[row])], options.Donors);
        for (int i = 0; i < cells.Length; i++)
            cells[i] = pool.Draw(design.Predict(target.MissingRows[i], regression.Drawn), random);
    }

    private void Classify(int column, IncompleteColumn target, CancellationToken cancellation)
    {
        Span<double> rows = design.Observed(column, buffer);
        int start = design.Start(column), own = design.Start(column + 1) - start;
        for (int row = 0; row < rows.Length; row += design.Width)
            rows.Slice(row + start, own).Clear();
        int[] codes = [.. target.ObservedRows.Select(row => (int)target.Values.Span[row])];
        LogisticDraw regression = LogisticDraw.Of(buffer, design.Width, codes, target.Levels.Count, random, cancellation);
        for (int i = 0; i < Cells[column].Length; i++)
            Cells[column][i] = regression.Draw(design.Row(target.MissingRows[i]), random);
    }

    private void Fill(int column)
    {
        for (int i = 0; i < Cells[column].Length; i++)
            design.Set(column, table.Columns[column].MissingRows[i], Cells[column][i]);
    }

    private void Record(int place, int iteration)
    {
        IncompleteColumn column = table.Columns[visits[place]];
        int commonest = column.CommonestLevel;
        double[] cells = Cells[visits[place]];
        Moments moments = Moments.FromValues(column.Kind == ImputedKind.Nominal ? [.. cells.Select(cell => cell == commonest ? 1.0 : 0)] : cells);
        (course.Means[place][iteration], course.Deviations[place][iteration]) = (moments.Mean, moments.StandardDeviation);
    }
}
