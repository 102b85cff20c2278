using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>A standard density h of z = (y − location) / scale, on all lanes of a vector.</summary>
internal interface IStandardDensity
{
    /// <summary>The part of log h that does not depend on z.</summary>
    static abstract double Constant { get; }

    /// <summary>The other part of log h, and its derivative by z.</summary>
    static abstract void Evaluate(Vector<double> z, out Vector<double> log, out Vector<double> slope);
}

/// <summary>
/// Σ log h((yᵢ − locationᵢ) / scaleᵢ) − log scaleᵢ, where each of the three may be a scalar or a vector, variable or not.
/// </summary>
internal sealed class LocationScaleDensity<TStandard> : TapeOperation<double>
    where TStandard : struct, IStandardDensity
{
    private readonly int length;
    private readonly bool isHalf;

    // Whole vectors, like the memory of the tape. Kept from the forward pass: the derivative by y, and by a vector of scales.
    private readonly double[] slopes, scaleSlopes, inverseScales;
    private double slopeSum, scaleSlopeSum, logScales;

    public LocationScaleDensity(string name, Variable<double> y, Variable<double> location, Variable<double> scale, bool isHalf = false)
        : base(name, y, location, scale)
    {
        length = DensityArguments.Length(name, y, location, scale);
        this.isHalf = isHalf;
        int padded = DensityArguments.Padded(length);
        slopes = new double[y.Length > 1 || location.Length > 1 ? padded : 0];
        inverseScales = new double[scale.Length > 1 ? padded : 1];
        scaleSlopes = new double[scale.Length > 1 ? padded : 0];
    }

    protected override void Prepare(Arena<double> arena)
    {
        if (!Operands[2].IsVariable)
            InvertScales(arena.Value(Operands[2]));
    }

    protected override void Forward(Arena<double> arena)
    {
        if (Operands[2].IsVariable)
            InvertScales(arena.Value(Operands[2]));
        double value = Sum(arena.Value(Operands[0]), arena.Value(Operands[1])) + length * (TStandard.Constant + (isHalf ? Math.Log(2) : 0)) - logScales;
        if (isHalf && TensorPrimitives.Min<double>(arena.Value(Operands[0])) < 0)
            value = double.NegativeInfinity;
        arena.Value(Result)[0] = value;
    }

    protected override void Backward(Arena<double> arena)
    {
        double bar = arena.Adjoint(Result)[0];
        if (Operands[0].IsVariable)
            Carry(arena.Adjoint(Operands[0]), slopeSum, slopes, bar);
        if (Operands[1].IsVariable)
            Carry(arena.Adjoint(Operands[1]), slopeSum, slopes, -bar);
        if (Operands[2].IsVariable)
            Carry(arena.Adjoint(Operands[2]), scaleSlopeSum, scaleSlopes, bar);
    }

    private static void Carry(Span<double> adjoint, double sum, double[] slopes, double factor)
    {
        if (adjoint.Length == 1)
            adjoint[0] += factor * sum;
        else
            DensityArguments.AddScaled(slopes, factor, adjoint);
    }

    private void InvertScales(ReadOnlySpan<double> scales)
    {
        if (scales.Length == 1)
        {
            inverseScales[0] = 1 / scales[0];
            logScales = length * (scales[0] > 0 ? Math.Log(scales[0]) : double.NaN);
            return;
        }
        Vector<double> sum = Vector<double>.Zero;
        ref double x = ref MemoryMarshal.GetReference(scales);
        for (int i = 0; i < length; i += Vector<double>.Count)
        {
            Vector<double> scale = Vector.LoadUnsafe(ref x, (nuint)i);
            (Vector<double>.One / scale).CopyTo(inverseScales, i);
            sum += WideMath.First(WideMath.Log(scale), length - i);
        }
        logScales = Vector.Sum(sum);
    }

    /// <summary>Σ log h(zᵢ) without its constant, keeping the slopes.</summary>
    private double Sum(ReadOnlySpan<double> y, ReadOnlySpan<double> location)
    {
        ref double first = ref MemoryMarshal.GetReference(y), second = ref MemoryMarshal.GetReference(location);
        ref double inverse = ref MemoryMarshal.GetArrayDataReference(inverseScales);
        ref double slopeStart = ref MemoryMarshal.GetArrayDataReference(slopes), scaleSlopeStart = ref MemoryMarshal.GetArrayDataReference(scaleSlopes);
        bool oneY = y.Length == 1, oneLocation = location.Length == 1, oneScale = inverseScales.Length == 1;
        bool keepSlopes = slopes.Length > 0, keepScaleSlopes = scaleSlopes.Length > 0;
        Vector<double> values = new(first), locations = new(second), inverses = new(inverse);
        Vector<double> sum = default, slopeTotal = default, scaleSlopeTotal = default;
        for (int i = 0; i < length; i += Vector<double>.Count)
        {
            nuint at = (nuint)i;
            if (!oneScale)
                inverses = Vector.LoadUnsafe(ref inverse, at);
            Vector<double> z = ((oneY ? values : Vector.LoadUnsafe(ref first, at)) - (oneLocation ? locations : Vector.LoadUnsafe(ref second, at))) * inverses;
            TStandard.Evaluate(z, out Vector<double> log, out Vector<double> slope);
            Vector<double> scaleSlope = -(slope * z + Vector<double>.One) * inverses;
            slope *= inverses;
            if (keepSlopes)
                slope.StoreUnsafe(ref slopeStart, at);
            if (keepScaleSlopes)
                scaleSlope.StoreUnsafe(ref scaleSlopeStart, at);
            sum += WideMath.First(log, length - i);
            slopeTotal += WideMath.First(slope, length - i);
            scaleSlopeTotal += WideMath.First(scaleSlope, length - i);
        }
        (slopeSum, scaleSlopeSum) = (Vector.Sum(slopeTotal), Vector.Sum(scaleSlopeTotal));
        return Vector.Sum(sum);
    }
}

internal readonly struct StandardNormal : IStandardDensity
{
    public static double Constant => -0.91893853320467274178;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate(Vector<double> z, out Vector<double> log, out Vector<double> slope)
    {
        slope = -z;
        log = z * slope * new Vector<double>(0.5);
    }
}

internal readonly struct StandardCauchy : IStandardDensity
{
    public static double Constant => -1.1447298858494001741;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate(Vector<double> z, out Vector<double> log, out Vector<double> slope)
    {
        Vector<double> square = z * z;
        log = -WideMath.Log1p(square);
        slope = new Vector<double>(-2) * z / (Vector<double>.One + square);
    }
}
