using System.Globalization;
using System.Text.Json.Nodes;
using Credence.Latent;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance;

/// <summary>A model fitted by lavaan, and how to fit the same text here.</summary>
internal sealed class SemOracle(string name)
{
    public JsonNode Answer { get; } = Oracle.Read("bayes", name + ".json");

    public string Text => Answer["model"]!.GetValue<string>();

    /// <summary>Reads columns of the data, those that are numbers; empty cells are NaN.</summary>
    public static (string[] Names, double[] Rows) Table(string path, IReadOnlyList<string> columns, string? filter = null, string? value = null)
    {
        string[][] lines = [.. File.ReadAllLines(Repository.Reference("oracle", "bayes", path)).Where(line => line.Length > 0).Select(line => line.Replace("\"", "", StringComparison.Ordinal).Split(','))];
        int[] places = [.. columns.Select(column => Array.IndexOf(lines[0], column))];
        int condition = filter is null ? -1 : Array.IndexOf(lines[0], filter);
        return ([.. columns], [.. lines.Skip(1).Where(line => condition < 0 || line[condition] == value).SelectMany(line => places.Select(place => Number(line[place])))]);
    }

    private static double Number(string cell) => cell is "" or "NA" ? double.NaN : double.Parse(cell, CultureInfo.InvariantCulture);

    public ParameterTable Model(SemDefaults? defaults = null) => SemModelText.Complete(SemSyntax.Parse(Text, "model"), defaults ?? new SemDefaults());

    public SemFit Fit(SemDefaults? defaults = null, SemOptions? options = null)
    {
        ParameterTable table = Model(defaults);
        (string[] names, double[] rows) = Table(Answer["data"]!.GetValue<string>(), table.Observed);
        return StructuralModel.Fit(table, SemData.FromRows(names, rows), options);
    }

    /// <summary>Compares everything that the answer holds.</summary>
    public void Compare(SemFit fit)
    {
        double slack = Slack(fit, Answer["estimates"]!.AsArray());
        CompareEstimates(fit, Answer["estimates"]!.AsArray(), slack);
        CompareMeasures(fit.Measures!, Answer["fit"]!);
        CompareStandardized(fit, Answer["standardized_with_se"]!.AsArray(), slack);
        for (int i = 0; Answer["implied_cov"] is JsonArray implied && i < implied.Count; i++)
        {
            for (int j = 0; j < implied.Count; j++)
                Oracle.Close(Oracle.Number(implied[i]![j]), fit.Implied[0].Covariance[(i * implied.Count) + j], 1e-5 + (slack * Math.Abs(Oracle.Number(implied[i]![j]))), $"implied {i},{j}");
        }
        for (int i = 0; Answer["implied_mean"] is JsonArray means && i < means.Count; i++)
            Oracle.Close(Oracle.Number(means[i]), fit.Implied[0].Means[i], 1e-5, $"implied mean {i}");
    }

    /// <summary>
    /// How many standard errors the estimates of the answer may be off, for its search stopped early: its gradient norm, against which ours vanishes, times √n,
    /// with room for a curvature that is smaller in some direction than along the coordinates.
    /// </summary>
    public static double Slack(SemFit fit, JsonArray expected)
    {
        double[] point = [.. fit.Coordinates];
        foreach (ParameterEstimate estimate in fit.Parameters.Where(estimate => estimate.Parameter.Free))
            point[estimate.Parameter.Coordinate] = Oracle.Number(expected.Single(row => Matches(estimate.Parameter, row!))!["est"]);
        double theirs = StructuralModel.GradientNorm(fit, point);
        Assert.InRange(theirs, 0, 5e-5);
        Assert.InRange(fit.GradientNorm, 0, Math.Max(1e-9, 1e-3 * theirs));
        return 5 * theirs * Math.Sqrt(fit.Measures!.Rows);
    }

    public static void CompareEstimates(SemFit fit, JsonArray expected, double slack)
    {
        foreach (JsonNode? row in expected)
        {
            (string left, string op, string right) = Key(row!);
            SemEstimate estimate = op == ":=" ? fit.Defined.Single(defined => defined.Name == left).Estimate : fit.Parameters.Single(parameter => Matches(parameter.Parameter, row!)).Estimate;
            string what = $"{left} {op} {right} {row!["group"]}";
            double room = 1e-5 + (slack * estimate.StandardError);
            Oracle.Close(Oracle.Number(row["est"]), estimate.Value, room, what);
            Oracle.Close(Oracle.Number(row["se"]), estimate.StandardError, room, "se " + what);
            Oracle.Close(Oracle.Number(row["z"]), estimate.Z, 1e-5 + slack + (estimate.StandardError > 0 ? 1e-5 / estimate.StandardError : 0), "z " + what);
            Oracle.Close(Oracle.Number(row["pvalue"]), estimate.PValue, 1e-5 + slack, "p " + what);
            Oracle.Close(Oracle.Number(row["ci.lower"]), estimate.Lower, 3 * room, "lower " + what);
            Oracle.Close(Oracle.Number(row["ci.upper"]), estimate.Upper, 3 * room, "upper " + what);
        }
    }

    private void CompareStandardized(SemFit fit, JsonArray expected, double slack)
    {
        IReadOnlyList<StandardizedEstimate> standardized = StandardizedSolution.Of(fit);
        foreach (JsonNode? row in expected)
        {
            (string left, string op, string right) = Key(row!);
            StandardizedEstimate found = standardized.Single(estimate => op == ":=" ? estimate.Name == left : estimate.Parameter is { } parameter && Matches(parameter, row!));
            Oracle.Close(Oracle.Number(row!["est.std"]), found.All.Value, 1e-5 + (slack * found.All.StandardError), $"std {left} {op} {right}");
            Oracle.Close(Oracle.Number(row["se"]), found.All.StandardError, 1e-5 + (slack * found.All.StandardError), $"std se {left} {op} {right}");
            JsonNode plain = Answer["estimates"]!.AsArray().Single(other => Key(other!) == (left, op, right))!;
            Oracle.Close(Oracle.Number(plain["std.lv"]), found.LatentOnly.Value, 1e-5 + (slack * found.LatentOnly.StandardError), $"std.lv {left} {op} {right}");
        }
    }

    private static (string Left, string Operator, string Right) Key(JsonNode row)
        => (row["lhs"]!.GetValue<string>(), row["op"]!.GetValue<string>(), row["rhs"]!.GetValue<string>());

    public static bool Matches(SemParameter parameter, JsonNode row)
    {
        (string left, string op, string right) = Key(row);
        string found = parameter.Operator switch { SemOperator.Loading => "=~", SemOperator.Regression => "~", SemOperator.Covariance => "~~", _ => "~1" };
        int group = row["group"] is { } number ? number.GetValue<int>() - 1 : 0;
        return found == op && parameter.Group == group
            && ((parameter.Left == left && parameter.Right == right) || (op == "~~" && parameter.Left == right && parameter.Right == left));
    }

    public static void CompareMeasures(FitMeasures found, JsonNode expected)
    {
        ComparativeFit plain = found.Comparative;
        Check("npar", found.Parameters);
        Check("ntotal", found.Rows);
        Comparative("", plain);
        Check("nnfi", plain.Tli);
        Error("", found.Rmsea);
        Check("srmr", found.Residuals.Srmr);
        Check("srmr_bentler", found.Residuals.Srmr);
        Check("srmr_bentler_nomean", found.Residuals.SrmrNoMeans);
        Check("srmr_mplus", found.Residuals.SrmrMplus);
        Check("srmr_mplus_nomean", found.Residuals.SrmrMplusNoMeans);
        Check("crmr", found.Residuals.Crmr);
        Check("crmr_nomean", found.Residuals.CrmrNoMeans);
        Check("rmr", found.Residuals.Rmr, 1e-5);
        Check("rmr_nomean", found.Residuals.RmrNoMeans, 1e-5);
        Check("logl", found.Likelihood.LogLikelihood);
        Check("unrestricted.logl", found.Likelihood.UnrestrictedLogLikelihood);
        Check("aic", found.Likelihood.Aic);
        Check("bic", found.Likelihood.Bic);
        Check("bic2", found.Likelihood.SampleSizeAdjustedBic);
        Check("gfi", found.Gfi);
        Check("agfi", found.Agfi);
        Check("pgfi", found.Pgfi);
        Check("mfi", found.Mfi);
        Check("ecvi", found.Ecvi);
        Check("cn_05", found.CriticalN05);
        Check("cn_01", found.CriticalN01);
        if (found.Scaled is { } scaled)
        {
            Check("chisq.scaling.factor", scaled.ScalingFactor, 1e-5);
            Check("baseline.chisq.scaling.factor", scaled.BaselineScalingFactor, 1e-5);
            Check("scaling.factor.h1", scaled.SaturatedScalingFactor, 1e-5);
            Check("scaling.factor.h0", scaled.ModelScalingFactor, 1e-5);
            Comparative(".scaled", scaled.Comparative, 1e-5);
            Error(".scaled", scaled.Rmsea, 1e-5);
            if (scaled.Robust is { } robust)
            {
                Check("cfi.robust", robust.Cfi, 1e-5);
                Check("tli.robust", robust.Tli, 1e-5);
                Error(".robust", robust.Rmsea, 1e-5);
            }
        }
        else
        {
            Assert.Null(expected["chisq.scaled"]);
        }

        void Comparative(string suffix, ComparativeFit fit, double tolerance = 1e-6)
        {
            Check("chisq" + suffix, fit.ChiSquare, tolerance);
            Check("df" + suffix, fit.DegreesOfFreedom);
            Check("pvalue" + suffix, fit.PValue, tolerance);
            Check(suffix.Length > 0 ? "baseline.chisq.scaled" : "baseline.chisq", fit.BaselineChiSquare, tolerance);
            Check("baseline.df" + suffix, fit.BaselineDegreesOfFreedom);
            Check("cfi" + suffix, fit.Cfi, tolerance);
            Check("tli" + suffix, fit.Tli, tolerance);
            Check("nfi" + suffix, fit.Nfi, tolerance);
            Check("pnfi" + suffix, fit.Pnfi, tolerance);
            Check("rfi" + suffix, fit.Rfi, tolerance);
            Check("ifi" + suffix, fit.Ifi, tolerance);
            Check("rni" + suffix, fit.Rni, tolerance);
        }

        void Error(string suffix, Rmsea rmsea, double tolerance = 1e-6)
        {
            Check("rmsea" + suffix, rmsea.Value, tolerance);
            Check("rmsea.ci.lower" + suffix, rmsea.Lower, tolerance);
            Check("rmsea.ci.upper" + suffix, rmsea.Upper, tolerance);
            Check("rmsea.pvalue" + suffix, rmsea.ClosePValue, tolerance);
            Check("rmsea.notclose.pvalue" + suffix, rmsea.NotClosePValue, tolerance);
        }

        void Check(string name, double actual, double tolerance = 1e-6)
        {
            if (expected[name] is { } value)
                Oracle.Close(Oracle.Number(value), actual, tolerance, name);
        }
    }
}
