using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>A density exp(g(y) + a t₁(y) + b t₂(y) − A(a, b)) of one observation with two parameters.</summary>
internal interface IExponentialFamily
{
    /// <summary>Whether y can be observed.</summary>
    static abstract bool Supports(double y);

    /// <summary>g, t₁ and t₂ at y.</summary>
    static abstract (double G, double First, double Second) Statistics(double y);

    /// <summary>The derivatives of g, t₁ and t₂ at y.</summary>
    static abstract (double G, double First, double Second) Slopes(double y);

    /// <summary>A(a, b); NaN where the parameters are outside their range.</summary>
    static abstract double LogPartition(double a, double b);

    /// <summary>The derivatives of A by a and b.</summary>
    static abstract (double First, double Second) PartitionSlopes(double a, double b);
}

/// <summary>Σ log density of an exponential family, where each argument may be a scalar or a vector, variable or not.</summary>
/// <remarks>Data enter by their sums where both parameters are scalars, so that the cost does not grow with them.</remarks>
internal sealed class ExponentialFamilyDensity<TFamily> : TapeOperation<double>
    where TFamily : struct, IExponentialFamily
{
    private readonly int length;
    private readonly double[] g, first, second;
    private readonly double[][] slopes;
    private double gSum, firstSum, secondSum;
    private bool isSupported;

    public ExponentialFamilyDensity(string name, Variable<double> y, Variable<double> a, Variable<double> b)
        : base(name, y, a, b)
    {
        length = DensityArguments.Length(name, y, a, b);
        (g, first, second) = (new double[y.Length], new double[y.Length], new double[y.Length]);
        slopes = [new double[y.Length], new double[a.Length], new double[b.Length]];
    }

    protected override void Prepare(Arena<double> arena)
    {
        if (!First.IsVariable)
            ReadStatistics(arena.Value(First));
    }

    protected override void Forward(Arena<double> arena)
    {
        ReadOnlySpan<double> y = arena.Value(First), a = arena.Value(Second), b = arena.Value(Third);
        if (First.IsVariable)
            ReadStatistics(y);
        double value = a.Length == 1 && b.Length == 1 ? OfScalars(a[0], b[0]) : OfVectors(a, b);
        if (isSupported && First.IsVariable)
            DifferentiateObservations(y, a, b);
        arena.Start(Result) = isSupported ? value : double.NegativeInfinity;
    }

    protected override void Backward(Arena<double> arena)
    {
        double bar = arena.AdjointStart(Result);
        for (int argument = 0; argument < slopes.Length; argument++)
        {
            Span<double> adjoint = arena.Adjoint(Operands[argument]);
            for (int i = 0; i < adjoint.Length; i++)
                adjoint[i] += bar * slopes[argument][i];
        }
    }

    private void ReadStatistics(ReadOnlySpan<double> y)
    {
        isSupported = true;
        (gSum, firstSum, secondSum) = (0, 0, 0);
        for (int i = 0; i < y.Length; i++)
        {
            isSupported &= TFamily.Supports(y[i]);
            (g[i], first[i], second[i]) = TFamily.Statistics(y[i]);
            gSum += g[i];
            firstSum += first[i];
            secondSum += second[i];
        }
    }

    private double OfScalars(double a, double b)
    {
        (double partitionFirst, double partitionSecond) = TFamily.PartitionSlopes(a, b);
        slopes[1][0] = firstSum - length * partitionFirst;
        slopes[2][0] = secondSum - length * partitionSecond;
        return gSum + a * firstSum + b * secondSum - length * TFamily.LogPartition(a, b);
    }

    private double OfVectors(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double value = 0;
        slopes[1].AsSpan().Clear();
        slopes[2].AsSpan().Clear();
        for (int i = 0; i < length; i++)
        {
            int k = At(g.Length, i), left = At(a.Length, i), right = At(b.Length, i);
            (double partitionFirst, double partitionSecond) = TFamily.PartitionSlopes(a[left], b[right]);
            slopes[1][left] += first[k] - partitionFirst;
            slopes[2][right] += second[k] - partitionSecond;
            value += g[k] + a[left] * first[k] + b[right] * second[k] - TFamily.LogPartition(a[left], b[right]);
        }
        return value;
    }

    private void DifferentiateObservations(ReadOnlySpan<double> y, ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        slopes[0].AsSpan().Clear();
        for (int i = 0; i < length; i++)
        {
            int k = At(y.Length, i);
            (double slope, double bySlope, double otherSlope) = TFamily.Slopes(y[k]);
            slopes[0][k] += slope + a[At(a.Length, i)] * bySlope + b[At(b.Length, i)] * otherSlope;
        }
    }

    private static int At(int count, int index) => count == 1 ? 0 : index;
}

/// <summary>b e^(−b y); the first parameter is not used.</summary>
internal readonly struct ExponentialFamily : IExponentialFamily
{
    public static bool Supports(double y) => y >= 0;

    public static (double G, double First, double Second) Statistics(double y) => (0, 0, -y);

    public static (double G, double First, double Second) Slopes(double y) => (0, 0, -1);

    public static double LogPartition(double a, double b) => b > 0 ? -Math.Log(b) : double.NaN;

    public static (double First, double Second) PartitionSlopes(double a, double b) => (0, -1 / b);
}

/// <summary>Gamma with shape a and rate b.</summary>
internal readonly struct GammaFamily : IExponentialFamily
{
    public static bool Supports(double y) => y > 0;

    public static (double G, double First, double Second) Statistics(double y)
    {
        double log = Math.Log(y);
        return (-log, log, -y);
    }

    public static (double G, double First, double Second) Slopes(double y) => (-1 / y, 1 / y, -1);

    public static double LogPartition(double a, double b) => GammaFunction.LogGamma(a) - a * (b > 0 ? Math.Log(b) : double.NaN);

    public static (double First, double Second) PartitionSlopes(double a, double b) => (GammaFunction.Digamma(a) - Math.Log(b), -a / b);
}

/// <summary>Inverse gamma with shape a and scale b.</summary>
internal readonly struct InverseGammaFamily : IExponentialFamily
{
    public static bool Supports(double y) => y > 0;

    public static (double G, double First, double Second) Statistics(double y)
    {
        double log = Math.Log(y);
        return (-log, -log, -1 / y);
    }

    public static (double G, double First, double Second) Slopes(double y) => (-1 / y, -1 / y, 1 / (y * y));

    public static double LogPartition(double a, double b) => GammaFamily.LogPartition(a, b);

    public static (double First, double Second) PartitionSlopes(double a, double b) => GammaFamily.PartitionSlopes(a, b);
}

/// <summary>Beta with a and b.</summary>
internal readonly struct BetaFamily : IExponentialFamily
{
    public static bool Supports(double y) => y is > 0 and < 1;

    public static (double G, double First, double Second) Statistics(double y)
    {
        double log = Math.Log(y), complement = Elementary.Log1p(-y);
        return (-log - complement, log, complement);
    }

    public static (double G, double First, double Second) Slopes(double y) => (1 / (1 - y) - 1 / y, 1 / y, -1 / (1 - y));

    public static double LogPartition(double a, double b) => GammaFunction.LogBeta(a, b);

    public static (double First, double Second) PartitionSlopes(double a, double b)
    {
        double both = GammaFunction.Digamma(a + b);
        return (GammaFunction.Digamma(a) - both, GammaFunction.Digamma(b) - both);
    }
}
