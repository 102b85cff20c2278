using Credence.Bayes;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>The posterior of one effect: everything that is said of a treatment is a function of it.</summary>
internal abstract class EffectPosterior
{
    /// <summary>Posterior mean of the difference.</summary>
    public abstract double Mean { get; }

    /// <summary>Posterior standard deviation of the difference.</summary>
    public abstract double StandardDeviation { get; }

    /// <summary>Posterior mean of the lift.</summary>
    public abstract double MeanLift { get; }

    /// <summary>Posterior standard deviation of the lift.</summary>
    public abstract double StandardDeviationOfLift { get; }

    /// <summary>Probability that the difference (or the lift) is above a value.</summary>
    public abstract double Above(double value, bool lift);

    /// <summary>A quantile of the difference (or the lift).</summary>
    public abstract double Quantile(double probability, bool lift);

    /// <summary>Highest-density interval of the lift.</summary>
    public abstract Interval HdiOfLift(double level);

    /// <summary>Mean of the difference where it is above 0, counting 0 elsewhere.</summary>
    public abstract double MeanGain { get; }

    /// <summary>Mean of minus the difference where it is below 0, counting 0 elsewhere.</summary>
    public abstract double MeanShortfall { get; }

    /// <summary>What is said of the treatment.</summary>
    public ComparisonPosterior Statement(Direction direction, Margin? equivalence, double level)
    {
        double above = Above(0, lift: false);
        bool up = direction == Direction.Increase;
        return new(up ? above : 1 - above, up ? MeanShortfall : MeanGain, up ? MeanGain : MeanShortfall, new(MeanLift, StandardDeviationOfLift, HdiOfLift(level)))
        {
            Rope = equivalence is not { } margin ? null : new(
                -margin.Value, margin.Value, margin.IsRelative, Math.Clamp(Above(-margin.Value, margin.IsRelative) - Above(margin.Value, margin.IsRelative), 0, 1)),
        };
    }

    /// <summary>The effect with equal-tailed intervals: they exclude 0 exactly where the probability of better or worse is above 1 − alpha/2.</summary>
    public Effect Effect(string method, EffectOptions form)
    {
        double level = 1 - form.Alpha;
        Interval lift = Central(form.Alpha, lift: true);
        return new(
            method, Mean, StandardDeviation, null, double.NaN, double.NaN, Central(form.Alpha, lift: false),
            // A ratio of normals has no mean; its median then stands for it.
            new RelativeEffect(double.IsFinite(MeanLift) ? MeanLift : Quantile(0.5, lift: true), RelativeSet.Interval, lift, null));

        Interval Central(double alpha, bool lift) => new(Quantile(0.5 * alpha, lift), Quantile(1 - (0.5 * alpha), lift), level);
    }

    /// <summary>Whether the treatment is no worse than a margin allows, by the probability that it is worse.</summary>
    public NonInferiorityTest Against(Direction direction, Margin margin, double alpha)
    {
        bool up = direction == Direction.Increase;
        double threshold = up ? -margin.Value : margin.Value, level = 1 - (0.5 * alpha);
        double worse = up ? 1 - Above(threshold, margin.IsRelative) : Above(threshold, margin.IsRelative);
        double bound = Quantile(up ? 0.5 * alpha : level, margin.IsRelative);
        return new(margin, threshold, bound, double.NaN, worse, level, up ? bound > threshold : bound < threshold);
    }
}

/// <summary>The posterior of an effect by draws.</summary>
internal sealed class DrawnEffect : EffectPosterior
{
    private readonly double[] differences, lifts;

    public DrawnEffect(ReadOnlySpan<double> difference, ReadOnlySpan<double> lift)
    {
        (differences, lifts) = ([.. difference], [.. lift]);
        Array.Sort(differences);
        Array.Sort(lifts);
        (Mean, StandardDeviation) = Moments(differences);
        (MeanLift, StandardDeviationOfLift) = Moments(lifts);
        foreach (double value in differences)
        {
            MeanGain += Math.Max(0, value) / differences.Length;
            MeanShortfall += Math.Max(0, -value) / differences.Length;
        }
    }

    public override double Mean { get; }

    public override double StandardDeviation { get; }

    public override double MeanLift { get; }

    public override double StandardDeviationOfLift { get; }

    public override double MeanGain { get; }

    public override double MeanShortfall { get; }

    public override double Above(double value, bool lift)
    {
        double[] sorted = lift ? lifts : differences;
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = sorted[middle] > value ? (low, middle) : (middle + 1, high);
        }
        return (double)(sorted.Length - low) / sorted.Length;
    }

    // An order statistic, so that a limit lies on one side of a value exactly where the share of draws beyond that value says so.
    public override double Quantile(double probability, bool lift)
    {
        double[] sorted = lift ? lifts : differences;
        int beyond = (int)(Math.Min(probability, 1 - probability) * sorted.Length);
        return probability < 0.5 ? sorted[beyond] : sorted[sorted.Length - 1 - beyond];
    }

    public override Interval HdiOfLift(double level) => CredibleInterval.HighestDensity(lifts, level);

    private static (double Mean, double StandardDeviation) Moments(double[] values)
    {
        double mean = 0, sum = 0;
        foreach (double value in values)
            mean += value / values.Length;
        foreach (double value in values)
            sum += (value - mean) * (value - mean);
        return (mean, Math.Sqrt(sum / (values.Length - 1)));
    }
}
