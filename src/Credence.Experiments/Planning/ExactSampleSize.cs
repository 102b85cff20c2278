namespace Credence.Experiments;

/// <summary>Sample size for a power that rises with the size in saw teeth, as that of a test on counts does.</summary>
internal static class ExactSampleSize
{
    /// <summary>The smallest size from which on the power stays at or above the target.</summary>
    /// <param name="power">Power at a size.</param>
    /// <param name="target">Power wanted.</param>
    /// <param name="start">A size near the answer.</param>
    /// <param name="tooth">Sizes within which the teeth repeat; two teeth without a failure end the search.</param>
    public static long Smallest(Func<long, double> power, double target, long start, long tooth)
    {
        long lastFailure = start - 1;
        for (long n = start; n <= lastFailure + 2 * tooth; n++)
        {
            if (power(n) < target)
                lastFailure = n;
        }
        if (lastFailure >= start)
            return lastFailure + 1;
        while (lastFailure >= 1 && power(lastFailure) >= target)
            lastFailure--;
        return lastFailure + 1;
    }
}
