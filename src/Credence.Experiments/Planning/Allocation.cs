namespace Credence.Experiments;

/// <summary>How units are best divided between control and treatment.</summary>
public static class Allocation
{
    /// <summary>Units of each treatment arm per control unit that give the smallest standard error for the money.</summary>
    /// <remarks>r = (σ₁/σ₀) √(c₀ / (k c₁)) minimises (c₀ + k c₁ r)(σ₀² + σ₁²/r): Neyman's (1934) allocation with costs; with several
    /// treatments and one control the square-root rule of Dunnett (1955).</remarks>
    /// <param name="controlDeviation">Standard deviation of the metric in the control arm, above 0.</param>
    /// <param name="treatmentDeviation">Standard deviation in a treatment arm, above 0.</param>
    /// <param name="controlCost">Cost of a control unit, above 0.</param>
    /// <param name="treatmentCost">Cost of a treatment unit, above 0.</param>
    /// <param name="treatments">Number of treatments, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static double OptimalRatio(
        double controlDeviation, double treatmentDeviation, double controlCost = 1, double treatmentCost = 1, int treatments = 1)
    {
        Guard.Positive(controlDeviation);
        Guard.Positive(treatmentDeviation);
        Guard.Positive(controlCost);
        Guard.Positive(treatmentCost);
        Guard.AtLeast(treatments, 1);
        return treatmentDeviation / controlDeviation * Math.Sqrt(controlCost / (treatments * treatmentCost));
    }
}
