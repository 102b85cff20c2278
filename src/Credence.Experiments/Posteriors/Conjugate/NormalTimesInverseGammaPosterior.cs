using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>
/// The posterior of a mean with a normal prior and, independently of it, an inverse gamma prior of the variance. It is not conjugate; with the
/// variance integrated out its density is a normal times a Student t kernel, which is normalised by quadrature to rounding.
/// </summary>
public sealed record NormalTimesInverseGammaPosterior : ArmPosterior
{
    private readonly NormalTimesStudentTDensity? density;
    private readonly NormalPosterior prior;

    /// <summary>The posterior after values.</summary>
    /// <param name="prior">The prior of the mean, not flat.</param>
    /// <param name="shape">The shape of the inverse gamma prior of the variance, above 0.</param>
    /// <param name="scale">Its scale, above 0.</param>
    /// <param name="values">The moments of the values.</param>
    public NormalTimesInverseGammaPosterior(NormalPosterior prior, double shape, double scale, Moments values)
    {
        ArgumentNullException.ThrowIfNull(prior);
        Guard.Positive(shape);
        Guard.Positive(scale);
        this.prior = prior;
        if (values.Count == 0)
        {
            Mean = prior.Mean;
            return;
        }
        double deviations = scale + 0.5 * Guard.NotNegative(values.SumSquaredDeviations, nameof(values)), n = values.Count;
        density = new NormalTimesStudentTDensity(
            prior.Mean.Mean, prior.Mean.StandardDeviation, Guard.Finite(values.Mean, nameof(values)), Math.Sqrt(2 * deviations / n), shape + 0.5 * n);
        Mean = new PanelDistribution(density);
    }

    /// <inheritdoc/>
    public override IDistribution Mean { get; }

    internal override PosteriorDensity ToDensity() => density ?? prior.ToDensity();
}

/// <summary>A density in panels as a distribution.</summary>
internal sealed class PanelDistribution(NormalTimesStudentTDensity density) : IDistribution
{
    private readonly (double Mean, double StandardDeviation) moments = density.Moments();

    public string Name => "normal-times-inverse-gamma";

    public IReadOnlyList<double> Parameters { get; } = [];

    public bool IsDiscrete => false;

    public double Lower => double.NegativeInfinity;

    public double Upper => double.PositiveInfinity;

    public double Mean => moments.Mean;

    public double StandardDeviation => moments.StandardDeviation;

    public double LogDensity(double x) => density.LogDensity(Coordinate(x)) - Math.Log(density.Scale);

    public double LogDensity(double x, out double slope)
    {
        slope = density.Slope(Coordinate(x)) / density.Scale;
        return LogDensity(x);
    }

    public double Cdf(double x) => density.LowerTail(Coordinate(x), density.PanelOf(Coordinate(x)));

    public double UpperTail(double x) => density.UpperTail(Coordinate(x), density.PanelOf(Coordinate(x)));

    public double Quantile(double p) => p > 0.5 ? Solve(1 - p, upper: true) : Solve(p, upper: false);

    public double UpperQuantile(double p) => p > 0.5 ? Solve(1 - p, upper: false) : Solve(p, upper: true);

    public double Draw(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Quantile(random.NextDouble());
    }

    public override string ToString() => Name;

    private double Coordinate(double x) => (x - density.Location) / density.Scale;

    private double Solve(double p, bool upper) => TailSearch.Solve(
        x => new ArmComparison(Cdf(x), UpperTail(x), Math.Exp(LogDensity(x))), p, upper, Mean, StandardDeviation, Lower, Upper);
}
