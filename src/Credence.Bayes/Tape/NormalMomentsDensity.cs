using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>Σ log density of groups of normal observations, from the count, mean and sum of squared deviations of each group.</summary>
internal sealed class NormalMomentsDensity : TapeOperation<double>
{
    private const double HalfLogTwoPi = 0.91893853320467274178;

    private readonly double[] counts, means, squares, meanSlopes, sdSlopes;
    private readonly double constant;
    private double meanSlopeSum, sdSlopeSum;

    public NormalMomentsDensity(ReadOnlySpan<double> counts, ReadOnlySpan<double> means, ReadOnlySpan<double> squares, Variable<double> mean, Variable<double> sd)
        : base("normal on moments", mean, sd)
    {
        Guard.SameLength(means.Length, counts.Length);
        Guard.SameLength(squares.Length, counts.Length);
        int length = DensityArguments.Length(Name, mean, sd);
        if (length > 1)
            Guard.SameLength(counts.Length, length);
        (this.counts, this.means, this.squares) = (counts.ToArray(), means.ToArray(), squares.ToArray());
        int padded = DensityArguments.Padded(counts.Length);
        (meanSlopes, sdSlopes) = (new double[padded], new double[padded]);
        constant = -HalfLogTwoPi * this.counts.Sum();
    }

    protected override void Forward(Arena<double> arena)
    {
        ReadOnlySpan<double> mean = arena.Value(First), sd = arena.Value(Second);
        double value = constant, meanTotal = 0, sdTotal = 0;
        for (int group = 0; group < counts.Length; group++)
        {
            double scale = sd[sd.Length == 1 ? 0 : group], inverse = 1 / scale, precision = inverse * inverse;
            double count = counts[group], distance = means[group] - mean[mean.Length == 1 ? 0 : group], weighted = count * distance;
            double square = (squares[group] + weighted * distance) * precision;
            double meanSlope = weighted * precision, sdSlope = (square - count) * inverse;
            value -= count * (scale > 0 ? Math.Log(scale) : double.NaN) + 0.5 * square;
            meanTotal += meanSlope;
            sdTotal += sdSlope;
            meanSlopes[group] = meanSlope;
            sdSlopes[group] = sdSlope;
        }
        (meanSlopeSum, sdSlopeSum) = (meanTotal, sdTotal);
        arena.Start(Result) = value;
    }

    protected override void Backward(Arena<double> arena)
    {
        double bar = arena.AdjointStart(Result);
        if (First.IsVariable)
            DensityArguments.Carry(arena, First, meanSlopeSum, meanSlopes, bar);
        if (Second.IsVariable)
            DensityArguments.Carry(arena, Second, sdSlopeSum, sdSlopes, bar);
    }
}
