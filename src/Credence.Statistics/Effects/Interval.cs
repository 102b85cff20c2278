namespace Credence.Statistics;

/// <summary>A confidence or credible interval.</summary>
/// <param name="Lower">Lower limit; negative infinity for a one-sided interval towards lower values.</param>
/// <param name="Upper">Upper limit; positive infinity for a one-sided interval towards higher values.</param>
/// <param name="Level">Coverage promised, a fraction such as 0.95.</param>
public readonly record struct Interval(double Lower, double Upper, double Level)
{
    /// <summary>Whether <paramref name="value"/> lies between the limits, ends included.</summary>
    public bool Contains(double value) => Lower <= value && value <= Upper;
}
