using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>A bootstrap comparison of two arms.</summary>
/// <param name="Effect">The effect: its standard error is the standard deviation of the resamples, its statistic the estimate over that.</param>
/// <param name="Differences">The difference in each resample, sorted; those without one are left out.</param>
/// <param name="Resamples">Number of resamples, or of all there are.</param>
/// <param name="Exact">Whether these are all there are.</param>
/// <param name="Undefined">Resamples without a difference; they count to both tails.</param>
public sealed record BootstrapComparison(Effect Effect, IReadOnlyList<double> Differences, int Resamples, bool Exact, int Undefined)
{
    /// <summary>z₀ of a BCa interval; NaN for others.</summary>
    public double Bias { get; init; } = double.NaN;

    /// <summary>Acceleration of a BCa interval; NaN for others.</summary>
    public double Acceleration { get; init; } = double.NaN;
}

/// <summary>Bootstrap intervals of a difference and a lift, with the p-value that the interval of the difference implies.</summary>
/// <remarks>The p-value is the level at which the interval of the difference would just reach 0; so the test and the interval are one statement.
/// The percentile set of the lift agrees with it too. Those of the other intervals are made of the resampled lifts in the same way as that of the
/// difference, and can part from it; then the difference decides.</remarks>
public static class Bootstrap
{
    /// <summary>Most pairs of resamples of two small arms that are enumerated.</summary>
    public const int MostEnumerated = 1 << 20;

    /// <summary>Name of the method in kebab case.</summary>
    public static string Name(BootstrapInterval interval) => interval switch
    {
        BootstrapInterval.Basic => "bootstrap-basic",
        BootstrapInterval.Bca => "bootstrap-bca",
        BootstrapInterval.Studentized => "bootstrap-studentized",
        _ => "bootstrap-percentile",
    };

    /// <summary>Compares a treatment with a control.</summary>
    /// <param name="control">Resamples of the control.</param>
    /// <param name="treatment">As many resamples of the treatment; or all of both.</param>
    /// <param name="interval">How the interval is made.</param>
    /// <param name="form">Level and side.</param>
    /// <returns>Where no resample differs, or an arm has fewer than two units, statistic and p-value are NaN and the interval holds everything.</returns>
    /// <exception cref="ArgumentException">The arms have different numbers of resamples, or lack what the interval needs.</exception>
    public static BootstrapComparison Compare(ArmReplicates control, ArmReplicates treatment, BootstrapInterval interval, EffectOptions form)
    {
        ArgumentNullException.ThrowIfNull(control);
        ArgumentNullException.ThrowIfNull(treatment);
        ArgumentNullException.ThrowIfNull(form);
        double level = form.Level();
        ReplicatePairs pairs = ReplicatePairs.Of(control, treatment);
        ReplicateDistribution differences = new(pairs.Map(Contrast.Difference), pairs.Probabilities);
        double difference = pairs.Estimate(Contrast.Difference), lift = pairs.Estimate(Contrast.Lift);
        Effect effect = new(Name(interval), difference, differences.StandardDeviation, null, double.NaN, double.NaN,
            new(double.NegativeInfinity, double.PositiveInfinity, level), new(lift, RelativeSet.All, null, null));
        BootstrapComparison untested = new(effect, differences.Sorted.ToArray(), pairs.Size, pairs.Exact, pairs.Size - differences.Count);
        if (Math.Min(control.Count, treatment.Count) < 2 || differences.Count == 0 || differences.Sorted[0] == differences.Sorted[^1])
            return untested;
        ReplicateInterval absolute = ReplicateInterval.Of(interval, pairs, Contrast.Difference);
        (double p, Interval limits) = absolute.Test(form);
        effect = effect with
        {
            Statistic = difference / effect.StandardError,
            PValue = p,
            Interval = limits,
            Relative = interval == BootstrapInterval.Percentile ? PercentileLift.Set(pairs, lift, p < form.Alpha, form) : Lift(interval, pairs, lift, form),
        };
        return untested with { Effect = effect, Bias = absolute.Correction?.Bias ?? double.NaN, Acceleration = absolute.Correction?.Acceleration ?? double.NaN };
    }

    // A lift over a control that is not clearly on one side of 0 has no distribution worth its name.
    private static RelativeEffect Lift(BootstrapInterval interval, ReplicatePairs pairs, double lift, EffectOptions form)
    {
        bool above = Array.TrueForAll(pairs.Control.Estimates, c => c > 0), below = Array.TrueForAll(pairs.Control.Estimates, c => c < 0);
        if (!above && !below)
            return new(lift, RelativeSet.All, null, null);
        EffectOptions turned = above ? form : form with { Alternative = PercentileLift.Turned(form.Alternative) };
        return new(lift, RelativeSet.Interval, ReplicateInterval.Of(interval, pairs, Contrast.Lift).Test(turned).Limits, null);
    }
}
