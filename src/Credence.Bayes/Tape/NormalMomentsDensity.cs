using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>Σ log density of groups of normal observations, from the count, mean and sum of squared deviations of each group.</summary>
internal sealed class NormalMomentsDensity : TapeOperation<double>
{
    private const double HalfLogTwoPi = 0.91893853320467274178;

    private readonly double[] counts, means, squares, meanSlopes, sdSlopes;

    public NormalMomentsDensity(ReadOnlySpan<double> counts, ReadOnlySpan<double> means, ReadOnlySpan<double> squares, Variable<double> mean, Variable<double> sd)
        : base("normal on moments", mean, sd)
    {
        Guard.SameLength(means.Length, counts.Length);
        Guard.SameLength(squares.Length, counts.Length);
        int length = DensityArguments.Length(Name, mean, sd);
        if (length > 1)
            Guard.SameLength(counts.Length, length);
        (this.counts, this.means, this.squares) = (counts.ToArray(), means.ToArray(), squares.ToArray());
        (meanSlopes, sdSlopes) = (new double[mean.Length], new double[sd.Length]);
    }

    protected override void Forward(Arena<double> arena)
    {
        ReadOnlySpan<double> mean = arena.Value(First), sd = arena.Value(Second);
        double value = 0;
        for (int group = 0; group < counts.Length; group++)
        {
            int m = mean.Length == 1 ? 0 : group, s = sd.Length == 1 ? 0 : group;
            double scale = sd[s] > 0 ? sd[s] : double.NaN, inverse = 1 / scale, precision = inverse * inverse;
            double count = counts[group], distance = means[group] - mean[m], sum = (squares[group] + count * distance * distance) * precision;
            value -= count * (Math.Log(scale) + HalfLogTwoPi) + 0.5 * sum;
            meanSlopes[m] = (group > m ? meanSlopes[m] : 0) + count * distance * precision;
            sdSlopes[s] = (group > s ? sdSlopes[s] : 0) + (sum - count) * inverse;
        }
        arena.Start(Result) = value;
    }

    protected override void Backward(Arena<double> arena)
    {
        double bar = arena.AdjointStart(Result);
        Span<double> meanBar = arena.Adjoint(First), sdBar = arena.Adjoint(Second);
        for (int i = 0; i < meanBar.Length; i++)
            meanBar[i] += bar * meanSlopes[i];
        for (int i = 0; i < sdBar.Length; i++)
            sdBar[i] += bar * sdSlopes[i];
    }
}
