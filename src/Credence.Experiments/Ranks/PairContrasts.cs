namespace Credence.Experiments;

/// <summary>A contrast of a treatment value with a control value that rises with the first and falls with the second.</summary>
internal interface IPairContrast
{
    /// <summary>The contrast.</summary>
    static abstract double Of(double treatment, double control);
}

/// <summary>Treatment less control.</summary>
internal readonly struct PairDifference : IPairContrast
{
    public static double Of(double treatment, double control) => treatment - control;
}

/// <summary>Treatment over control; rises and falls as it must where no treatment value is negative and all control values are positive.</summary>
internal readonly struct PairRatio : IPairContrast
{
    public static double Of(double treatment, double control) => treatment / control;
}

/// <summary>Order statistics of the contrasts of all pairs, found by counting, without storing a pair.</summary>
/// <remarks>A bisection over the bit patterns of doubles, each step of which counts pairs in one walk along both arms: at most 64 steps,
/// whatever the number of pairs, and exact.</remarks>
internal static class PairContrasts
{
    /// <summary>The contrast with the given rank, 1 for the smallest.</summary>
    public static double Smallest<T>(RankedArms arms, long rank)
        where T : struct, IPairContrast
    {
        long low = Key(T.Of(arms.Treatment[0], arms.Control[^1])), high = Key(T.Of(arms.Treatment[^1], arms.Control[0]));
        while (low < high)
        {
            long middle = low + (long)((ulong)(high - low) / 2);
            if (CountUpTo<T>(arms, Value(middle)) >= rank)
                high = middle;
            else
                low = middle + 1;
        }
        return Value(low);
    }

    /// <summary>The median of all contrasts.</summary>
    public static double Median<T>(RankedArms arms)
        where T : struct, IPairContrast
    {
        double lower = Smallest<T>(arms, (arms.Pairs + 1) / 2);
        return arms.Pairs % 2 == 1 ? lower : lower + (Smallest<T>(arms, arms.Pairs / 2 + 1) - lower) / 2;
    }

    /// <summary>Number of pairs with a contrast of at most <paramref name="limit"/>.</summary>
    public static long CountUpTo<T>(RankedArms arms, double limit)
        where T : struct, IPairContrast
    {
        ReadOnlySpan<double> control = arms.Control;
        long count = 0;
        int above = 0;
        foreach (double treatment in arms.Treatment)
        {
            while (above < control.Length && T.Of(treatment, control[above]) > limit)
                above++;
            count += control.Length - above;
        }
        return count;
    }

    // Doubles in their order as whole numbers; both zeros are one.
    private static long Key(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value + 0.0);
        return bits >= 0 ? bits : long.MinValue - bits;
    }

    private static double Value(long key) => BitConverter.Int64BitsToDouble(key >= 0 ? key : long.MinValue - key);
}
