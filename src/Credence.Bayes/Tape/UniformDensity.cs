using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>Σ −log(upperᵢ − lowerᵢ), where lowerᵢ ≤ yᵢ ≤ upperᵢ.</summary>
internal sealed class UniformDensity(Variable<double> y, Variable<double> lower, Variable<double> upper) : TapeOperation<double>("uniform", y, lower, upper)
{
    private readonly int length = DensityArguments.Length("uniform", y, lower, upper);

    protected override void Forward(Arena<double> arena)
    {
        ReadOnlySpan<double> observed = arena.Value(First), low = arena.Value(Second), high = arena.Value(Third);
        double sum = 0;
        for (int i = 0; i < length; i++)
        {
            double value = observed[At(observed, i)], from = low[At(low, i)], to = high[At(high, i)];
            sum += from < to && value >= from && value <= to ? -Math.Log(to - from) : double.NegativeInfinity;
        }
        arena.Start(Result) = sum;
    }

    protected override void Backward(Arena<double> arena)
    {
        double bar = arena.AdjointStart(Result);
        ReadOnlySpan<double> low = arena.Value(Second), high = arena.Value(Third);
        Span<double> lowBar = arena.Adjoint(Second), highBar = arena.Adjoint(Third);
        for (int i = 0; i < length; i++)
        {
            double share = bar / (high[At(high, i)] - low[At(low, i)]);
            if (!lowBar.IsEmpty)
                lowBar[At(low, i)] += share;
            if (!highBar.IsEmpty)
                highBar[At(high, i)] -= share;
        }
    }

    private static int At(ReadOnlySpan<double> argument, int index) => argument.Length == 1 ? 0 : index;
}
