using System.Numerics;
using System.Runtime.InteropServices;
using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>Σ log density of Student's t, where each argument may be a scalar or a vector, variable or not.</summary>
internal sealed class StudentTDensity : TapeOperation<double>
{
    private readonly int length;
    private readonly ScaleTerms scales;

    // Whole vectors kept from the forward pass: the derivatives by y, by the degrees of freedom and by the scale.
    private readonly double[] slopes, freedomSlopes, scaleSlopes;

    // By degrees of freedom: the normalising constant and its derivative.
    private readonly double[] constants, constantSlopes;
    private double slopeSum, freedomSlopeSum, scaleSlopeSum;

    public StudentTDensity(Variable<double> y, Variable<double> freedom, Variable<double> location, Variable<double> scale)
        : base("student-t", y, freedom, location, scale)
    {
        length = DensityArguments.Length("student-t", y, freedom, location, scale);
        int padded = DensityArguments.Padded(length);
        (slopes, freedomSlopes, scaleSlopes) = (new double[padded], new double[padded], new double[padded]);
        scales = new ScaleTerms(scale.Length, length);
        int freedoms = freedom.Length > 1 ? padded : 1;
        (constants, constantSlopes) = (new double[freedoms], new double[freedoms]);
    }

    protected override void Prepare(Arena<double> arena)
    {
        if (!Second.IsVariable)
            Normalise(arena.Value(Second));
        if (!Operands[3].IsVariable)
            scales.Update(arena.Value(Operands[3]));
    }

    protected override void Forward(Arena<double> arena)
    {
        if (Second.IsVariable)
            Normalise(arena.Value(Second));
        if (Operands[3].IsVariable)
            scales.Update(arena.Value(Operands[3]));
        arena.Start(Result) = Sum(arena.Value(First), arena.Value(Second), arena.Value(Third)) - scales.LogSum;
    }

    protected override void Backward(Arena<double> arena)
    {
        double bar = arena.AdjointStart(Result);
        if (First.IsVariable)
            DensityArguments.Carry(arena, First, slopeSum, slopes, bar);
        if (Second.IsVariable)
            DensityArguments.Carry(arena, Second, freedomSlopeSum, freedomSlopes, bar);
        if (Third.IsVariable)
            DensityArguments.Carry(arena, Third, slopeSum, slopes, -bar);
        if (Operands[3].IsVariable)
            DensityArguments.Carry(arena, Operands[3], scaleSlopeSum, scaleSlopes, bar);
    }

    /// <summary>log Γ((ν + 1)/2) − log Γ(ν/2) − ½ log νπ, as a beta function so that large ν do not cancel.</summary>
    private void Normalise(ReadOnlySpan<double> freedom)
    {
        for (int i = 0; i < freedom.Length; i++)
        {
            double nu = freedom[i];
            constants[i] = -GammaFunction.LogBeta(0.5 * nu, 0.5) - 0.5 * Math.Log(nu);
            constantSlopes[i] = 0.5 * (GammaFunction.Digamma(0.5 * (nu + 1)) - GammaFunction.Digamma(0.5 * nu) - 1 / nu);
        }
    }

    private double Sum(ReadOnlySpan<double> y, ReadOnlySpan<double> freedom, ReadOnlySpan<double> location)
    {
        Vector<double> sum = default, slopeTotal = default, freedomTotal = default, scaleTotal = default, half = new(0.5);
        for (int i = 0; i < length; i += Vector<double>.Count)
        {
            Vector<double> inverse = Lanes(scales.Inverses, scales.Inverses.Length, i), nu = Lanes(freedom, freedom.Length, i);
            Vector<double> z = (Lanes(y, y.Length, i) - Lanes(location, location.Length, i)) * inverse;
            Vector<double> square = z * z, log = WideMath.Log1p(square / nu), share = (nu + Vector<double>.One) / (nu + square);
            Vector<double> freedomSlope = Lanes(constantSlopes, constantSlopes.Length, i) + half * (share * square / nu - log);
            Vector<double> slope = -share * z * inverse, scaleSlope = (share * square - Vector<double>.One) * inverse;
            slope.CopyTo(slopes, i);
            freedomSlope.CopyTo(freedomSlopes, i);
            scaleSlope.CopyTo(scaleSlopes, i);
            int left = length - i;
            sum += WideMath.First(Lanes(constants, constants.Length, i) - half * (nu + Vector<double>.One) * log, left);
            slopeTotal += WideMath.First(slope, left);
            freedomTotal += WideMath.First(freedomSlope, left);
            scaleTotal += WideMath.First(scaleSlope, left);
        }
        (slopeSum, freedomSlopeSum, scaleSlopeSum) = (Vector.Sum(slopeTotal), Vector.Sum(freedomTotal), Vector.Sum(scaleTotal));
        return Vector.Sum(sum);
    }

    /// <summary>The scalar in all lanes, or the lanes of a vector that has room for whole vectors.</summary>
    private static Vector<double> Lanes(ReadOnlySpan<double> argument, int count, int start)
        => count == 1 ? new Vector<double>(argument[0]) : Vector.LoadUnsafe(ref MemoryMarshal.GetReference(argument), (nuint)start);
}
