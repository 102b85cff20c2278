using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>
/// The multivariate normal with independent priors on means, standard deviations and the correlation matrix, on sufficient statistics: its cost
/// does not grow with the rows.
/// </summary>
/// <remarks>
/// <para>Coordinates. With R the Cholesky factor of the sample covariance (divisor n) and ȳ the sample mean, the mean is ȳ − R v and the Cholesky
/// factor of the covariance is R U. Then the likelihood knows only v and U: it is maximal at v = 0, U = I, and its information there is n times a
/// diagonal matrix, whatever the correlations of the data. The sampler moves in √n v, √n Uᵢⱼ and √(2n) log Uᵢᵢ, which are nearly independent
/// standard normals where the data outweigh the priors.</para>
/// <para>The correlation matrix has the density of Lewandowski, Kurowicka and Joe (2009), <i>J. Multivariate Analysis</i> 100, 1989, equation (17).</para>
/// </remarks>
public sealed class MultivariateNormalModel : IModel, IStartingPoint, IPriorSampler, ISimulator, IDescribedModel
{
    private readonly MultivariateMoments moments;
    private readonly MultivariateNormalPriors priors;
    private readonly double[] reference;
    private readonly int order, stride;
    private readonly double[] workspace;

    /// <summary>Conditions the model on data.</summary>
    /// <param name="moments">The sufficient statistics; more rows than variables, and no variable a linear combination of others.</param>
    /// <param name="priors">The priors.</param>
    /// <exception cref="InputException">There are too few rows, or the sample covariance is singular.</exception>
    public MultivariateNormalModel(MultivariateMoments moments, MultivariateNormalPriors priors)
    {
        ArgumentNullException.ThrowIfNull(moments);
        ArgumentNullException.ThrowIfNull(priors);
        Guard.Positive(priors.Concentration);
        (this.moments, this.priors) = (moments, priors);
        order = moments.Variables.Count;
        stride = PaddedTriangle.Stride(order);
        Guard.SameLength(moments.Means.Length, order);
        Guard.SameLength(moments.Scatter.Length, order * order);
        if (moments.Count <= order)
            throw new InputException("", $"{moments.Count} complete rows cannot carry a multivariate normal of {order} variables", $"give at least {order + 1} rows, or fewer variables");
        reference = Reference();
        workspace = new double[order * stride * 2];
        ParameterDimension variables = new("variable", moments.Variables);
        Parameters = new ParameterLayout(
            new Parameter("mean", variables), new Parameter("sd", variables),
            new Parameter("correlation", variables, variables with { Name = "variable_bis" }));
    }

    /// <inheritdoc/>
    public ParameterLayout Parameters { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Groups => moments.Variables;

    /// <inheritdoc/>
    public ModelGraph Graph => new(
        [
            new("mean", ModelNodeKind.Parameter, priors.Mean.ToString()!) { Shape = [order] },
            new("sd", ModelNodeKind.Parameter, priors.StandardDeviation.ToString()!) { Shape = [order] },
            new("correlation", ModelNodeKind.Parameter, new LkjCholesky(Math.Max(2, order), priors.Concentration).ToString()) { Shape = [order, order] },
            new("row", ModelNodeKind.Observed, "multivariate-normal(mean, sd · correlation · sd)") { Shape = [order], Plate = "observation" },
        ],
        [new("mean", "row"), new("sd", "row"), new("correlation", "row")],
        new ModelPlate("observation", moments.Count));

    private int Dimension => order + (order * (order + 1) / 2);

    /// <inheritdoc/>
    public ILogDensity Bind() => new MultivariateNormalDensity(moments, priors, reference);

    /// <inheritdoc/>
    public void Constrain(ReadOnlySpan<double> position, Span<double> values)
    {
        Span<double> u = workspace.AsSpan(0, order * stride), factor = workspace.AsSpan(order * stride);
        MultivariateNormalDensity.Place(position, order, moments.Count, u);
        PaddedTriangle.Product(reference, u, order, factor);
        double root = Math.Sqrt(moments.Count);
        for (int i = 0; i < order; i++)
        {
            double mean = moments.Means.Span[i];
            for (int k = 0; k <= i; k++)
                mean -= reference[(i * stride) + k] * position[k] / root;
            values[i] = mean;
        }
        Report(factor, values);
    }

    /// <summary>The unconstrained position of given parameters: the inverse of <see cref="Constrain"/>.</summary>
    /// <param name="means">The p means.</param>
    /// <param name="covariance">The p × p covariance matrix, positive definite.</param>
    /// <param name="position">Receives the position.</param>
    public void Unconstrain(ReadOnlySpan<double> means, ReadOnlySpan<double> covariance, Span<double> position)
    {
        double root = Math.Sqrt(moments.Count);
        double[] factor = new double[order * order], dense = Dense(reference);
        if (!Cholesky.TryFactor(covariance, order, factor, out int pivot))
            throw new ArgumentException($"The covariance matrix is not positive definite at row {pivot + 1}.", nameof(covariance));
        double[] shift = new double[order], column = new double[order];
        for (int i = 0; i < order; i++)
            shift[i] = moments.Means.Span[i] - means[i];
        TriangularSolve.Lower(dense, order, shift);
        for (int i = 0; i < order; i++)
            position[i] = root * shift[i];
        for (int j = 0; j < order; j++)
        {
            for (int i = 0; i < order; i++)
                column[i] = factor[(i * order) + j];
            TriangularSolve.Lower(dense, order, column);
            for (int i = j; i < order; i++)
            {
                int place = order + (i * (i + 1) / 2) + j;
                position[place] = i == j ? Math.Sqrt(2.0 * moments.Count) * Math.Log(column[i]) : root * column[i];
            }
        }
    }

    /// <inheritdoc/>
    public string CoordinateName(int coordinate)
    {
        if (coordinate < order)
            return $"mean[{moments.Variables[coordinate]}]";
        int place = coordinate - order, row = 0;
        while ((row + 1) * (row + 2) / 2 <= place)
            row++;
        int column = place - (row * (row + 1) / 2);
        return row == column ? $"sd[{moments.Variables[row]}]" : $"correlation[{moments.Variables[row]},{moments.Variables[column]}]";
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
            values[i] = priors.Mean.Draw(random);
            double sd = priors.StandardDeviation.Draw(random);
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
    public static MultivariateNormalModel Simulated(
        IReadOnlyList<string> variables, int count, MultivariateNormalPriors priors, RandomStream random, out double[] truth)
    {
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
        return new MultivariateNormalModel(MultivariateMoments.Of(variables, rows), priors);
    }

    // The padded Cholesky factor of the sample covariance with divisor n.
    private double[] Reference()
    {
        double[] covariance = [.. moments.Scatter.Span], factor = new double[order * order], padded = new double[order * stride];
        for (int i = 0; i < covariance.Length; i++)
            covariance[i] /= moments.Count;
        if (!Cholesky.TryFactor(covariance, order, factor, out int pivot, 1e-12))
            throw new InputException($"column {moments.Variables[pivot]}", "it is constant or a linear combination of the columns before it", "leave it out");
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
