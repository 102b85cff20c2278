using System.Numerics;
using System.Runtime.InteropServices;
using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>The reciprocals of scales, and the sum of their logarithms over all observations.</summary>
internal sealed class ScaleTerms(int scales, int observations)
{
    /// <summary>One reciprocal, or whole vectors of them.</summary>
    public double[] Inverses { get; } = new double[scales > 1 ? DensityArguments.Padded(scales) : 1];

    public double LogSum { get; private set; }

    public void Update(ReadOnlySpan<double> scale)
    {
        if (scale.Length == 1)
        {
            Inverses[0] = 1 / scale[0];
            LogSum = observations * (scale[0] > 0 ? Math.Log(scale[0]) : double.NaN);
            return;
        }
        Vector<double> sum = Vector<double>.Zero;
        ref double first = ref MemoryMarshal.GetReference(scale);
        for (int i = 0; i < scale.Length; i += Vector<double>.Count)
        {
            Vector<double> lanes = Vector.LoadUnsafe(ref first, (nuint)i);
            (Vector<double>.One / lanes).CopyTo(Inverses, i);
            sum += WideMath.First(WideMath.Log(lanes), scale.Length - i);
        }
        LogSum = Vector.Sum(sum);
    }
}
