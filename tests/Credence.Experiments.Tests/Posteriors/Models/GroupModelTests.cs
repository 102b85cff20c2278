using System.Globalization;
using System.Text.Json.Nodes;
using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests.Posteriors;

/// <summary>Models of variants against exact posteriors and against themselves.</summary>
public sealed class GroupModelTests
{
    private static readonly double[] Revenue = [0, 0, 3.5, 12, 0, 7.25, 1.5, 40, 0, 5, 5, 9];
    private static readonly double[] MoreRevenue = [0, 6, 8, 15.5, 2, 30, 11, 0, 4, 13];
    private static readonly double[] Counts = [0, 0, 1, 3, 2, 2, 15, 0, 4, 1, 7, 40];
    private static readonly double[] MoreCounts = [2, 3, 3, 0, 8, 1, 1, 6, 5, 12];

    public static TheoryData<OutcomeLikelihood> Likelihoods => [.. Enum.GetValues<OutcomeLikelihood>()];

    [Theory]
    [MemberData(nameof(Likelihoods))]
    public void GradientsAgreeWithFiniteDifferences(OutcomeLikelihood likelihood) => Gradients.Agree(Model(likelihood));

    [Theory]
    [MemberData(nameof(Likelihoods))]
    public void CoordinatesAreNearlyStandardNormal(OutcomeLikelihood likelihood)
    {
        GroupModel model = Model(likelihood);
        ILogDensity density = model.Bind();
        double[] gradient = new double[density.Dimension], position = new double[density.Dimension];
        density.Evaluate(position, gradient);
        Assert.All(gradient, slope => Assert.True(Math.Abs(slope) < 0.01));
        for (int i = 0; i < position.Length; i++)
        {
            Array.Clear(position);
            position[i] = 0.1;
            density.Evaluate(position, gradient);
            Assert.InRange(gradient[i], -0.13, -0.07);
        }
    }

    [Theory]
    [MemberData(nameof(Likelihoods))]
    public void EvaluationAllocatesNothing(OutcomeLikelihood likelihood)
    {
        ILogDensity density = Model(likelihood).Bind();
        double[] gradient = new double[density.Dimension], position = new double[density.Dimension];
        density.Evaluate(position, gradient);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            density.Evaluate(position, gradient);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [MemberData(nameof(Likelihoods))]
    public void TheDensityIsThePriorTimesTheProductOverObservations(OutcomeLikelihood likelihood)
    {
        GroupModel model = Model(likelihood);
        ILogDensity density = model.Bind();
        int dimension = density.Dimension;
        double[] gradient = new double[dimension], values = new double[model.Parameters.Count], pointwise = new double[model.Observations];
        double? constant = null;
        RandomStream random = new(3, "positions");
        for (int trial = 0; trial < 10; trial++)
        {
            double[] position = [.. Enumerable.Range(0, dimension).Select(_ => random.NextNormal())];
            double log = density.Evaluate(position, gradient);
            model.Constrain(position, values);
            model.LogLikelihood(values, pointwise);
            for (int i = 0; i < pointwise.Length; i++)
                log -= model.Weights[i] * pointwise[i];
            for (int i = 0; i < dimension; i++)
            {
                int element = model.Parameters.IndexOf(model.CoordinateName(i));
                ParameterPrior prior = model.Priors.Single(prior => model.CoordinateName(i).StartsWith(prior.Parameter + "[", StringComparison.Ordinal));
                log -= prior.Distribution.LogDensity(values[element]);
            }
            log -= LogJacobian(model, position);
            constant ??= log;
            Assert.Equal(constant.Value, log, 1e-6);
        }
    }

    [Fact]
    public void TheConsumerSpendingStudyHasItsExactPosterior()
    {
        JsonNode exact = Oracle.Read("bayes", "ab_spending_exact.json");
        GroupModel model = Spending();
        Draws draws = NutsSampler.Sample(model, new SamplingOptions { Warmup = 500, Draws = 4000 });
        PosteriorSummary summary = PosteriorSummary.Of(draws);
        foreach ((string element, string name) in Names)
        {
            JsonNode expected = exact["posterior"]![name]!;
            ElementSummary actual = summary[element];
            Assert.True(Math.Abs(actual.Mean - Oracle.Number(expected["mean"])) < 4 * actual.McseMean, element);
            Assert.True(Math.Abs(actual.StandardDeviation - Oracle.Number(expected["sd"])) < 5 * actual.McseSd, element);
            double sd = Oracle.Number(expected["sd"]);
            Assert.Equal(Oracle.Number(expected["hdi94"]![0]), actual.Hdi.Lower, 0.1 * sd);
            Assert.Equal(Oracle.Number(expected["hdi94"]![1]), actual.Hdi.Upper, 0.1 * sd);
            Assert.True(actual.RHat < 1.01);
        }
        Assert.Equal(0, draws.Sampler!.Divergences);
        Assert.Empty(Convergence.Findings(draws, summary));
    }

    [Fact]
    public void TheConsumerSpendingStudyAgreesWithStan()
    {
        JsonNode stan = Oracle.Read("bayes", "ab_spending_rstan.json")["long_run"]!["summary"]!;
        PosteriorSummary summary = PosteriorSummary.Of(NutsSampler.Sample(Spending(), new SamplingOptions { Warmup = 500, Draws = 4000, Seed = 2 }));
        foreach ((string element, string name) in Names)
        {
            JsonNode expected = stan[name]!;
            ElementSummary actual = summary[element];
            double error = Math.Sqrt(Math.Pow(actual.McseMean, 2) + Math.Pow(Oracle.Number(expected["mcse_mean"]), 2));
            Assert.True(Math.Abs(actual.Mean - Oracle.Number(expected["mean"])) < 4 * error, element);
            error = Math.Sqrt(Math.Pow(actual.McseSd, 2) + Math.Pow(Oracle.Number(expected["mcse_sd"]), 2));
            Assert.True(Math.Abs(actual.StandardDeviation - Oracle.Number(expected["sd"])) < 5 * error, element);
        }
    }

    [Fact]
    public void BinaryOutcomesHaveTheBetaPosterior()
    {
        GroupModel model = Create(OutcomeLikelihood.Binomial, [OutcomeSummary.OfBinary("A", 0, 20), OutcomeSummary.OfBinary("B", 150, 1000)], ("mean", "beta(2, 3)"));
        PosteriorSummary summary = PosteriorSummary.Of(NutsSampler.Sample(model, new SamplingOptions { Warmup = 500, Draws = 2000 }));
        AgreeWith(Distribution.Beta(2, 23), summary["mean[A]"]);
        AgreeWith(Distribution.Beta(152, 853), summary["mean[B]"]);
    }

    [Fact]
    public void PoissonCountsHaveTheGammaPosterior()
    {
        GroupModel model = Create(OutcomeLikelihood.Poisson, [OutcomeSummary.FromValues("A", [0, 0, 0]), OutcomeSummary.FromValues("B", Counts)], ("mean", "gamma(2, 0.5)"));
        PosteriorSummary summary = PosteriorSummary.Of(NutsSampler.Sample(model, new SamplingOptions { Warmup = 500, Draws = 2000 }));
        AgreeWith(Distribution.Gamma(2, 3.5), summary["mean[A]"]);
        AgreeWith(Distribution.Gamma(2 + Counts.Sum(), 0.5 + Counts.Length), summary["mean[B]"]);
    }

    [Fact]
    public void NormalOutcomesWithWidePriorsHaveStudentsPosterior()
    {
        // With a flat mean and p(sd) ∝ 1/sd, which inverse-gamma(ε, ε) on the variance approaches.
        OutcomeSummary arm = OutcomeSummary.FromValues("A", [1, 4, 2, 8, 5, 7]);
        GroupModel model = Create(OutcomeLikelihood.Normal, [arm], ("mean", "normal(0, 1e6)"), ("variance", "inverse-gamma(1e-6, 1e-6)"));
        PosteriorSummary summary = PosteriorSummary.Of(NutsSampler.Sample(model, new SamplingOptions { Warmup = 1000, Draws = 4000 }));
        AgreeWith(Distribution.StudentT(5, arm.Moments.Mean, arm.Moments.StandardDeviation / Math.Sqrt(6)), summary["mean[A]"]);
    }

    [Theory]
    [InlineData(1e9, 1)]
    [InlineData(-1e12, 3)]
    [InlineData(0, 1e-9)]
    public void DigitsAreKeptFarFromZero(double centre, double sd)
    {
        double[] scores = [-1.3, -0.7, -0.2, 0.1, 0.4, 0.6, 1.1];
        GroupModel near = Create(OutcomeLikelihood.Normal, [OutcomeSummary.FromValues("A", scores), OutcomeSummary.FromValues("B", [.. scores.Select(x => x + 0.5)])]);
        GroupModel far = Create(OutcomeLikelihood.Normal,
        [
            new OutcomeSummary { Variant = "A", Moments = Moments.FromValues(scores).Scale(sd).Shift(centre) },
            new OutcomeSummary { Variant = "B", Moments = Moments.FromValues(scores).Shift(0.5).Scale(sd).Shift(centre) },
        ]);
        Draws ofNear = NutsSampler.Sample(near, new SamplingOptions { Warmup = 200, Draws = 200 }), ofFar = NutsSampler.Sample(far, new SamplingOptions { Warmup = 200, Draws = 200 });
        PosteriorSummary a = PosteriorSummary.Of(ofNear), b = PosteriorSummary.Of(ofFar);
        double rounding = 4 * Math.BitIncrement(Math.Abs(centre)) - 4 * Math.Abs(centre);
        Assert.Equal(a["difference[B]"].Mean * sd, b["difference[B]"].Mean, 0.2 * a["difference[B]"].StandardDeviation * sd + rounding);
        Assert.Equal(0, ofFar.Sampler!.Divergences);
    }

    [Fact]
    public void ManyArmsAreEachComparedWithTheFirst()
    {
        GroupModel model = Create(OutcomeLikelihood.Normal,
            [OutcomeSummary.FromValues("A", [1, 2, 3, 4]), OutcomeSummary.FromValues("B", [2, 3, 4, 5.5]), OutcomeSummary.FromValues("C", [5, 6, 9, 8])]);
        double[] values = new double[model.Parameters.Count];
        model.Constrain([0.3, -0.2, 0.1, 0.5, -0.7, 0.2], values);
        double Of(string element) => values[model.Parameters.IndexOf(element)];
        Assert.Equal(Of("mean[C]") - Of("mean[A]"), Of("difference[C]"), 12);
        Assert.Equal(Of("difference[B]") / Of("mean[A]"), Of("lift[B]"), 12);
        Assert.Equal(Of("difference[C]") / Math.Sqrt((Math.Pow(Of("sd[A]"), 2) + Math.Pow(Of("sd[C]"), 2)) / 2), Of("effect_size[C]"), 12);
    }

    [Fact]
    public void TheMeanOfALogNormalIsThatOfTheOutcome()
    {
        GroupModel model = Model(OutcomeLikelihood.LogNormal);
        double[] values = new double[model.Parameters.Count];
        model.Constrain([0.3, -0.2, 0.1, 0.5], values);
        double meanLog = values[model.Parameters.IndexOf("meanlog[A]")], sdLog = values[model.Parameters.IndexOf("sdlog[A]")];
        Assert.Equal(Math.Exp(meanLog + sdLog * sdLog / 2), values[model.Parameters.IndexOf("mean[A]")], 12);
    }

    [Theory]
    [MemberData(nameof(Likelihoods))]
    public void SimulatedOutcomesHaveTheReportedMean(OutcomeLikelihood likelihood)
    {
        GroupModel model = Model(likelihood);
        double[] values = new double[model.Parameters.Count], replicate = new double[200_000];
        model.Constrain(new double[model.Bind().Dimension], values);
        model.Simulate(values, 1, new RandomStream(5, "simulated"), replicate);
        Moments moments = Moments.FromValues(replicate);
        Assert.True(Math.Abs(moments.Mean - values[1]) < 5 * moments.StandardDeviation / Math.Sqrt(moments.Count), $"{moments.Mean} against {values[1]}");
    }

    internal static GroupModel Create(OutcomeLikelihood likelihood, IReadOnlyList<OutcomeSummary> arms, params (string Name, string Prior)[] priors)
        => GroupModels.Create(likelihood, arms, priors.ToDictionary(prior => prior.Name, prior => Prior.Parse(prior.Prior))).Model!;

    internal static GroupModel Model(OutcomeLikelihood likelihood) => likelihood switch
    {
        OutcomeLikelihood.LogNormal => Create(likelihood, Arms([.. Revenue.Where(x => x > 0)], [.. MoreRevenue.Where(x => x > 0)])),
        OutcomeLikelihood.Binomial => Create(likelihood, Arms([0, 1, 0, 0, 1, 0, 0], [1, 1, 0, 1, 0])),
        OutcomeLikelihood.Poisson or OutcomeLikelihood.NegativeBinomial => Create(likelihood, Arms(Counts, MoreCounts)),
        _ => Create(likelihood, Arms(Revenue, MoreRevenue)),
    };

    internal static OutcomeSummary[] Arms(double[] a, double[] b) => [OutcomeSummary.FromValues("A", a), OutcomeSummary.FromValues("B", b)];

    private static readonly (string Element, string Name)[] Names =
    [
        ("mean[A]", "mu_a"), ("mean[B]", "mu_b"), ("sd[A]", "sigma_a"), ("sd[B]", "sigma_b"), ("difference[B]", "diff"), ("effect_size[B]", "cohen_d"),
    ];

    private static GroupModel Spending()
    {
        string[][] rows = [.. File.ReadLines(Repository.Reference("oracle", "bayes", "data", "ab_spending.csv")).Skip(1).Select(line => line.Split(','))];
        OutcomeSummary[] arms = [.. rows.GroupBy(row => row[0]).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => OutcomeSummary.FromValues(group.Key, [.. group.Select(row => double.Parse(row[1], CultureInfo.InvariantCulture))]))];
        return Create(OutcomeLikelihood.Normal, arms, ("mean", "normal(sample, 10)"), ("sd", "half-normal(10)"));
    }

    private static void AgreeWith(IDistribution exact, ElementSummary actual)
    {
        Assert.True(Math.Abs(actual.Mean - exact.Mean) < 4 * actual.McseMean, $"{actual.Mean} against {exact.Mean}");
        Assert.True(Math.Abs(actual.StandardDeviation - exact.StandardDeviation) < 5 * actual.McseSd, $"{actual.StandardDeviation} against {exact.StandardDeviation}");
    }

    // The log of the product of the slopes of the parameters, by differences of Constrain along each coordinate's own variant.
    private static double LogJacobian(GroupModel model, double[] position)
    {
        int size = position.Length / model.Groups.Count;
        double log = 0;
        double[] up = new double[model.Parameters.Count], down = new double[model.Parameters.Count], jacobian = new double[size * size], square = new double[size * size], factor = new double[size * size];
        for (int a = 0; a < model.Groups.Count; a++)
        {
            for (int j = 0; j < size; j++)
            {
                const double h = 1e-4;
                double kept = position[a * size + j];
                position[a * size + j] = kept + h;
                model.Constrain(position, up);
                position[a * size + j] = kept - h;
                model.Constrain(position, down);
                position[a * size + j] = kept;
                for (int i = 0; i < size; i++)
                {
                    int element = model.Parameters.IndexOf(model.CoordinateName(a * size + i));
                    jacobian[i * size + j] = (up[element] - down[element]) / (2 * h);
                }
            }
            MatrixProduct.TimesTransposed(jacobian, jacobian, size, square);
            Cholesky.TryFactor(square, size, factor, out _);
            log += 0.5 * Cholesky.LogDeterminant(factor, size);
        }
        return log;
    }
}
