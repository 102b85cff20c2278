using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>
/// Effects of segments around a common mean, partially pooled: estimate ~ normal(effect, standard error), effect ~ normal(mean, tau).
/// </summary>
/// <remarks>
/// <para>The effects are integrated out of the density of mean and tau (Gelman et al., 2013, <i>Bayesian Data Analysis</i>, equation 5.18), and each
/// is drawn from its normal distribution given mean, tau and its estimate (equation 5.17) by a standard normal coordinate of its own. The sampler
/// never meets the funnel of effects and tau.</para>
/// <para>Defaults, with s² the mean of squared estimates and squared errors, and v² that of squared deviations and squared errors:
/// mean ~ normal(0, 2.5 s), tau ~ half-normal(v).</para>
/// </remarks>
public sealed class SegmentModel : IModel, IStartingPoint, IPointwiseLikelihood, IPriorSampler, ISimulator, IDescribedModel
{
    private const int Shared = 2;
    private const double StartRadius = 3;

    private static readonly OutcomeParameter[] SharedParameters = [new("mean"), new("tau", 0)];

    private readonly IReadOnlyList<SegmentEffect> segments;
    private readonly ParameterDensity[] priors;
    private readonly LocalScale scale;
    private readonly SegmentDensity placed;

    /// <summary>Conditions on the estimates of the segments.</summary>
    /// <param name="segments">The estimates; at least two.</param>
    /// <param name="stated">Priors of <c>mean</c> and <c>tau</c>; weakly informative defaults for those not stated.</param>
    /// <exception cref="InputException">An estimate is not finite or an error not above 0, or a prior names no parameter or contradicts its range.</exception>
    public SegmentModel(IReadOnlyList<SegmentEffect> segments, IReadOnlyDictionary<string, Prior>? stated = null)
    {
        ArgumentNullException.ThrowIfNull(segments);
        if (segments.Count < 2)
            throw new InputException("segments", $"there {(segments.Count == 1 ? "is 1" : "are none")}, and nothing to pool", "break down by a column with at least two values");
        if (segments.FirstOrDefault(segment => !double.IsFinite(segment.Estimate) || !(segment.StandardError > 0 && double.IsFinite(segment.StandardError))) is { } bad)
            throw new InputException($"segment {bad.Segment}", "its estimate or standard error is not a number", "leave out segments with fewer than two units or without variance");
        this.segments = segments;
        SegmentLikelihood likelihood = new(segments);
        priors = StatedPriors.Resolve(SharedParameters, stated ?? new Dictionary<string, Prior>(StringComparer.Ordinal), Defaults(segments), [likelihood.Origin, double.NaN]);
        scale = new ArmDensity(likelihood, priors).Scale();
        placed = Density();
        Groups = [.. segments.Select(segment => segment.Segment)];
        Parameters = new ParameterLayout(new Parameter("mean"), new Parameter("tau"), new Parameter("effect", new ParameterDimension("segment", Groups)));
    }

    /// <summary><c>mean</c>, <c>tau</c> and the <c>effect</c> of each segment.</summary>
    public ParameterLayout Parameters { get; }

    /// <summary>The priors.</summary>
    public IReadOnlyList<ParameterPrior> Priors => [.. priors.Select(prior => prior.Statement)];

    /// <summary>The segments.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <inheritdoc/>
    public ModelGraph Graph => new(
        [
            .. Priors.Select(prior => new ModelNode(prior.Parameter, ModelNodeKind.Parameter, prior.Distribution.ToString()!)),
            new("effect", ModelNodeKind.Parameter, "normal(mean, tau)") { Plate = "segment" },
            new("error", ModelNodeKind.Constant) { Plate = "segment" },
            new("estimate", ModelNodeKind.Observed, "normal(effect, error)") { Plate = "segment" },
        ],
        [new("mean", "effect"), new("tau", "effect"), new("effect", "estimate"), new("error", "estimate")],
        new ModelPlate("segment", segments.Count));

    /// <summary>The number of segments: each estimate is one observation.</summary>
    public int Observations => segments.Count;

    /// <inheritdoc/>
    public ReadOnlySpan<double> Weights => [];

    /// <inheritdoc/>
    public ILogDensity Bind() => Density();

    /// <inheritdoc/>
    public void Constrain(ReadOnlySpan<double> position, Span<double> values)
    {
        (values[0], values[1]) = placed.Place(position);
        for (int s = 0; s < segments.Count; s++)
        {
            // Given mean and tau, relative to the estimate so that nothing overflows at tau = 0.
            double variance = segments[s].StandardError * segments[s].StandardError, tau = values[1], share = variance / (variance + tau * tau);
            double centre = segments[s].Estimate + share * (values[0] - segments[s].Estimate);
            values[Shared + s] = centre + tau * Math.Sqrt(share) * position[Shared + s];
        }
    }

    /// <inheritdoc/>
    public string CoordinateName(int coordinate) => Parameters.ElementNames[coordinate];

    /// <inheritdoc/>
    public void Start(RandomStream random, Span<double> position)
    {
        for (int i = 0; i < position.Length; i++)
            position[i] = StartRadius * (2 * random.NextDouble() - 1);
    }

    /// <inheritdoc/>
    public void LogLikelihood(ReadOnlySpan<double> values, Span<double> pointwise)
    {
        for (int s = 0; s < segments.Count; s++)
            pointwise[s] = NormalOutcomes.LogDensity(segments[s].Estimate, values[Shared + s], segments[s].StandardError);
    }

    /// <inheritdoc/>
    public void SamplePrior(RandomStream random, Span<double> values)
    {
        (values[0], values[1]) = (priors[0].Draw(random), priors[1].Draw(random));
        for (int s = 0; s < segments.Count; s++)
            values[Shared + s] = values[0] + values[1] * random.NextNormal();
    }

    /// <inheritdoc/>
    public WeightedValues? Observed(int group) => new(new double[] { segments[group].Estimate }, new double[] { 1 });

    /// <inheritdoc/>
    public void Simulate(ReadOnlySpan<double> values, int group, RandomStream random, Span<double> replicate)
    {
        for (int i = 0; i < replicate.Length; i++)
            replicate[i] = values[Shared + group] + segments[group].StandardError * random.NextNormal();
    }

    /// <summary>Draws effects from the priors and estimates around them, and conditions on those, as simulation-based calibration does.</summary>
    /// <param name="stated">The priors of <c>mean</c> and <c>tau</c>.</param>
    /// <param name="standardErrors">The standard error of each segment's estimate.</param>
    /// <param name="random">The random numbers.</param>
    /// <returns>The true values in the order of the model's parameters, and the model given the estimates.</returns>
    public static (double[] Truth, SegmentModel Model) Simulate(IReadOnlyDictionary<string, Prior> stated, IReadOnlyList<double> standardErrors, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(standardErrors);
        SegmentModel prior = new([.. standardErrors.Select((error, s) => new SegmentEffect(FormattableString.Invariant($"{s + 1}"), 0, error))], stated);
        if (prior.Priors.FirstOrDefault(statement => statement.DependsOnData) is { } dependent)
            throw new ArgumentException($"{dependent} depends on the data; state a prior that does not.", nameof(stated));
        double[] truth = new double[prior.Parameters.Count];
        prior.SamplePrior(random, truth);
        SegmentEffect[] estimates = [.. prior.segments.Select((segment, s) => segment with { Estimate = truth[Shared + s] + segment.StandardError * random.NextNormal() })];
        return (truth, new SegmentModel(estimates, stated));
    }

    private SegmentDensity Density() => new(new ArmDensity(new SegmentLikelihood(segments), priors), scale, segments.Count);

    private static DefaultPrior[] Defaults(IReadOnlyList<SegmentEffect> segments)
    {
        double mean = segments.Average(segment => segment.Estimate), errors = segments.Average(segment => segment.StandardError * segment.StandardError);
        double size = Math.Sqrt(errors + segments.Average(segment => segment.Estimate * segment.Estimate));
        double spread = Math.Sqrt(errors + segments.Average(segment => (segment.Estimate - mean) * (segment.Estimate - mean)));
        return [new(Distribution.Normal(0, 2.5 * size), true), new(Distribution.HalfNormal(spread), true)];
    }
}

/// <summary>The density of mean and tau, beside one independent standard normal coordinate for each segment.</summary>
internal sealed class SegmentDensity(ArmDensity shared, LocalScale scale, int segments) : ILogDensity
{
    private readonly double[] u = new double[shared.Size], ofU = new double[shared.Size];

    public int Dimension => u.Length + segments;

    public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
    {
        scale.Place(position[..u.Length], u);
        double density = shared.Evaluate(u, ofU);
        scale.Backward(ofU, gradient[..u.Length]);
        for (int i = u.Length; i < position.Length; i++)
        {
            density -= 0.5 * position[i] * position[i];
            gradient[i] = -position[i];
        }
        return density;
    }

    /// <summary>The mean and tau at a position.</summary>
    public (double Mean, double Tau) Place(ReadOnlySpan<double> position)
    {
        scale.Place(position[..u.Length], u);
        shared.Place(u);
        return (shared.Values[0] + shared.Origin, shared.Values[1]);
    }
}

/// <summary>Σ log N(estimate | mean, tau² + error²), the effects integrated out.</summary>
internal sealed class SegmentLikelihood : ArmLikelihood
{
    private readonly double[] deviations, variances;
    private readonly double precision;

    public SegmentLikelihood(IReadOnlyList<SegmentEffect> segments)
    {
        variances = [.. segments.Select(segment => segment.StandardError * segment.StandardError)];
        precision = variances.Sum(variance => 1 / variance);
        Origin = segments.Select((segment, s) => segment.Estimate / (variances[s] * precision)).Sum();
        deviations = [.. segments.Select(segment => segment.Estimate - Origin)];
    }

    /// <summary>The mean of the estimates weighted by their precision.</summary>
    public override double Origin { get; }

    public override double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        double mean = parameters[0], tau = parameters[1], value = 0, ofMean = 0, ofTau = 0;
        for (int s = 0; s < deviations.Length; s++)
        {
            double total = variances[s] + tau * tau, deviation = deviations[s] - mean, scaled = deviation / total;
            value -= 0.5 * (Math.Log(total) + deviation * scaled);
            ofMean += scaled;
            ofTau += scaled * scaled - 1 / total;
        }
        (gradient[0], gradient[1]) = (ofMean, tau * ofTau);
        return value;
    }

    public override void Estimate(Span<double> estimates, Span<double> errors)
    {
        int count = deviations.Length;
        double between = deviations.Sum(deviation => deviation * deviation) / count, error = count / precision;
        double tau = Math.Sqrt(Math.Max(0.1 * error, between - error));
        (estimates[0], errors[0]) = (0, Math.Sqrt(1 / precision + tau * tau / count));
        (estimates[1], errors[1]) = (tau, Math.Max(tau, Math.Sqrt(error)) / Math.Sqrt(count));
    }
}
