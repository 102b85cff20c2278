using System.Numerics;
using System.Text.Json.Nodes;
using Credence.Latent;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance.Mixtures;

public sealed class LatentGaussianConformance
{
    private static readonly string[] Names = ["mu", "sigma2", "nu", "tau2"];

    [Fact]
    public void EveryStepIsThatOfTheReference()
    {
        foreach (JsonNode? run in Oracle.Read("latent_gaussian.json")["runs"]!.AsArray())
        {
            double[] values = Numbers(run!["x"]);
            double[] start = Numbers(run["start"]);
            LatentGaussianExample example = LatentGaussianExample.Run(values, new(start[0], start[1], start[2], start[3]));
            foreach (JsonNode? expected in run["iterations"]!.AsArray())
                AssertStep(expected!, example.Steps[expected!["iteration"]!.GetValue<int>()]);
            AssertParameters(run["limit"]!, example.Limit, 1e-9);
            JsonNode identified = run["identified"]!;
            Oracle.Close(Oracle.Number(identified["mu_plus_nu_mle"]), example.MeanSum, 1e-12);
            Oracle.Close(Oracle.Number(identified["sigma2_plus_tau2_mle"]), example.VarianceSum, 1e-12);
            Oracle.Close(Oracle.Number(identified["log_likelihood_max"]), example.HighestLogLikelihood, 1e-12);
            Assert.Equal("only-sums-identified", example.Finding.Code);
        }
    }

    private static void AssertStep(JsonNode expected, LatentGaussianStep step)
    {
        AssertParameters(expected, step.Parameters, 1e-12);
        Oracle.Close(Oracle.Number(expected["log_likelihood"]), step.LogLikelihood, 1e-12, "log-likelihood");
        if (expected["exact"] is not { } exact)
            return;
        Assert.Equal(Numbers(expected["E_Z"]).Length, step.Expectations.Count);
        foreach ((double e, double z) in Numbers(expected["E_Z"]).Zip(step.Expectations))
            Oracle.Close(e, z, 1e-12, "E[Z]");
        foreach ((double e, double z) in Numbers(expected["E_Z2"]).Zip(step.SquareExpectations))
            Oracle.Close(e, z, 1e-12, "E[Z²]");
        Oracle.Close(Oracle.Number(expected["posterior_variance"]), step.PosteriorVariance, 1e-12, "Var[Z]");
        double[] actual = Values(step.Parameters);
        for (int i = 0; i < 4; i++)
            Oracle.Close(Fraction(exact[Names[i]]!.GetValue<string>()), actual[i], 1e-14, Names[i]);
    }

    private static void AssertParameters(JsonNode expected, LatentGaussian actual, double tolerance)
    {
        double[] values = Values(actual);
        for (int i = 0; i < 4; i++)
            Oracle.Close(Oracle.Number(expected[Names[i]]), values[i], tolerance, Names[i]);
    }

    private static double[] Values(LatentGaussian parameters) => [parameters.Mu, parameters.Sigma2, parameters.Nu, parameters.Tau2];

    private static double[] Numbers(JsonNode? array) => [.. array!.AsArray().Select(Oracle.Number)];

    // Numerators and denominators may have dozens of digits.
    private static double Fraction(string text)
    {
        string[] parts = text.Split('/');
        BigInteger top = BigInteger.Parse(parts[0], null), bottom = parts.Length > 1 ? BigInteger.Parse(parts[1], null) : 1;
        return (double)(top * BigInteger.Pow(10, 30) / bottom) / 1e30;
    }
}
