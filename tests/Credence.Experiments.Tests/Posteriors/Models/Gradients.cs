using Credence.Bayes;
using Credence.Numerics;
using Xunit;

namespace Credence.Experiments.Tests.Posteriors;

/// <summary>Gradients against finite differences of the log density, at scattered positions.</summary>
internal static class Gradients
{
    public static void Agree(IModel model, int positions = 20, double radius = 2, double tolerance = 2e-6)
    {
        ILogDensity density = model.Bind();
        RandomStream random = new(20261122, "gradients");
        double[] position = new double[density.Dimension], gradient = new double[density.Dimension], scratch = new double[density.Dimension];
        for (int trial = 0; trial < positions; trial++)
        {
            for (int i = 0; i < position.Length; i++)
                position[i] = radius * (2 * random.NextDouble() - 1);
            double value = density.Evaluate(position, gradient);
            Assert.True(double.IsFinite(value));
            double size = gradient.Max(Math.Abs);
            for (int i = 0; i < position.Length; i++)
            {
                double numerical = Slope(density, position, i, scratch);
                Assert.True(Math.Abs(numerical - gradient[i]) <= tolerance * Math.Max(1, size),
                    $"{model.CoordinateName(i)} at [{string.Join(", ", position)}]: {gradient[i]} against {numerical} by differences");
            }
        }
    }

    // Five-point differences.
    private static double Slope(ILogDensity density, double[] position, int i, double[] scratch)
    {
        const double h = 1e-3;
        double kept = position[i];
        double At(double distance)
        {
            position[i] = kept + distance;
            return density.Evaluate(position, scratch);
        }
        double slope = (8 * (At(h) - At(-h)) - (At(2 * h) - At(-2 * h))) / (12 * h);
        position[i] = kept;
        return slope;
    }
}
