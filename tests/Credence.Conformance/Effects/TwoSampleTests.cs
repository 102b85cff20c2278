using System.Text.Json.Nodes;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance;

/// <summary>Welch, Student and z tests and lifts against scipy, statsmodels and R.</summary>
public sealed class TwoSampleTests
{
    private const double Tolerance = 1e-10;

    private static readonly (string Name, Alternative Alternative)[] Alternatives =
        [("two-sided", Alternative.TwoSided), ("larger", Alternative.Greater), ("smaller", Alternative.Less)];

    private static JsonArray Cases => Oracle.Read("two_sample_tests.json")["cases"]!.AsArray();

    [Theory]
    [InlineData("welch_t", "t")]
    [InlineData("student_t", "t")]
    [InlineData("z_unpooled", "z")]
    public void TestsAndIntervalsAgree(string key, string statistic)
    {
        int checks = 0;
        foreach (JsonNode example in Cases.OfType<JsonNode>().Where(HasSpread))
        {
            (Moments control, Moments treatment, _) = Arms(example);
            foreach ((string name, Alternative alternative) in Alternatives)
            {
                JsonNode expected = example[key]![name]!;
                Effect effect = Compare(key, control, treatment, Options(example) with { Alternative = alternative });
                string what = $"{example["name"]} {key} {name}";
                Oracle.Close(Oracle.Number(expected[statistic]), effect.Statistic, Tolerance, what);
                Oracle.CloseRelative(Oracle.Number(expected["p"]), effect.PValue, Tolerance, what);
                AssertLimits(expected["ci"]!, effect.Interval, effect.StandardError, what);
                Oracle.CloseRelative(Oracle.Number(example[key]!["se"]), effect.StandardError, Tolerance, what);
                if (key == "z_unpooled")
                    Assert.Null(effect.DegreesOfFreedom);
                else
                    Oracle.CloseRelative(Oracle.Number(example[key]!["df"]), effect.DegreesOfFreedom!.Value, Tolerance, what);
                checks++;
            }
        }
        Assert.True(checks >= 50, $"only {checks} checks");
    }

    [Fact]
    public void FiellerSetsAgree()
    {
        HashSet<string> kinds = [];
        foreach (JsonNode example in Cases.OfType<JsonNode>().Where(HasSpread))
        {
            (Moments control, Moments treatment, double offset) = Arms(example);
            (control, treatment) = (control.Shift(offset), treatment.Shift(offset));
            JsonNode lift = example["relative_lift"]!;
            RelativeEffect z = MeanDifference.Z(control, treatment, Options(example)).Relative;
            RelativeEffect t = MeanDifference.Welch(control, treatment, Options(example)).Relative;
            double error = Oracle.Number(lift["delta_se"]);
            // The lift of means near 1e9 is known to the rounding of those means only.
            double tolerance = offset == 0 ? Tolerance : 1e-6;
            AssertClose(Oracle.Number(lift["lift"]), z.Estimate, error, tolerance, $"{example["name"]}");
            kinds.Add(AssertSet(lift["fieller_z"]!, z, error, tolerance, $"{example["name"]} z"));
            kinds.Add(AssertSet(lift["fieller_t_welch_df_of_difference"]!, t, error, tolerance, $"{example["name"]} t"));
        }
        Assert.Equal(["all", "complement", "interval"], kinds.Order());
    }

    [Fact]
    public void DeltaAndLogIntervalsAgree()
    {
        foreach (JsonNode example in Cases.OfType<JsonNode>().Where(HasSpread))
        {
            (Moments control, Moments treatment, double offset) = Arms(example);
            (control, treatment) = (control.Shift(offset), treatment.Shift(offset));
            JsonNode lift = example["relative_lift"]!;
            double error = Oracle.Number(lift["delta_se"]), tolerance = offset == 0 ? Tolerance : 1e-6;
            RelativeEffect delta = MeanDifference.Z(control, treatment, Options(example) with { Relative = RelativeMethod.Delta }).Relative;
            AssertLimits(lift["delta_ci"]!, delta.Interval!.Value, error, $"{example["name"]} delta", tolerance);
            RelativeEffect log = MeanDifference.Z(control, treatment, Options(example) with { Relative = RelativeMethod.Log }).Relative;
            if (lift["log_delta_ci"] is { } limits)
                AssertLimits(limits, log.Interval!.Value, error, $"{example["name"]} log", tolerance);
            else
                Assert.Equal(RelativeSet.All, log.Set);
        }
    }

    [Fact]
    public void ConstantArmsLeaveNoTest()
    {
        JsonNode[] constant = [.. Cases.OfType<JsonNode>().Where(example => !HasSpread(example))];
        Assert.Equal(2, constant.Length);
        foreach (JsonNode example in constant)
        {
            (Moments control, Moments treatment, _) = Arms(example);
            foreach (string key in new[] { "welch_t", "student_t", "z_unpooled" })
            {
                Effect effect = Compare(key, control, treatment, Options(example));
                Assert.Equal(Oracle.Number(example["difference"]), effect.Estimate);
                Assert.True(double.IsNaN(effect.PValue) && double.IsNaN(effect.Statistic));
                Assert.True(effect.Interval.Contains(0) && effect.Relative.Contains(0));
            }
        }
    }

    private static Effect Compare(string key, Moments control, Moments treatment, EffectOptions options) => key switch
    {
        "welch_t" => MeanDifference.Welch(control, treatment, options),
        "student_t" => MeanDifference.Student(control, treatment, options),
        _ => MeanDifference.Z(control, treatment, options),
    };

    private static EffectOptions Options(JsonNode example) => new() { Alpha = Oracle.Number(example["alpha"]) };

    private static bool HasSpread(JsonNode example)
        => Oracle.Number(example["var_control"]) + Oracle.Number(example["var_treatment"]) > 0;

    // Moments about a common offset, as an engine with shift constants returns them.
    private static (Moments Control, Moments Treatment, double Offset) Arms(JsonNode example)
    {
        (double[] control, double[] treatment) = Values(example);
        double offset = Math.Abs(control[0]) > 1e8 ? 1e9 : 0;
        return (About(control, offset), About(treatment, offset), offset);
    }

    private static Moments About(double[] values, double offset) => Moments.FromValues(Array.ConvertAll(values, value => value - offset));

    /// <summary>The values of a case, control and treatment.</summary>
    internal static (double[] Control, double[] Treatment) Values(JsonNode example)
    {
        string name = (string)example["name"]!, file = (string)example["file"]!;
        OracleData data = OracleData.Read(file);
        if (!name.StartsWith("consumer_spending", StringComparison.Ordinal))
        {
            string column = file == "ab_sales.csv" ? "sales" : "value";
            return (data.Numbers(column, 0), data.Numbers(column, 1));
        }
        (double Income, double Spending)[] rows = [.. data.Numbers("income_range_code").Zip(data.Numbers("total_annual_spending"))
            .Where(row => !double.IsNaN(row.First) && !double.IsNaN(row.Second)).OrderBy(row => row.First)];
        double median = (rows[(rows.Length - 1) / 2].Income + rows[rows.Length / 2].Income) / 2;
        bool log = name.EndsWith("log1p", StringComparison.Ordinal);
        double[] Group(bool above) => [.. rows.Where(row => row.Income > median == above && row.Spending > -1)
            .Select(row => log ? Math.Log(1 + row.Spending) : row.Spending)];
        return (Group(false), Group(true));
    }

    private static string AssertSet(JsonNode expected, RelativeEffect actual, double error, double tolerance, string what)
    {
        string kind = (string)expected["kind"]!;
        Assert.Equal(kind, actual.Set.ToString().ToLowerInvariant());
        if (kind == "interval")
            AssertLimits(expected["lift"]!, actual.Interval!.Value, error, what, tolerance);
        if (kind == "complement")
            AssertLimits(expected["excluded_lift"]!, actual.Complement!.Value, error, what, tolerance);
        return kind;
    }

    private static void AssertLimits(JsonNode expected, Interval actual, double error, string what, double tolerance = Tolerance)
    {
        AssertClose(Oracle.Number(expected[0]), actual.Lower, error, tolerance, what);
        AssertClose(Oracle.Number(expected[1]), actual.Upper, error, tolerance, what);
    }

    private static void AssertClose(double expected, double actual, double error, double tolerance, string what)
    {
        if (double.IsInfinity(expected))
            Assert.Equal(expected, actual);
        else
            Assert.True(Math.Abs(actual - expected) <= tolerance * Math.Max(error, Math.Abs(expected)), $"{what}: {expected:R} {actual:R}");
    }
}
