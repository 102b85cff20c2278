using Credence.Bayes;
using Credence.Numerics;

namespace Credence.Reporting.Tests;

/// <summary>Draws as a sampler gives them, of models that are easy and that are hard to sample.</summary>
internal static class SampleDraws
{
    /// <summary>The eight schools, centred: a funnel in which trajectories diverge.</summary>
    public static Draws EightSchools { get; } = NutsSampler.Sample(new Schools(), new() { Draws = 500, Warmup = 300, Seed = 3 });

    /// <summary>Two variants of a shop: means, spreads, a difference, and a fixed quantity.</summary>
    public static Draws Shop { get; } = MakeShop();

    private static Draws MakeShop()
    {
        ParameterDimension variants = new("variant", ["A", "B", "Checkout redesigned"]), treated = new("variant", ["B", "Checkout redesigned"]);
        ParameterLayout layout = new(new Parameter("mean", variants), new Parameter("sd", variants), new Parameter("difference", treated), new Parameter("known"), new Parameter("orders"), new Parameter("modes"));
        const int Chains = 4, Count = 1000;
        double[] values = new double[layout.Count * Chains * Count];
        RandomStream random = new(5, "shop");
        for (int i = 0; i < Chains * Count; i++)
        {
            double a = 49.8 + (0.45 * random.NextNormal()), b = 50.4 + (0.5 * random.NextNormal()), c = 51.9 + (0.47 * random.NextNormal());
            double[] draw =
            [
                a, b, c, 9.8 * Math.Exp(0.03 * random.NextNormal()), 10.4 * Math.Exp(0.03 * random.NextNormal()), random.NextExponential(),
                b - a, c - a, 1, random.NextPoisson(3), random.NextDouble() < 0.3 ? random.NextNormal() : 8 + random.NextNormal(),
            ];
            for (int element = 0; element < draw.Length; element++)
                values[(element * Chains * Count) + i] = draw[element];
        }
        return new(layout, Chains, Count, values);
    }

    // Rubin (1981); a half-Cauchy(0, 5) scale on its logarithm.
    private sealed class Schools : IModel, ILogDensity
    {
        private static readonly double[] Effects = [28, 8, -3, 7, -1, 1, 18, 12];
        private static readonly double[] Errors = [15, 10, 16, 11, 9, 11, 10, 18];

        public ParameterLayout Parameters { get; } = new(new Parameter("mu"), new Parameter("tau"), new Parameter("theta", ParameterDimension.Numbered("school", 8)));

        public int Dimension => 10;

        public ILogDensity Bind() => new Schools();

        public string CoordinateName(int coordinate) => Parameters.ElementNames[coordinate];

        public void Constrain(ReadOnlySpan<double> position, Span<double> values)
        {
            position.CopyTo(values);
            values[1] = Math.Exp(position[1]);
        }

        public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
        {
            double mu = position[0], tau = Math.Exp(position[1]), ratio = tau * tau / 25;
            double density = (-0.5 * mu * mu / 25) - Math.Log(1 + ratio) + position[1];
            gradient[0] = -mu / 25;
            gradient[1] = 1 - (2 * ratio / (1 + ratio));
            for (int i = 0; i < 8; i++)
            {
                double theta = position[2 + i], deviation = (theta - mu) / tau, residual = (Effects[i] - theta) / Errors[i];
                density += (-0.5 * deviation * deviation) - position[1] - (0.5 * residual * residual);
                gradient[0] += deviation / tau;
                gradient[1] += (deviation * deviation) - 1;
                gradient[2 + i] = (-deviation / tau) + (residual / Errors[i]);
            }
            return density;
        }
    }
}
