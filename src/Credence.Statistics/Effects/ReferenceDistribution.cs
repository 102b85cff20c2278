using Credence.Numerics;

namespace Credence.Statistics;

/// <summary>The distribution of a test statistic under the null hypothesis: Student's t, or the normal.</summary>
/// <param name="DegreesOfFreedom">Degrees of freedom of t; null for the normal.</param>
internal readonly record struct ReferenceDistribution(double? DegreesOfFreedom)
{
    public double UpperTail(double statistic)
        => DegreesOfFreedom is { } df ? StudentT.UpperTail(statistic, df) : Normal.UpperTail(statistic);

    public double PValue(double statistic, Alternative alternative) => alternative switch
    {
        Alternative.Greater => UpperTail(statistic),
        Alternative.Less => UpperTail(-statistic),
        _ => Math.Min(1, 2 * UpperTail(Math.Abs(statistic))),
    };

    /// <summary>The value that the statistic must pass, in the alternative's direction, for the p-value to be below alpha.</summary>
    public double CriticalValue(double alpha, Alternative alternative)
    {
        double tail = alternative == Alternative.TwoSided ? alpha / 2 : alpha;
        return DegreesOfFreedom is { } df ? StudentT.UpperQuantile(tail, df) : Normal.UpperQuantile(tail);
    }
}
