using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>A standard density h of z = (y − location) / scale, one by one and on all lanes of a vector.</summary>
internal interface IStandardDensity
{
    /// <summary>The part of log h that does not depend on z.</summary>
    static abstract double Constant { get; }

    /// <summary>The other part of log h, and its derivative by z.</summary>
    static abstract (double Log, double Slope) Evaluate(double z);

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
    private readonly bool isHalf, sumSlopes, keepSlopes, sumScaleSlopes, keepScaleSlopes;
    private readonly double constant;

    // Whole vectors, like the memory of the tape. Kept from the forward pass: the derivative by y, and by a vector of scales.
    private readonly double[] slopes, scaleSlopes;
    private readonly ScaleTerms scales;
    private double slopeSum, scaleSlopeSum;
    private bool isNegative;

    private LocationScaleDensity(string name, Variable<double> y, Variable<double> location, Variable<double> scale, bool isHalf)
        : base(name, y, location, scale)
    {
        length = DensityArguments.Length(name, y, location, scale);
        this.isHalf = isHalf;
        constant = length * (TStandard.Constant + (isHalf ? Math.Log(2) : 0));
        int padded = DensityArguments.Padded(length);
        sumSlopes = (y.IsVariable && y.Length == 1) || (location.IsVariable && location.Length == 1);
        keepSlopes = (y.IsVariable && y.Length > 1) || (location.IsVariable && location.Length > 1);
        (sumScaleSlopes, keepScaleSlopes) = (scale.IsVariable && scale.Length == 1, scale.IsVariable && scale.Length > 1);
        (slopes, scaleSlopes) = (new double[keepSlopes ? padded : 0], new double[keepScaleSlopes ? padded : 0]);
        scales = new ScaleTerms(scale.Length, length);
    }

    /// <summary>Records the density: one observation by itself, or many at once.</summary>
    public static Variable<double> Of(string name, Variable<double> y, Variable<double> location, Variable<double> scale, bool isHalf = false)
    {
        if (location.Length > 1 || scale.Length > 1)
            return new LocationScaleDensity<TStandard>(name, y, location, scale, isHalf).Record();
        if (y.Length == 1)
            return new ScalarLocationScaleDensity<TStandard>(name, y, location, scale, isHalf).Record();
        return y.IsVariable && y.Length < Vector<double>.Count && location.IsConstant && scale.IsConstant
            ? new ConstantScaleDensity<TStandard>(name, y, location.Values[0], scale.Values[0], isHalf).Record()
            : new LocationScaleDensity<TStandard>(name, y, location, scale, isHalf).Record();
    }

    protected override void Prepare(Arena<double> arena)
    {
        if (!Third.IsVariable)
            scales.Update(arena.Value(Third));
    }

    protected override void Forward(Arena<double> arena)
    {
        if (Third.IsVariable)
            scales.Update(arena.Value(Third));
        ReadOnlySpan<double> y = arena.Value(First), location = arena.Value(Second);
        double value = constant - scales.LogSum + (length < Vector<double>.Count ? SumFew(y, location) : Sum(y, location));
        arena.Start(Result) = isNegative ? double.NegativeInfinity : value;
    }

    protected override void Backward(Arena<double> arena)
    {
        double bar = arena.AdjointStart(Result);
        if (First.IsVariable)
            DensityArguments.Carry(arena, First, slopeSum, slopes, bar);
        if (Second.IsVariable)
            DensityArguments.Carry(arena, Second, slopeSum, slopes, -bar);
        if (Third.IsVariable)
            DensityArguments.Carry(arena, Third, scaleSlopeSum, scaleSlopes, bar);
    }

    /// <summary>The same for fewer observations than a vector has lanes, as of two groups.</summary>
    private double SumFew(ReadOnlySpan<double> y, ReadOnlySpan<double> location)
    {
        ref double firstY = ref MemoryMarshal.GetReference(y), firstLocation = ref MemoryMarshal.GetReference(location);
        ref double firstInverse = ref MemoryMarshal.GetArrayDataReference(scales.Inverses);
        int yStep = y.Length == 1 ? 0 : 1, locationStep = location.Length == 1 ? 0 : 1, scaleStep = scales.Inverses.Length == 1 ? 0 : 1;
        double sum = 0, slopeTotal = 0, scaleSlopeTotal = 0;
        bool anyNegative = false;
        for (int i = 0; i < length; i++)
        {
            double inverse = Unsafe.Add(ref firstInverse, i * scaleStep), observed = Unsafe.Add(ref firstY, i * yStep);
            double z = (observed - Unsafe.Add(ref firstLocation, i * locationStep)) * inverse;
            (double log, double standardSlope) = TStandard.Evaluate(z);
            double slope = standardSlope * inverse;
            anyNegative |= observed < 0;
            sum += log;
            slopeTotal += slope;
            if (keepSlopes)
                slopes[i] = slope;
            if (!sumScaleSlopes && !keepScaleSlopes)
                continue;
            double scaleSlope = -(standardSlope * z + 1) * inverse;
            scaleSlopeTotal += scaleSlope;
            if (keepScaleSlopes)
                scaleSlopes[i] = scaleSlope;
        }
        (slopeSum, scaleSlopeSum, isNegative) = (slopeTotal, scaleSlopeTotal, isHalf && anyNegative);
        return sum;
    }

    /// <summary>Σ log h(zᵢ) without its constant, keeping the slopes.</summary>
    private double Sum(ReadOnlySpan<double> y, ReadOnlySpan<double> location)
    {
        ref double first = ref MemoryMarshal.GetReference(y), second = ref MemoryMarshal.GetReference(location);
        ref double inverse = ref MemoryMarshal.GetArrayDataReference(scales.Inverses);
        ref double slopeStart = ref MemoryMarshal.GetArrayDataReference(slopes), scaleSlopeStart = ref MemoryMarshal.GetArrayDataReference(scaleSlopes);
        bool oneY = y.Length == 1, oneLocation = location.Length == 1, oneScale = scales.Inverses.Length == 1;
        Vector<double> values = new(first), locations = new(second), inverses = new(inverse);
        Vector<double> sum = default, slopeTotal = default, scaleSlopeTotal = default, lowest = default;
        for (int i = 0; i < length; i += Vector<double>.Count)
        {
            nuint at = (nuint)i;
            if (!oneScale)
                inverses = Vector.LoadUnsafe(ref inverse, at);
            if (!oneY)
                values = Vector.LoadUnsafe(ref first, at);
            if (isHalf)
                lowest = Vector.Min(lowest, WideMath.First(values, length - i));
            Vector<double> z = (values - (oneLocation ? locations : Vector.LoadUnsafe(ref second, at))) * inverses;
            TStandard.Evaluate(z, out Vector<double> log, out Vector<double> standardSlope);
            sum += WideMath.First(log, length - i);
            Vector<double> slope = standardSlope * inverses;
            if (keepSlopes)
                slope.StoreUnsafe(ref slopeStart, at);
            if (sumSlopes)
                slopeTotal += WideMath.First(slope, length - i);
            if (!sumScaleSlopes && !keepScaleSlopes)
                continue;
            Vector<double> scaleSlope = -(standardSlope * z + Vector<double>.One) * inverses;
            if (keepScaleSlopes)
                scaleSlope.StoreUnsafe(ref scaleSlopeStart, at);
            else
                scaleSlopeTotal += WideMath.First(scaleSlope, length - i);
        }
        isNegative = isHalf && Vector.LessThanAny(lowest, Vector<double>.Zero);
        if (sumSlopes)
            slopeSum = Vector.Sum(slopeTotal);
        if (sumScaleSlopes)
            scaleSlopeSum = Vector.Sum(scaleSlopeTotal);
        return Vector.Sum(sum);
    }
}

/// <summary>The same for one observation, as of most priors.</summary>
internal sealed class ScalarLocationScaleDensity<TStandard>(
    string name, Variable<double> y, Variable<double> location, Variable<double> scale, bool isHalf)
    : TapeOperation<double>(name, y, location, scale)
    where TStandard : struct, IStandardDensity
{
    private readonly double constant = TStandard.Constant + (isHalf ? Math.Log(2) : 0);
    private double inverse, logScale, slope, scaleSlope;

    protected override void Prepare(Arena<double> arena)
    {
        if (!Third.IsVariable)
            ReadScale(arena.Start(Third));
    }

    protected override void Forward(Arena<double> arena)
    {
        if (Third.IsVariable)
            ReadScale(arena.Start(Third));
        double y = arena.Start(First), z = (y - arena.Start(Second)) * inverse;
        (double log, double standardSlope) = TStandard.Evaluate(z);
        slope = standardSlope * inverse;
        scaleSlope = -(standardSlope * z + 1) * inverse;
        arena.Start(Result) = isHalf && !(y >= 0) ? double.NegativeInfinity : constant - logScale + log;
    }

    protected override void Backward(Arena<double> arena)
    {
        double bar = arena.AdjointStart(Result);
        if (First.IsVariable)
            arena.AdjointStart(First) += bar * slope;
        if (Second.IsVariable)
            arena.AdjointStart(Second) -= bar * slope;
        if (Third.IsVariable)
            arena.AdjointStart(Third) += bar * scaleSlope;
    }

    private void ReadScale(double scale) => (inverse, logScale) = (1 / scale, scale > 0 ? Math.Log(scale) : double.NaN);
}

internal readonly struct StandardNormal : IStandardDensity
{
    public static double Constant => -0.91893853320467274178;

    public static (double Log, double Slope) Evaluate(double z) => (-0.5 * z * z, -z);

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

    public static (double Log, double Slope) Evaluate(double z) => (-Elementary.Log1p(z * z), -2 * z / (1 + z * z));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate(Vector<double> z, out Vector<double> log, out Vector<double> slope)
    {
        Vector<double> square = z * z;
        log = -WideMath.Log1p(square);
        slope = new Vector<double>(-2) * z / (Vector<double>.One + square);
    }
}
