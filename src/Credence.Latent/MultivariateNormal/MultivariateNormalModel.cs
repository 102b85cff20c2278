using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>
/// The multivariate normal with independent priors on means, standard deviations and the correlation matrix, on sufficient statistics: its cost
/// does not grow with the rows, only with the patterns of missing cells. Missing cells are integrated out.
/// </summary>
/// <remarks>
/// <para>Coordinates. With R the Cholesky factor of the maximum likelihood covariance and ȳ the mean, the mean is ȳ − R v and the Cholesky
/// factor of the covariance is R U. Without missing cells the likelihood knows only v and U: it is maximal at v = 0, U = I, and its information
/// there is n times a diagonal matrix, whatever the correlations of the data. The sampler moves in √n v, √n Uᵢⱼ and √(2n) log Uᵢᵢ, which are
/// nearly independent standard normals where the data outweigh the priors.</para>
/// <para>The correlation matrix has the density of Lewandowski, Kurowicka and Joe (2009), <i>J. Multivariate Analysis</i> 100, 1989, equation (17).</para>
/// </remarks>
public sealed class MultivariateNormalModel : IModel, IStartingPoint, IPriorSampler, ISimulator, IDescribedModel
{
    private readonly MultivariateNormalCoordinates coordinates;
    private readonly MultivariateNormalPriors priors;
    private readonly PatternRows? patterns;
    private readonly IReadOnlyList<string> variables;
    private readonly long count;
    private readonly int order, stride;
    private readonly double[] workspace;

    /// <summary>Conditions the model on complete rows.</summary>
    /// <param name="moments">The sufficient statistics; more rows than variables, and no variable a linear combination of others.</param>
    /// <param name="priors">The priors.</param>
    /// <exception cref="InputException">There are too few rows, or the sample covariance is singular.</exception>
    public MultivariateNormalModel(MultivariateMoments moments, MultivariateNormalPriors priors)
        : this(Given(moments).Variables, moments.Count, priors, Reference(moments), moments.Means.ToArray())
    {
    }

    /// <summary>Conditions the model on rows with cells missing at random.</summary>
    /// <param name="fit">The maximum likelihood estimate, about which the chains move; its data are the model's.</param>
    /// <param name="priors">The priors.</param>
    public MultivariateNormalModel(MultivariateNormalFit fit, MultivariateNormalPriors priors)
        : this(Given(fit).Variables, fit.Moments.Count, priors, Factor(fit.Variables, fit.Covariance.Span), fit.Means.ToArray())
    {
        if (!fit.Moments.IsComplete)
            patterns = new PatternRows(fit.Moments, fit.Means.Span, [.. Enumerable.Repeat(1.0, order)]);
    }

    private MultivariateNormalModel(IReadOnlyList<string> variables, long count, MultivariateNormalPriors priors, double[] reference, double[] centre)
    {
        ArgumentNullException.ThrowIfNull(priors);
        priors.Check(variables.Count);
        (this.variables, this.count, this.priors, order) = (variables, count, priors, variables.Count);
        coordinates = new MultivariateNormalCoordinates(centre, reference, count);
        stride = coordinates.Stride;
        workspace = new double[(order * stride * 2) + stride];
        ParameterDimension dimension = new("variable", variables);
        Parameters = new ParameterLayout(
            new Parameter("mean", dimension), new Parameter("sd", dimension),
            new Parameter("correlation", dimension, dimension with { Name = "variable_bis" }));
    }

    /// <inheritdoc/>
    public ParameterLayout Parameters { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Groups => variables;

    /// <inheritdoc/>
    public ModelGraph Graph => new(
        [
            new("mean", ModelNodeKind.Parameter, MultivariateNormalPriors.Text(priors.Means)) { Shape = [order] },
            new("sd", ModelNodeKind.Parameter, MultivariateNormalPriors.Text(priors.StandardDeviations)) { Shape = [order] },
            new("correlation", ModelNodeKind.Parameter, new LkjCholesky(Math.Max(2, order), priors.Concentration).ToString()) { Shape = [order, order] },
            new("row", ModelNodeKind.Observed, "multivariate-normal(mean, sd · correlation · sd)") { Shape = [order], Plate = "observation" },
        ],
        [new("mean", "row"), new("sd", "row"), new("correlation", "row")],
        new ModelPlate("observation", count));

    /// <inheritdoc/>
    public ILogDensity Bind() => patterns is null ? new MultivariateNormalDensity(coordinates, priors) : new PatternNormalDensity(coordinates, priors, patterns);

    /// <inheritdoc/>
    public void Constrain(ReadOnlySpan<double> position, Span<double> values)
    {
        int size = order * stride;
        Span<double> u = workspace.AsSpan(0, size), factor = workspace.AsSpan(size, size), shift = workspace.AsSpan(2 * size);
        coordinates.Place(position, shift, u);
        PaddedTriangle.Product(coordinates.Reference, u, order, factor);
        for (int i = 0; i < order; i++)
            values[i] = coordinates.Centre[i] - PaddedTriangle.Dot(coordinates.Reference.AsSpan(i * stride, stride), shift);
        Report(factor, values);
    }

    /// <summary>The unconstrained position of given parameters: the inverse of <see cref="Constrain"/>.</summary>
    /// <param name="means">The p means.</param>
    /// <param name="covariance">The p × p covariance matrix, positive definite.</param>
    /// <param name="position">Receives the position.</param>
    public void Unconstrain(ReadOnlySpan<double> means, ReadOnlySpan<double> covariance, Span<double> position)
    {
        double[] factor = new double[order * order], dense = Dense(coordinates.Reference);
        if (!Cholesky.TryFactor(covariance, order, factor, out int pivot))
            throw new ArgumentException($"The covariance matrix is not positive definite at row {pivot + 1}.", nameof(covariance));
        double[] shift = new double[order], column = new double[order];
        for (int i = 0; i < order; i++)
            shift[i] = coordinates.Centre[i] - means[i];
        TriangularSolve.Lower(dense, order, shift);
        for (int i = 0; i < order; i++)
            position[i] = coordinates.Root * shift[i];
        for (int j = 0; j < order; j++)
        {
            for (int i = 0; i < order; i++)
                column[i] = factor[(i * order) + j];
            TriangularSolve.Lower(dense, order, column);
            for (int i = j; i < order; i++)
            {
                int place = order + (i * (i + 1) / 2) + j;
                position[place] = i == j ? coordinates.DiagonalRoot * Math.Log(column[i]) : coordinates.Root * column[i];
            }
        }
    }

    /// <inheritdoc/>
    public string CoordinateName(int coordinate)
    {
        if (coordinate < order)
            return $"mean[{variables[coordinate]}]";
        int place = coordinate - order, row = 0;
        while ((row + 1) * (row + 2) / 2 <= place)
            row++;
        int column = place - (row * (row + 1) / 2);
        return row == column ? $"sd[{variables[row]}]" : $"correlation[{variables[row]},{variables[column]}]";
    }

    /// <inheritdoc/>
    public void Start(RandomStream random, Span<double> position)
    {
        for (int i = 0; i < position.Length; i++)
            position[i] = 2 * random.NextNormal();
    }

    /// <inheritdoc/>
    public void SamplePrior(RandomStream random, Span<double> values)
    {
        double[] factor = new double[order * order];
        new LkjCholesky(order, priors.Concentration).Draw(random, factor);
        Span<double> padded = workspace.AsSpan(0, order * stride);
        padded.Clear();
        for (int i = 0; i < order; i++)
        {
            values[i] = priors.Mean(i).Draw(random);
            double sd = priors.StandardDeviation(i).Draw(random);
            for (int j = 0; j <= i; j++)
                padded[(i * stride) + j] = sd * factor[(i * order) + j];
        }
        Report(padded, values);
    }

    /// <inheritdoc/>
    public WeightedValues? Observed(int group) => null;

    /// <inheritdoc/>
    public void Simulate(ReadOnlySpan<double> values, int group, RandomStream random, Span<double> replicate)
    {
        random.FillNormal(replicate);
        for (int i = 0; i < replicate.Length; i++)
            replicate[i] = values[group] + (values[order + group] * replicate[i]);
    }

    /// <summary>Draws parameters from the priors and rows given them: a model conditioned on simulated data, for calibration.</summary>
    /// <param name="variables">The names of the variables.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="priors">The priors.</param>
    /// <param name="random">The random numbers.</param>
    /// <param name="truth">Receives the parameters, in the order of <see cref="Parameters"/>.</param>
    /// <param name="missing">The probability that a cell is missing, in [0, 1).</param>
    public static MultivariateNormalModel Simulated(
        IReadOnlyList<string> variables, int count, MultivariateNormalPriors priors, RandomStream random, out double[] truth, double missing = 0)
    {
        Guard.Probability(missing);
        ArgumentNullException.ThrowIfNull(variables);
        ArgumentNullException.ThrowIfNull(priors);
        ArgumentNullException.ThrowIfNull(random);
        int p = variables.Count;
        double[] identity = new double[p * p];
        for (int i = 0; i < p; i++)
            identity[(i * p) + i] = 1;
        MultivariateNormalModel prior = new(new MultivariateMoments(variables, p + 1, new double[p], identity), priors);
        truth = new double[prior.Parameters.Count];
        prior.SamplePrior(random, truth);
        double[] covariance = new double[p * p], factor = new double[p * p], rows = new double[count * p], z = new double[p];
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j < p; j++)
                covariance[(i * p) + j] = truth[p + i] * truth[p + j] * truth[(2 * p) + (i * p) + j];
        }
        Cholesky.TryFactor(covariance, p, factor, out _);
        for (int row = 0; row < count; row++)
        {
            random.FillNormal(z);
            for (int i = 0; i < p; i++)
            {
                double value = truth[i];
                for (int k = 0; k <= i; k++)
                    value += factor[(i * p) + k] * z[k];
                rows[(row * p) + i] = value;
            }
        }
        if (missing == 0)
            return new MultivariateNormalModel(MultivariateMoments.Of(variables, rows), priors);
        for (int i = 0; i < rows.Length; i++)
            rows[i] = random.NextDouble() < missing ? double.NaN : rows[i];
        return new MultivariateNormalModel(MultivariateNormalFit.Of(PatternMoments.Of(variables, rows)), priors);
    }

    private static T Given<T>(T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value;
    }

    // The padded Cholesky factor of the sample covariance with divisor n.
    private static double[] Reference(MultivariateMoments moments)
    {
        int order = moments.Variables.Count;
        Guard.SameLength(moments.Means.Length, order);
        Guard.SameLength(moments.Scatter.Length, order * order);
        if (moments.Count <= order)
            throw new InputException("", $"{moments.Count} complete rows cannot carry a multivariate normal of {order} variables", $"give at least {order + 1} rows, or fewer variables");
        double[] covariance = [.. moments.Scatter.Span];
        for (int i = 0; i < covariance.Length; i++)
            covariance[i] /= moments.Count;
        for (int i = 0; i < order; i++)
        {
            if (!double.IsFinite(covariance[(i * order) + i]))
                throw new InputException($"column {moments.Variables[i]}", "the spread of its values is too large for 64-bit numbers", "scale the column");
        }
        return Factor(moments.Variables, covariance);
    }

    private static double[] Factor(IReadOnlyList<string> variables, ReadOnlySpan<double> covariance)
    {
        int order = variables.Count, stride = PaddedTriangle.Stride(order);
        double[] factor = new double[order * order], padded = new double[order * stride];
        if (!Cholesky.TryFactor(covariance, order, factor, out int pivot, 1e-12))
            throw new InputException($"column {variables[pivot]}", "it is constant or a linear combination of the columns before it", "leave it out");
        for (int i = 0; i < order; i++)
            factor.AsSpan(i * order, i + 1).CopyTo(padded.AsSpan(i * stride));
        return padded;
    }

    private double[] Dense(double[] padded)
    {
        double[] dense = new double[order * order];
        for (int i = 0; i < order; i++)
            padded.AsSpan(i * stride, order).CopyTo(dense.AsSpan(i * order));
        return dense;
    }

    // Standard deviations and correlations from the rows of a Cholesky factor.
    private void Report(ReadOnlySpan<double> factor, Span<double> values)
    {
        for (int i = 0; i < order; i++)
        {
            ReadOnlySpan<double> row = factor.Slice(i * stride, stride);
            double sd = values[order + i] = Math.Sqrt(PaddedTriangle.Dot(row, row));
            for (int j = 0; j < i; j++)
            {
                double correlation = PaddedTriangle.Dot(row, factor.Slice(j * stride, stride)) / (sd * values[order + j]);
                values[(2 * order) + (i * order) + j] = values[(2 * order) + (j * order) + i] = correlation;
            }
            values[(2 * order) + (i * order) + i] = 1;
        }
    }
}
