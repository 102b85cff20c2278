namespace Credence.Statistics;

/// <summary>Makes intervals agree with the test they invert, down to the last bit.</summary>
public static class Coherence
{
    /// <summary>Estimate ± half-width; the other limit of a one-sided interval is infinite.</summary>
    public static Interval Symmetric(double estimate, double halfWidth, EffectOptions options)
        => OneSided(estimate - halfWidth, estimate + halfWidth, options);

    /// <summary>Two limits, of which a one-sided interval keeps one.</summary>
    public static Interval OneSided(double lower, double upper, EffectOptions options) => new(
        options.Alternative == Alternative.Less ? double.NegativeInfinity : lower,
        options.Alternative == Alternative.Greater ? double.PositiveInfinity : upper,
        options.Level());

    /// <summary>Moves the limit next to 0 to the side that the test's decision asks for.</summary>
    /// <remarks>p &lt; alpha and 0 outside are the same statement, computed on two ways; where the statistic is within rounding of
    /// the critical value they can part, and then the test decides. The limit moves by no more than its own rounding error.</remarks>
    public static Interval Settle(Interval interval, double estimate, bool rejects)
    {
        if (interval.Contains(0) != rejects)
            return interval;
        double limit = rejects ? Math.Clamp(estimate, -1, 1) * Rounding.Unit : 0;
        bool lowerIsNear = rejects ? estimate > 0 : interval.Lower > 0;
        return lowerIsNear ? interval with { Lower = limit } : interval with { Upper = limit };
    }

    /// <summary>As <see cref="Settle(Interval, double, bool)"/> for a relative set.</summary>
    public static RelativeEffect Settle(RelativeEffect relative, bool rejects)
    {
        if (relative.Contains(0) != rejects)
            return relative;
        if (relative.Interval is { } interval)
            return relative with { Interval = Settle(interval, relative.Estimate, rejects) };
        if (relative.Complement is not { } gap)
            return relative;
        bool lowerIsNear = Math.Abs(gap.Lower) < Math.Abs(gap.Upper);
        double limit = rejects ? (gap.Upper - gap.Lower) * Rounding.Unit : 0;
        return relative with { Complement = lowerIsNear ? gap with { Lower = 0 - limit } : gap with { Upper = limit } };
    }
}
