using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>Sample sizes of a group-sequential comparison of two arms, not rounded.</summary>
/// <param name="Control">Maximum size of the control arm.</param>
/// <param name="Treatment">Maximum size of the treatment arm.</param>
/// <param name="Fixed">Total size of a test with a single look.</param>
/// <param name="AtLooks">Total size at each look.</param>
/// <param name="ExpectedNull">Expected total size where there is no effect.</param>
/// <param name="ExpectedAlternative">Expected total size at the effect planned for.</param>
public sealed record SequentialSampleSize(
    double Control,
    double Treatment,
    double Fixed,
    IReadOnlyList<double> AtLooks,
    double ExpectedNull,
    double ExpectedAlternative)
{
    /// <summary>Sizes to compare two means with a normal reference: the fixed size is (1 + r)²/r · sd² (z_{alpha/sides} + z_{power})²/mde².</summary>
    /// <param name="design">The design.</param>
    /// <param name="standardDeviation">Standard deviation within an arm, above 0.</param>
    /// <param name="effect">Difference to detect, not 0.</param>
    /// <param name="ratio">Treatment units per control unit r, above 0.</param>
    public static SequentialSampleSize ForMeans(GroupSequentialDesign design, double standardDeviation, double effect, double ratio = 1)
    {
        Guard.Positive(standardDeviation);
        Guard.Positive(Math.Abs(effect), nameof(effect));
        Guard.Positive(ratio);
        double standardized = design.FixedDrift * standardDeviation / effect;
        return Inflate(design, (1 + ratio) * (1 + ratio) / ratio * standardized * standardized, ratio);
    }

    /// <summary>Sizes to compare two proportions, with the pooled variance under no effect and the separate ones under the effect.</summary>
    /// <param name="design">The design.</param>
    /// <param name="control">Proportion in the control arm, in (0, 1).</param>
    /// <param name="treatment">Proportion in the treatment arm, in (0, 1), different from the control's.</param>
    /// <param name="ratio">Treatment units per control unit r, above 0.</param>
    public static SequentialSampleSize ForProportions(GroupSequentialDesign design, double control, double treatment, double ratio = 1)
    {
        Guard.Fraction(control);
        Guard.Fraction(treatment);
        Guard.Positive(ratio);
        double effect = Guard.Positive(Math.Abs(treatment - control), nameof(treatment));
        double pooled = (control + ratio * treatment) / (1 + ratio);
        double zAlpha = Normal.UpperQuantile(design.Options.Alpha / design.Options.Sides), zPower = Normal.Quantile(design.Options.Power);
        double root = zAlpha * Math.Sqrt((1 + 1 / ratio) * pooled * (1 - pooled))
            + zPower * Math.Sqrt(control * (1 - control) + treatment * (1 - treatment) / ratio);
        double controlSize = root / effect * (root / effect);
        return Inflate(design, controlSize * (1 + ratio), ratio);
    }

    private static SequentialSampleSize Inflate(GroupSequentialDesign design, double fixedTotal, double ratio)
    {
        double maximum = fixedTotal * design.InflationFactor;
        return new SequentialSampleSize(
            maximum / (1 + ratio),
            maximum * ratio / (1 + ratio),
            fixedTotal,
            [.. design.InformationTimes.Select(t => t * maximum)],
            maximum * design.Operate(0).ExpectedInformation,
            maximum * design.Alternative.ExpectedInformation);
    }
}
