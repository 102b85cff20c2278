using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Credence.Bayes;

/// <summary>Vector kernels of the leapfrog integrator. Sums run in a fixed order of four lanes, so that every machine gets the same bits.</summary>
internal static class PhaseSpace
{
    /// <summary>p' = p + h g.</summary>
    public static void Kick(ReadOnlySpan<double> momentum, double step, ReadOnlySpan<double> gradient, Span<double> next)
    {
        int n = momentum.Length, i = 0;
        ref double p = ref MemoryMarshal.GetReference(momentum), g = ref MemoryMarshal.GetReference(gradient), r = ref MemoryMarshal.GetReference(next);
        Vector256<double> h = Vector256.Create(step);
        for (; i <= n - 4; i += 4)
            (Load(ref p, i) + (h * Load(ref g, i))).StoreUnsafe(ref r, (nuint)i);
        for (; i < n; i++)
            next[i] = momentum[i] + (step * gradient[i]);
    }

    /// <summary>p' = p + h/2 g, then q' = q + h s² p': half a kick and the drift of a diagonal metric in one pass.</summary>
    public static void KickAndDrift(
        ReadOnlySpan<double> position, ReadOnlySpan<double> momentum, ReadOnlySpan<double> gradient, ReadOnlySpan<double> variance, double step,
        Span<double> nextPosition, Span<double> nextMomentum)
    {
        int n = position.Length, i = 0;
        double half = 0.5 * step;
        ref double q = ref MemoryMarshal.GetReference(position), p = ref MemoryMarshal.GetReference(momentum), g = ref MemoryMarshal.GetReference(gradient),
            s = ref MemoryMarshal.GetReference(variance), nq = ref MemoryMarshal.GetReference(nextPosition), np = ref MemoryMarshal.GetReference(nextMomentum);
        Vector256<double> h = Vector256.Create(step), hh = Vector256.Create(half);
        for (; i <= n - 4; i += 4)
        {
            Vector256<double> kicked = Load(ref p, i) + (hh * Load(ref g, i));
            kicked.StoreUnsafe(ref np, (nuint)i);
            (Load(ref q, i) + (h * (Load(ref s, i) * kicked))).StoreUnsafe(ref nq, (nuint)i);
        }
        for (; i < n; i++)
        {
            double kicked = momentum[i] + (half * gradient[i]);
            nextMomentum[i] = kicked;
            nextPosition[i] = position[i] + (step * (variance[i] * kicked));
        }
    }

    /// <summary>p += h g, and half of p · s² p of the result: the second kick and the kinetic energy of a diagonal metric.</summary>
    public static double KickAndKineticEnergy(Span<double> momentum, double step, ReadOnlySpan<double> gradient, ReadOnlySpan<double> variance)
    {
        int n = momentum.Length, i = 0;
        ref double p = ref MemoryMarshal.GetReference(momentum), g = ref MemoryMarshal.GetReference(gradient), s = ref MemoryMarshal.GetReference(variance);
        Vector256<double> h = Vector256.Create(step), sum = default;
        for (; i <= n - 4; i += 4)
        {
            Vector256<double> kicked = Load(ref p, i) + (h * Load(ref g, i));
            kicked.StoreUnsafe(ref p, (nuint)i);
            sum += kicked * (Load(ref s, i) * kicked);
        }
        double energy = Sum(sum);
        for (; i < n; i++)
        {
            double kicked = momentum[i] + (step * gradient[i]);
            momentum[i] = kicked;
            energy += kicked * (variance[i] * kicked);
        }
        return 0.5 * energy;
    }

    /// <summary>x · y.</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        int n = x.Length, i = 0;
        ref double a = ref MemoryMarshal.GetReference(x), b = ref MemoryMarshal.GetReference(y);
        Vector256<double> sum = default;
        for (; i <= n - 4; i += 4)
            sum += Load(ref a, i) * Load(ref b, i);
        double total = Sum(sum);
        for (; i < n; i++)
            total += x[i] * y[i];
        return total;
    }

    /// <summary>
    /// Whether the ends of a trajectory have begun to approach each other: (q₊ − q₋) · p₋ ≤ 0 or (q₊ − q₋) · p₊ ≤ 0.
    /// </summary>
    /// <remarks>Hoffman and Gelman (2014), <i>JMLR</i> 15, equation (4).</remarks>
    public static bool IsTurning(ReadOnlySpan<double> firstPosition, ReadOnlySpan<double> firstMomentum, ReadOnlySpan<double> lastPosition, ReadOnlySpan<double> lastMomentum)
    {
        int n = firstPosition.Length, i = 0;
        ref double q0 = ref MemoryMarshal.GetReference(firstPosition), p0 = ref MemoryMarshal.GetReference(firstMomentum),
            q1 = ref MemoryMarshal.GetReference(lastPosition), p1 = ref MemoryMarshal.GetReference(lastMomentum);
        Vector256<double> first = default, last = default;
        for (; i <= n - 4; i += 4)
        {
            Vector256<double> span = Load(ref q1, i) - Load(ref q0, i);
            first += span * Load(ref p0, i);
            last += span * Load(ref p1, i);
        }
        double atFirst = Sum(first), atLast = Sum(last);
        for (; i < n; i++)
        {
            double span = lastPosition[i] - firstPosition[i];
            atFirst += span * firstMomentum[i];
            atLast += span * lastMomentum[i];
        }
        return !(atFirst > 0 && atLast > 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Load(ref double source, int index) => Vector256.LoadUnsafe(ref source, (nuint)index);

    // (0 + 2) + (1 + 3), written out because Vector256.Sum leaves the order open.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Sum(Vector256<double> x)
    {
        Vector128<double> halves = x.GetLower() + x.GetUpper();
        return halves[0] + halves[1];
    }
}
