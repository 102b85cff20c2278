namespace Credence.Experiments;

/// <summary>The log posterior density of one variant's parameters in unconstrained coordinates u. Not thread-safe.</summary>
internal sealed class ArmDensity
{
    private readonly ArmLikelihood likelihood;
    private readonly ParameterDensity[] priors;
    private readonly Coordinate[] coordinates;
    private readonly double[] ofValues, slopes, curvatures;

    public ArmDensity(ArmLikelihood likelihood, ParameterDensity[] priors)
    {
        (this.likelihood, this.priors) = (likelihood, priors);
        coordinates = [.. priors.Select((prior, k) => new Coordinate(prior.Lower, prior.Upper, likelihood.OriginOf(k)))];
        (Values, ofValues, slopes, curvatures) = (new double[Size], new double[Size], new double[Size], new double[Size]);
    }

    public int Size => priors.Length;

    /// <summary>What is subtracted from the first parameter.</summary>
    public double Origin => likelihood.Origin;

    /// <summary>The parameters at the last place, the first measured from the origin.</summary>
    public double[] Values { get; }

    /// <summary>Moves <see cref="Values"/> to a place.</summary>
    /// <returns>The log-Jacobian.</returns>
    public double Place(ReadOnlySpan<double> u)
    {
        double jacobian = 0;
        for (int k = 0; k < priors.Length; k++)
        {
            Values[k] = coordinates[k].Value(u[k], out slopes[k], out double logSlope, out curvatures[k]);
            jacobian += logSlope;
        }
        return jacobian;
    }

    /// <summary>The log density with its gradient with respect to u.</summary>
    public double Evaluate(ReadOnlySpan<double> u, Span<double> gradient)
    {
        double density = Place(u) + likelihood.Evaluate(Values, ofValues);
        for (int k = 0; k < priors.Length; k++)
        {
            density += priors[k].LogDensity(Values[k] + likelihood.OriginOf(k), out double ofPrior);
            gradient[k] = (ofValues[k] + ofPrior) * slopes[k] + curvatures[k];
        }
        // Far out, where terms of both signs overflow, their sum is no number.
        return density < double.PositiveInfinity ? density : double.NaN;
    }

    /// <summary>The mode and scale of the density.</summary>
    public LocalScale Scale()
    {
        double[] guess = new double[Size], spreads = new double[Size];
        Guess(guess, spreads);
        return likelihood.HasMode ? LocalScale.Of(Evaluate, guess, spreads) : LocalScale.Diagonal(guess, spreads);
    }

    // The data's estimates where they lie inside the priors' support, else the prior's middle.
    private void Guess(Span<double> u, Span<double> spreads)
    {
        double[] estimates = new double[Size], errors = new double[Size];
        likelihood.Estimate(estimates, errors);
        for (int k = 0; k < Size; k++)
        {
            double origin = likelihood.OriginOf(k), low = priors[k].Quantile(0.1) - origin, middle = priors[k].Quantile(0.5) - origin, high = priors[k].Quantile(0.9) - origin;
            bool inside = estimates[k] + origin > priors[k].Lower && estimates[k] + origin < priors[k].Upper;
            double position = coordinates[k].Position(inside ? estimates[k] : middle);
            // Priors that are all but improper have no quantiles that numbers can hold.
            u[k] = double.IsFinite(position) ? position : 0;
            double ofPrior = Math.Abs(coordinates[k].Position(high) - coordinates[k].Position(low)) / 2.6;
            coordinates[k].Value(u[k], out double slope, out _, out _);
            double ofData = inside ? errors[k] / Math.Abs(slope) : double.NaN;
            double spread = ofData > 0 && !(ofData > ofPrior) ? ofData : ofPrior;
            spreads[k] = spread > 0 && double.IsFinite(spread) ? spread : 1;
        }
    }
}
