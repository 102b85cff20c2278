using System.Numerics.Tensors;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>What one thread needs to go from unconstrained coordinates to parameters and back with slopes.</summary>
internal sealed class CoordinateWorkspace(SemCoordinates coordinates)
{
    /// <summary>The parameters, by coordinate.</summary>
    public double[] Values { get; } = new double[coordinates.Coordinates];

    /// <summary>The slopes of the log likelihood by the parameters.</summary>
    public double[] Slopes { get; } = new double[coordinates.Coordinates];

    internal double[] Deviations { get; } = new double[coordinates.Coordinates];

    internal double[] DeviationSlopes { get; } = new double[coordinates.Coordinates];

    internal double[] Natural { get; } = new double[coordinates.Scalars.Length];

    internal double[] NaturalSlopes { get; } = new double[coordinates.Scalars.Length];

    internal double[] Correlations { get; } = new double[coordinates.Pairs.Length];

    internal double[] CorrelationSlopes { get; } = new double[coordinates.Pairs.Length];

    internal double[] Factors { get; } = new double[coordinates.Factors];

    internal double[] FactorSlopes { get; } = new double[coordinates.Factors];
}

/// <summary>The way from unconstrained coordinates to the free parameters of a model, with their prior.</summary>
/// <remarks>
/// Variances go through their root, covariances through the correlation and both roots; a correlation matrix of variables that all covary through
/// canonical partial correlations. Loadings, regressions and intercepts are measured in the data's units.
/// </remarks>
internal sealed class SemCoordinates
{
    private const int MostPriorDraws = 10_000;

    /// <summary>Takes over what has been laid out (<see cref="SemCoordinatePlan"/>).</summary>
    public SemCoordinates(
        int coordinates, ScalarCoordinate[] scalars, PairCoordinate[] pairs, CorrelationBlock[] blocks,
        DefinitenessCheck[] checks, IReadOnlyList<string> names, IReadOnlyList<SemPriorStatement> priors)
    {
        (Coordinates, Scalars, Pairs, Blocks, Checks, Names, Priors) = (coordinates, scalars, pairs, blocks, checks, names, priors);
        Factors = blocks.Sum(block => block.Order * block.Order);
    }

    /// <summary>The number of free parameters.</summary>
    public int Coordinates { get; }

    /// <summary>The number of unconstrained coordinates.</summary>
    public int Dimension => Names.Count;

    /// <summary>The cells of all blocks' factors.</summary>
    public int Factors { get; }

    public ScalarCoordinate[] Scalars { get; }

    public PairCoordinate[] Pairs { get; }

    public CorrelationBlock[] Blocks { get; }

    /// <summary>The covariance matrices that may fail to be positive definite.</summary>
    public DefinitenessCheck[] Checks { get; }

    /// <summary>The parameters that the unconstrained coordinates move.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The priors of all parameters.</summary>
    public IReadOnlyList<SemPriorStatement> Priors { get; }

    /// <summary>Fills the parameters; gives their log prior and the log-Jacobian.</summary>
    public double Constrain(ReadOnlySpan<double> position, CoordinateWorkspace work)
    {
        double sum = 0;
        for (int i = 0; i < Scalars.Length; i++)
        {
            ScalarCoordinate scalar = Scalars[i];
            sum += scalar.Transform.Constrain(position.Slice(scalar.Place, 1), work.Natural.AsSpan(i, 1));
            double t = work.Natural[i];
            sum += scalar.Prior.LogDensity(t, out work.NaturalSlopes[i]);
            work.Values[scalar.Coordinate] = scalar.Value(t);
            work.Deviations[scalar.Coordinate] = scalar.Form == ScalarForm.Variance ? Math.Sqrt(t) : t;
        }
        for (int i = 0; i < Pairs.Length; i++)
        {
            PairCoordinate pair = Pairs[i];
            sum += pair.Transform.Constrain(position.Slice(pair.Place, 1), work.Correlations.AsSpan(i, 1));
            sum += pair.Prior.LogDensity(work.Correlations[i], out work.CorrelationSlopes[i]);
            work.Values[pair.Coordinate] = work.Correlations[i] * pair.First.Of(work.Deviations) * pair.Second.Of(work.Deviations);
        }
        foreach (CorrelationBlock block in Blocks)
            sum += Constrain(block, position, work);
        return sum;
    }

    /// <summary>The slopes by the unconstrained coordinates, those of prior and Jacobian included, given the likelihood's by the parameters.</summary>
    public void Backward(ReadOnlySpan<double> position, CoordinateWorkspace work, Span<double> gradient)
    {
        Array.Clear(work.DeviationSlopes);
        for (int i = 0; i < Pairs.Length; i++)
        {
            PairCoordinate pair = Pairs[i];
            double slope = BackwardPair(pair.Coordinate, pair.First, pair.Second, work.Correlations[i], work) + work.CorrelationSlopes[i];
            pair.Transform.Backward(position.Slice(pair.Place, 1), work.Correlations.AsSpan(i, 1), new(in slope), gradient.Slice(pair.Place, 1));
        }
        foreach (CorrelationBlock block in Blocks)
            Backward(block, position, work, gradient);
        for (int i = 0; i < Scalars.Length; i++)
        {
            ScalarCoordinate scalar = Scalars[i];
            double t = work.Natural[i], deviation = work.DeviationSlopes[scalar.Coordinate], own = work.Slopes[scalar.Coordinate];
            double slope = work.NaturalSlopes[i] + scalar.Form switch
            {
                ScalarForm.Deviation => (own * 2 * t) + deviation,
                ScalarForm.Variance => own + (deviation * 0.5 / work.Deviations[scalar.Coordinate]),
                _ => own,
            };
            scalar.Transform.Backward(position.Slice(scalar.Place, 1), work.Natural.AsSpan(i, 1), new(in slope), gradient.Slice(scalar.Place, 1));
        }
    }

    /// <summary>The coordinates of parameters inside their ranges.</summary>
    public void Unconstrain(ReadOnlySpan<double> values, Span<double> position)
    {
        double[] deviations = new double[Coordinates];
        foreach (ScalarCoordinate scalar in Scalars)
        {
            deviations[scalar.Coordinate] = scalar.Form == ScalarForm.Value ? 0 : Math.Sqrt(values[scalar.Coordinate]);
            scalar.Transform.Unconstrain([scalar.Natural(values[scalar.Coordinate])], position.Slice(scalar.Place, 1));
        }
        foreach (PairCoordinate pair in Pairs)
            pair.Transform.Unconstrain([values[pair.Coordinate] / (pair.First.Of(deviations) * pair.Second.Of(deviations))], position.Slice(pair.Place, 1));
        foreach (CorrelationBlock block in Blocks)
        {
            double[] matrix = new double[block.Order * block.Order];
            for (int i = 0, at = 0; i < block.Order; i++)
            {
                matrix[(i * block.Order) + i] = 1;
                for (int j = 0; j < i; j++)
                    matrix[(i * block.Order) + j] = values[block.Pairs[at++]] / (block.Deviations[i].Of(deviations) * block.Deviations[j].Of(deviations));
            }
            if (!Cholesky.TryFactor(matrix, block.Order, matrix, out _))
                matrix = Identity(block.Order);
            block.Transform.Unconstrain(matrix, position.Slice(block.Place, block.Transform.Coordinates));
        }
    }

    /// <summary>Draws the parameters from the prior, restricted to covariance matrices that are positive definite.</summary>
    /// <param name="random">The random numbers.</param>
    /// <param name="values">Receives the parameters, by coordinate.</param>
    /// <param name="possible">Whether the covariance matrices with these parameters are positive definite.</param>
    /// <exception cref="InputException">Priors of correlations hardly ever give a correlation matrix.</exception>
    public void SamplePrior(RandomStream random, Span<double> values, Func<double[], bool> possible)
    {
        double[] drawn = new double[Coordinates], deviations = new double[Coordinates];
        for (int attempt = 0; attempt < MostPriorDraws; attempt++)
        {
            foreach (ScalarCoordinate scalar in Scalars)
            {
                drawn[scalar.Coordinate] = scalar.Value(scalar.Prior.Draw(random));
                deviations[scalar.Coordinate] = scalar.Form == ScalarForm.Value ? 0 : Math.Sqrt(drawn[scalar.Coordinate]);
            }
            foreach (PairCoordinate pair in Pairs)
                drawn[pair.Coordinate] = pair.Prior.Draw(random) * pair.First.Of(deviations) * pair.Second.Of(deviations);
            bool valid = true;
            foreach (CorrelationBlock block in Blocks)
                valid &= Draw(block, random, deviations, drawn);
            if (valid && possible(drawn))
            {
                drawn.CopyTo(values);
                return;
            }
        }
        throw new InputException("priors of correlations", "they hardly ever give a correlation matrix", "state lkj(1) for all of them");
    }

    private static double Constrain(CorrelationBlock block, ReadOnlySpan<double> position, CoordinateWorkspace work)
    {
        int k = block.Order;
        Span<double> factor = work.Factors.AsSpan(block.Offset, k * k), slopes = work.FactorSlopes.AsSpan(block.Offset, k * k);
        double sum = block.Transform.Constrain(position.Slice(block.Place, block.Transform.Coordinates), factor) + block.Matrix.LogDensity(factor);
        slopes.Clear();
        for (int i = 1, at = 0; i < k; i++)
        {
            for (int j = 0; j < i; j++, at++)
            {
                double correlation = TensorPrimitives.Dot(factor.Slice(i * k, j + 1), factor.Slice(j * k, j + 1));
                // The correlations and the slopes of their own priors wait above the diagonal and below it.
                factor[(j * k) + i] = correlation;
                if (block.Priors is { } priors)
                    sum += priors[at].LogDensity(correlation, out slopes[(i * k) + j]);
                work.Values[block.Pairs[at]] = correlation * block.Deviations[i].Of(work.Deviations) * block.Deviations[j].Of(work.Deviations);
            }
        }
        return sum;
    }

    private static void Backward(CorrelationBlock block, ReadOnlySpan<double> position, CoordinateWorkspace work, Span<double> gradient)
    {
        int k = block.Order;
        Span<double> factor = work.Factors.AsSpan(block.Offset, k * k), slopes = work.FactorSlopes.AsSpan(block.Offset, k * k);
        for (int i = 1, at = 0; i < k; i++)
        {
            for (int j = 0; j < i; j++, at++)
            {
                slopes[(i * k) + j] += BackwardPair(block.Pairs[at], block.Deviations[i], block.Deviations[j], factor[(j * k) + i], work);
                factor[(j * k) + i] = 0;
            }
        }
        // From slopes by the correlations to slopes by the rows of the factor, the last row first: row i is met by rows above it alone.
        Span<double> rows = stackalloc double[k * k];
        rows.Clear();
        for (int i = 1; i < k; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double slope = slopes[(i * k) + j];
                TensorPrimitives.MultiplyAdd(factor.Slice(j * k, k), slope, rows.Slice(i * k, k), rows.Slice(i * k, k));
                TensorPrimitives.MultiplyAdd(factor.Slice(i * k, k), slope, rows.Slice(j * k, k), rows.Slice(j * k, k));
            }
        }
        block.Matrix.AddGradient(factor, rows);
        int count = block.Transform.Coordinates;
        block.Transform.Backward(position.Slice(block.Place, count), factor, rows, gradient.Slice(block.Place, count));
    }

    // The slope by the correlation; those by the standard deviations are added to theirs.
    private static double BackwardPair(int coordinate, DeviationSource first, DeviationSource second, double correlation, CoordinateWorkspace work)
    {
        double slope = work.Slopes[coordinate], a = first.Of(work.Deviations), b = second.Of(work.Deviations);
        if (first.Coordinate >= 0)
            work.DeviationSlopes[first.Coordinate] += slope * correlation * b;
        if (second.Coordinate >= 0)
            work.DeviationSlopes[second.Coordinate] += slope * correlation * a;
        return slope * a * b;
    }

    private static bool Draw(CorrelationBlock block, RandomStream random, double[] deviations, double[] drawn)
    {
        int k = block.Order;
        double[] matrix = new double[k * k];
        if (block.Priors is null)
        {
            double[] factor = new double[k * k];
            block.Matrix.Draw(random, factor);
            MatrixProduct.TimesTransposed(factor, factor, k, matrix);
        }
        for (int i = 0, at = 0; i < k; i++)
        {
            matrix[(i * k) + i] = 1;
            for (int j = 0; j < i; j++, at++)
            {
                if (block.Priors is { } priors)
                    matrix[(i * k) + j] = priors[at].Draw(random);
                drawn[block.Pairs[at]] = matrix[(i * k) + j] * block.Deviations[i].Of(deviations) * block.Deviations[j].Of(deviations);
            }
        }
        return block.Priors is null || Cholesky.TryFactor(matrix, k, matrix, out _);
    }

    private static double[] Identity(int order)
    {
        double[] matrix = new double[order * order];
        for (int i = 0; i < order; i++)
            matrix[(i * order) + i] = 1;
        return matrix;
    }
}
