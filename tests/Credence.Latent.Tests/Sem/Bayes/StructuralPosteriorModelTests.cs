using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;
using Xunit;

namespace Credence.Latent.Tests;

public sealed class StructuralPosteriorModelTests
{
    public static TheoryData<string> Models => new("marker", "unit", "job", "block", "cycle", "means", "groups", "exogenous", "bounds", "priors", "variance", "missing");

    [Theory]
    [MemberData(nameof(Models))]
    public void TheGradientAgreesWithFiniteDifferences(string name)
    {
        StructuralPosteriorModel model = Model(name);
        ILogDensity density = model.Bind();
        double[] position = new double[density.Dimension];
        RandomStream random = new(3, name);
        for (int repetition = 0; repetition < 3; repetition++)
        {
            random.FillNormal(position);
            GradientCheck check = GradientCheck.Run(density.Evaluate, position, 1e-3);
            Assert.True(check.LargestError < 2e-6, $"{name}: {check}");
        }
    }

    // The mode is that by logarithms of standard deviations, a little above that by the deviations themselves.
    [Theory]
    [InlineData("job")]
    [InlineData("block")]
    [InlineData("groups")]
    [InlineData("exogenous")]
    public void AtTheModeTheDensityIsAboutStandardNormal(string name)
    {
        StructuralPosteriorModel model = Model(name);
        ILogDensity density = model.Bind();
        double[] position = new double[density.Dimension], gradient = new double[position.Length], moved = new double[position.Length];
        Assert.Equal(model.LogDensityOfMode, density.Evaluate(position, gradient), 1e-9);
        Assert.All(gradient, slope => Assert.InRange(slope, -0.7, 0.7));
        for (int i = 0; i < position.Length; i++)
        {
            position[i] = 1e-3;
            density.Evaluate(position, moved);
            position[i] = 0;
            Assert.InRange(moved[i] - gradient[i], -1.05e-3, -0.6e-3);
        }
    }

    [Fact]
    public void AnEvaluationAllocatesNothing()
    {
        foreach (string name in (string[])["job", "block", "groups", "means", "missing"])
        {
            ILogDensity density = Model(name).Bind();
            double[] position = new double[density.Dimension], gradient = new double[position.Length];
            density.Evaluate(position, gradient);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
                density.Evaluate(position, gradient);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Theory]
    [InlineData("marker")]
    [InlineData("means")]
    [InlineData("groups")]
    [InlineData("missing")]
    public void TheLikelihoodOfMomentsIsThatOfTheRows(string name)
    {
        StructuralPosteriorModel model = Model(name);
        double[] position = new double[model.Bind().Dimension], values = new double[model.Parameters.Count];
        RandomStream random = new(8, "rows");
        double? shift = null;
        for (int repetition = 0; repetition < 4; repetition++)
        {
            random.FillNormal(position);
            model.Constrain(position, values);
            double[] pointwise = new double[model.Casewise!.Observations];
            model.Casewise.LogLikelihood(values, pointwise);
            double byMoments = 0;
            for (int group = 0; group < model.Samples.Count; group++)
            {
                SemMoments implied = model.Implied(values, group);
                int p = model.Table.Observed.Count;
                byMoments += model.Samples[group].Likelihood(model.Table.MeanStructure).Evaluate(implied.Mean, implied.Covariance, new double[p], new double[p * p]);
                // One row less of log|Σ| where the mean is integrated out.
                if (!model.Table.MeanStructure)
                    byMoments -= 0.5 * LogDeterminant(implied.Covariance, p);
            }
            // Without means the two differ by the integral over them, a constant.
            double difference = pointwise.Sum() - byMoments;
            Assert.Equal(model.Table.MeanStructure ? 0 : shift ?? difference, difference, 1e-8 * Math.Abs(byMoments));
            shift = difference;
        }
    }

    [Fact]
    public void RowsCountGivenTheirExogenousVariables()
    {
        StructuralPosteriorModel model = Model("exogenous");
        double[] values = new double[model.Parameters.Count], pointwise = new double[model.Casewise!.Observations];
        model.Constrain(new double[model.Bind().Dimension], values);
        model.Casewise.LogLikelihood(values, pointwise);
        SemMoments implied = model.Implied(values, 0);
        // At the moments of the data the squared distances of x and w sum to two for each row.
        double[] x = [implied.Covariance[10], implied.Covariance[14], implied.Covariance[14], implied.Covariance[15]];
        double n = pointwise.Length, held = -0.5 * n * ((2 * Math.Log(2 * Math.PI)) + LogDeterminant(x, 2) + 2), joint = 0;
        double[] factor = new double[16], row = new double[4];
        Assert.True(Cholesky.TryFactor(implied.Covariance, 4, factor, out _));
        for (int i = 0; i < pointwise.Length; i++)
        {
            for (int j = 0; j < 4; j++)
                row[j] = model.Samples[0].Rows.Span[(i * 4) + j] - model.Samples[0].Mean(j);
            joint -= 0.5 * ((4 * Math.Log(2 * Math.PI)) + Cholesky.LogDeterminant(factor, 4) + Cholesky.InverseQuadraticForm(factor, 4, row));
        }
        Assert.Equal(joint - held, pointwise.Sum(), 1e-8 * Math.Abs(joint));
    }

    [Fact]
    public void DirectionsAreThoseOfTheModeWhereOnlySignsDecide()
    {
        StructuralPosteriorModel model = Model("unit");
        int d = model.Bind().Dimension;
        double[] position = new double[d], values = new double[model.Parameters.Count], loadings = new double[3];
        RandomStream random = new(1, "turn");
        Assert.True(model.Mode[model.Parameters.IndexOf("f=~x1")] > 0);
        for (int repetition = 0; repetition < 200; repetition++)
        {
            random.FillNormal(position);
            for (int i = 0; i < d; i++)
                position[i] *= 30;
            model.Constrain(position, values);
            double agreement = Enumerable.Range(1, 3).Sum(i => values[model.Parameters.IndexOf($"f=~x{i}")] * model.Mode[model.Parameters.IndexOf($"f=~x{i}")] / model.Samples[0].Covariance(i - 1, i - 1));
            Assert.True(agreement > 0);
        }
    }

    [Fact]
    public void FixedParametersAreReportedAsConstants()
    {
        StructuralPosteriorModel model = Model("marker");
        Draws draws = NutsSampler.Sample(model, new SamplingOptions { Chains = 2, Warmup = 200, Draws = 200 });
        PosteriorSummary summary = PosteriorSummary.Of(draws);
        Assert.True(summary["f=~x1"].IsConstant);
        Assert.Equal(1, summary["f=~x1"].Mean);
        Assert.False(summary["f=~x2"].IsConstant);
        Assert.Contains("f~~f", model.Parameters.ElementNames);
    }

    [Fact]
    public void PriorsArePrintedWithTheirSource()
    {
        StructuralPosteriorModel model = Model("priors");
        Assert.Equal(new SemPriorStatement("f=~x2", "value", "normal(0, 1)", "text"), model.Priors.Single(own => own.Parameter == "f=~x2"));
        Assert.Equal(new SemPriorStatement("f=~x3", "value", "normal(0, 10)", "stated"), model.Priors.Single(own => own.Parameter == "f=~x3"));
        Assert.Equal(new SemPriorStatement("x1~~x1", "sd", "gamma(1, 0.5)", "text"), model.Priors.Single(own => own.Parameter == "x1~~x1"));
        Assert.Equal(new SemPriorStatement("x2~~x2", "variance", "inverse-gamma(3, 1)", "text"), model.Priors.Single(own => own.Parameter == "x2~~x2"));
        SemPriorStatement other = model.Priors.Single(own => own.Parameter == "x3~~x3");
        Assert.Equal(("sd", "default"), (other.Of, other.Source));
        Assert.StartsWith("half-student-t(3, ", other.Prior, StringComparison.Ordinal);
    }

    [Fact]
    public void PriorsThatDoNotFitAreRefused()
    {
        Assert.Contains("'loading'", Assert.Throws<InputException>(() => SemPriors.Default.With("loadin=normal(0,1)")).Message, StringComparison.Ordinal);
        Assert.Contains("correlations", Assert.Throws<InputException>(() => SemPriors.Default.With("loading=lkj(1)")).Message, StringComparison.Ordinal);
        Assert.Contains("article", Assert.Throws<InputException>(() => SemPriors.Named("artikel")).Message, StringComparison.Ordinal);
        TableBuilder table = TableBuilder.OneFactor(true).Add("x1~~x2", prior: "normal(0, 1)[sd]");
        Assert.Contains("[sd]", Assert.Throws<InputException>(() => new StructuralPosteriorModel(table.Build(), [Sample(3, 1)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CovariancesOfHeldVariancesAreRefused()
    {
        ParameterTable table = new TableBuilder(["x1", "x2", "x3"], ["f"]).Add("f=~x1", 1).Free("f=~x2 f=~x3 f~~f x2~~x2 x3~~x3 x1~~x2").Add("x1~~x1", 0).Build();
        Assert.Contains("variance of x1 is held at 0", Assert.Throws<InputException>(() => new StructuralPosteriorModel(table, [Sample(3, 1)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheModelDescribesItself()
    {
        ModelGraph graph = Model("job").Graph;
        Assert.Equal(["loading", "regression", "variance", "lv-variance", "covariance", "latent", "row"], graph.Nodes.Select(node => node.Name));
        Assert.Equal(["loading", "latent", "row"], Model("unit").Graph.Nodes.Select(node => node.Name).Where(name => name != "variance"));
    }

    internal static StructuralPosteriorModel Model(string name)
    {
        string[] three = ["x1", "x2", "x3"], six = ["x1", "x2", "x3", "x4", "x5", "x6"];
        switch (name)
        {
            case "marker":
                return new StructuralPosteriorModel(TableBuilder.OneFactor(true).Build(), [Sample(3, 1)]);
            case "unit":
                return new StructuralPosteriorModel(TableBuilder.OneFactor(false).Build(), [Sample(3, 1)]);
            case "job":
                return new StructuralPosteriorModel(TableBuilder.Job().Build(), [Sample(12, 2, TableBuilder.Job().Build().Observed)], SemPriors.Article);
            case "block":
                TableBuilder block = new(["x1", "x2", "x3", "x4", "x5", "x6"], ["f", "g", "h"]);
                foreach ((string factor, int i) in new[] { ("f", 1), ("g", 3), ("h", 5) })
                    block.Add($"{factor}=~x{i}", 1).Free($"{factor}=~x{i + 1}");
                return new StructuralPosteriorModel(block.Variances(["f", "g", "h", .. six]).Free("f~~g f~~h g~~h").Build(), [Sample(6, 3)]);
            case "cycle":
                TableBuilder cycle = new(six, ["f"]);
                foreach (string indicator in six)
                    cycle.Free($"f=~{indicator}");
                return new StructuralPosteriorModel(cycle.Add("f~~f", 1).Variances(six).Free("x1~~x2 x2~~x3 x3~~x4").Add("x5~~x6", label: "c").Build(), [Sample(6, 3)]);
            case "means":
                return new StructuralPosteriorModel(TableBuilder.OneFactor(true).Free("x1~1 x2~1 x3~1").Add("f~1", 0).Build(), [Sample(3, 4, shift: 5)]);
            case "missing":
                return new StructuralPosteriorModel(TableBuilder.OneFactor(true).Free("x1~1 x2~1 x3~1").Add("f~1", 0).Build(), [Missing(Sample(3, 4, shift: 5))]);
            case "groups":
                TableBuilder groups = new(three, ["f"], "A", "B");
                for (int g = 0; g < 2; g++)
                {
                    groups.Add("f=~x1", 1, g).Add("f=~x2", group: g, label: "l2").Add("f=~x3", group: g, label: "l3").Variances(three, g).Free("f~~f", g);
                    groups.Add("x1~1", group: g, label: "i1").Add("x2~1", group: g, label: "i2").Add("x3~1", group: g, label: "i3");
                    groups.Add("f~1", g == 0 ? 0 : double.NaN, g).Add("x1~~x2", group: g, label: "c");
                }
                return new StructuralPosteriorModel(groups.Build(), [Sample(3, 5), Sample(3, 6, shift: 0.5)]);
            case "exogenous":
                return new StructuralPosteriorModel(
                    new TableBuilder(["y", "m", "x", "w"], []).Free("y~m y~x m~x m~w y~~y m~~m").Add("x~~x", fromData: true).Add("w~~w", fromData: true).Add("x~~w", fromData: true).Build(),
                    [Sample(4, 7, ["y", "m", "x", "w"])]);
            case "bounds":
                return new StructuralPosteriorModel(
                    new TableBuilder(three, ["f"]).Add("f=~x1", lower: 0).Add("f=~x2", lower: 0, upper: 3).Add("f=~x3", upper: 4).Add("f~~f", 1)
                        .Add("x1~~x1", lower: 0.1).Add("x2~~x2", upper: 9).Add("x3~~x3").Build(), [Sample(3, 1)]);
            case "priors":
                return new StructuralPosteriorModel(
                    new TableBuilder(three, ["f"]).Add("f=~x1", 1).Add("f=~x2", prior: "normal(0,1)").Free("f=~x3 f~~f").Add("x1~~x1", prior: "gamma(1,.5)[sd]")
                        .Add("x2~~x2", prior: "inverse-gamma(3,1)[var]").Free("x3~~x3").Add("x1~~x2", prior: "beta(3,3)").Build(),
                    [Sample(3, 1)], SemPriors.Default.With("loading=normal(0,10)"));
            default:
                TableBuilder variance = new(six, ["f", "g"]);
                variance.Add("f=~x1", 1).Free("f=~x2 f=~x3").Add("g=~x4", 1).Free("g=~x5 g=~x6");
                return new StructuralPosteriorModel(variance.Variances([.. six, "f", "g"]).Add("f~~g", prior: "normal(0,0.5)").Build(), [Sample(6, 3)],
                    SemPriors.Default.With("lv-variance=inverse-gamma(3,1)").With("variance=gamma(2,2)"));
        }
    }

    /// <summary>Rows in which all variables share a factor, with a second one for the later half.</summary>
    internal static StructuralSample Sample(int p, ulong seed, IReadOnlyList<string>? names = null, double shift = 0, int n = 120)
    {
        RandomStream random = new(seed, "sample");
        double[] rows = new double[n * p];
        for (int i = 0; i < n; i++)
        {
            double first = random.NextNormal(), second = (0.4 * first) + random.NextNormal();
            for (int j = 0; j < p; j++)
                rows[(i * p) + j] = shift + ((0.8 + (0.1 * (j % 3))) * (2 * j < p ? first : second)) + ((0.6 + (0.1 * (j % 2))) * random.NextNormal());
        }
        return StructuralSample.OfRows(names ?? [.. Enumerable.Range(1, p).Select(i => $"x{i}")], rows);
    }

    /// <summary>The same rows with every third cell of every other variable missing.</summary>
    internal static StructuralSample Missing(StructuralSample sample)
    {
        double[] rows = [.. sample.Rows.Span];
        for (int i = 0; i < rows.Length; i++)
        {
            if (i % sample.Variables.Count % 2 == 0 && i / sample.Variables.Count % 3 == i % sample.Variables.Count / 2)
                rows[i] = double.NaN;
        }
        return StructuralSample.OfRows(sample.Variables, rows);
    }

    private static double LogDeterminant(ReadOnlySpan<double> covariance, int p)
    {
        double[] factor = new double[p * p];
        Assert.True(Cholesky.TryFactor(covariance, p, factor, out _));
        return Cholesky.LogDeterminant(factor, p);
    }
}
