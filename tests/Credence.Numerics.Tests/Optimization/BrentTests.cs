using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Numerics.Tests;

public sealed class BrentTests
{
    [Fact]
    public void KnownRootsAreFoundToRounding()
    {
        AssertRoot(x => x * x - 2, 0, 2, Math.Sqrt(2));
        AssertRoot(x => Math.Cos(x) - x, 0, 1, 0.73908513321516064166);
        AssertRoot(x => Math.Exp(x) - 1e300, 0, 709, Math.Log(1e300));
        AssertRoot(x => x < 3 ? -1 : 1, 0, 10, 3);
        AssertRoot(x => Math.Pow(x - 1, 9), 0, 5, 1, 1e-2);
        AssertRoot(x => x - 7, 10, 7, 7);
    }

    [Fact]
    public void EveryMonotoneCubicIsSolved()
        => Gen.Select(Gen.Double[-50, 50], Gen.Double[0.01, 10]).Holds((root, slope) =>
        {
            Root found = Brent.FindRoot(x => (x - root) * (slope + (x - root) * (x - root)), -100, 100);
            Assert.True(found.Converged && Math.Abs(found.Position - root) <= 1e-14 * Math.Max(1, Math.Abs(root)), $"{found} for {root}");
            Assert.InRange(found.Evaluations, 2, 80);
        });

    [Fact]
    public void TheReasonForStoppingIsTold()
    {
        Assert.Equal(StopReason.NoSignChange, Brent.FindRoot(x => x * x + 1, -1, 1).Reason);
        Assert.Equal(StopReason.NotANumber, Brent.FindRoot(x => x > 0.1 ? double.NaN : -1, 0, 1).Reason);
        Assert.Equal(StopReason.NotANumber, Brent.FindRoot(x => x is > 0.1 and < 0.9 ? double.NaN : x - 0.5, 0, 1).Reason);
        Root limited = Brent.FindRoot(x => Math.Cos(x) - x, 0, 1, maximumEvaluations: 4);
        Assert.Equal((4, StopReason.EvaluationLimit), (limited.Evaluations, limited.Reason));
        Assert.False(limited.Converged);
    }

    [Fact]
    public void ALooserToleranceSavesEvaluations()
    {
        Root loose = Brent.FindRoot(x => Math.Cos(x) - x, 0, 1, 1e-3), tight = Brent.FindRoot(x => Math.Cos(x) - x, 0, 1);
        Assert.True(loose.Evaluations < tight.Evaluations);
        Oracle.Close(tight.Position, loose.Position, 1e-3);
    }

    [Fact]
    public void ArgumentsOutOfRangeAreRejected()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Brent.FindRoot(x => x, double.NegativeInfinity, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Brent.FindRoot(x => x, -1, 1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Brent.FindRoot(x => x, -1, 1, 0, 1));
    }

    private static void AssertRoot(Func<double, double> function, double low, double high, double expected, double tolerance = 1e-15)
    {
        Root root = Brent.FindRoot(function, low, high);
        Assert.True(root.Converged, root.ToString());
        Oracle.Close(expected, root.Position, tolerance);
    }
}
