using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests;

/// <summary>Coverage and error of quantile effects by simulation, with binomial bounds of four standard errors.</summary>
[Trait("Kind", "Simulation")]
public sealed class QuantileCoverageTests
{
    [Theory]
    [InlineData("normal", 0.5, 50)]
    [InlineData("lognormal", 0.5, 50)]
    [InlineData("lognormal", 0.9, 50)]
    [InlineData("zero-inflated", 0.9, 50)]
    [InlineData("normal", 0.5, 5000)]
    [InlineData("lognormal", 0.9, 5000)]
    [InlineData("zero-inflated", 0.9, 5000)]
    [InlineData("lognormal", 0.99, 5000)]
    [InlineData("normal", 0.9, 400)]
    [InlineData("lognormal", 0.5, 400)]
    [InlineData("lognormal", 0.9, 100)]
    [InlineData("lognormal", 0.99, 2000)]
    [InlineData("counts", 0.5, 400)]
    [InlineData("counts", 0.9, 400)]
    public void IntervalsCoverAndTestsKeepTheirLevel(string shape, double q, int n)
    {
        int replicates = Simulations.Count(Math.Clamp(60_000 / n, 100, 400));
        RandomStream random = new(11, $"quantile-{shape}");
        int covered = 0, rejected = 0, liftCovered = 0;
        double[] control = new double[n], treatment = new double[n];
        for (int r = 0; r < replicates; r++)
        {
            for (int i = 0; i < n; i++)
                (control[i], treatment[i]) = (Draw(random, shape), 1.5 * Draw(random, shape));
            QuantileArm arm = QuantileArm.Of(control, q);
            double truth = Truth(shape, q);
            Effect effect = new QuantileComparison(arm, QuantileArm.Of(treatment, q)).Effect(new());
            covered += effect.Interval.Contains(0.5 * truth) ? 1 : 0;
            liftCovered += effect.Relative.Contains(0.5) ? 1 : 0;
            Effect none = new QuantileComparison(arm, QuantileArm.Of(Array.ConvertAll(treatment, value => value / 1.5), q)).Effect(new());
            rejected += none.PValue < 0.05 ? 1 : 0;
        }
        Promises promises = new($"{shape} {n}", replicates);
        promises.Keep($"quantile {q}, interval without the truth", replicates - covered, 0, 0.055);
        promises.Keep($"quantile {q}, set without the lift", replicates - liftCovered, 0, 0.055);
        promises.Keep($"quantile {q}, error", rejected, 0, 0.055);
        promises.AssertKept();
    }

    [Theory]
    [InlineData(0.5, 60)]
    [InlineData(0.9, 200)]
    public void ClusteredRowsKeepTheLevel(double q, int users)
    {
        int replicates = Simulations.Count(100);
        RandomStream random = new(12, "quantile-clusters");
        int rejected = 0, naive = 0;
        for (int r = 0; r < replicates; r++)
        {
            (double[] values, int[] user) control = Views(random, users), treatment = Views(random, users);
            Effect effect = new QuantileComparison(
                QuantileArm.Of(control.values, control.user, q), QuantileArm.Of(treatment.values, treatment.user, q)).Effect(new());
            rejected += effect.PValue < 0.05 ? 1 : 0;
            naive += new QuantileComparison(QuantileArm.Of(control.values, q), QuantileArm.Of(treatment.values, q)).Effect(new()).PValue < 0.05 ? 1 : 0;
        }
        Promises promises = new($"lognormal views of {users} users", replicates);
        promises.Keep($"quantile {q}, clustered, error", rejected, 0, 0.055);
        promises.Keep($"quantile {q}, rows as if independent, error", naive, 0.12, 1);
        promises.AssertKept();
        Assert.True(naive > 2 * rejected && naive > 0.12 * replicates, $"rows as if independent reject {(double)naive / replicates:0.###}");
    }

    // Users with a level of their own and between 1 and 20 views.
    private static (double[] Values, int[] Users) Views(RandomStream random, int users)
    {
        List<double> values = [];
        List<int> user = [];
        for (int u = 0; u < users; u++)
        {
            double level = random.NextNormal();
            for (long view = random.NextInteger(20); view >= 0; view--)
            {
                values.Add(Math.Exp(level + 0.7 * random.NextNormal()));
                user.Add(u);
            }
        }
        return ([.. values], [.. user]);
    }

    private static double Draw(RandomStream random, string shape) => shape switch
    {
        "normal" => 10 + random.NextNormal(),
        "lognormal" => Math.Exp(random.NextNormal()),
        "zero-inflated" => random.NextDouble() < 0.7 ? 0 : Math.Exp(random.NextNormal()),
        _ => Math.Floor(4 * random.NextExponential()),
    };

    private static double Truth(string shape, double q) => shape switch
    {
        "normal" => 10 + Normal.Quantile(q),
        "lognormal" => Math.Exp(Normal.Quantile(q)),
        "zero-inflated" => Math.Exp(Normal.Quantile((q - 0.7) / 0.3)),
        _ => Math.Floor(-4 * Math.Log(1 - q)),
    };
}
