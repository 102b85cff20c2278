using System.Text.Json.Nodes;
using Credence.Bayes;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class ConjugateOracleTests
{
    private const double Exact = 1e-9, Quantile = 1e-8;

    private static readonly Lazy<JsonNode> Answers = new(() => Oracle.Read("bayes.json"));

    [Fact]
    public void BetaBinomialIsThatOfThePeer()
    {
        foreach (JsonNode? answer in Answers.Value["beta_binomial"]!.AsArray())
        {
            string name = (string)answer!["name"]!;
            BetaPosterior prior = new(At(answer["prior"], 0), At(answer["prior"], 1));
            BetaPosterior control = prior.After((long)answer["xA"]!, (long)answer["nA"]!), treatment = prior.After((long)answer["xB"]!, (long)answer["nB"]!);
            Oracle.Close(At(answer["posterior_A"], 0), control.A, 0);
            Oracle.Close(At(answer["posterior_B"], 1), treatment.B, 0);
            // With a shape below 1 the peer itself is good to 1e-8.
            double tolerance = control.A < 1 ? 1e-8 : Exact;
            PosteriorComparison comparison = PosteriorComparison.Of(control, treatment);
            Probabilities(answer, "prob_B_greater", comparison, tolerance, name);
            Oracle.Close(Number(answer, "mean_difference"), comparison.Difference.Mean, 1e-12, name);
            if (answer["mean_relative_lift"] is not null)
                Oracle.Close(Number(answer, "mean_relative_lift"), comparison.Lift!.Mean, 1e-12, name);
            // The peer's quadrature of a difference or ratio stops at the edge of the support without grading: with small shapes its quantiles have 4 to 8 digits.
            if (control.A > 10)
            {
                Quantiles(answer["difference_quantiles"], comparison.Difference, name + " difference");
                Quantiles(answer["lift_quantiles"], comparison.Lift, name + " lift");
            }
            Same(answer["interval95_A"], control.Mean.EqualTailed(0.95), name);
            Same(answer["interval95_B"], treatment.Mean.EqualTailed(0.95), name);
            Same(answer["hdi95_A"], control.Mean.HighestDensity(0.95), name + " HDI");
            Same(answer["hdi95_B"], treatment.Mean.HighestDensity(0.95), name + " HDI");
        }
    }

    /// <summary>The difference of uniform numbers is triangular, and their ratio r ≥ 1 is exceeded with probability 1/(2r); the peer's quadrature misses both by 1e-5 and more.</summary>
    [Fact]
    public void UniformProbabilitiesHaveATriangularDifference()
    {
        BetaPosterior uniform = new(1, 1);
        PosteriorComparison comparison = PosteriorComparison.Of(uniform, uniform);
        foreach (double p in new[] { 1e-6, 0.005, 0.025, 0.3, 0.5 })
        {
            Oracle.CloseRelative(Math.Sqrt(2 * p), 1 + comparison.Difference.Quantile(p), 1e-12, $"lower {p}");
            Oracle.CloseRelative(Math.Sqrt(2 * p), 1 - comparison.Difference.UpperQuantile(p), 1e-12, $"upper {p}");
            Oracle.CloseRelative(0.5 / p, 1 + comparison.Lift!.UpperQuantile(p), 1e-12, $"lift {p}");
        }
    }

    /// <summary>Roots of integrals in 25 digits by mpmath.</summary>
    [Theory]
    [InlineData(0.5, 30.5, 0.5, 40.5, 0.95, 118.87034993890535)]
    [InlineData(0.5, 30.5, 0.5, 40.5, 0.975, 479.9023916324804)]
    [InlineData(1, 51, 5, 47, 0.975, 192.31324144845141)]
    [InlineData(2, 3, 3, 2, 0.95, 5.4178806299498529)]
    public void LiftsOfFewSuccessesAreExact(double a, double b, double c, double d, double p, double lift)
        => Oracle.CloseRelative(lift, PosteriorComparison.Of(new BetaPosterior(a, b), new BetaPosterior(c, d)).Lift!.Quantile(p), 1e-12);

    /// <summary>As above, for the difference of beta(½, 40½) and beta(½, 30½).</summary>
    [Theory]
    [InlineData(0.005, -0.1134010254300875741)]
    [InlineData(0.05, -0.0528965394483816570)]
    [InlineData(0.975, 0.0507962236382067465)]
    public void DifferencesOfNoSuccessesAreExact(double p, double difference)
        => Oracle.CloseRelative(difference, PosteriorComparison.Of(new BetaPosterior(0.5, 30.5), new BetaPosterior(0.5, 40.5)).Difference.Quantile(p), 1e-11);

    /// <summary>Whole shapes have polynomial densities: ∫ 12 x (1 − x)² P(B &gt; x + d) dx is exact under a Gauss rule; the peer's quantile is 3e-8 off.</summary>
    [Fact]
    public void FewTrialsHaveAPolynomialDifference()
    {
        PosteriorComparison comparison = PosteriorComparison.Of(new BetaPosterior(2, 3), new BetaPosterior(3, 2));
        foreach (double p in new[] { 0.005, 0.05, 0.4 })
        {
            double d = comparison.Difference.UpperQuantile(p);
            double exact = Numerics.GaussLegendre.OfOrder(20).Integrate(x => 12 * x * (1 - x) * (1 - x) * (1 - Math.Pow(x + d, 3) * (4 - 3 * (x + d))), Math.Max(0, -d), 1 - d);
            Oracle.CloseRelative(p, exact, 1e-12, $"{p}");
        }
    }

    [Fact]
    public void GammaPoissonIsThatOfThePeer()
    {
        foreach (JsonNode? answer in Answers.Value["gamma_poisson"]!.AsArray())
        {
            string name = (string)answer!["name"]!;
            GammaPosterior prior = new(At(answer["prior"], 0), At(answer["prior"], 1));
            GammaPosterior control = prior.After(Number(answer, "countA"), Number(answer, "exposureA")), treatment = prior.After(Number(answer, "countB"), Number(answer, "exposureB"));
            Oracle.Close(Number(answer, "mean_A"), control.Mean.Mean, 1e-14, name);
            PosteriorComparison comparison = PosteriorComparison.Of(control, treatment);
            Probabilities(answer, "prob_B_greater", comparison, Exact, name);
            Quantiles(answer["lift_quantiles"], comparison.Lift, name + " lift");
            Same(answer["interval95_A"], control.Mean.EqualTailed(0.95), name);
            Same(answer["interval95_B"], treatment.Mean.EqualTailed(0.95), name);
            JsonNode predictive = answer["negative_binomial_predictive_B"]!;
            double r = Number(predictive, "r"), p = Number(predictive, "p");
            Oracle.Close(r * (1 - p) / p, treatment.Predictive.Mean, 1e-11, name);
            Oracle.CloseRelative(r * Math.Log(p), treatment.Predictive.LogDensity(0), 1e-10, name);
        }
    }

    [Fact]
    public void NormalWithKnownVarianceIsThatOfThePeer()
    {
        foreach (JsonNode? answer in Answers.Value["normal_known_variance"]!.AsArray())
        {
            string name = (string)answer!["name"]!;
            NormalPosterior prior = answer["prior_var"] is null ? NormalPosterior.Flat : new(Number(answer, "prior_mean"), Number(answer, "prior_var"));
            NormalPosterior[] arms = [.. Enumerable.Range(0, 2).Select(arm => prior.After(new Moments((long)At(answer["n"], arm), At(answer["sample_means"], arm), 0), At(answer["sigma"], arm)))];
            for (int arm = 0; arm < 2; arm++)
            {
                Oracle.CloseRelative(At(answer["posterior_mean"], arm), arms[arm].Location, 1e-12, name);
                Oracle.CloseRelative(At(answer["posterior_var"], arm), arms[arm].Variance, 1e-12, name);
            }
            PosteriorComparison comparison = PosteriorComparison.Of(arms[0], arms[1]);
            Oracle.Close(Number(answer, "difference_mean"), comparison.Difference.Mean, 1e-12, name);
            Oracle.CloseRelative(Number(answer, "one_minus_prob"), comparison.ProbabilityWorse, 1e-9, name);
            Oracle.Close(Number(answer, "prob_T_greater"), comparison.ProbabilityBetter, 1e-14, name);
            Oracle.CloseRelative(Number(answer, "expected_loss_choosing_T"), comparison.ExpectedLossOfTreatment, 1e-6, name);
            Oracle.Close(Number(answer, "expected_loss_choosing_C"), comparison.ExpectedLossOfControl, 1e-12, name);
            Same(answer["difference_interval95"], comparison.Difference.EqualTailed(0.95), name);
        }
    }

    [Fact]
    public void NormalInverseGammaIsThatOfThePeer()
    {
        foreach (JsonNode? answer in Answers.Value["normal_inverse_gamma"]!.AsArray())
        {
            string name = (string)answer!["name"]!;
            NormalInverseGammaPosterior prior = new(Number(answer, "m0"), Number(answer, "k0"), Number(answer, "a0"), Number(answer, "b0"));
            Moments[] values = Values(answer);
            NormalInverseGammaPosterior[] arms = [prior.After(values[0]), prior.After(values[1])];
            foreach ((string key, int arm) in new[] { ("control", 0), ("treatment", 1) })
            {
                JsonNode expected = answer[key]!;
                Oracle.CloseRelative(Number(expected, "m"), arms[arm].Location, 1e-12, name);
                Oracle.CloseRelative(Number(expected, "kappa"), arms[arm].Kappa, 1e-12, name);
                Oracle.CloseRelative(Number(expected, "alpha"), arms[arm].Alpha, 1e-12, name);
                Oracle.CloseRelative(Number(expected, "beta"), arms[arm].Beta, 1e-12, name);
                Oracle.CloseRelative(Number(expected, "log_marginal_likelihood"), prior.LogMarginalLikelihood(values[arm]), 1e-12, name);
                Oracle.CloseRelative(Number(expected, "sigma2_mean"), arms[arm].Variance.Mean, 1e-12, name);
                Same(expected["mean_interval95"], arms[arm].Mean.EqualTailed(0.95), name);
                Same(expected["sigma2_interval95"], arms[arm].Variance.EqualTailed(0.95), name);
                Oracle.CloseRelative(Number(expected["predictive_t"]!, "scale"), arms[arm].Predictive.Parameters[2], 1e-12, name);
            }
            PosteriorComparison comparison = PosteriorComparison.Of(arms[0], arms[1]);
            Oracle.CloseRelative(Number(answer, "prob_C_greater"), comparison.ProbabilityWorse, 1e-8, name);
            Oracle.Close(Number(answer, "prob_T_greater"), comparison.ProbabilityBetter, Exact, name);
            Oracle.Close(Number(answer, "difference_mean"), comparison.Difference.Mean, 1e-12, name);
            Quantiles(answer["difference_quantiles"], comparison.Difference, name);
        }
    }

    [Fact]
    public void NormalTimesInverseGammaIsThatOfThePeer()
    {
        foreach (JsonNode? answer in Answers.Value["semi_conjugate_normal_times_inverse_gamma"]!.AsArray())
        {
            string name = (string)answer!["name"]!;
            NormalPosterior prior = new(Number(answer, "m0"), Number(answer, "t2"));
            ArmPosterior[] arms = [.. Values(answer).Select(values => new NormalTimesInverseGammaPosterior(prior, Number(answer, "a"), Number(answer, "b"), values))];
            for (int arm = 0; arm < 2; arm++)
            {
                Oracle.Close(At(answer["posterior_mean"], arm), arms[arm].Mean.Mean, 1e-8, name);
                Oracle.Close(At(answer["posterior_var"], arm), Math.Pow(arms[arm].Mean.StandardDeviation, 2), 1e-8, name);
            }
            PosteriorComparison comparison = PosteriorComparison.Of(arms[0], arms[1]);
            Oracle.Close(Number(answer, "prob_T_greater"), comparison.ProbabilityBetter, Exact, name);
            Oracle.Close(Number(answer, "prob_C_greater"), comparison.ProbabilityWorse, Exact, name);
            if (name.StartsWith("ab_sales", StringComparison.Ordinal))
                // In 30 digits by mpmath; the peer has five digits of this tail.
                Oracle.CloseRelative(1.87564379498589016e-15, comparison.ProbabilityWorse, 1e-12, name);
            Oracle.Close(Number(answer, "difference_mean"), comparison.Difference.Mean, 1e-8, name);
            Oracle.Close(Number(answer, "difference_sd"), comparison.Difference.StandardDeviation, 1e-8, name);
        }
    }

    [Fact]
    public void PublishedSalesHaveThePublishedPosterior()
    {
        Moments[] sales = Sales();
        NormalPosterior prior = NormalPosterior.FromPrior(Distribution.Normal(0, Math.Sqrt(10)));
        NormalPosterior control = prior.After(sales[0], 10), treatment = prior.After(sales[1], 12);
        Assert.Equal(48.763, control.Location, 5e-4);
        Assert.Equal(54.506, treatment.Location, 5e-4);
        Assert.Equal(0.2058, control.Variance, 5e-5);
        Assert.Equal(0.2889, treatment.Variance, 5e-5);
    }

    private static void Probabilities(JsonNode answer, string better, PosteriorComparison comparison, double tolerance, string name)
    {
        Oracle.Close(Number(answer, better), comparison.ProbabilityBetter, tolerance, name);
        Oracle.Close(1 - Number(answer, better), comparison.ProbabilityWorse, tolerance, name);
        Oracle.Close(Number(answer, "expected_loss_choosing_B"), comparison.ExpectedLossOfTreatment, tolerance, name + " loss B");
        Oracle.Close(Number(answer, "expected_loss_choosing_A"), comparison.ExpectedLossOfControl, tolerance, name + " loss A");
    }

    private static void Quantiles(JsonNode? expected, IDistribution? distribution, string name)
    {
        if (expected is null)
            return;
        foreach ((string level, JsonNode? value) in expected.AsObject())
            Oracle.Close(Oracle.Number(value), distribution!.Quantile(double.Parse(level, System.Globalization.CultureInfo.InvariantCulture)), Quantile, $"{name} {level}");
    }

    private static void Same(JsonNode? expected, Interval actual, string name)
    {
        if (expected is null)
            return;
        Oracle.Close(At(expected, 0), actual.Lower, Quantile, name);
        Oracle.Close(At(expected, 1), actual.Upper, Quantile, name);
    }

    private static double Number(JsonNode node, string key) => Oracle.Number(node[key]);

    private static double At(JsonNode? node, int index) => Oracle.Number(node![index]);

    private static Moments[] Values(JsonNode answer) => answer["c"] is null
        ? Sales()
        : [.. new[] { "c", "t" }.Select(key => Moments.FromValues([.. answer[key]!.AsArray().Select(Oracle.Number)]))];

    /// <summary>The labelled rows of the published sales, control first.</summary>
    private static Moments[] Sales()
    {
        string[][] rows = [.. File.ReadLines(Repository.Reference("oracle", "bayes", "data", "ab_sales.csv")).Skip(1).Select(line => line.Split(','))];
        return [.. new[] { "0.0", "1.0" }.Select(group => Moments.FromValues(
            [.. rows.Where(row => row[1] == group).Select(row => double.Parse(row[0], System.Globalization.CultureInfo.InvariantCulture))]))];
    }
}
