using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>
/// A structural equation model with priors, conditioned on the moments of complete rows or of missingness patterns in every group: latent variables
/// are integrated out, and the cost does not grow with the rows.
/// </summary>
/// <remarks>
/// <para>Coordinates. Residual variances move through their root, whose sign does not count, variances through its logarithm, covariances through their correlation, loadings, regressions and intercepts
/// freely; bounds of the text by transforms. The sampler itself moves in coordinates in which the posterior is about standard normal around its
/// highest mode, by the curvature there.</para>
/// <para>Without a mean structure the means are integrated out under a flat prior. Means, variances and covariances of exogenous observed variables
/// are held at those of the data, with divisor n: the posterior is conditional on them.</para>
/// <para>Gradients after Jöreskog's all-y form: with G = ∂l/∂Σ and A = Λ (I − B)⁻¹, dΨ = AᵀGA, dΘ = G, dΛ = 2 G A Ψ (I − B)⁻ᵀ and dB = Aᵀ dΛ.</para>
/// </remarks>
public sealed class StructuralPosteriorModel : IModel, IStartingPoint, IPriorSampler, ISimulator, IDescribedModel
{
    private readonly SemCoordinates coordinates;
    private readonly CoordinateWorkspace work;
    private readonly SemReport report;
    private readonly SignSymmetry signs;
    private readonly SemMoments[] moments;
    private readonly SemDefiniteness definiteness;
    private readonly PosteriorGeometry geometry;
    private readonly WhitenedDensity probe;
    private readonly double[] position;

    /// <summary>Conditions a model on data, and finds the highest mode of its posterior.</summary>
    /// <param name="table">The model; of its constraints, bounds and equalities of single parameters are carried out.</param>
    /// <param name="samples">The data of every group, in the order of the model's groups, with the observed variables in the model's order.</param>
    /// <param name="priors">The priors; null for the defaults.</param>
    /// <param name="estimates">Estimates by coordinate to begin the search with, such as those of maximum likelihood; null for none.</param>
    /// <exception cref="InputException">A prior, bound or constraint cannot be used, or the density is finite nowhere.</exception>
    public StructuralPosteriorModel(
        ParameterTable table, IReadOnlyList<StructuralSample> samples, SemPriors? priors = null, IReadOnlyList<double>? estimates = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(samples);
        Guard.SameLength(samples.Count, table.Groups.Count);
        foreach (StructuralSample sample in samples)
            Check(table, sample);
        // Estimates are those of the coordinates before equalities are carried out.
        double[] given = estimates is null || table.Constraints.Count > 0 ? [] : [.. estimates];
        if (given.Length > 0)
            Guard.SameLength(given.Length, table.Coordinates);
        Table = SemRestrictions.Resolve(table);
        Samples = samples;
        SemScales scales = new(Table, samples);
        Structure = new SemStructure(Table, FromData);
        coordinates = SemCoordinatePlan.Of(Structure, scales, priors ?? SemPriors.Default, FromData);
        report = new SemReport(Table, FromData);
        signs = new SignSymmetry(Table, coordinates, new SemPriorChoice(priors ?? SemPriors.Default, scales));
        (work, position) = (new CoordinateWorkspace(coordinates), new double[coordinates.Dimension]);
        moments = [.. samples.Select((_, group) => new SemMoments(Structure, group))];
        definiteness = new SemDefiniteness(coordinates.Checks);
        StructuralDensity density = new(Structure, coordinates, samples);
        geometry = Explore(density, SemStart.Of(Table, coordinates, scales, samples, given));
        probe = new WhitenedDensity(density, geometry.Mode, geometry.Root);
        Casewise = samples.All(sample => !sample.Rows.IsEmpty) ? new CasewiseLikelihood(this) : null;
    }

    /// <inheritdoc/>
    public ParameterLayout Parameters => report.Layout;

    /// <summary>The prior of every free parameter, as it is printed.</summary>
    public IReadOnlyList<SemPriorStatement> Priors => coordinates.Priors;

    /// <summary>The likelihood of every row, as leave-one-out validation needs; null where only moments are known.</summary>
    public IPointwiseLikelihood? Casewise { get; }

    /// <summary>The log density, in the sampler's coordinates, at the highest mode that was found.</summary>
    public double LogDensityOfMode => geometry.LogDensity;

    /// <summary>The reported values at the highest mode that was found, with standard deviations by their logarithms.</summary>
    public IReadOnlyList<double> Mode
    {
        get
        {
            double[] values = new double[Parameters.Count];
            Constrain(new double[coordinates.Dimension], values);
            return values;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Groups => Table.Groups.Count == 1
        ? Table.Observed
        : [.. Table.Groups.SelectMany(group => Table.Observed.Select(name => $"{name}[{group}]"))];

    /// <inheritdoc/>
    public ModelGraph Graph => SemGraph.Of(Table, coordinates, Samples.Sum(sample => sample.Count));

    /// <summary>The model, its constraints carried out.</summary>
    internal ParameterTable Table { get; }

    /// <summary>The model as matrices.</summary>
    internal SemStructure Structure { get; }

    /// <summary>The data.</summary>
    internal IReadOnlyList<StructuralSample> Samples { get; }

    /// <inheritdoc/>
    public ILogDensity Bind() => new WhitenedDensity(new StructuralDensity(Structure, coordinates, Samples), geometry.Mode, geometry.Root);

    /// <inheritdoc/>
    public void Constrain(ReadOnlySpan<double> position, Span<double> values)
    {
        WhitenedDensity.Place(geometry.Mode, geometry.Root, position, this.position);
        coordinates.Constrain(this.position, work);
        signs.Orient(work.Values);
        report.Fill(work.Values, values);
    }

    /// <summary>The unconstrained position of reported values inside their ranges: the inverse of <see cref="Constrain"/> but for the direction of latent variables.</summary>
    /// <param name="values">The reported values; those of fixed parameters and defined quantities are not read.</param>
    /// <param name="position">Receives the position.</param>
    public void Unconstrain(ReadOnlySpan<double> values, Span<double> position)
    {
        double[] free = new double[coordinates.Coordinates];
        report.Coordinates(values, free);
        coordinates.Unconstrain(free, position);
        WhitenedDensity.Whiten(geometry.Mode, geometry.Root, position);
    }

    /// <inheritdoc/>
    public string CoordinateName(int coordinate) => coordinates.Names[coordinate];

    /// <inheritdoc/>
    public void Start(RandomStream random, Span<double> position)
    {
        // Twice as wide as the normal approximation at the mode, and nearer where that is far out.
        double[] gradient = new double[position.Length];
        random.FillNormal(position);
        double scale = 2;
        for (int i = 0; i < position.Length; i++)
            position[i] *= scale;
        double lowest = geometry.LogDensity - 20 - (4 * position.Length);
        for (int attempt = 0; attempt < 20 && !(probe.Evaluate(position, gradient) > lowest); attempt++)
        {
            for (int i = 0; i < position.Length; i++)
                position[i] *= 0.7;
        }
    }

    /// <inheritdoc/>
    public void SamplePrior(RandomStream random, Span<double> values)
    {
        coordinates.SamplePrior(random, work.Values, IsPossible);
        signs.Orient(work.Values);
        report.Fill(work.Values, values);
    }

    /// <inheritdoc/>
    public WeightedValues? Observed(int group)
    {
        StructuralSample sample = Samples[group / Table.Observed.Count];
        int variable = group % Table.Observed.Count, p = Table.Observed.Count;
        if (sample.Rows.IsEmpty)
            return null;
        List<double> column = [];
        for (int row = variable; row < sample.Rows.Length; row += p)
            column.Add(sample.Rows.Span[row]);
        (double Value, double Count)[] distinct = [.. column.Where(double.IsFinite).GroupBy(value => value).OrderBy(own => own.Key).Select(own => (own.Key, (double)own.Count()))];
        return new WeightedValues(distinct.Select(own => own.Value).ToArray(), distinct.Select(own => own.Count).ToArray());
    }

    /// <inheritdoc/>
    public void Simulate(ReadOnlySpan<double> values, int group, RandomStream random, Span<double> replicate)
    {
        int own = group / Table.Observed.Count, variable = group % Table.Observed.Count;
        SemMoments implied = Implied(values, own);
        double sd = Math.Sqrt(implied.Covariance[(variable * Table.Observed.Count) + variable]), mean = Centre(implied, own, variable);
        random.FillNormal(replicate);
        for (int i = 0; i < replicate.Length; i++)
            replicate[i] = mean + (sd * replicate[i]);
    }

    /// <summary>Turns reported values whose latent variables point against those of the mode, where nothing but the sign decides.</summary>
    internal void Orient(Span<double> values)
    {
        if (!signs.Any)
            return;
        report.Coordinates(values, work.Values);
        signs.Orient(work.Values);
        report.Fill(work.Values, values);
    }

    /// <summary>The element of a row of the parameter table among the reported values.</summary>
    internal int Element(int parameter) => report.Element(parameter);

    /// <summary>The implied moments of a group, given the reported values; overwritten by the next call for the group.</summary>
    internal SemMoments Implied(ReadOnlySpan<double> values, int group)
    {
        report.Coordinates(values, work.Values);
        moments[group].Evaluate(work.Values);
        return moments[group];
    }

    /// <summary>The mean of a variable: modelled, or where means are not modelled, that of the data.</summary>
    internal double Centre(SemMoments implied, int group, int variable)
        => Table.MeanStructure ? implied.Mean[variable] : Samples[group].Mean(variable);

    private PosteriorGeometry Explore(StructuralDensity density, double[] start)
    {
        double[] from = new double[coordinates.Dimension];
        coordinates.Unconstrain(start, from);
        int[] folded = [.. coordinates.Scalars.Where(scalar => scalar.Transform is FoldedDeviation).Select(scalar => scalar.Place)];
        LogDeviationDensity logarithmic = new(density, folded);
        double[] mode = PosteriorGeometry.Search(logarithmic, from, seed: 1);
        coordinates.Constrain(mode, work);
        signs.Learn(work.Values);
        if (signs.Any)
            coordinates.Unconstrain(work.Values, mode);
        return PosteriorGeometry.Of(density, logarithmic, mode);
    }

    private static void Check(ParameterTable table, StructuralSample sample)
    {
        if (!sample.Variables.SequenceEqual(table.Observed))
            throw new ArgumentException("The variables of a sample are not those of the model, in its order.", nameof(sample));
        if (sample.Patterns is null)
            return;
        if (!table.MeanStructure)
            throw new InputException("model", "cells are missing, and means are not modelled", "model the means, or leave out rows with missing cells");
        string? held = table.Parameters.FirstOrDefault(own => own.FromData && sample.IsIncomplete(IndexOf(table, own.Left)))?.Left;
        if (held is not null)
            throw new InputException($"column {held}", "it is exogenous, and cells are missing", "leave out these rows, or model its distribution too");
    }

    private bool IsPossible(double[] values)
    {
        for (int group = 0; group < moments.Length; group++)
        {
            if (!moments[group].Evaluate(values) || !definiteness.Holds(moments[group], group))
                return false;
        }
        return true;
    }

    private double FromData(SemParameter parameter)
    {
        StructuralSample sample = Samples[parameter.Group];
        int left = IndexOf(Table, parameter.Left);
        return parameter.Operator == SemOperator.Intercept ? sample.Mean(left) : sample.Covariance(left, IndexOf(Table, parameter.Right));
    }

    private static int IndexOf(ParameterTable table, string observed)
    {
        for (int i = 0; i < table.Observed.Count; i++)
        {
            if (table.Observed[i] == observed)
                return i;
        }
        throw new ArgumentException($"There is no observed variable '{observed}'.", nameof(observed));
    }
}
