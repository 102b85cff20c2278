using System.Text.Json.Nodes;
using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests.Posteriors;

/// <summary>Regressions against published draws, finite differences and simulation.</summary>
public sealed class FormulaModelTests
{
    public static TheoryData<RegressionFamily, string> Models => new()
    {
        { RegressionFamily.Normal, "y ~ group*x" },
        { RegressionFamily.Normal, "y ~ 0 + group" },
        { RegressionFamily.Normal, "y ~ group + x + (1|city) + (1|day)" },
        { RegressionFamily.Normal, "y ~ group + x + (1|day)" },
        { RegressionFamily.Logistic, "bought ~ group*x" },
        { RegressionFamily.Logistic, "bought ~ group + (1|city)" },
        { RegressionFamily.Poisson, "orders ~ group + x + (1|city)" },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void GradientsAgreeWithFiniteDifferences(RegressionFamily family, string formula) => Gradients.Agree(Model(family, formula));

    [Theory]
    [InlineData(RegressionFamily.Normal, "y ~ group*x")]
    [InlineData(RegressionFamily.Normal, "y ~ group + x + (1|city) + (1|day)")]
    [InlineData(RegressionFamily.Logistic, "bought ~ group + (1|city)")]
    [InlineData(RegressionFamily.Poisson, "orders ~ group + x + (1|city)")]
    public void TheDensityIsThePriorTimesTheProductOverRows(RegressionFamily family, string formula)
    {
        FormulaModel model = Model(family, formula);
        ILogDensity density = model.Bind();
        double[] values = new double[model.Parameters.Count], pointwise = new double[model.Observations], gradient = new double[density.Dimension];
        double? constant = null;
        RandomStream random = new(8, "positions");
        int shared = model.Priors.Count(prior => !prior.Parameter.StartsWith("sd[", StringComparison.Ordinal)), groupings = model.Priors.Count - shared;
        for (int trial = 0; trial < 10; trial++)
        {
            double[] position = [.. Enumerable.Range(0, density.Dimension).Select(_ => random.NextNormal())];
            double log = density.Evaluate(position, gradient);
            model.Constrain(position, values);
            model.LogLikelihood(values, pointwise);
            for (int i = 0; i < pointwise.Length; i++)
                log -= model.Weights[i] * pointwise[i];
            for (int k = 0; k < model.Priors.Count; k++)
            {
                // Columns that do not sum to 0 are centred away from the intercept: its prior is of their mean.
                double value = values[k] + (model.Priors[k].Parameter == "Intercept" ? Shift(model, formula, values) : 0);
                log -= model.Priors[k].Distribution.LogDensity(value) + (model.Priors[k].Parameter.StartsWith('s') ? Math.Log(value) : 0);
            }
            for (int i = shared + groupings; i < position.Length; i++)
                log += 0.5 * position[i] * position[i];
            constant ??= log;
            Assert.Equal(constant.Value, log, 1e-6);
        }
    }

    [Fact]
    public void InterceptsIntegratedOutHaveTheJointDensityLessTheirOwn()
    {
        // p(y, u | θ) / p(u | y, θ) = p(y | θ): the density of the integrated model, whatever u.
        FormulaModel model = Model(RegressionFamily.Normal, "y ~ x + (1|city)");
        ILogDensity density = model.Bind();
        double[] values = new double[model.Parameters.Count], pointwise = new double[model.Observations], gradient = new double[density.Dimension];
        RegressionDesign design = RegressionDesign.Of(Formula.Parse("y ~ x + (1|city)"), Table(60));
        double[] counts = [.. Enumerable.Range(0, 3).Select(level => design.Patterns.Where(pattern => pattern.Groups[0] == level).Sum(pattern => pattern.Count))];
        double? constant = null;
        RandomStream random = new(8, "positions");
        for (int trial = 0; trial < 10; trial++)
        {
            double[] position = [.. Enumerable.Range(0, density.Dimension).Select(_ => random.NextNormal())];
            double log = density.Evaluate(position, gradient);
            model.Constrain(position, values);
            model.LogLikelihood(values, pointwise);
            double sigma = values[2], spread = values[3];
            log -= pointwise.Zip(model.Weights.ToArray(), (term, weight) => term * weight).Sum() + Math.Log(sigma) + Math.Log(spread);
            double[] shared = [values[0] + design.Means[1] * values[1], values[1], sigma, spread];
            for (int k = 0; k < 4; k++)
                log -= model.Priors[k].Distribution.LogDensity(shared[k]);
            for (int level = 0; level < 3; level++)
            {
                // Less the prior of the intercept, plus its normal density given the rest, whose own coordinate is part of the density.
                double deviation = sigma * spread / Math.Sqrt(sigma * sigma + counts[level] * spread * spread);
                log -= NormalOutcomes.LogDensity(values[4 + level], 0, spread) + Math.Log(deviation);
            }
            constant ??= log;
            Assert.Equal(constant.Value, log, 1e-6);
        }
    }

    [Fact]
    public void ScoresOfChildrenAgreeWithReferenceDraws() => AgreesWithReference(
        "pdb_kidiq-kidscore_momhsiq.json", "pdb_kidiq.json", "kid_score ~ mom_hs + mom_iq", [], "half-cauchy(2.5)");

    [Fact]
    public void PartyIdentificationAgreesWithReferenceDraws() => AgreesWithReference(
        "pdb_nes1976-nes.json", "pdb_nes1976.json", "partyid7 ~ real_ideo + race_adj + age_discrete + educ1 + gender + income", ["age_discrete"], "uniform(0, 1000)");

    [Fact]
    public void EarningsWithAnInteractionAgreeWithReferenceDraws() => AgreesWithReference(
        "pdb_earnings-logearn_interaction.json", "pdb_earnings.json", "logearn ~ height*male", [], "uniform(0, 1000)");

    [Fact]
    public void GroupsBorrowFromEachOther()
    {
        PosteriorSummary summary = PosteriorSummary.Of(NutsSampler.Sample(Model(RegressionFamily.Normal, "y ~ group + (1|city)"), new SamplingOptions { Warmup = 500, Draws = 1000 }));
        Assert.All(summary.Elements, element => Assert.True(element.RHat < 1.02, element.Name));
        // The effect of city by which the rows were made is 1 for Q against −1 for P.
        Assert.InRange(summary["r_city[Q]"].Mean - summary["r_city[P]"].Mean, 1, 3);
        Assert.InRange(summary["b[groupB]"].Mean, 0.2, 1.8);
    }

    [Theory]
    [Trait("Kind", "Calibration")]
    [InlineData(RegressionFamily.Normal, "y ~ group*x", "Intercept=normal(0, 2)", "b=normal(0, 1)", "sigma=half-normal(1)")]
    [InlineData(RegressionFamily.Normal, "y ~ x + (1|city)", "Intercept=normal(0, 2)", "b=normal(0, 1)", "sigma=half-normal(1)", "sd=half-normal(1)")]
    [InlineData(RegressionFamily.Logistic, "bought ~ group + (1|city)", "Intercept=normal(0, 1)", "b=normal(0, 1)", "sd=half-normal(0.5)")]
    [InlineData(RegressionFamily.Poisson, "orders ~ group + x", "Intercept=normal(0, 1)", "b=normal(0, 0.5)")]
    public void RanksOfTheTruthAreUniform(RegressionFamily family, string formula, params string[] priors)
    {
        Dictionary<string, Prior> stated = priors.ToDictionary(prior => prior[..prior.IndexOf('=')], prior => Prior.Parse(prior[(prior.IndexOf('=') + 1)..]));
        FormulaModel model = new(Formula.Parse(formula), Table(40), family, stated);
        Calibration calibration = SimulationBasedCalibration.Run((random, _) =>
        {
            (double[] truth, FormulaModel given) = model.Resimulate(random);
            return new SimulationBasedCalibration.Simulation(given, truth);
        }, new CalibrationOptions { Simulations = Simulations.Count(200), Sampling = new SamplingOptions { Chains = 1, Warmup = 300, Draws = 400 } });
        Simulations.Write("calibration", $"{family} {formula}", FormattableString.Invariant($"p = {calibration.Worst.PValue:G3} ({calibration.Worst.Name})"), "inside 99% bands");
        Assert.True(calibration.Inside, $"{calibration.Worst.Name} strays by {calibration.Worst.LargestExcess}, p = {calibration.Worst.PValue}");
    }

    [Fact]
    public void TheGraphNamesTermsAndGroupings()
    {
        ModelGraph graph = new FormulaModel(Formula.Parse("y ~ group*x + (1|city)"), Table(30), RegressionFamily.Normal).Graph;
        Assert.Equal("normal(1 + group + x + group:x + (1|city), sigma)", graph.Nodes.Single(node => node.Kind == ModelNodeKind.Observed).Distribution);
        Assert.Contains(graph.Edges, edge => edge is { From: "sd", To: "r_city" });
        Assert.Equal(30, graph.Plates[0].Size);
    }

    [Theory]
    [InlineData(RegressionFamily.Logistic, "y ~ x", "other than 0 and 1")]
    [InlineData(RegressionFamily.Poisson, "y ~ x", "not whole")]
    [InlineData(RegressionFamily.Normal, "double ~ x", "determines 'double' exactly")]
    public void ResponsesThatCannotBeAreRefused(RegressionFamily family, string formula, string message)
    {
        RegressionColumn[] table = Table(30);
        RegressionColumn[] more = [.. table, RegressionColumn.Numeric("double", [.. table[1].Values.Select(x => 2 * x)])];
        Assert.Contains(message, Assert.Throws<InputException>(() => new FormulaModel(Formula.Parse(formula), more, family)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PriorsAreOfNamedParameters()
    {
        FormulaModel model = new(Formula.Parse("y ~ group*x + (1|city)"), Table(30), RegressionFamily.Normal,
            SegmentModelTests.Priors(("b", "normal(0, 1)"), ("b[x]", "normal(0, 2)"), ("sd[city]", "half-normal(3)")));
        Assert.Equal(
            ["b[groupB] ~ normal(0, 1)", "b[x] ~ normal(0, 2)", "b[groupB:x] ~ normal(0, 1)", "sd[city] ~ half-normal(3)"],
            model.Priors.Where(prior => prior.IsStated).Select(prior => prior.ToString()));
        Assert.Contains("b[groupB]", Assert.Throws<InputException>(() => new FormulaModel(Formula.Parse("y ~ group"), Table(30), RegressionFamily.Normal,
            SegmentModelTests.Priors(("b[grupB]", "normal(0, 1)")))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AsManyReplicatesAsRowsFollowTheRows()
    {
        FormulaModel model = Model(RegressionFamily.Poisson, "orders ~ group + x");
        double[] values = [1, 0.5, 0.2], replicate = new double[60];
        double sum = 0;
        RandomStream random = new(2, "replicates");
        for (int i = 0; i < 500; i++)
        {
            model.Simulate(values, 0, random, replicate);
            sum += replicate.Average();
        }
        double expected = Table(60)[1].Values.Select((x, i) => Math.Exp(1 + 0.5 * (i % 2) + 0.2 * x)).Average();
        Assert.Equal(expected, sum / 500, 0.05);
    }

    private static FormulaModel Model(RegressionFamily family, string formula) => new(Formula.Parse(formula), Table(60), family);

    private static RegressionColumn[] Table(int rows)
    {
        RandomStream random = new(77, "table");
        double[] x = [.. Enumerable.Range(0, rows).Select(_ => Math.Round(2 * random.NextNormal()) / 2)];
        int[] city = [.. Enumerable.Range(0, rows).Select(i => i / 2 % 3)];
        double[] y = [.. Enumerable.Range(0, rows).Select(i => 2 + (i % 2) + 0.5 * x[i] + (city[i] == 0 ? -1 : city[i] == 1 ? 1 : 0) + 0.5 * random.NextNormal())];
        return
        [
            RegressionColumn.Numeric("y", y),
            RegressionColumn.Numeric("x", x),
            RegressionColumn.Categorical("group", [.. Enumerable.Range(0, rows).Select(i => i % 2 == 0 ? "A" : "B")]),
            RegressionColumn.Categorical("city", [.. city.Select(c => c == 0 ? "P" : c == 1 ? "Q" : "R")]),
            RegressionColumn.Numeric("day", [.. Enumerable.Range(0, rows).Select(i => (double)(i / 7 % 4))]),
            RegressionColumn.Numeric("bought", [.. y.Select(value => value > 2.5 ? 1.0 : 0)]),
            RegressionColumn.Numeric("orders", [.. y.Select(value => Math.Max(0, Math.Round(value)))]),
        ];
    }

    // Σ mean of column × coefficient, which the prior of the intercept adds.
    private static double Shift(FormulaModel model, string formula, double[] values)
    {
        RegressionDesign design = RegressionDesign.Of(Formula.Parse(formula), Table(60));
        Assert.Equal(design.Coefficients, model.Parameters.Parameters[0].Dimensions[0].Labels);
        return design.Means.Select((mean, j) => j == 0 ? 0 : mean * values[j]).Sum();
    }

    private static void AgreesWithReference(string reference, string data, string formula, string[] categorical, string sigma)
    {
        JsonNode expected = Oracle.Read("bayes", reference)["parameters"]!;
        List<RegressionColumn> columns = [];
        foreach ((string name, JsonNode? values) in Oracle.Read("bayes", "data", data).AsObject())
        {
            if (values is not JsonArray array || array.Count < 400)
                continue;
            double[] numbers = [.. array.Select(Oracle.Number)];
            columns.Add(categorical.Contains(name) ? RegressionColumn.Categorical(name, [.. numbers.Select(x => $"{x}")]) : RegressionColumn.Numeric(name, numbers));
            if (name == "earn")
                columns.Add(RegressionColumn.Numeric("logearn", [.. numbers.Select(value => Math.Log(value))]));
        }
        FormulaModel model = new(Formula.Parse(formula), columns, RegressionFamily.Normal, SegmentModelTests.Priors(("Intercept", "normal(0, 1e6)"), ("b", "normal(0, 1e6)"), ("sigma", sigma)));
        Draws draws = NutsSampler.Sample(model, new SamplingOptions { Warmup = 500, Draws = 2000 });
        PosteriorSummary summary = PosteriorSummary.Of(draws);
        Assert.Equal(0, draws.Sampler!.Divergences);
        for (int k = 0; k < summary.Elements.Count; k++)
        {
            JsonNode known = expected[k < summary.Elements.Count - 1 ? $"beta[{k + 1}]" : "sigma"]!;
            ElementSummary actual = summary.Elements[k];
            double error = Math.Sqrt(Math.Pow(actual.McseMean, 2) + Math.Pow(Oracle.Number(known["mcse_mean"]), 2));
            Assert.True(Math.Abs(actual.Mean - Oracle.Number(known["mean"])) < 4 * error, $"{actual.Name}: {actual.Mean} against {known["mean"]}");
            error = Math.Sqrt(Math.Pow(actual.McseSd, 2) + Math.Pow(Oracle.Number(known["mcse_sd"]), 2));
            Assert.True(Math.Abs(actual.StandardDeviation - Oracle.Number(known["sd"])) < 5 * error, $"{actual.Name}: {actual.StandardDeviation} against {known["sd"]}");
        }
    }
}
