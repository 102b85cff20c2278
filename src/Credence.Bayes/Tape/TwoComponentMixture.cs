using System.Numerics;
using System.Runtime.InteropServices;
using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>Σ log(θ exp(aᵢ) + (1 − θ) exp(bᵢ)) for log densities a and b of observations under two components.</summary>
internal sealed class TwoComponentMixture : TapeOperation<double>
{
    private readonly double[] firstShares, secondShares, weightSlopes;
    private readonly int length;
    private double firstSum, secondSum, weightSum;

    public TwoComponentMixture(Variable<double> weight, Variable<double> first, Variable<double> second)
        : base("mixture", weight, first, second)
    {
        length = DensityArguments.Length(Name, weight, first, second);
        int padded = DensityArguments.Padded(length);
        (firstShares, secondShares, weightSlopes) = (new double[padded], new double[padded], new double[padded]);
    }

    protected override void Forward(Arena<double> arena)
    {
        ReadOnlySpan<double> weight = arena.Value(First), first = arena.Value(Second), second = arena.Value(Third);
        Vector<double> sum = default, firstTotal = default, secondTotal = default, weightTotal = default;
        Vector<double> theta = default, rest = default, logTheta = default, logRest = default;
        for (int i = 0; i < length; i += Vector<double>.Count)
        {
            if (i == 0 || weight.Length > 1)
            {
                theta = Lanes(weight, i);
                rest = Vector<double>.One - theta;
                (logTheta, logRest) = (WideMath.Log(theta), WideMath.Log1p(-theta));
            }
            Vector<double> a = logTheta + Lanes(first, i), b = logRest + Lanes(second, i), difference = a - b;
            Vector<double> tail = WideMath.Exp(-Vector.Abs(difference)), total = Vector<double>.One + tail;
            Vector<long> isLess = Vector.LessThan(difference, Vector<double>.Zero);
            Vector<double> share = Vector.ConditionalSelect(isLess, tail, Vector<double>.One) / total;
            Vector<double> otherShare = Vector.ConditionalSelect(isLess, Vector<double>.One, tail) / total;
            Vector<double> slope = share / theta - otherShare / rest;
            share.CopyTo(firstShares, i);
            otherShare.CopyTo(secondShares, i);
            slope.CopyTo(weightSlopes, i);
            sum += WideMath.First(Vector.Max(a, b) + WideMath.Log1p(tail), length - i);
            firstTotal += WideMath.First(share, length - i);
            secondTotal += WideMath.First(otherShare, length - i);
            weightTotal += WideMath.First(slope, length - i);
        }
        (firstSum, secondSum, weightSum) = (Vector.Sum(firstTotal), Vector.Sum(secondTotal), Vector.Sum(weightTotal));
        arena.Start(Result) = Vector.Sum(sum);
    }

    protected override void Backward(Arena<double> arena)
    {
        double bar = arena.AdjointStart(Result);
        if (First.IsVariable)
            DensityArguments.Carry(arena, First, weightSum, weightSlopes, bar);
        if (Second.IsVariable)
            DensityArguments.Carry(arena, Second, firstSum, firstShares, bar);
        if (Third.IsVariable)
            DensityArguments.Carry(arena, Third, secondSum, secondShares, bar);
    }

    private static Vector<double> Lanes(ReadOnlySpan<double> argument, int start)
        => argument.Length == 1 ? new Vector<double>(argument[0]) : Vector.LoadUnsafe(ref MemoryMarshal.GetReference(argument), (nuint)start);
}
