using Credence.Numerics;
using Credence.Statistics;
using Xunit;

namespace Credence.Bayes.Tests;

public sealed class ApproximationTests
{
    [Fact]
    public void TheModeOfANormalIsItsMean()
    {
        PosteriorMode mode = PosteriorMode.Find(FunctionModel.Normals(6));
        Assert.True(mode.Converged);
        Assert.All(Enumerable.Range(0, 6), i => Assert.Equal(i, mode.Values[i], 1e-5));
    }

    [Fact]
    public void ADensityWithoutAModeIsRefused()
    {
        FunctionModel growing = new(1, static (q, gradient) =>
        {
            gradient[0] = 1;
            return q[0];
        });
        Assert.Contains("no mode", Assert.Throws<InputException>(() => PosteriorMode.Find(growing)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LaplaceIsExactForANormal()
    {
        const double correlation = 0.7;
        LaplaceApproximation laplace = LaplaceApproximation.Of(FunctionModel.Correlated(correlation));
        Assert.Equal(Math.Log(2 * Math.PI * Math.Sqrt(1 - (correlation * correlation))), laplace.LogEvidence, 1e-7);
        Draws draws = laplace.Sample(4000, 3, out double[] ratios);
        double product = 0;
        for (int i = 0; i < 4000; i++)
            product += draws.Of(0)[i] * draws.Of(1)[i] / 4000;
        Assert.InRange(product, 0.62, 0.78);
        Assert.All(ratios, ratio => Assert.Equal(ratios[0], ratio, 1e-6));
    }

    [Fact]
    public void LaplaceNamesTheParameterThatIsNotIdentified()
    {
        // Only the sum of the two is known.
        FunctionModel ridge = new(2, static (q, gradient) =>
        {
            gradient[0] = gradient[1] = -(q[0] + q[1]);
            return -0.5 * (q[0] + q[1]) * (q[0] + q[1]);
        });
        Assert.Contains("x[2]", Assert.Throws<InputException>(() => LaplaceApproximation.Of(ridge)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PathfinderDrawsFromANormal()
    {
        ILogDensity density = FunctionModel.Correlated(0.9).Bind();
        RandomStream random = new(1, "test");
        double squares = 0, product = 0;
        const int count = 400;
        for (int i = 0; i < count; i++)
        {
            double[] draw = Pathfinder.Draw(density, [5.0, -4], random);
            squares += ((draw[0] * draw[0]) + (draw[1] * draw[1])) / (2 * count);
            product += draw[0] * draw[1] / count;
        }
        // The best of few approximations is near, not exact: it knows the curvature along its path.
        Assert.InRange(squares, 0.7, 1.3);
        Assert.InRange(product, 0.6, 1.2);
    }

    [Fact]
    public void ChainsStartedByPathfinderBeginInTheBulk()
    {
        FunctionModel model = FunctionModel.Normals(6);
        SamplingOptions options = new() { Warmup = 0, Draws = 1, Chains = 4, InitialPositions = [.. Enumerable.Repeat(new double[] { 50, 50, 50, 50, 50, 50 }, 4)] };
        double far = NutsSampler.Sample(model, options with { MaximumDepth = 1 }).Sampler!.Chains.Min(chain => -chain.LogDensity[0]);
        double near = NutsSampler.Sample(model, options with { MaximumDepth = 1, Initialization = Initialization.Pathfinder }).Sampler!.Chains.Max(chain => -chain.LogDensity[0]);
        Assert.True(far > 1000);
        Assert.True(near < 30, $"{near}");
    }
}
