using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>The Bayesian normal mixture: labels fix the components of their rows; where there are none, the means are in order.</summary>
/// <remarks>Coordinates, in standard deviations of all values from their mean: the means (unlabelled, the first mean and the logarithms of the gaps),
/// the logarithms of the standard deviations, and the logarithms of the shares by the first. Memberships are summed out.</remarks>
public sealed class MixtureModel : IModel, IStartingPoint, IPriorSampler, IDescribedModel
{
    private readonly MixtureProblem problem;
    private readonly MixturePriors priors;
    private readonly MixtureState scratch;
    private readonly string[] names;

    /// <summary>Conditions the model on data.</summary>
    /// <param name="data">The data, with two components or more.</param>
    /// <param name="priors">The priors.</param>
    /// <param name="labels">The names of the components, such as A and B.</param>
    /// <param name="shares">The shares where the design fixes them; null where they are unknown.</param>
    /// <exception cref="InputException">All values are equal.</exception>
    public MixtureModel(MixtureData data, MixturePriors priors, IReadOnlyList<string> labels, IReadOnlyList<double>? shares = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(priors);
        ArgumentNullException.ThrowIfNull(labels);
        Guard.AtLeast(data.Components, 2);
        Guard.SameLength(labels.Count, data.Components);
        Guard.Positive(priors.ShareConcentration);
        MixtureOptions options = new() { Shares = shares };
        MixtureChecks.Check(data, options);
        (this.priors, problem, names, Ordered, Rows) = (priors, MixtureProblem.Of(data, options), [.. labels], data.Labelled == 0, data.Rows);
        scratch = new(data.Components);
        ParameterDimension all = new("component", names), others = new("contrast", names[1..]);
        Parameters = new ParameterLayout(new Parameter("mean", all), new Parameter("sd", all), new Parameter("share", all), new Parameter("difference", others));
    }

    /// <summary>Whether the means are in order, for want of labels.</summary>
    public bool Ordered { get; }

    /// <inheritdoc/>
    public ParameterLayout Parameters { get; }

    /// <inheritdoc/>
    public ModelGraph Graph => new(
        [
            new("mean", ModelNodeKind.Parameter, priors.Mean.ToString()!) { Shape = [names.Length] },
            new("sd", ModelNodeKind.Parameter, priors.StandardDeviation.ToString()!) { Shape = [names.Length] },
            problem.FixedShares is null
                ? new("share", ModelNodeKind.Parameter, FormattableString.Invariant($"dirichlet({priors.ShareConcentration})")) { Shape = [names.Length] }
                : new("share", ModelNodeKind.Constant) { Shape = [names.Length] },
            new("difference", ModelNodeKind.Deterministic, "mean − mean[first]") { Shape = [names.Length - 1] },
            new("component", Ordered ? ModelNodeKind.Parameter : ModelNodeKind.Missing, "categorical(share)") { Plate = "observation" },
            new("row", ModelNodeKind.Observed, "normal(mean[component], sd[component])") { Plate = "observation" },
        ],
        [new("mean", "row"), new("sd", "row"), new("share", "component"), new("component", "row"), new("mean", "difference")],
        new ModelPlate("observation", Rows));

    private long Rows { get; }

    private int Components => names.Length;

    /// <inheritdoc/>
    public ILogDensity Bind() => new MixtureDensity(problem, priors, Ordered);

    /// <inheritdoc/>
    public void Constrain(ReadOnlySpan<double> position, Span<double> values)
    {
        MixtureDensity.Place(position, problem, Ordered, scratch);
        for (int j = 0; j < Components; j++)
        {
            values[j] = problem.Centre + (problem.Scale * scratch.Mean[j]);
            values[Components + j] = problem.Scale * scratch.Deviation[j];
            values[(2 * Components) + j] = scratch.Share[j];
        }
        Differences(values);
    }

    /// <inheritdoc/>
    public string CoordinateName(int coordinate)
    {
        if (coordinate < Components)
            return Ordered && coordinate > 0 ? $"mean[{names[coordinate]}] − mean[{names[coordinate - 1]}]" : $"mean[{names[coordinate]}]";
        return coordinate < 2 * Components ? $"sd[{names[coordinate - Components]}]" : $"share[{names[coordinate - (2 * Components) + 1]}]";
    }

    /// <inheritdoc/>
    public void Start(RandomStream random, Span<double> position)
    {
        double before = 0;
        for (int j = 0; j < Components; j++)
        {
            StandardGroup group = problem.Groups[j];
            double usual = group.Rows > 0 ? group.Mean : Normal.Quantile((j + 0.5) / Components), mean = usual + (0.2 * random.NextNormal());
            position[j] = Ordered && j > 0 ? Math.Log(Math.Max(mean - before, 0.1)) : mean;
            before = Ordered && j > 0 ? before + Math.Exp(position[j]) : mean;
            double sd = group.Rows > 1 && group.Squares > 0 ? Math.Sqrt(group.Squares / group.Rows) : 0.7;
            position[Components + j] = Math.Log(sd) + (0.2 * random.NextNormal());
        }
        foreach (ref double share in position[(2 * Components)..])
            share = 0.3 * random.NextNormal();
    }

    /// <inheritdoc/>
    public void SamplePrior(RandomStream random, Span<double> values)
    {
        for (int j = 0; j < Components; j++)
        {
            values[j] = priors.Mean.Draw(random);
            values[Components + j] = priors.StandardDeviation.Draw(random);
        }
        Span<double> shares = values.Slice(2 * Components, Components);
        if (problem.FixedShares is { } fixedShares)
        {
            fixedShares.CopyTo(shares);
        }
        else
        {
            double[] concentrations = new double[Components];
            Array.Fill(concentrations, priors.ShareConcentration);
            new Dirichlet(concentrations).Draw(random, shares);
        }
        if (Ordered)
            values[..Components].Sort();
        Differences(values);
    }

    private void Differences(Span<double> values)
    {
        for (int j = 1; j < Components; j++)
            values[(3 * Components) + j - 1] = values[j] - values[0];
    }
}
