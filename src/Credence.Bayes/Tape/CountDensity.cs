using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>A count density exp(y η − n A(η) + c(y, n)) in its natural parameter η.</summary>
internal interface ICountFamily
{
    /// <summary>A and its derivative at η, on all lanes.</summary>
    static abstract void Evaluate(Vector<double> eta, out Vector<double> partition, out Vector<double> mean);

    /// <summary>c(y, n); −∞ where y cannot be observed.</summary>
    static abstract double LogBase(double y, double n);
}

/// <summary>Σ yᵢ ηᵢ − nᵢ A(ηᵢ) + c(yᵢ, nᵢ) for data y and n; η may be a scalar or a vector.</summary>
internal sealed class CountDensity<TFamily> : TapeOperation<double>
    where TFamily : struct, ICountFamily
{
    private readonly int length;
    private readonly double[] slopes;
    private double logBase, slopeSum;

    public CountDensity(string name, Variable<double> y, Variable<double> n, Variable<double> eta)
        : base(name, y, n, eta)
    {
        if (y.IsVariable || n.IsVariable)
            throw new ArgumentException($"The counts of the density '{name}' must be data: a count has no derivative.");
        length = DensityArguments.Length(name, y, n, eta);
        slopes = new double[DensityArguments.Padded(length)];
    }

    protected override void Prepare(Arena<double> arena)
    {
        ReadOnlySpan<double> y = arena.Value(First), n = arena.Value(Second);
        logBase = 0;
        for (int i = 0; i < length; i++)
            logBase += TFamily.LogBase(y[y.Length == 1 ? 0 : i], n[n.Length == 1 ? 0 : i]);
    }

    protected override void Forward(Arena<double> arena)
    {
        ReadOnlySpan<double> y = arena.Value(First), n = arena.Value(Second), eta = arena.Value(Third);
        arena.Start(Result) = logBase + (eta.Length == 1 ? OfScalar(y, n, eta[0]) : OfVector(y, n, eta));
    }

    protected override void Backward(Arena<double> arena)
        => DensityArguments.Carry(arena, Third, slopeSum, slopes, arena.AdjointStart(Result));

    private double OfScalar(ReadOnlySpan<double> y, ReadOnlySpan<double> n, double eta)
    {
        double total = y.Length == 1 ? length * y[0] : TensorPrimitives.Sum(y), trials = n.Length == 1 ? length * n[0] : TensorPrimitives.Sum(n);
        TFamily.Evaluate(new Vector<double>(eta), out Vector<double> partition, out Vector<double> mean);
        slopeSum = total - trials * mean[0];
        return total * eta - trials * partition[0];
    }

    private double OfVector(ReadOnlySpan<double> y, ReadOnlySpan<double> n, ReadOnlySpan<double> eta)
    {
        ref double counts = ref MemoryMarshal.GetReference(y), trials = ref MemoryMarshal.GetReference(n), first = ref MemoryMarshal.GetReference(eta);
        bool oneCount = y.Length == 1, oneTrial = n.Length == 1;
        Vector<double> count = new(counts), trial = new(trials), sum = default;
        for (int i = 0; i < length; i += Vector<double>.Count)
        {
            nuint at = (nuint)i;
            Vector<double> x = Vector.LoadUnsafe(ref first, at);
            if (!oneCount)
                count = Vector.LoadUnsafe(ref counts, at);
            if (!oneTrial)
                trial = Vector.LoadUnsafe(ref trials, at);
            TFamily.Evaluate(x, out Vector<double> partition, out Vector<double> mean);
            (count - trial * mean).CopyTo(slopes, i);
            sum += WideMath.First(count * x - trial * partition, length - i);
        }
        return Vector.Sum(sum);
    }
}

/// <summary>Binomial in the log odds: A(η) = log(1 + e^η).</summary>
internal readonly struct BinomialFamily : ICountFamily
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate(Vector<double> eta, out Vector<double> partition, out Vector<double> mean)
    {
        Vector<double> tail = WideMath.Exp(-Vector.Abs(eta)), sum = Vector<double>.One + tail;
        partition = Vector.Max(eta, Vector<double>.Zero) + WideMath.Log1p(tail);
        mean = Vector.ConditionalSelect(Vector.LessThan(eta, Vector<double>.Zero), tail, Vector<double>.One) / sum;
    }

    public static double LogBase(double y, double n)
        => y >= 0 && y <= n && double.IsInteger(y) && double.IsInteger(n)
            ? -GammaFunction.LogBeta(y + 1, n - y + 1) - Math.Log(n + 1)
            : double.NegativeInfinity;
}

/// <summary>Poisson in the log rate: A(η) = e^η.</summary>
internal readonly struct PoissonFamily : ICountFamily
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate(Vector<double> eta, out Vector<double> partition, out Vector<double> mean)
        => partition = mean = WideMath.Exp(eta);

    public static double LogBase(double y, double n)
        => y >= 0 && double.IsInteger(y) ? -GammaFunction.LogGamma(y + 1) : double.NegativeInfinity;
}
