using System.Text.Json.Nodes;
using Credence.Latent;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance;

public sealed class SemInferences
{
    private static readonly string[] s_columns = ["x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9"];

    [Theory]
    [InlineData("sem_hs_cfa_ml")]
    [InlineData("sem_pd_full")]
    [InlineData("sem_pd_equal_loadings_defined")]
    [InlineData("sem_job_lavaan")]
    [InlineData("sem_job_population_lavaan")]
    public void ModificationIndicesAgreeWithLavaan(string name)
    {
        SemOracle oracle = new(name);
        SemFit fit = name == "sem_job_population_lavaan" ? StructuralModel.Fit(oracle.Model(), PublishedMoments.Read()) : oracle.Fit();
        IReadOnlyList<ModificationIndex> found = ModificationIndices.Of(fit);
        JsonArray expected = oracle.Answer["modification_indices"]!.AsArray();
        for (int i = 0; i < expected.Count; i++)
        {
            JsonNode row = expected[i]!;
            ModificationIndex index = found.Single(index => SemOracle.Matches(index.Parameter, row));
            string what = $"{row["lhs"]} {row["op"]} {row["rhs"]}";
            Oracle.CloseRelative(Oracle.Number(row["mi"]), index.Index, 1e-4, what);
            Oracle.Close(Oracle.Number(row["epc"]), index.ExpectedChange, 1e-4, "epc " + what);
            Oracle.Close(Oracle.Number(row["sepc.all"]), index.StandardizedChange, 1e-4, "sepc.all " + what);
            Oracle.CloseRelative(Oracle.Number(row["mi"]), found[i].Index, 1e-4, "order");
        }
    }

    [Fact]
    public void InvarianceLadderAgreesWithLavaan()
    {
        JsonNode oracle = Oracle.Read("bayes", "sem_hs_multigroup.json");
        string[] groups = [.. oracle["group_order"]!.AsArray().Select(group => group!.GetValue<string>())];
        SemData data = SemData.FromRows(s_columns, [.. groups.Select(group => (group, SemOracle.Table("data/holzinger_swineford.csv", s_columns, "school", group).Rows))]);
        IReadOnlyList<InvarianceStep> steps = InvarianceLadder.Run(
            SemSyntax.Parse(oracle["model"]!.GetValue<string>(), "model"), new SemDefaults { Type = SemModelType.Cfa, Groups = groups }, data);
        for (int i = 0; i < steps.Count; i++)
        {
            JsonNode expected = oracle["ladder"]![steps[i].Name]!;
            SemOracle.CompareEstimates(steps[i].Fit, expected["estimates"]!.AsArray(), SemOracle.Slack(steps[i].Fit, expected["estimates"]!.AsArray()));
            SemOracle.CompareMeasures(steps[i].Fit.Measures!, expected["fit"]!);
            if (i == 0)
                continue;
            Oracle.CloseRelative(Oracle.Number(oracle["lrt"]!["chisq_diff"]![i - 1]), steps[i].Test!.ChiSquare, 1e-6, "difference");
            Assert.Equal(Oracle.Number(oracle["lrt"]!["df_diff"]![i - 1]), steps[i].Test!.DegreesOfFreedom);
            Oracle.CloseRelative(Oracle.Number(oracle["lrt"]!["p"]![i - 1]), steps[i].Test!.PValue, 1e-5, "p");
        }
    }

    [Fact]
    public void FactorScoresAgreeWithLavaan()
    {
        SemOracle oracle = new("sem_hs_cfa_ml");
        SemFit fit = oracle.Fit();
        GroupScores scores = FactorScores.Of(fit, FactorScoreMethod.Regression)[0];
        JsonArray expected = oracle.Answer["factor_scores_regression_first5"]!.AsArray();
        for (int row = 0; row < expected.Count; row++)
        {
            for (int j = 0; j < 3; j++)
                Oracle.Close(Oracle.Number(expected[row]![j]), scores.Scores[(row * 3) + j], 1e-5, $"row {row}");
        }
        // lavaan 0.6-14: lavPredict(se = "standard"), and method = "Bartlett".
        Oracle.Close(0.4747366, scores.StandardErrors[0], 1e-5);
        Oracle.Close(0.3316382, scores.StandardErrors[1], 1e-5);
        GroupScores bartlett = FactorScores.Of(fit, FactorScoreMethod.Bartlett)[0];
        Oracle.Close(-1.36953833, bartlett.Scores[0], 1e-5);
        Oracle.Close(0.9886425, bartlett.Scores[5], 1e-5);
        Oracle.Close(0.6061629, bartlett.StandardErrors[0], 1e-5);
        Oracle.Close(0.4025227, bartlett.StandardErrors[2], 1e-5);
    }

    [Fact]
    public void StandardizedResidualsAgreeWithLavaan()
    {
        SemResidualMoments residuals = SemResiduals.Of(new SemOracle("sem_hs_cfa_ml").Fit())[0];
        // lavaan 0.6-14: lavResiduals(type = "raw"), to the three digits it prints.
        Assert.Equal(-1.996, residuals.Standardized[1], 3);
        Assert.Equal(2.689, residuals.Standardized[11], 3);
        Assert.Equal(4.823, residuals.Standardized[61], 3);
        Assert.Equal(-0.041, residuals.Covariance[1], 3);
        Assert.Equal(-0.030, residuals.Correlation[1], 3);
    }

    [Fact]
    public void ScaledDifferencesAgreeWithLavaan()
    {
        SemOracle oracle = new("sem_hs_cfa_mlr");
        SemOptions robust = new() { Estimator = SemEstimator.RobustMaximumLikelihood };
        SemFit large = oracle.Fit(options: robust), small = oracle.Fit(new SemDefaults { Orthogonal = true }, robust);
        // lavaan 0.6-14: lavTestLRT.
        Oracle.CloseRelative(44.6249593290, LikelihoodRatio.Test(large, small).ChiSquare, 1e-5);
    }
}
