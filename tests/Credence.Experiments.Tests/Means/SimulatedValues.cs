using Credence.Numerics;

namespace Credence.Experiments.Tests;

/// <summary>Values of four shapes whose mean can be lifted.</summary>
internal static class SimulatedValues
{
    public static readonly string[] Shapes = ["normal", "lognormal", "binary", "zero-inflated"];

    /// <summary>Independent values with the mean of <see cref="Mean"/> times a factor.</summary>
    public static double[] Draw(RandomStream random, string shape, int count, double factor = 1)
    {
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = shape switch
            {
                "normal" => factor * (5 + random.NextNormal()),
                "lognormal" => factor * Math.Exp(random.NextNormal()),
                "binary" => random.NextDouble() < factor * 0.2 ? 1 : 0,
                _ => random.NextDouble() < 0.3 ? factor * Math.Exp(random.NextNormal()) : 0,
            };
        }
        return values;
    }

    public static double Mean(string shape) => shape switch
    {
        "normal" => 5,
        "lognormal" => Math.Exp(0.5),
        "binary" => 0.2,
        _ => 0.3 * Math.Exp(0.5),
    };
}
