using Xunit;

namespace Credence.Numerics.Tests;

public sealed class LbfgsTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(100)]
    public void FindsTheMinimumOfTheRosenbrockFunction(int dimension)
    {
        double[] start = [.. Enumerable.Range(0, dimension).Select(i => i % 2 == 0 ? -1.2 : 1.0)];
        Minimum minimum = Lbfgs.Minimize(Rosenbrock, start, new LbfgsOptions { GradientTolerance = 1e-10, RelativeTolerance = 0 });
        Assert.Equal(StopReason.Converged, minimum.Reason);
        Assert.All(minimum.Position, x => Assert.Equal(1, x, 1e-7));
    }

    [Fact]
    public void CrossesScalesOfFourOrdersOfMagnitude()
    {
        Minimum minimum = Lbfgs.Minimize(
            static (x, gradient) =>
            {
                double sum = 0;
                for (int i = 0; i < x.Length; i++)
                {
                    double weight = Math.Pow(10, i), z = x[i] - i;
                    sum += 0.5 * weight * z * z;
                    gradient[i] = weight * z;
                }
                return sum;
            },
            new double[5], new LbfgsOptions { RelativeTolerance = 0 });
        Assert.All(Enumerable.Range(0, 5), i => Assert.Equal(i, minimum.Position[i], 1e-6));
    }

    [Fact]
    public void StaysInsideTheDomain()
    {
        // −log x + x is infinite at 0 and below, and least at 1.
        Minimum minimum = Lbfgs.Minimize(
            static (x, gradient) =>
            {
                gradient[0] = 1 - (1 / x[0]);
                return x[0] <= 0 ? double.PositiveInfinity : x[0] - Math.Log(x[0]);
            },
            [30.0]);
        Assert.Equal(1, minimum.Position[0], 1e-6);
    }

    [Fact]
    public void AStartWithoutAValueIsReported()
        => Assert.Equal(StopReason.NotANumber, Lbfgs.Minimize(static (_, _) => double.NaN, [0.0]).Reason);

    private static double Rosenbrock(ReadOnlySpan<double> x, Span<double> gradient)
    {
        gradient.Clear();
        double sum = 0;
        for (int i = 0; i + 1 < x.Length; i += 2)
        {
            double a = 1 - x[i], b = x[i + 1] - (x[i] * x[i]);
            sum += (a * a) + (100 * b * b);
            gradient[i] = (-2 * a) - (400 * b * x[i]);
            gradient[i + 1] = 200 * b;
        }
        return sum;
    }
}
