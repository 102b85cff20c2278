using Credence.Bayes;
using Credence.Numerics;
using Xunit;

namespace Credence.Latent.Tests;

public sealed class LatentScoresTests
{
    private const int Rows = 20_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ScoresAreTheRegressionOfSimulatedLatentVariables(bool missing)
    {
        (StructuralPosteriorModel model, double[] latent, double[] truth) = Simulated(missing);
        LatentScores scores = new(model);
        Assert.Equal(["f", "g"], scores.Variables);
        double[] means = new double[Rows * 2], variances = new double[Rows * 2], drawn = new double[Rows * 2];
        scores.Moments(truth, means, variances);
        scores.Draw(truth, new RandomStream(2, "scores"), drawn);
        for (int k = 0; k < 2; k++)
        {
            double bias = 0, own = 0, drawnShare = 0, cross = 0, product = 0;
            for (int row = 0; row < Rows; row++)
            {
                int at = (row * 2) + k;
                double error = latent[at] - means[at], noise = drawn[at] - means[at];
                bias += error / Rows;
                own += error * error / variances[at] / Rows;
                drawnShare += noise * noise / variances[at] / Rows;
                cross += error * means[at] / Rows;
                product += noise * (drawn[(row * 2) + 1 - k] - means[(row * 2) + 1 - k]) / Rows
                    - ((latent[at] - means[at]) * (latent[(row * 2) + 1 - k] - means[(row * 2) + 1 - k]) / Rows);
            }
            Assert.InRange(bias, -0.02, 0.02);
            Assert.InRange(own, 0.96, 1.04);
            Assert.InRange(drawnShare, 0.96, 1.04);
            Assert.InRange(cross, -0.02, 0.02);
            Assert.InRange(product, -0.02, 0.02);
        }
    }

    [Fact]
    public void ObservedVariablesWithoutErrorDoNotBreakScores()
    {
        // The outcome y is observed; its conditional variance is 0, that of the factor is not.
        ParameterTable table = new TableBuilder(["x1", "x2", "x3", "y"], ["f"]).Add("f=~x1", 1).Free("f=~x2 f=~x3 y~f f~~f x1~~x1 x2~~x2 x3~~x3 y~~y").Build();
        StructuralPosteriorModel model = new(table, [StructuralPosteriorModelTests.Sample(4, 9, ["x1", "x2", "x3", "y"])]);
        LatentScores scores = new(model);
        Draws draws = NutsSampler.Sample(model, new SamplingOptions { Chains = 1, Warmup = 200, Draws = 100 });
        (double[] means, double[] deviations) = scores.Summarize(draws, 50);
        Assert.Equal(120, means.Length);
        Assert.All(deviations, sd => Assert.InRange(sd, 0.01, 2));
        Assert.InRange(means.Average(), -0.2, 0.2);
    }

    [Fact]
    public void EffectsAndStandardisedParametersFollowFromTheDraw()
    {
        StructuralPosteriorModel model = StructuralPosteriorModelTests.Model("exogenous");
        StructuralQuantities quantities = new(model);
        double[] values = [.. model.Mode], derived = new double[quantities.Layout.Count];
        quantities.Fill(values, derived);
        double Value(string name) => values[model.Parameters.IndexOf(name)];
        double Derived(string name) => derived[quantities.Layout.IndexOf(name)];
        Assert.Equal(Value("m~x") * Value("y~m"), Derived("indirect[x->y]"), 1e-12);
        Assert.Equal(Value("y~x") + (Value("m~x") * Value("y~m")), Derived("total[x->y]"), 1e-12);
        Assert.Equal(Value("y~x"), Derived("direct[x->y]"), 1e-12);
        Assert.Equal(-1, quantities.Layout.IndexOf("direct[w->y]"));
        Assert.Equal(-1, quantities.Layout.IndexOf("total[y->x]"));
        Assert.Equal(5, quantities.Effects.Count);
        double x = Value("x~~x"), w = Value("w~~w"), xw = Value("x~~w"), a = Value("m~x"), b = Value("m~w");
        double m = (a * a * x) + (b * b * w) + (2 * a * b * xw) + Value("m~~m");
        Assert.Equal(a * Math.Sqrt(x / m), Derived("standardized[m~x]"), 1e-12);
        Assert.Equal(1 - (Value("m~~m") / m), Derived("r2[m]"), 1e-12);
        Assert.Equal(xw / Math.Sqrt(x * w), Derived("standardized[x~~w]"), 1e-12);
    }

    private static (StructuralPosteriorModel Model, double[] Latent, double[] Truth) Simulated(bool missing)
    {
        TableBuilder table = new(["x1", "x2", "x3", "x4", "x5", "x6"], ["f", "g"]);
        table.Add("f=~x1", 1).Free("f=~x2 f=~x3").Add("g=~x4", 1).Free("g=~x5 g=~x6 g~f f~~f g~~g").Variances(["x1", "x2", "x3", "x4", "x5", "x6"]);
        foreach (int i in (int[])[1, 2, 3, 4, 5, 6])
            table.Free($"x{i}~1");
        double[] loadings = [1, 0.8, 1.2, 1, 0.7, 1.1], latent = new double[Rows * 2], rows = new double[Rows * 6];
        RandomStream random = new(6, "latent");
        for (int row = 0; row < Rows; row++)
        {
            double f = latent[row * 2] = 0.9 * random.NextNormal(), g = latent[(row * 2) + 1] = (0.5 * f) + (0.6 * random.NextNormal());
            for (int i = 0; i < 6; i++)
                rows[(row * 6) + i] = 3 + (loadings[i] * (i < 3 ? f : g)) + (0.5 * random.NextNormal());
            if (missing && row % 3 > 0)
                rows[(row * 6) + (row % 6)] = rows[(row * 6) + ((row + 2) % 6)] = double.NaN;
        }
        StructuralPosteriorModel model = new(table.Build(), [StructuralSample.OfRows(["x1", "x2", "x3", "x4", "x5", "x6"], rows)]);
        double[] truth = new double[model.Parameters.Count];
        void Set(string name, double value) => truth[model.Parameters.IndexOf(name)] = value;
        for (int i = 1; i <= 6; i++)
        {
            Set($"{(i < 4 ? "f" : "g")}=~x{i}", loadings[i - 1]);
            Set($"x{i}~~x{i}", 0.25);
            Set($"x{i}~1", 3);
        }
        Set("g~f", 0.5);
        Set("f~~f", 0.81);
        Set("g~~g", 0.36);
        return (model, latent, truth);
    }
}
