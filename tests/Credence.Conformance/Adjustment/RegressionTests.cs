using System.Text.Json.Nodes;
using Credence.Experiments;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance;

/// <summary>Lin's estimator and analysis of covariance against estimatr.</summary>
public sealed class RegressionTests
{
    private const double Tolerance = 1e-9;

    [Theory]
    [InlineData("lin_HC2", RegressionModel.Lin, RobustErrors.Hc2)]
    [InlineData("lin_HC3", RegressionModel.Lin, RobustErrors.Hc3)]
    [InlineData("HC0", RegressionModel.Ancova, RobustErrors.Hc0)]
    [InlineData("HC1", RegressionModel.Ancova, RobustErrors.Hc1)]
    [InlineData("HC2", RegressionModel.Ancova, RobustErrors.Hc2)]
    [InlineData("HC3", RegressionModel.Ancova, RobustErrors.Hc3)]
    public void EffectsAgree(string answer, RegressionModel model, RobustErrors errors) => Check(answer, model, errors, null);

    [Fact]
    public void LinWithOneCovariateAgrees() => Check("lin_pre_only_HC2", RegressionModel.Lin, RobustErrors.Hc2, "pre");

    [Fact]
    public void WithoutCovariatesTheDifferenceOfMeansIsLeft() => Check("unadjusted_HC2", RegressionModel.Lin, RobustErrors.Hc2, []);

    private static void Check(string answer, RegressionModel model, RobustErrors errors, params string[]? covariates)
    {
        foreach (JsonNode example in Oracle.Read("regression.json")["cases"]!.AsArray().OfType<JsonNode>())
        {
            JsonNode expected = example[answer]!;
            OracleData data = OracleData.Read((string)example["file"]!);
            // Where x2 never varies, the answer is that without it.
            string[] terms = ((string)example["ancova_formula"]!)["y ~ t + ".Length..].Split(" + ");
            string[] columns = ["y", .. covariates ?? [.. terms.Union(["x2"])]];
            double[][] rows = [data.Rows("t", 0, columns), data.Rows("t", 1, columns)];
            CrossMoments[] arms = [.. rows.Select(arm => CrossMoments.FromRows(columns, arm))];
            RegressionAdjustment fit = RegressionAdjustment.Fit(arms, 0, model);
            InfluenceSums[] sums = [.. rows.Select((arm, i) => InfluenceSums.FromRows(fit.FormsOf(i), [.. fit.Centres], arm, RegressionAdjustment.Power(errors)))];
            Effect effect = fit.Compare(1, sums, errors).Effect(new());
            int t = expected["term"]!.AsArray().Select(term => (string)term!).ToList().IndexOf("t");
            string what = $"{example["name"]}, {answer}";
            Oracle.Close(Number("estimate"), effect.Estimate, Tolerance, what + " estimate");
            Oracle.Close(Number("se"), effect.StandardError, Tolerance, what + " se");
            Oracle.Close(Number("df"), effect.DegreesOfFreedom!.Value, Tolerance, what + " df");
            Oracle.Close(Number("p"), effect.PValue, Tolerance, what + " p");
            Oracle.Close(Number("ci_low"), effect.Interval.Lower, Tolerance, what + " lower");
            Oracle.Close(Number("ci_high"), effect.Interval.Upper, Tolerance, what + " upper");

            double Number(string key) => Oracle.Number(expected[key]![t]);
        }
    }
}
