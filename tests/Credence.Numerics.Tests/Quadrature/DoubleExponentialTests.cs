using Credence.Testing;
using Xunit;

namespace Credence.Numerics.Tests;

public sealed class DoubleExponentialTests
{
    [Fact]
    public void SmoothAndSingularIntegralsAreExact()
    {
        Oracle.Close(2, DoubleExponential.Integrate(Math.Sin, 0, Math.PI), 1e-13);
        Oracle.Close(-1, DoubleExponential.Integrate(Math.Log, 0, 1), 1e-13);
        Oracle.Close(2, DoubleExponential.Integrate(x => 1 / Math.Sqrt(x), 0, 1), 1e-12);
        Oracle.Close(-2, DoubleExponential.Integrate(Math.Sin, Math.PI, 0), 1e-13);
        Assert.Equal(0, DoubleExponential.Integrate(Math.Exp, 3, 3));
    }

    [Fact]
    public void HalfLinesAreIntegratedToInfinity()
    {
        Oracle.Close(1, DoubleExponential.IntegrateToInfinity(x => Math.Exp(-x), 0, 1), 1e-13);
        Oracle.Close(1, DoubleExponential.IntegrateToInfinity(x => 1 / (x * x), 1, 1), 1e-12);
        Oracle.CloseRelative(1e-6, DoubleExponential.IntegrateToInfinity(x => Math.Exp(-1e6 * x), 0, 1e-6), 1e-13);
        Oracle.CloseRelative(Normal.UpperTail(8), DoubleExponential.IntegrateToInfinity(Normal.Density, 8, 0.1), 1e-12);
    }

    [Fact]
    public void ImpossibleEndsAreRejected()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => DoubleExponential.Integrate(Math.Exp, 0, double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => DoubleExponential.IntegrateToInfinity(Math.Exp, 0, 0));
        Assert.True(double.IsNaN(DoubleExponential.Integrate(_ => double.NaN, 0, 1)));
    }
}
