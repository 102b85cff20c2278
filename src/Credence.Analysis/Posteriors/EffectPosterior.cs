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

    /// <summary>Posterior mean of the control's level.</summary>
    public abstract double ControlMean { get; }

    /// <summary>Posterior mean of the lift; NaN where there is none.</summary>
    public abstract double MeanLift { get; }

    /// <summary>Posterior standard deviation of the lift.</summary>
    public abstract double StandardDeviationOfLift { get; }

    /// <summary>Probability that the difference (or the lift) is above a value.</summary>
    public abstract double Above(double value, bool lift);

    /// <summary>Probability that the difference is below a value.</summary>
    public abstract double Below(double value);

    /// <summary>Probability that the difference, or its share of the size of the control mean, is above a margin.</summary>
    public virtual double AboveMargin(double value, bool relative) => Above(value, relative);

    /// <summary>A quantile of the difference, or of its share of the size of the control mean.</summary>
    public virtual double QuantileForMargin(double probability, bool relative) => Quantile(probability, relative);

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
        (double above, double below) = (Math.Clamp(Above(0, lift: false), 0, 1), Math.Clamp(Below(0), 0, 1));
        bool up = direction == Direction.Increase;
        return new(up ? above : below, up ? MeanShortfall : MeanGain, up ? MeanGain : MeanShortfall, new(MeanLift, StandardDeviationOfLift, HdiOfLift(level)))
        {
            ControlMean = ControlMean,
            Rope = equivalence is not { } margin ? null : new(
                -margin.Value, margin.Value, margin.IsRelative, Math.Clamp(AboveMargin(-margin.Value, margin.IsRelative) - AboveMargin(margin.Value, margin.IsRelative), 0, 1)),
        };
    }

    /// <summary>The effect with equal-tailed intervals: they exclude 0 exactly where the probability of better or worse is above 1 − alpha/2.</summary>
    public Effect Effect(string method, EffectOptions form)
    {
        double level = 1 - form.Alpha;
        Interval lift = Central(form.Alpha, lift: true);
        return new(
            method, Mean, StandardDeviation, null, double.NaN, double.NaN, Central(form.Alpha, lift: false),
            // A ratio may have no mean; its median always stands for it.
            new RelativeEffect(Quantile(0.5, lift: true), RelativeSet.Interval, lift, null));

        Interval Central(double alpha, bool lift) => new(Quantile(0.5 * alpha, lift), Quantile(1 - (0.5 * alpha), lift), level);
    }

    /// <summary>Whether the treatment is no worse than a margin allows, by the probability that it is worse.</summary>
    public NonInferiorityTest Against(Direction direction, Margin margin, double alpha)
    {
        bool up = direction == Direction.Increase;
        double threshold = up ? -margin.Value : margin.Value, level = 1 - (0.5 * alpha);
        double above = AboveMargin(threshold, margin.IsRelative), worse = up ? 1 - above : above;
        double bound = QuantileForMargin(up ? 0.5 * alpha : level, margin.IsRelative);
        return new(margin, threshold, bound, double.NaN, worse, level, up ? bound > threshold : bound < threshold);
    }
}

/// <summary>The posterior of an effect by draws.</summary>
internal sealed class DrawnEffect : EffectPosterior
{
    /// <summary>The share of draws with a control mean not above 0 from which on a lift has no meaning.</summary>
    public const double LargestDoubt = 1e-3;

    // Shares of the size of the control mean keep the sign of the difference, where a lift turns it for a negative control.
    private readonly double[] differences, lifts, shares;

    public DrawnEffect(ReadOnlySpan<double> difference, ReadOnlySpan<double> control)
    {
        differences = [.. difference];
        shares = new double[differences.Length];
        int doubtful = 0;
        for (int i = 0; i < shares.Length; i++)
        {
            shares[i] = differences[i] / Math.Abs(control[i]);
            doubtful += control[i] > 0 ? 0 : 1;
            ControlMean += control[i] / shares.Length;
        }
        lifts = doubtful <= LargestDoubt * shares.Length ? shares : [];
        Array.Sort(differences);
        Array.Sort(shares);
        (Mean, StandardDeviation) = Moments(differences);
        (MeanLift, StandardDeviationOfLift) = lifts.Length > 0 ? Moments(lifts) : (double.NaN, double.NaN);
        foreach (double value in differences)
        {
            MeanGain += Math.Max(0, value) / differences.Length;
            MeanShortfall += Math.Max(0, -value) / differences.Length;
        }
    }

    public override double Mean { get; }

    public override double StandardDeviation { get; }

    public override double ControlMean { get; }

    public override double MeanLift { get; }

    public override double StandardDeviationOfLift { get; }

    public override double MeanGain { get; }

    public override double MeanShortfall { get; }

    public override double Above(double value, bool lift) => Above(lift ? lifts : differences, value);

    public override double Below(double value) => differences.Length == 0 ? double.NaN : (double)differences.Count(draw => draw < value) / differences.Length;

    public override double AboveMargin(double value, bool relative) => Above(relative ? shares : differences, value);

    public override double QuantileForMargin(double probability, bool relative) => Quantile(relative ? shares : differences, probability);

    public override double Quantile(double probability, bool lift) => Quantile(lift ? lifts : differences, probability);

    public override Interval HdiOfLift(double level) => lifts.Length == 0 ? new(double.NaN, double.NaN, level) : CredibleInterval.HighestDensity(lifts, level);

    private static double Above(double[] sorted, double value)
    {
        if (sorted.Length == 0)
            return double.NaN;
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = sorted[middle] > value ? (low, middle) : (middle + 1, high);
        }
        return (double)(sorted.Length - low) / sorted.Length;
    }

    // An order statistic: a limit lies on one side of a value exactly where a smaller share of draws than asked for lies on the other.
    private static double Quantile(double[] sorted, double probability)
    {
        if (sorted.Length == 0)
            return double.NaN;
        int beyond = Math.Max(0, (int)Math.Ceiling((Math.Min(probability, 1 - probability) * sorted.Length) - 1e-9) - 1);
        return probability < 0.5 ? sorted[beyond] : sorted[sorted.Length - 1 - beyond];
    }

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
