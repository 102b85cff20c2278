using Credence.Bayes;
using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>
/// The outcomes of independent variants under one likelihood, each with its own parameters; reports the means, the parameters, and each
/// treatment's <c>difference</c> and <c>lift</c> against the control.
/// </summary>
/// <remarks>Costs the same for ten rows and ten million: what it reads is an <see cref="OutcomeSummary"/>. Made by <see cref="GroupModels"/>.</remarks>
public sealed class GroupModel : IModel, IStartingPoint, IPointwiseLikelihood, IPriorSampler, ISimulator, IDescribedModel
{
    // Uniform in ±3: a standard deviation of 1.7 in coordinates whose posterior is nearly standard normal.
    private const double StartRadius = 3;

    private readonly OutcomeFamily family;
    private readonly IReadOnlyList<OutcomeSummary> arms;
    private readonly ParameterDensity[][] priors;
    private readonly LocalScale[] scales;
    private readonly GroupLayout layout;
    private readonly GroupDensity placed;
    private readonly double[] weights;

    internal GroupModel(OutcomeFamily family, IReadOnlyList<OutcomeSummary> arms, ParameterDensity[][] priors)
    {
        (this.family, this.arms, this.priors) = (family, arms, priors);
        layout = new GroupLayout(family, [.. arms.Select(arm => arm.Variant)]);
        scales = [.. arms.Select((arm, a) => new ArmDensity(family.Bind(arm), priors[a]).Scale())];
        placed = Density();
        weights = [.. arms.All(arm => arm.Values is not null) ? arms.SelectMany(arm => arm.Values!.Counts.ToArray()) : []];
        Priors = [.. priors.SelectMany(ofArm => ofArm.Select(prior => prior.Statement)).DistinctBy(prior => prior.ToString(), StringComparer.Ordinal)];
        Groups = [.. arms.Select(arm => arm.Variant)];
    }

    /// <inheritdoc/>
    public ParameterLayout Parameters => layout.Parameters;

    /// <summary>The priors, each once.</summary>
    public IReadOnlyList<ParameterPrior> Priors { get; }

    /// <summary>The likelihood in words, such as <c>outcome ~ normal(mean, sd)</c>.</summary>
    public string Likelihood => $"outcome ~ {family.Text}";

    /// <summary>The variants, the control first.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>The number of distinct values of all variants; 0 where only moments are known.</summary>
    public int Observations => weights.Length;

    /// <inheritdoc/>
    public ReadOnlySpan<double> Weights => weights;

    /// <inheritdoc/>
    public ILogDensity Bind() => Density();

    /// <inheritdoc/>
    public void Constrain(ReadOnlySpan<double> position, Span<double> values)
    {
        placed.Place(position);
        layout.Write(placed.Arms, values);
    }

    /// <inheritdoc/>
    public string CoordinateName(int coordinate)
    {
        int size = family.Parameters.Count;
        return $"{family.Parameters[coordinate % size].Name}[{Groups[coordinate / size]}]";
    }

    /// <inheritdoc/>
    public void Start(RandomStream random, Span<double> position)
    {
        for (int i = 0; i < position.Length; i++)
            position[i] = StartRadius * (2 * random.NextDouble() - 1);
    }

    /// <inheritdoc/>
    public void LogLikelihood(ReadOnlySpan<double> values, Span<double> pointwise)
    {
        Guard.SameLength(pointwise.Length, weights.Length);
        Span<double> parameters = stackalloc double[family.Parameters.Count];
        for (int a = 0, i = 0; i < weights.Length; a++)
        {
            layout.Read(values, a, parameters);
            foreach (double value in arms[a].Values!.Values.Span)
                pointwise[i++] = family.LogDensity(value, parameters);
        }
    }

    /// <inheritdoc/>
    public void SamplePrior(RandomStream random, Span<double> values)
    {
        Span<double> parameters = stackalloc double[family.Parameters.Count];
        for (int a = 0; a < arms.Count; a++)
        {
            for (int k = 0; k < parameters.Length; k++)
                parameters[k] = priors[a][k].Draw(random);
            layout.Write(a, parameters, values);
        }
        layout.Derive(values);
    }

    /// <inheritdoc/>
    public WeightedValues? Observed(int group) => arms[group].Values;

    /// <inheritdoc/>
    public void Simulate(ReadOnlySpan<double> values, int group, RandomStream random, Span<double> replicate)
    {
        Span<double> parameters = stackalloc double[family.Parameters.Count];
        layout.Read(values, group, parameters);
        for (int i = 0; i < replicate.Length; i++)
            replicate[i] = family.Draw(parameters, random);
    }

    /// <summary>The quantities of the model and what depends on what.</summary>
    public ModelGraph Graph => layout.Graph(Priors, Likelihood, arms.Sum(arm => arm.Count));

    private GroupDensity Density() => new([.. arms.Select((arm, a) => new ArmDensity(family.Bind(arm), priors[a]))], scales);
}

/// <summary>The log density of all variants together in coordinates that are nearly standard normal.</summary>
internal sealed class GroupDensity(ArmDensity[] arms, LocalScale[] scales) : ILogDensity
{
    private readonly double[] u = new double[arms[0].Size], ofU = new double[arms[0].Size];

    public ArmDensity[] Arms => arms;

    public int Dimension => arms.Length * u.Length;

    public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
    {
        double density = 0;
        for (int a = 0; a < arms.Length; a++)
        {
            scales[a].Place(position.Slice(a * u.Length, u.Length), u);
            density += arms[a].Evaluate(u, ofU);
            scales[a].Backward(ofU, gradient.Slice(a * u.Length, u.Length));
        }
        return density;
    }

    /// <summary>Moves the values of all variants to a position.</summary>
    public void Place(ReadOnlySpan<double> position)
    {
        for (int a = 0; a < arms.Length; a++)
        {
            scales[a].Place(position.Slice(a * u.Length, u.Length), u);
            arms[a].Place(u);
        }
    }
}
