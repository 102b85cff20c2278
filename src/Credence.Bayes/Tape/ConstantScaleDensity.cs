using System.Runtime.CompilerServices;
using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>
/// Σ log h((yᵢ − location) / scale) − log scale for fewer y than a vector has lanes, where location and scale are constant scalars, as in
/// priors of a parameter for each of a few groups.
/// </summary>
internal sealed class ConstantScaleDensity<TStandard> : TapeOperation<double>
    where TStandard : struct, IStandardDensity
{
    private readonly double location, inverse, constant;
    private readonly bool isHalf;
    private readonly double[] slopes;

    public ConstantScaleDensity(string name, Variable<double> y, double location, double scale, bool isHalf)
        : base(name, y)
    {
        (this.location, inverse, this.isHalf, slopes) = (location, 1 / scale, isHalf, new double[y.Length]);
        constant = y.Length * (TStandard.Constant + (isHalf ? Math.Log(2) : 0) - (scale > 0 ? Math.Log(scale) : double.NaN));
    }

    protected override void Forward(Arena<double> arena)
    {
        ref double y = ref arena.Start(First);
        double[] slopes = this.slopes;
        double value = constant;
        bool isOutside = false;
        for (int i = 0; i < slopes.Length; i++)
        {
            double observed = Unsafe.Add(ref y, i);
            (double log, double slope) = TStandard.Evaluate((observed - location) * inverse);
            isOutside |= observed < 0;
            value += log;
            slopes[i] = slope * inverse;
        }
        arena.Start(Result) = isHalf && isOutside ? double.NegativeInfinity : value;
    }

    protected override void Backward(Arena<double> arena)
    {
        double bar = arena.AdjointStart(Result);
        ref double yBar = ref arena.AdjointStart(First);
        double[] slopes = this.slopes;
        for (int i = 0; i < slopes.Length; i++)
            Unsafe.Add(ref yBar, i) += bar * slopes[i];
    }
}
