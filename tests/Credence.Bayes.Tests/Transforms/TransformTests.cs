using Credence.Numerics;
using Credence.Testing;
using Xunit;

namespace Credence.Bayes.Tests;

public sealed class TransformTests
{
    public static TheoryData<string> Names => [.. Cases.Keys];

    private static readonly Dictionary<string, ITransform> Cases = new()
    {
        ["identity"] = Transform.Identity(3),
        ["positive"] = Transform.Positive(3),
        ["above"] = Transform.Above(-2.5, 2),
        ["below"] = Transform.Below(4, 2),
        ["interval"] = Transform.Interval(-1, 3, 3),
        ["affine"] = Transform.Affine(10, 3, 2),
        ["ordered"] = Transform.Ordered(4),
        ["ordered of one"] = Transform.Ordered(1),
        ["simplex of two"] = Transform.Simplex(2),
        ["simplex"] = Transform.Simplex(5),
        ["zero sum of two"] = Transform.ZeroSum(2),
        ["zero sum"] = Transform.ZeroSum(6),
        ["correlation of two"] = Transform.CorrelationCholesky(2),
        ["correlation"] = Transform.CorrelationCholesky(5),
        ["covariance of one"] = Transform.CovarianceCholesky(1),
        ["covariance"] = Transform.CovarianceCholesky(4),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void UnconstrainInvertsConstrain(string name)
    {
        ITransform transform = Cases[name];
        RandomStream random = new(1, name);
        for (int repeat = 0; repeat < 50; repeat++)
        {
            double[] y = Position(transform, random, 2), back = new double[y.Length];
            double[] x = Constrain(transform, y, out _);
            transform.Unconstrain(x, back);
            for (int i = 0; i < y.Length; i++)
                Oracle.Close(y[i], back[i], 1e-11, $"{name} {i}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void JacobianIsThatOfTheFreeValues(string name)
    {
        ITransform transform = Cases[name];
        RandomStream random = new(2, name);
        for (int repeat = 0; repeat < 10; repeat++)
        {
            double[] y = Position(transform, random, 1);
            Constrain(transform, y, out double logJacobian);
            Oracle.Close(NumericalLogJacobian(transform, y), logJacobian, 1e-7, name);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void BackwardCarriesGradientAndJacobian(string name)
    {
        ITransform transform = Cases[name];
        RandomStream random = new(3, name);
        for (int repeat = 0; repeat < 10; repeat++)
        {
            double[] y = Position(transform, random, 1), gradient = new double[y.Length];
            double[] slope = new double[transform.Values];
            random.FillNormal(slope);
            double[] x = Constrain(transform, y, out _);
            transform.Backward(y, x, Gradient(x, slope), gradient);
            for (int i = 0; i < y.Length; i++)
                Oracle.Close(Derivative(shift => Density(transform, Shifted(y, i, shift), slope)), gradient[i], 2e-8, $"{name} {i}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void FarCoordinatesGiveNoNaN(string name)
    {
        ITransform transform = Cases[name];
        foreach (double size in new[] { 30.0, 350, 700 })
        {
            for (int pattern = 0; pattern < 4; pattern++)
            {
                double[] y = [.. Enumerable.Range(0, transform.Coordinates).Select(i => (pattern & (i % 2 + 1)) == 0 ? -size : size)];
                double[] x = Constrain(transform, y, out double logJacobian), gradient = new double[y.Length];
                transform.Backward(y, x, [.. x.Select(_ => 1e-3)], gradient);
                Assert.True(double.IsFinite(logJacobian), $"{name} {size}: {logJacobian}");
                Assert.DoesNotContain(x, double.IsNaN);
                Assert.DoesNotContain(gradient, double.IsNaN);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NothingIsAllocated(string name)
    {
        ITransform transform = Cases[name];
        double[] y = Position(transform, new RandomStream(4, name), 1), x = new double[transform.Values], g = new double[transform.Values];
        double[] gradient = new double[y.Length];
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Run();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Run()
        {
            transform.Constrain(y, x);
            transform.Backward(y, x, g, gradient);
            transform.Unconstrain(x, gradient);
        }
    }

    [Theory]
    [InlineData(5, 1.0)]
    [InlineData(12, 3.0)]
    [InlineData(50, 0.3)]
    [InlineData(50, 4.0)]
    public void CorrelationFactorsHaveUnitRowsAndAnExactJacobian(int order, double spread)
    {
        ITransform transform = Transform.CorrelationCholesky(order);
        double[] y = Position(transform, new RandomStream(5, "correlation", (ulong)order), spread);
        double[] x = Constrain(transform, y, out double logJacobian), back = new double[y.Length];
        double expected = 0;
        for (int i = 0, k = 0; i < order; i++)
        {
            double square = 0;
            for (int j = 0; j < order; j++)
                square += j <= i ? x[i * order + j] * x[i * order + j] : Math.Abs(x[i * order + j]);
            Oracle.Close(1, square, 1e-13, $"row {i}");
            for (int j = 0; j < i; j++, k++)
                expected -= (i + 1 - j) * (Math.Abs(y[k]) + Elementary.Log1p(Math.Exp(-2 * Math.Abs(y[k]))) - Math.Log(2));
        }
        Oracle.Close(expected, logJacobian, 1e-13, "log-Jacobian");
        transform.Unconstrain(x, back);
        for (int i = 0; i < y.Length; i++)
            Assert.True(Math.Abs(back[i] - y[i]) <= 1e-13 * Math.Exp(2 * Math.Abs(y[i])), $"coordinate {i}: {y[i]:R} became {back[i]:R}");
    }

    [Fact]
    public void RowsOfHundredsOfCorrelationsStayFinite()
    {
        const int order = 1200;
        ITransform transform = Transform.CorrelationCholesky(order);
        double[] x = Constrain(transform, new double[transform.Coordinates], out double logJacobian);
        Assert.Equal(0, logJacobian, 1e-6);
        Assert.Equal(1, x[^1]);
    }

    [Fact]
    public void ImpossibleShapesAndBoundsAreRejected()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Transform.Identity(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Transform.Simplex(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Transform.ZeroSum(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Transform.CorrelationCholesky(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Transform.CovarianceCholesky(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Transform.Interval(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Transform.Interval(0, double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => Transform.Above(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Transform.Affine(0, 0));
    }

    [Fact]
    public void ValuesOutsideTheSupportHaveNoCoordinates()
    {
        double[] y = new double[1];
        Transform.Positive().Unconstrain([-1], y);
        Assert.True(double.IsNaN(y[0]));
        Transform.Positive().Unconstrain([0], y);
        Assert.True(double.IsNegativeInfinity(y[0]));
        Transform.Interval(0, 1).Unconstrain([1], y);
        Assert.True(double.IsPositiveInfinity(y[0]));
        Transform.Interval(0, 1).Unconstrain([1.5], y);
        Assert.True(double.IsNaN(y[0]));
    }

    /// <summary>A smooth function that is not symmetric in its arguments.</summary>
    private static double Density(ITransform transform, double[] y, double[] slope)
    {
        double[] x = Constrain(transform, y, out double logJacobian);
        double sum = logJacobian;
        for (int i = 0; i < x.Length; i++)
            sum += slope[i] * Math.Sin(x[i]);
        return sum;
    }

    private static double[] Gradient(double[] x, double[] slope) => [.. x.Select((value, i) => slope[i] * Math.Cos(value))];

    private static double[] Position(ITransform transform, RandomStream random, double spread)
        => [.. Enumerable.Range(0, transform.Coordinates).Select(_ => spread * random.NextNormal())];

    private static double[] Constrain(ITransform transform, double[] y, out double logJacobian)
    {
        double[] x = new double[transform.Values];
        logJacobian = transform.Constrain(y, x);
        return x;
    }

    private static double[] Shifted(double[] y, int i, double shift)
    {
        double[] shifted = [.. y];
        shifted[i] += shift;
        return shifted;
    }

    /// <summary>Central differences of sixth order.</summary>
    private static double Derivative(Func<double, double> f)
    {
        const double h = 1e-2;
        return (45 * (f(h) - f(-h)) - 9 * (f(2 * h) - f(-2 * h)) + f(3 * h) - f(-3 * h)) / (60 * h);
    }

    /// <summary>Half the log determinant of JᵀJ for an orthonormal map, else of the values that are free.</summary>
    private static double NumericalLogJacobian(ITransform transform, double[] y)
    {
        int n = y.Length;
        int[] free = transform switch
        {
            ZeroSumTransform => [.. Enumerable.Range(0, n + 1)],
            CorrelationCholeskyTransform => [.. Triangle(transform.Values, strict: true)],
            CovarianceCholeskyTransform => [.. Triangle(transform.Values, strict: false)],
            _ => [.. Enumerable.Range(0, n)],
        };
        double[] gram = new double[n * n], factor = new double[n * n];
        double[][] columns = [.. Enumerable.Range(0, n).Select(i => free.Select(value => Derivative(h => Constrain(transform, Shifted(y, i, h), out _)[value])).ToArray())];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                gram[i * n + j] = columns[i].Zip(columns[j], (a, b) => a * b).Sum();
        }
        Assert.True(Cholesky.TryFactor(gram, n, factor, out _));
        return 0.5 * Cholesky.LogDeterminant(factor, n);
    }

    private static IEnumerable<int> Triangle(int values, bool strict)
    {
        int order = (int)Math.Round(Math.Sqrt(values));
        return from i in Enumerable.Range(0, order) from j in Enumerable.Range(0, strict ? i : i + 1) select i * order + j;
    }
}
