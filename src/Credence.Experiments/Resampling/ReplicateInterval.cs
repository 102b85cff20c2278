using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>An interval from resamples, and the p-value at which it just reaches 0.</summary>
internal sealed class ReplicateInterval
{
    private readonly BootstrapInterval _kind;
    private readonly ReplicateDistribution _distribution;
    private readonly double _estimate, _error;

    /// <param name="kind">How it is made.</param>
    /// <param name="distribution">The statistic of the resamples; their t statistics for a studentised interval.</param>
    /// <param name="estimate">The statistic over the units as they are.</param>
    /// <param name="error">Its standard error for a studentised interval; else not used.</param>
    /// <param name="bca">The correction for a BCa interval; else null.</param>
    public ReplicateInterval(BootstrapInterval kind, ReplicateDistribution distribution, double estimate, double error, Bca? bca)
        => (_kind, _distribution, _estimate, _error, Correction) = (kind, distribution, estimate, error, bca);

    /// <summary>The correction of a BCa interval; null for others.</summary>
    public Bca? Correction { get; }

    /// <summary>The interval of a contrast of two arms.</summary>
    public static ReplicateInterval Of(BootstrapInterval kind, ReplicatePairs pairs, Contrast contrast)
    {
        double estimate = pairs.Estimate(contrast);
        if (kind == BootstrapInterval.Studentized)
            return new(kind, new(pairs.Studentized(contrast), pairs.Probabilities), estimate, pairs.StandardError(contrast), null);
        ReplicateDistribution distribution = new(pairs.Map(contrast), pairs.Probabilities);
        if (kind != BootstrapInterval.Bca)
            return new(kind, distribution, estimate, double.NaN, null);
        (double[] control, double[] treatment) = pairs.LeaveOneOut(contrast);
        return new(kind, distribution, estimate, double.NaN, Bca.Of(distribution.Below(estimate), control, treatment));
    }

    /// <summary>p-value and limits; where there is no statistic, NaN and everything.</summary>
    public (double PValue, Interval Limits) Test(EffectOptions form)
    {
        double tail = form.Alternative == Alternative.TwoSided ? form.Alpha / 2 : form.Alpha;
        (double lower, double upper) = Limits(tail);
        if (double.IsNaN(lower) || double.IsNaN(upper))
            return (double.NaN, new(double.NegativeInfinity, double.PositiveInfinity, form.Level()));
        (double below, double above) = Tails();
        double p = form.Alternative switch
        {
            Alternative.Greater => below,
            Alternative.Less => above,
            _ => Math.Min(1, 2 * Math.Min(below, above)),
        };
        return (p, Coherence.Settle(Coherence.OneSided(lower, upper, form), _estimate, p < form.Alpha));
    }

    /// <summary>The lower and the upper limit, each with the given probability beyond it.</summary>
    public (double Lower, double Upper) Limits(double tail)
    {
        ReplicateDistribution d = _distribution;
        switch (_kind)
        {
            case BootstrapInterval.Basic:
                return (2 * _estimate - d.Upper(tail), 2 * _estimate - d.Lower(tail));
            case BootstrapInterval.Studentized:
                return (_estimate - _error * d.Upper(tail), _estimate - _error * d.Lower(tail));
            case BootstrapInterval.Bca:
                Bca bca = Correction!.Value;
                double z = Normal.Quantile(tail);
                return double.IsFinite(bca.Bias) ? (d.Lower(bca.Level(z)), d.Upper(bca.Mirrored.Level(z))) : (double.NaN, double.NaN);
            default:
                return (d.Lower(tail), d.Upper(tail));
        }
    }

    // The probabilities beyond the limits that stand at 0.
    private (double Below, double Above) Tails()
    {
        ReplicateDistribution d = _distribution;
        return _kind switch
        {
            BootstrapInterval.Basic => (d.AtLeast(2 * _estimate), d.AtMost(2 * _estimate)),
            BootstrapInterval.Studentized => (d.AtLeast(_estimate / _error), d.AtMost(_estimate / _error)),
            BootstrapInterval.Bca => (Correction!.Value.Probability(d.AtMost(0)), Correction.Value.Mirrored.Probability(d.AtLeast(0))),
            _ => (d.AtMost(0), d.AtLeast(0)),
        };
    }
}
