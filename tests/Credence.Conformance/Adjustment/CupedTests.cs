using System.Text.Json.Nodes;
using Credence.Experiments;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance;

/// <summary>CUPED against formulas on numpy and Welch's test of scipy.</summary>
public sealed class CupedTests
{
    private const double Tolerance = 1e-10;

    [Theory]
    [InlineData("cuped_pre")]
    [InlineData("cuped_multi")]
    public void EstimatesAgree(string model)
    {
        foreach (JsonNode example in Oracle.Read("cuped_strata.json")["cases"]!.AsArray().OfType<JsonNode>())
        {
            JsonNode expected = example[model]!;
            string[] columns = ["y", .. expected["covariates"]!.AsArray().Select(name => (string)name!)];
            OracleData data = OracleData.Read((string)example["file"]!);
            CrossMoments control = Moments(0), treatment = Moments(1);
            Check(Cuped.Fit([control, treatment]), expected["theta_pooled_over_arms"]!, "pooled");
            Check(Cuped.Fit([control, treatment], fit: ThetaFit.WithinArms), expected["theta_within_arms"]!, "within");
            if (expected["correlation"] is { } correlation)
                Oracle.Close(Oracle.Number(correlation), Cuped.Fit([control, treatment]).Correlation, Tolerance, "correlation");

            CrossMoments Moments(int arm) => CrossMoments.FromRows(columns, data.Rows("t", arm, columns));

            void Check(Cuped fit, JsonNode answer, string which)
            {
                string what = $"{example["name"]}, {model}, {which}";
                Effect effect = fit.Compare(control, treatment).Effect(new());
                double[] theta = [.. answer["theta"]!.AsArray().Select(Oracle.Number)];
                Assert.Equal(theta.Length, fit.Theta.Count);
                for (int i = 0; i < theta.Length; i++)
                    Oracle.Close(theta[i], fit.Theta[i], Tolerance, what + " theta");
                Oracle.Close(Oracle.Number(answer["difference"]), effect.Estimate, Tolerance, what + " difference");
                Oracle.Close(Oracle.Number(answer["se"]), effect.StandardError, Tolerance, what + " se");
                Oracle.Close(Oracle.Number(answer["df"]), effect.DegreesOfFreedom!.Value, Tolerance, what + " df");
                Oracle.Close(Oracle.Number(answer["p"]), effect.PValue, Tolerance, what + " p");
                Oracle.Close(Oracle.Number(answer["ci"]![0]), effect.Interval.Lower, Tolerance, what + " lower");
                Oracle.Close(Oracle.Number(answer["ci"]![1]), effect.Interval.Upper, Tolerance, what + " upper");
                double plain = MeanDifference.Welch(control.Of(0), treatment.Of(0)).Estimated.Variance;
                Oracle.Close(Oracle.Number(answer["variance_reduction_of_difference"]), 1 - effect.StandardError * effect.StandardError / plain, Tolerance, what);
            }
        }
    }
}
