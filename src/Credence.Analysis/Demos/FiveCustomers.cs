using Credence.Bayes;
using Credence.Experiments;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What is assumed of the sales of five customers in each group.</summary>
public enum CustomerModel
{
    /// <summary>As the example states: each mean normal with mean 0 and variance 10, each variance inverse-gamma with shape 2 and scale 2.</summary>
    Stated,

    /// <summary>As the example computes: a flat prior of each mean, and a standard deviation of 1 taken as known.</summary>
    Shortcut,

    /// <summary>The stated prior of the means with a standard deviation of 1 taken as known.</summary>
    StatedMeanKnownDeviation,

    /// <summary>Means and logarithms of standard deviations uniform: the posterior rests on the data alone.</summary>
    Reference,
}

/// <summary>The posterior of five customers against five under one model, by quadrature.</summary>
/// <param name="Model">The model.</param>
/// <param name="Comparison">The posterior of both means and of their difference.</param>
public sealed record CustomerPosterior(CustomerModel Model, PosteriorComparison Comparison);

/// <summary>Five treated customers against five others: what the prior that is stated says, and what the shortcut says that is taken instead.</summary>
/// <param name="Control">The sales of the control group.</param>
/// <param name="Treatment">The sales of the treated group.</param>
/// <param name="Posteriors">The posteriors by model, by quadrature.</param>
/// <param name="Draws">The stated model by draws: <c>mean[C]</c>, <c>mean[T]</c>, and <c>higher</c>, which is 1 where the treatment's mean is the higher one.</param>
public sealed record FiveCustomers(
    IReadOnlyList<double> Control, IReadOnlyList<double> Treatment, IReadOnlyList<CustomerPosterior> Posteriors, PosteriorSummary Draws)
{
    /// <summary>The standard deviation that the example takes as known.</summary>
    public const double KnownDeviation = 1;

    /// <summary>The variance of the stated prior of each mean, whose mean is 0.</summary>
    public const double PriorVariance = 10;

    /// <summary>Shape and scale of the stated inverse gamma prior of each variance.</summary>
    public const double PriorShape = 2, PriorScale = 2;

    /// <summary>The number of draws behind <see cref="Draws"/>.</summary>
    public const int Kept = Chains * DrawsPerChain;

    private const int Chains = 4, DrawsPerChain = 50_000, Warmup = 500;

    /// <summary>The posterior under a model.</summary>
    public PosteriorComparison Of(CustomerModel model) => Posteriors.First(posterior => posterior.Model == model).Comparison;

    /// <summary>Computes the posteriors of the example's ten customers.</summary>
    /// <param name="seed">The seed of the draws.</param>
    public static FiveCustomers Run(ulong seed)
    {
        double[] control = [10, 12, 11, 9, 13], treatment = [15, 17, 16, 14, 18];
        Moments c = Moments.FromValues(control), t = Moments.FromValues(treatment);
        return new(control, treatment, [.. Enum.GetValues<CustomerModel>().Select(model => new CustomerPosterior(model, PosteriorComparison.Of(Posterior(model, c), Posterior(model, t))))], Sample(c, t, seed));
    }

    private static ArmPosterior Posterior(CustomerModel model, Moments values)
    {
        NormalPosterior prior = new(0, PriorVariance);
        return model switch
        {
            CustomerModel.Stated => new NormalTimesInverseGammaPosterior(prior, PriorShape, PriorScale, values),
            CustomerModel.Shortcut => NormalPosterior.Flat.After(values, KnownDeviation),
            CustomerModel.StatedMeanKnownDeviation => prior.After(values, KnownDeviation),
            _ => Reference(values),
        };
    }

    /// <summary>The posterior of a mean whose prior, like that of the logarithm of the standard deviation, is uniform.</summary>
    internal static NormalInverseGammaPosterior Reference(Moments values) => new(values.Mean, values.Count, 0.5 * (values.Count - 1), 0.5 * values.SumSquaredDeviations);

    // Gibbs sampling: given the variance the mean is normal, given the mean the variance is inverse-gamma.
    private static PosteriorSummary Sample(Moments control, Moments treatment, ulong seed)
    {
        ParameterLayout layout = new(new Parameter("mean", new ParameterDimension("group", ["C", "T"])), new Parameter("higher"));
        double[] values = new double[layout.Count * Kept];
        for (int chain = 0; chain < Chains; chain++)
        {
            RandomStream random = new(seed, "five customers", (ulong)chain);
            double[] variances = [Math.Exp(2 * random.NextNormal()), Math.Exp(2 * random.NextNormal())];
            for (int draw = -Warmup; draw < DrawsPerChain; draw++)
            {
                double c = Step(control, ref variances[0], random), t = Step(treatment, ref variances[1], random);
                int place = (chain * DrawsPerChain) + draw;
                if (draw >= 0)
                    (values[place], values[Kept + place], values[(2 * Kept) + place]) = (c, t, t > c ? 1 : 0);
            }
        }
        return PosteriorSummary.Of(new Draws(layout, Chains, DrawsPerChain, values), 0.95);
    }

    private static double Step(Moments values, ref double variance, RandomStream random)
    {
        NormalPosterior given = new NormalPosterior(0, PriorVariance).After(values, Math.Sqrt(variance));
        double mean = given.Location + (Math.Sqrt(given.Variance) * random.NextNormal()), distance = values.Mean - mean;
        double scale = PriorScale + (0.5 * (values.SumSquaredDeviations + (values.Count * distance * distance)));
        variance = scale / random.NextGamma(PriorShape + (0.5 * values.Count));
        return mean;
    }
}
