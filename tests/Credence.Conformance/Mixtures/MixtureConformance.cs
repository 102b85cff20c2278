using System.Text.Json.Nodes;
using Credence.Latent;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance.Mixtures;

public sealed class MixtureConformance
{
    public static TheoryData<int> Cases => [0, 1, 2, 3, 4];

    [Theory]
    [MemberData(nameof(Cases))]
    public void LabelledRowsAloneGiveTheClosedForm(int index)
    {
        JsonNode expected = Case(index, out double[] values, out int[] labels)["observed"]!;
        bool[] known = Array.ConvertAll(labels, label => label != MixtureData.Unknown);
        MixtureFit fit = NormalMixture.Fit(MixtureData.Of([.. values.Where((_, i) => known[i])], labels.Where((_, i) => known[i]).ToArray()));
        AssertParameters(expected, fit, 1e-10, 1e-10);
        Assert.Equal(1, fit.LabelInformation, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void KnownLabelsAreUsedBesideUnknownOnes(int index)
    {
        JsonNode expected = Case(index, out double[] values, out int[] labels)["semi_supervised"]!;
        MixtureData data = MixtureData.Of(values, labels);
        MixtureFit fit = NormalMixture.Fit(data);
        AssertParameters(expected, fit, 1e-8, 1e-6);
        Assert.True(fit.Converged, fit.StopReason);
        Assert.StartsWith("converged at iteration ", fit.StopReason, StringComparison.Ordinal);
        Assert.Equal(fit.Withheld, fit.Findings.Any(finding => finding.Severity == Severity.Blocking));
        Assert.Equal(data.Values(1).Length < 10, fit.Withheld);
        Effect difference = fit.Contrast(0, 1, new());
        Oracle.Close(Number(expected, "difference_mu_T_minus_mu_C"), difference.Estimate, 1e-8);
        Oracle.Close(Number(expected, "difference_se"), difference.StandardError, 1e-6);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheBestRegularMaximumWithoutLabelsIsFoundFromAnySeed(int index)
    {
        JsonNode masked = Case(index, out double[] values, out _)["masked"]!, expected = masked["best_local_maximum"]!, one = masked["one_component"]!;
        MixtureData data = MixtureData.Of(values);
        for (ulong seed = 1; seed <= (index == 0 ? 20UL : 3UL); seed++)
        {
            MixtureFit fit = NormalMixture.Fit(data, new() { Seed = seed });
            Oracle.CloseRelative(Number(expected, "log_likelihood"), fit.LogLikelihood, 1e-7 / Math.Abs(fit.LogLikelihood), $"seed {seed}");
            AssertParameters(expected, fit, 1e-5, 1e-5);
            Oracle.Close(Number(one, "log_likelihood"), fit.OneComponent.LogLikelihood, 1e-10);
            Oracle.Close(Number(one, "bic"), fit.OneComponent.Bic, 1e-10);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void PlainStepsAreThoseOfTheReference(int index)
    {
        JsonNode expected = Case(index, out double[] values, out int[] labels);
        JsonNode quartiles = expected["masked"]!["em_from_quartiles"]!;
        AssertSteps(quartiles["first_iterations"]!.AsArray(), MixtureData.Of(values), quartiles["start"]!);
        AssertSteps(expected["semi_supervised"]!["em_first_iterations"]!.AsArray(), MixtureData.Of(values, labels), expected["observed"]!);
    }

    [Fact]
    public void OneNormalExplainsTheSalesAsWell()
    {
        Case(0, out double[] values, out _);
        MixtureFit fit = NormalMixture.Fit(MixtureData.Of(values));
        Assert.Equal(9255.4, fit.OneComponent.Bic, 0.05);
        Assert.Equal(9267.0, fit.Bic, 0.05);
        Assert.True(fit.Withheld);
        Assert.Contains(fit.Findings, finding => finding.Code == "one-normal-suffices");
        Assert.NotNull(fit.Profile);
        Assert.Equal(fit.LogLikelihood, fit.Profile.LogLikelihoods.Max(), 1e-6);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void NoPeerFindsAHigherMaximum(int index)
    {
        JsonNode peer = Oracle.Read("mixture_mclust.json")["cases"]![index]!, tight = peer["V2_tight"]!, numerical = peer["semi_supervised_check"]!;
        Case(index, out double[] values, out int[] labels);
        MixtureFit masked = NormalMixture.Fit(MixtureData.Of(values)), labelled = NormalMixture.Fit(MixtureData.Of(values, labels));
        double theirs = Number(tight, "log_likelihood");
        Assert.True(masked.LogLikelihood >= theirs - 1e-7, $"{masked.LogLikelihood:R} is below {theirs:R}");
        for (int j = 0; j < 2 && masked.LogLikelihood - theirs < 1e-4; j++)
        {
            Oracle.Close(Oracle.Number(tight["mean"]![j]), masked.Components[j].Mean, 2e-4);
            Oracle.Close(Oracle.Number(tight["sd"]![j]), masked.Components[j].StandardDeviation, 2e-3);
            Oracle.Close(Oracle.Number(tight["weight"]![j]), masked.Components[j].Share, 2e-4);
        }
        for (int i = 0; i < 5; i++)
            Oracle.CloseRelative(Oracle.Number(numerical["numDeriv_se"]![i]), Math.Sqrt(labelled.Covariance.Span[6 * i]), 1e-5);
    }

    private static void AssertSteps(JsonArray steps, MixtureData data, JsonNode start)
    {
        List<double> trace = [];
        for (int step = 1; step <= steps.Count; step++)
        {
            MixtureFit fit = NormalMixture.Fit(data, new()
            {
                Accelerate = false,
                MaximumIterations = step,
                Start =
                [
                    new(Number(start, "mu_C"), Number(start, "sigma_C"), 1 - Number(start, "pi_T")),
                    new(Number(start, "mu_T"), Number(start, "sigma_T"), Number(start, "pi_T")),
                ],
            });
            AssertValues(steps[step - 1]!, fit, 1e-10);
            trace.Add(fit.LogLikelihoods[^1]);
            Assert.Equal(trace, fit.LogLikelihoods.Skip(1));
        }
    }

    private static void AssertParameters(JsonNode expected, MixtureFit fit, double tolerance, double errorTolerance)
    {
        AssertValues(expected, fit, tolerance);
        Oracle.Close(Number(expected, "bic"), fit.Bic, 1e-8, "bic");
        Oracle.Close(Number(expected, "aic"), fit.Aic, 1e-8, "aic");
        JsonArray covariance = expected["covariance"]!.AsArray();
        Assert.Equal(["mean[0]", "mean[1]", "sd[0]", "sd[1]", "share[1]"], fit.Parameters);
        for (int i = 0; i < 5; i++)
        {
            double error = Math.Sqrt(Oracle.Number(covariance[i]![i]));
            Oracle.CloseRelative(error, Math.Sqrt(fit.Covariance.Span[6 * i]), Math.Max(errorTolerance, 1e-9), $"se of {fit.Parameters[i]}");
            for (int k = 0; k < 5; k++)
            {
                double scale = error * Math.Sqrt(Oracle.Number(covariance[k]![k]));
                Assert.Equal(Oracle.Number(covariance[i]![k]) / scale, fit.Covariance.Span[(5 * i) + k] / scale, 10 * errorTolerance);
            }
        }
    }

    private static void AssertValues(JsonNode expected, MixtureFit fit, double tolerance)
    {
        Oracle.Close(Number(expected, "mu_C"), fit.Components[0].Mean, tolerance, "first mean");
        Oracle.Close(Number(expected, "mu_T"), fit.Components[1].Mean, tolerance, "second mean");
        Oracle.Close(Number(expected, "sigma_C"), fit.Components[0].StandardDeviation, tolerance, "first sd");
        Oracle.Close(Number(expected, "sigma_T"), fit.Components[1].StandardDeviation, tolerance, "second sd");
        Oracle.Close(Number(expected, "pi_T"), fit.Components[1].Share, tolerance, "second share");
        Oracle.CloseRelative(Number(expected, "log_likelihood"), fit.LogLikelihood, Math.Min(tolerance, 1e-8), "log-likelihood");
    }

    private static double Number(JsonNode node, string key) => Oracle.Number(node[key]);

    private static JsonNode Case(int index, out double[] values, out int[] labels)
    {
        JsonNode found = Oracle.Read("mixture.json")["cases"]![index]!;
        OracleData table = OracleData.Read(found["file"]!.GetValue<string>());
        values = table.Numbers("sales");
        labels = Array.ConvertAll(table.Numbers("group"), group => double.IsNaN(group) ? MixtureData.Unknown : (int)group);
        return found;
    }
}
