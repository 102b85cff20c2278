using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>The lifts θ whose contrast treatment − (1 + θ) control is not rejected by its percentile interval.</summary>
/// <remarks>Over a control that is on one side of 0 in every resample these are the percentile limits of the resampled lifts; else the set can be all
/// lifts but a gap, as with Fieller's theorem. At θ = 0 the contrast is the difference, so that the set leaves out 0 exactly where the
/// interval of the difference does.</remarks>
internal static class PercentileLift
{
    public static RelativeEffect Set(ReplicatePairs pairs, double lift, bool rejects, EffectOptions form)
    {
        double[] controls = pairs.Control.Estimates;
        bool above = Array.TrueForAll(controls, c => c > 0), below = Array.TrueForAll(controls, c => c < 0);
        if (!above && !below)
            return Mixed(pairs, lift, rejects, form);
        EffectOptions turned = above ? form : form with { Alternative = Turned(form.Alternative) };
        Interval limits = new ReplicateInterval(BootstrapInterval.Percentile, new(pairs.Map(Contrast.Lift), pairs.Probabilities), lift, double.NaN, null).Test(turned).Limits;
        return Coherence.Settle(new RelativeEffect(lift, RelativeSet.Interval, limits, null), rejects);
    }

    /// <summary>The side of a lift that is a side of the difference, where the control is below 0.</summary>
    public static Alternative Turned(Alternative alternative) => alternative switch
    {
        Alternative.Greater => Alternative.Less,
        Alternative.Less => Alternative.Greater,
        _ => Alternative.TwoSided,
    };

    // Where the difference is rejected, so are the lifts about 0, up to those next to it that are not.
    private static RelativeEffect Mixed(ReplicatePairs pairs, double lift, bool rejects, EffectOptions form)
    {
        RelativeEffect all = new(lift, RelativeSet.All, null, null);
        if (!rejects)
            return all;
        double[] lifts = pairs.Map(Contrast.Lift);
        Array.Sort(lifts);
        double upper = First(lifts.Where(value => value > 0)), lower = First(lifts.Where(value => value < 0).Reverse());
        // Without a lift that is not rejected on one side, the set is all lifts beyond that on the other.
        return (double.IsNaN(lower), double.IsNaN(upper)) switch
        {
            (false, false) => new(lift, RelativeSet.Complement, null, new(lower, upper, form.Level())),
            (true, false) => new(lift, RelativeSet.Interval, new(upper, double.PositiveInfinity, form.Level()), null),
            (false, true) => new(lift, RelativeSet.Interval, new(double.NegativeInfinity, lower, form.Level()), null),
            _ => new(lift, RelativeSet.Interval, new(double.NaN, double.NaN, form.Level()), null),
        };

        // Membership changes at the lifts of resamples only; a halving search finds the end of the stretch that holds 0.
        double First(IEnumerable<double> outwards)
        {
            double[] values = [.. outwards];
            int few = 0, many = values.Length;
            while (few < many)
            {
                int middle = few + (many - few) / 2;
                if (IsRejected(values[middle]))
                    few = middle + 1;
                else
                    many = middle;
            }
            return few < values.Length ? values[few] : double.NaN;
        }

        bool IsRejected(double theta)
        {
            Contrast contrast = new((c, t) => Contrast.Subtract(c * (1 + theta), t), (_, _) => (-(1 + theta), 1));
            ReplicateDistribution distribution = new(pairs.Map(contrast), pairs.Probabilities);
            return new ReplicateInterval(BootstrapInterval.Percentile, distribution, pairs.Estimate(contrast), double.NaN, null).Test(form).PValue < form.Alpha;
        }
    }
}
