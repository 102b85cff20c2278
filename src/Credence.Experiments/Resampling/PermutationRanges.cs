using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>For each allocation the values of a parameter at which it is at least as extreme as the actual one.</summary>
/// <param name="allocations">Their number.</param>
/// <param name="exact">Whether all were enumerated.</param>
/// <param name="estimate">The value at which the actual allocation shows no effect; two-sided ranges hold it.</param>
internal sealed class PermutationRanges(int allocations, bool exact, double estimate)
{
    private readonly double[] _same = new double[allocations], _turned = new double[allocations];

    /// <summary>Sets where an allocation is as extreme as the actual one: with the same sign, and with the sign turned; NaN where it is so
    /// everywhere.</summary>
    public void Set(int allocation, double same, double turned) => (_same[allocation], _turned[allocation]) = (same, turned);

    /// <summary>The p-value of a value of the parameter.</summary>
    public double PValue(double value, Alternative alternative) => alternative switch
    {
        Alternative.Greater => Distribution(_same, double.NegativeInfinity).AtMost(value),
        Alternative.Less => Distribution(_same, double.PositiveInfinity).AtLeast(value),
        _ => value <= estimate ? Distribution(Lower(), double.NegativeInfinity).AtMost(value) : Distribution(Upper(), double.PositiveInfinity).AtLeast(value),
    };

    /// <summary>The values that are not rejected.</summary>
    public Interval Limits(EffectOptions form) => new(
        form.Alternative switch
        {
            Alternative.Less => double.NegativeInfinity,
            Alternative.Greater => Distribution(_same, double.NegativeInfinity).Lower(form.Alpha),
            _ => Distribution(Lower(), double.NegativeInfinity).Lower(form.Alpha),
        },
        form.Alternative switch
        {
            Alternative.Greater => double.PositiveInfinity,
            Alternative.Less => Distribution(_same, double.PositiveInfinity).Upper(form.Alpha),
            _ => Distribution(Upper(), double.PositiveInfinity).Upper(form.Alpha),
        },
        form.Level());

    // Ranges end at the estimate or beyond it, but for rounding.
    private double[] Lower() => [.. _same.Zip(_turned, (a, b) => Math.Min(Math.Min(a, b), estimate))];

    private double[] Upper() => [.. _same.Zip(_turned, (a, b) => Math.Max(Math.Max(a, b), estimate))];

    private ReplicateDistribution Distribution(double[] ends, double everywhere)
    {
        double[] values = Array.ConvertAll(ends, end => double.IsNaN(end) ? everywhere : end);
        return new(values, exact ? [.. values.Select(_ => 1.0 / values.Length)] : null);
    }
}
