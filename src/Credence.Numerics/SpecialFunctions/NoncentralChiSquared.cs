namespace Credence.Numerics;

/// <summary>
/// The noncentral chi-squared distribution with noncentrality λ = Σ δ², as a Poisson mixture with mean λ/2 of chi-squared distributions
/// whose degrees of freedom grow in steps of 2.
/// </summary>
public static class NoncentralChiSquared
{
    // Terms follow from their neighbours by a quotient for so many terms; then one is computed afresh, so that rounding does not add up.
    private const int Stretch = 16;

    /// <summary>P(X ≤ x); 0 below 0, NaN for degrees of freedom that are not above 0 or a noncentrality that is not finite and not below 0.</summary>
    public static double Cdf(double x, double degreesOfFreedom, double noncentrality) => Mixture(x, degreesOfFreedom, noncentrality, false);

    /// <summary>P(X &gt; x); 1 below 0, NaN as for <see cref="Cdf"/>.</summary>
    public static double UpperTail(double x, double degreesOfFreedom, double noncentrality) => Mixture(x, degreesOfFreedom, noncentrality, true);

    private static double Mixture(double x, double degreesOfFreedom, double noncentrality, bool upper)
    {
        if (!(degreesOfFreedom > 0 && noncentrality >= 0) || double.IsInfinity(noncentrality) || double.IsNaN(x))
            return double.NaN;
        if (noncentrality == 0 || x <= 0 || double.IsInfinity(x))
            return upper ? ChiSquared.UpperTail(x, degreesOfFreedom) : ChiSquared.Cdf(x, degreesOfFreedom);
        double shape = 0.5 * degreesOfFreedom, half = 0.5 * x, mean = 0.5 * noncentrality;
        // The tail of the mixture peaks where the two central tails meet, between the Poisson mean and x/2.
        double spread = 12 * Math.Sqrt(Math.Max(mean, half)) + 60;
        double first = Math.Max(0, Math.Floor(Math.Min(mean, half) - spread)), last = Math.Ceiling(Math.Max(mean, half) + spread);
        return upper ? SumUpper(shape, half, mean, first, last) : SumLower(shape, half, mean, first, last);
    }

    /// <summary>Upwards, so that Q(a + 1, x) = Q(a, x) + xᵃ e⁻ˣ / Γ(a + 1) only adds.</summary>
    private static double SumUpper(double shape, double half, double mean, double first, double last)
    {
        double tail = IncompleteGamma.Upper(shape + first, half), sum = 0, weight = 0, increment = 0;
        for (double j = first; j <= last; j++)
        {
            bool afresh = (j - first) % Stretch == 0;
            weight = afresh ? PoissonProbability(j, mean) : weight * mean / j;
            increment = afresh ? Increment(shape + j, half) : increment * half / (shape + j);
            sum += weight * tail;
            tail += increment;
        }
        return Math.Min(1, sum);
    }

    /// <summary>Downwards, so that P(a, x) = P(a + 1, x) + xᵃ e⁻ˣ / Γ(a + 1) only adds.</summary>
    private static double SumLower(double shape, double half, double mean, double first, double last)
    {
        double tail = IncompleteGamma.Lower(shape + last, half), sum = 0, weight = 0, increment = 0;
        for (double j = last; j >= first; j--)
        {
            bool afresh = (last - j) % Stretch == 0;
            weight = afresh ? PoissonProbability(j, mean) : weight * (j + 1) / mean;
            sum += weight * tail;
            if (j == first)
                break;
            increment = afresh ? Increment(shape + j - 1, half) : increment * (shape + j) / half;
            tail += increment;
        }
        return Math.Min(1, sum);
    }

    private static double Increment(double a, double x) => Math.Exp(IncompleteGamma.LogPowerTerm(a, x)) / a;

    private static double PoissonProbability(double count, double mean)
        => count == 0 ? Math.Exp(-mean) : Math.Exp(IncompleteGamma.LogPowerTerm(count, mean)) / count;
}
