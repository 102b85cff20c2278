using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Brunner and Munzel's test (2000) of the probability that a treatment value exceeds a control value.</summary>
/// <remarks>It keeps its level where the arms differ in spread or shape, and with ties. The t approximation asks for about 10 values an arm. Where
/// every value of one arm lies above all of the other, the variance is estimated as 0 and there is no test.</remarks>
public static class BrunnerMunzel
{
    /// <summary>Name of the method.</summary>
    public const string Method = "brunner-munzel";

    /// <summary>The probability P(T &gt; C) + ½ P(T = C) of the treatment against an even chance of ½.</summary>
    /// <returns>The comparison: its difference is the probability less ½, its relative effect Cliff's delta, 2P − 1.</returns>
    public static MeanComparison Compare(RankedArms arms)
    {
        ArgumentNullException.ThrowIfNull(arms);
        double control = arms.Control.Length, treatment = arms.Treatment.Length;
        (double[] ofTreatment, double[] ofControl) = arms.Placements();
        double t = Moments.FromValues(ofTreatment).Variance / treatment / control / control;
        double c = Moments.FromValues(ofControl).Variance / control / treatment / treatment;
        double degreesOfFreedom = (t + c) * (t + c) / (t * t / (treatment - 1) + c * c / (control - 1));
        double probability = arms.Pairs == 0 ? double.NaN : (arms.Above + arms.Tied / 2.0) / arms.Pairs;
        return new(Method, new(0.5, 0), new(probability, t + c), degreesOfFreedom);
    }

    /// <summary>The effect on the probability, with its interval within [−½, ½].</summary>
    /// <exception cref="ArgumentOutOfRangeException">Alpha is out of its range.</exception>
    public static Effect Compare(RankedArms arms, EffectOptions options)
    {
        Effect effect = Compare(arms).Effect(options);
        return effect with { Interval = Within(effect.Interval, 0.5), Relative = effect.Relative with { Interval = Within(effect.Relative.Interval, 1) } };
    }

    private static Interval? Within(Interval? interval, double bound) => interval is { } limits ? Within(limits, bound) : null;

    private static Interval Within(Interval interval, double bound)
        => interval with { Lower = Math.Max(interval.Lower, -bound), Upper = Math.Min(interval.Upper, bound) };
}
