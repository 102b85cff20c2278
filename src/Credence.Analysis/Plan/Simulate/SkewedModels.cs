using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Lognormal values, which are skewed as amounts and durations are.</summary>
public sealed record LognormalModel : UnitModel
{
    private readonly double _location, _scale;

    /// <param name="mean">Mean of the values, above 0.</param>
    /// <param name="standardDeviation">Standard deviation of the values, above 0.</param>
    public LognormalModel(double mean, double standardDeviation)
    {
        (Level, StandardDeviation) = (Guard.Positive(mean), Guard.Positive(standardDeviation));
        double ratio = standardDeviation / mean, variance = Elementary.Log1p(ratio * ratio);
        (_location, _scale) = (Math.Log(mean) - 0.5 * variance, Math.Sqrt(variance));
    }

    /// <inheritdoc/>
    public override string Name => "lognormal";

    /// <inheritdoc/>
    public override MetricKind Kind => MetricKind.Mean;

    /// <inheritdoc/>
    public override double Level { get; }

    /// <inheritdoc/>
    public override double StandardDeviation { get; }

    internal override CrossMoments Draw(RandomStream random, long units) => Of(Values(random, units));

    internal Moments Values(RandomStream random, long units) => Drawn(units, () => Math.Exp(_location + _scale * random.NextNormal()));
}

/// <summary>Zero for most units and lognormal for the others, as revenue per visitor is.</summary>
public sealed record ZeroInflatedModel : UnitModel
{
    private readonly LognormalModel _others;

    /// <param name="mean">Mean over all units, above 0.</param>
    /// <param name="standardDeviation">Standard deviation over all units.</param>
    /// <param name="share">Share of units with another value than 0, in (0, 1).</param>
    /// <exception cref="InputException">Such a share cannot have so small a standard deviation.</exception>
    public ZeroInflatedModel(double mean, double standardDeviation, double share)
    {
        (Level, StandardDeviation, Share) = (Guard.Positive(mean), Guard.Positive(standardDeviation), Guard.Fraction(share));
        double other = mean / share, variance = (standardDeviation * standardDeviation + mean * mean) / share - other * other;
        if (!(variance > 1e-12 * other * other))
        {
            throw new InputException("--sd", FormattableString.Invariant($"is {standardDeviation}; must be above {mean * Math.Sqrt((1 - share) / share):G6}, what the zeros alone make it"),
                "give mean and standard deviation over all units, those with 0 among them");
        }
        _others = new(other, Math.Sqrt(variance));
    }

    /// <summary>Share of units with another value than 0.</summary>
    public double Share { get; }

    /// <inheritdoc/>
    public override string Name => "zero-inflated";

    /// <inheritdoc/>
    public override MetricKind Kind => MetricKind.Mean;

    /// <inheritdoc/>
    public override double Level { get; }

    /// <inheritdoc/>
    public override double StandardDeviation { get; }

    internal override CrossMoments Draw(RandomStream random, long units)
    {
        long others = random.NextBinomial(units, Share);
        Moments zeros = others == units ? Moments.Empty : new(units - others, 0, 0);
        return Of(zeros.Merge(_others.Values(random, others)));
    }
}
