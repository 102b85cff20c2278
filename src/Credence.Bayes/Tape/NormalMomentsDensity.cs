using System.Runtime.CompilerServices;
using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>Σ log density of groups of normal observations, from the count, mean and sum of squared deviations of each group.</summary>
/// <remarks>It is differentiated by the logarithm of the standard deviation, which a positive parameter holds anyway.</remarks>
internal sealed class NormalMomentsDensity : TapeOperation<double>
{
    private const double HalfLogTwoPi = 0.91893853320467274178;

    private readonly (double Count, double Mean, double Squares)[] groups;
    private readonly double[] meanSlopes, logSdSlopes;
    private readonly double constant;
    private double meanSlopeSum, logSdSlopeSum;

    public NormalMomentsDensity(ReadOnlySpan<double> counts, ReadOnlySpan<double> means, ReadOnlySpan<double> squares, Variable<double> mean, Variable<double> sd)
        : base("normal on moments", mean, sd, DensityArguments.Log(sd))
    {
        Guard.SameLength(means.Length, counts.Length);
        Guard.SameLength(squares.Length, counts.Length);
        int length = DensityArguments.Length(Name, mean, sd);
        if (length > 1)
            Guard.SameLength(counts.Length, length);
        groups = new (double, double, double)[counts.Length];
        for (int i = 0; i < groups.Length; i++)
            groups[i] = (counts[i], means[i], squares[i]);
        int padded = DensityArguments.Padded(groups.Length);
        (meanSlopes, logSdSlopes) = (new double[padded], new double[padded]);
        constant = -HalfLogTwoPi * groups.Sum(group => group.Count);
    }

    protected override void Forward(Arena<double> arena)
    {
        ref double mean = ref arena.Start(First), sd = ref arena.Start(Second), logSd = ref arena.Start(Third);
        int meanStep = First.Length == 1 ? 0 : 1, sdStep = Second.Length == 1 ? 0 : 1, atMean = 0, atSd = 0;
        double value = constant, meanTotal = 0, logSdTotal = 0;
        for (int i = 0; i < groups.Length; i++)
        {
            ref readonly (double Count, double Mean, double Squares) group = ref groups[i];
            double scale = Unsafe.Add(ref sd, atSd), precision = 1 / (scale * scale);
            double distance = group.Mean - Unsafe.Add(ref mean, atMean), weighted = group.Count * distance;
            double square = (group.Squares + weighted * distance) * precision;
            double meanSlope = weighted * precision, logSdSlope = square - group.Count;
            value -= group.Count * (scale > 0 ? Unsafe.Add(ref logSd, atSd) : double.NaN) + 0.5 * square;
            meanTotal += meanSlope;
            logSdTotal += logSdSlope;
            meanSlopes[i] = meanSlope;
            logSdSlopes[i] = logSdSlope;
            atMean += meanStep;
            atSd += sdStep;
        }
        (meanSlopeSum, logSdSlopeSum) = (meanTotal, logSdTotal);
        arena.Start(Result) = value;
    }

    protected override void Backward(Arena<double> arena)
    {
        double bar = arena.AdjointStart(Result);
        if (First.IsVariable)
            DensityArguments.Carry(arena, First, meanSlopeSum, meanSlopes, bar);
        if (Third.IsVariable)
            DensityArguments.Carry(arena, Third, logSdSlopeSum, logSdSlopes, bar);
    }
}
