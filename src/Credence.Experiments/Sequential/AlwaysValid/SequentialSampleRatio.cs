using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>
/// Check at any time that units arrive in the planned proportions: the multinomial likelihood mixed over a Dirichlet distribution around
/// the plan, against the plan (Lindon and Malek, 2022).
/// </summary>
/// <remarks>Unlike a repeated chi-square test, its false alarms stay below alpha however often it is looked at.</remarks>
public sealed record SequentialSampleRatio
{
    private readonly double[] _shares;

    private SequentialSampleRatio(double[] shares, double concentration, double alpha)
        => (_shares, Concentration, Alpha) = (shares, concentration, alpha);

    /// <summary>Planned shares, summing to 1.</summary>
    public IReadOnlyList<double> Shares => _shares;

    /// <summary>How close to the plan the alternatives mixed over are: a share θ has standard deviation √(θ(1 − θ)/(Concentration + 1)).</summary>
    public double Concentration { get; }

    /// <summary>Error level of the check.</summary>
    public double Alpha { get; }

    /// <summary>Log of the e-value at the last look.</summary>
    public double LogEvidence { get; private init; }

    /// <summary>Least min(1, 1/e-value) of the looks so far.</summary>
    public double PValue { get; private init; } = 1;

    /// <summary>Whether the p-value is at or below the error level.</summary>
    public bool Mismatch => PValue <= Alpha;

    /// <summary>The check before the first unit.</summary>
    /// <param name="weights">Planned shares or weights, not negative, at least one above 0.</param>
    /// <param name="concentration">See <see cref="Concentration"/>; above 0, by default 1000.</param>
    /// <param name="alpha">Error level, in (0, 1); by default 0.001.</param>
    public static SequentialSampleRatio Start(ReadOnlySpan<double> weights, double concentration = 1000, double alpha = 0.001)
    {
        double total = 0;
        foreach (double weight in weights)
            total += Guard.NotNegative(weight, nameof(weights));
        Guard.Positive(total, nameof(weights));
        double[] shares = new double[weights.Length];
        for (int i = 0; i < shares.Length; i++)
            shares[i] = weights[i] / total;
        return new SequentialSampleRatio(shares, Guard.Positive(concentration), Guard.Fraction(alpha));
    }

    /// <summary>The check after one more look.</summary>
    /// <param name="observed">Units so far in every variant, in the order of the shares.</param>
    /// <returns>Units in a variant whose share is 0 are a certain mismatch.</returns>
    public SequentialSampleRatio At(ReadOnlySpan<long> observed)
    {
        Guard.SameLength(observed.Length, _shares.Length);
        double log = 0, units = 0;
        for (int i = 0; i < observed.Length; i++)
        {
            long count = Guard.AtLeast(observed[i], 0, nameof(observed));
            units += count;
            double prior = Concentration * _shares[i];
            if (count > 0)
                log += prior == 0 ? double.PositiveInfinity : GammaFunction.LogGamma(prior + count) - GammaFunction.LogGamma(prior) - count * Math.Log(_shares[i]);
        }
        log += GammaFunction.LogGamma(Concentration) - GammaFunction.LogGamma(Concentration + units);
        return new SequentialSampleRatio(_shares, Concentration, Alpha) { LogEvidence = log, PValue = Math.Min(PValue, Math.Min(1, Math.Exp(-log))) };
    }
}
