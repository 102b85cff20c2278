using Credence.Bayes;

namespace Credence.Experiments;

/// <summary>The log density of a regression, and its parameters at the last place.</summary>
internal abstract class RegressionDensity : ILogDensity
{
    public abstract int Dimension { get; }

    /// <summary>The scale of the shared parameters.</summary>
    public abstract LocalScale Scale { get; }

    /// <summary>The standard deviations of the groupings.</summary>
    public abstract double[] Spreads { get; }

    /// <summary>The random intercepts, grouping after grouping.</summary>
    public abstract double[] Effects { get; }

    /// <summary>A coefficient, or after them the standard deviation of a normal response.</summary>
    public abstract double Shared(int parameter);

    public abstract double Evaluate(ReadOnlySpan<double> position, Span<double> gradient);

    /// <summary>Moves all parameters to a position.</summary>
    public abstract void Place(ReadOnlySpan<double> position);
}

/// <summary>
/// The density of a regression: the shared parameters in coordinates that are nearly standard normal, then the standard deviation of each grouping,
/// then a standard normal coordinate for each random intercept, which is that coordinate times the standard deviation.
/// </summary>
internal sealed class NonCentredRegression : RegressionDensity
{
    private readonly RegressionLikelihood likelihood;
    private readonly ArmDensity shared;
    private readonly LocalScale scale;
    private readonly ParameterDensity[] spreadPriors;
    private readonly Coordinate[] spreadCoordinates;
    private readonly double[] centres, u, ofU, slopes;
    private readonly int[] offsets;

    public NonCentredRegression(RegressionLikelihood likelihood, ParameterDensity[] sharedPriors, ParameterDensity[] spreadPriors, int[] offsets, LocalScale? scale)
    {
        (this.likelihood, this.spreadPriors, this.offsets) = (likelihood, spreadPriors, offsets);
        shared = new ArmDensity(likelihood, sharedPriors);
        this.scale = scale ?? shared.Scale();
        spreadCoordinates = [.. spreadPriors.Select(prior => new Coordinate(prior.Lower, prior.Upper, 0))];
        centres = [.. spreadPriors.Select((prior, g) => spreadCoordinates[g].Position(prior.Quantile(0.5)))];
        (u, ofU) = (new double[shared.Size], new double[shared.Size]);
        (Spreads, slopes) = (new double[spreadPriors.Length], new double[spreadPriors.Length]);
    }

    public override int Dimension => u.Length + Spreads.Length + likelihood.Effects.Length;

    public override LocalScale Scale => scale;

    public override double[] Spreads { get; }

    public override double[] Effects => likelihood.Effects;

    public override double Shared(int parameter) => shared.Values[parameter] + likelihood.OriginOf(parameter);

    public override double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
    {
        double density = PlaceGroups(position, gradient);
        scale.Place(position[..u.Length], u);
        density += shared.Evaluate(u, ofU);
        scale.Backward(ofU, gradient[..u.Length]);
        int first = u.Length + Spreads.Length;
        for (int g = 0; g < Spreads.Length; g++)
        {
            double ofSpread = 0;
            for (int l = offsets[g]; l < offsets[g + 1]; l++)
            {
                ofSpread += likelihood.OfEffects[l] * position[first + l];
                gradient[first + l] = likelihood.OfEffects[l] * Spreads[g] - position[first + l];
            }
            gradient[u.Length + g] += ofSpread * slopes[g];
        }
        return density;
    }

    public override void Place(ReadOnlySpan<double> position)
    {
        PlaceGroups(position, default);
        scale.Place(position[..u.Length], u);
        shared.Place(u);
    }

    // The prior of standard deviations and random intercepts; begins the gradient of the former where one is asked for.
    private double PlaceGroups(ReadOnlySpan<double> position, Span<double> gradient)
    {
        double density = 0;
        int first = u.Length + Spreads.Length;
        for (int g = 0; g < Spreads.Length; g++)
        {
            Spreads[g] = spreadCoordinates[g].Value(position[u.Length + g] + centres[g], out slopes[g], out double logSlope, out double curvature);
            density += spreadPriors[g].LogDensity(Spreads[g], out double ofPrior) + logSlope;
            if (!gradient.IsEmpty)
                gradient[u.Length + g] = ofPrior * slopes[g] + curvature;
            for (int l = offsets[g]; l < offsets[g + 1]; l++)
            {
                likelihood.Effects[l] = Spreads[g] * position[first + l];
                density -= 0.5 * position[first + l] * position[first + l];
            }
        }
        return density;
    }
}
