using System.Numerics;
using System.Runtime.CompilerServices;

namespace Credence.Latent;

/// <summary>Log-likelihood, responsibilities and their moments over a run of values, several values at a time.</summary>
/// <remarks>With u the deviation from a component's mean in its standard deviations and r the component's responsibility, the sums are: the
/// log-likelihood less ½ log 2π a row; of each component Σr, Σru, Σru²; and to second order, for each pair of components j ≤ l, the nine sums
/// of r(1 − r) uᵃuᵇ (j = l) or rⱼrₗ uⱼᵃuₗᵇ (j &lt; l), a and b in 0 … 2.</remarks>
internal static class MixtureKernel
{
    // Each factor is in [1, 2], so that the product of this many cannot overflow.
    private const int Factors = 512;

    /// <summary>The number of sums.</summary>
    public static int Size(int components, bool secondOrder)
        => 1 + (3 * components) + (secondOrder ? 9 * components * (components + 1) / 2 : 0);

    /// <summary>The place of the nine sums of a pair of components j ≤ l.</summary>
    public static int Pair(int components, int j, int l)
        => 1 + (3 * components) + (9 * ((j * components) - (j * (j - 1) / 2) + l - j));

    /// <summary>Adds the sums of two components to first order.</summary>
    /// <param name="values">The values.</param>
    /// <param name="weights">The number of rows of each; empty for 1.</param>
    /// <param name="logScales">log(share ∕ sd) of each component.</param>
    /// <param name="means">The means.</param>
    /// <param name="deviations">The standard deviations.</param>
    /// <param name="sums">Receives the sums.</param>
    public static void AddPair(
        ReadOnlySpan<double> values, ReadOnlySpan<double> weights, ReadOnlySpan<double> logScales, ReadOnlySpan<double> means, ReadOnlySpan<double> deviations, Span<double> sums)
    {
        PairTerms terms = new(logScales, means, deviations);
        int lanes = Vector<double>.Count, i = 0;
        if (weights.IsEmpty)
        {
            Vector<double> product = Vector<double>.One;
            for (int factors = 1; i <= values.Length - lanes; i += lanes, factors++)
            {
                product *= Vector<double>.One + terms.Add(new Vector<double>(values[i..]));
                if (factors % Factors == 0)
                {
                    terms.LogLikelihood += Vector.Log(product);
                    product = Vector<double>.One;
                }
            }
            terms.LogLikelihood += Vector.Log(product);
        }
        for (; i < values.Length; i += lanes)
            terms.Add(Load(values, i), weights.IsEmpty ? Ones(values.Length - i) : Load(weights, i));
        terms.CopyTo(sums);
    }

    /// <summary>Adds the sums of any number of components, to first or second order.</summary>
    public static void AddComponents(
        ReadOnlySpan<double> values, ReadOnlySpan<double> weights, ReadOnlySpan<double> logScales, ReadOnlySpan<double> means, ReadOnlySpan<double> deviations,
        bool secondOrder, Span<double> sums)
    {
        int count = means.Length, lanes = Vector<double>.Count;
        Span<Vector<double>> totals = stackalloc Vector<double>[Size(count, secondOrder)];
        Span<Vector<double>> u = stackalloc Vector<double>[count], r = stackalloc Vector<double>[count];
        for (int i = 0; i < values.Length; i += lanes)
        {
            Vector<double> y = Load(values, i), w = weights.IsEmpty ? Ones(values.Length - i) : Load(weights, i);
            Vector<double> highest = new(double.NegativeInfinity), sum = Vector<double>.Zero;
            for (int j = 0; j < count; j++)
            {
                u[j] = (y - new Vector<double>(means[j])) / new Vector<double>(deviations[j]);
                r[j] = new Vector<double>(logScales[j]) - (new Vector<double>(0.5) * u[j] * u[j]);
                highest = Vector.Max(highest, r[j]);
            }
            for (int j = 0; j < count; j++)
                sum += r[j] = Vector.Exp(r[j] - highest);
            totals[0] += w * (highest + Vector.Log(sum));
            for (int j = 0; j < count; j++)
            {
                r[j] /= sum;
                Vector<double> moment = w * r[j];
                totals[1 + (3 * j)] += moment;
                totals[2 + (3 * j)] += moment *= u[j];
                totals[3 + (3 * j)] += moment * u[j];
            }
            if (secondOrder)
                AddPairs(u, r, w, totals[(1 + (3 * count))..]);
        }
        for (int k = 0; k < totals.Length; k++)
            sums[k] += Vector.Sum(totals[k]);
    }

    private static void AddPairs(ReadOnlySpan<Vector<double>> u, ReadOnlySpan<Vector<double>> r, Vector<double> w, Span<Vector<double>> totals)
    {
        for (int j = 0, place = 0; j < u.Length; j++)
        {
            for (int l = j; l < u.Length; l++, place += 9)
            {
                Vector<double> row = w * r[j] * (l == j ? Vector<double>.One - r[j] : r[l]);
                for (int a = 0; a < 3; a++, row *= u[j])
                {
                    Vector<double> once = row * u[l];
                    totals[place + (3 * a)] += row;
                    totals[place + (3 * a) + 1] += once;
                    totals[place + (3 * a) + 2] += once * u[l];
                }
            }
        }
    }

    private static Vector<double> Load(ReadOnlySpan<double> source, int start)
    {
        if (source.Length - start >= Vector<double>.Count)
            return new Vector<double>(source[start..]);
        Span<double> lanes = stackalloc double[Vector<double>.Count];
        lanes.Clear();
        source[start..].CopyTo(lanes);
        return new Vector<double>(lanes);
    }

    private static Vector<double> Ones(int count)
        => Vector.ConditionalSelect(Vector.LessThan(Vector<double>.Indices, new Vector<double>(count)), Vector<double>.One, Vector<double>.Zero);

    /// <summary>The running sums of two components.</summary>
    private ref struct PairTerms(ReadOnlySpan<double> logScales, ReadOnlySpan<double> means, ReadOnlySpan<double> deviations)
    {
        private readonly Vector<double> scale0 = new(logScales[0]), scale1 = new(logScales[1]), mean0 = new(means[0]), mean1 = new(means[1]);
        private readonly Vector<double> precision0 = new(1 / deviations[0]), precision1 = new(1 / deviations[1]), half = new(0.5);
        private Vector<double> n0, first0, second0, n1, first1, second1;

        public Vector<double> LogLikelihood;

        /// <summary>Adds one row of each value; all but log(1 + t) of the log-likelihood, for the returned t in [0, 1].</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<double> Add(Vector<double> y)
        {
            Vector<double> u = (y - mean0) * precision0, v = (y - mean1) * precision1;
            (Vector<double> highest, Vector<double> t, Vector<double> r0, Vector<double> r1) = Responsibilities(u, v);
            LogLikelihood += highest;
            Moments(u, v, r0, r1);
            return t;
        }

        /// <summary>Adds weighted values.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(Vector<double> y, Vector<double> w)
        {
            Vector<double> u = (y - mean0) * precision0, v = (y - mean1) * precision1;
            (Vector<double> highest, Vector<double> t, Vector<double> r0, Vector<double> r1) = Responsibilities(u, v);
            LogLikelihood += w * (highest + Vector.Log(Vector<double>.One + t));
            Moments(u, v, w * r0, w * r1);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly (Vector<double> Highest, Vector<double> T, Vector<double> R0, Vector<double> R1) Responsibilities(Vector<double> u, Vector<double> v)
        {
            Vector<double> a = scale0 - (half * u * u), b = scale1 - (half * v * v), gap = b - a;
            Vector<double> t = Vector.Exp(-Vector.Abs(gap)), likely = Vector<double>.One / (Vector<double>.One + t), unlikely = t * likely;
            Vector<long> second = Vector.GreaterThan(gap, Vector<double>.Zero);
            return (Vector.Max(a, b), t, Vector.ConditionalSelect(second, unlikely, likely), Vector.ConditionalSelect(second, likely, unlikely));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Moments(Vector<double> u, Vector<double> v, Vector<double> r0, Vector<double> r1)
        {
            n0 += r0;
            n1 += r1;
            r0 *= u;
            r1 *= v;
            first0 += r0;
            first1 += r1;
            second0 += r0 * u;
            second1 += r1 * v;
        }

        public readonly void CopyTo(Span<double> sums)
        {
            sums[0] += Vector.Sum(LogLikelihood);
            (sums[1], sums[2], sums[3]) = (sums[1] + Vector.Sum(n0), sums[2] + Vector.Sum(first0), sums[3] + Vector.Sum(second0));
            (sums[4], sums[5], sums[6]) = (sums[4] + Vector.Sum(n1), sums[5] + Vector.Sum(first1), sums[6] + Vector.Sum(second1));
        }
    }
}
