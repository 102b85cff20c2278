using System.Globalization;
using System.Text.Json.Nodes;
using Credence.Experiments;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance.Sequential;

/// <summary>Closed forms of always-valid inference, confirmed elsewhere by 30-digit quadrature, and running values on data streams.</summary>
public sealed class AlwaysValid
{
    private const double ClosedForm = 1e-12;
    private const double Stream = 1e-10;

    [Fact]
    public void MixtureTestAgrees()
    {
        foreach (JsonNode node in Cases("msprt_normal"))
        {
            double N(string name) => Oracle.Number(node[name]);
            AlwaysValidResult result = new MixtureSequentialTest(N("tau2"), N("alpha")).At(new ArmMean(0, N("V") / N("n")), new ArmMean(N("diff"), 0));
            Check(node, result);
        }
        foreach (JsonNode node in Cases("msprt_bernoulli"))
        {
            double N(string name) => Oracle.Number(node[name]);
            ArmMean control = SequentialArm.OfProportion((long)N("x_success"), (long)N("n")), treatment = SequentialArm.OfProportion((long)N("y_success"), (long)N("n"));
            AlwaysValidResult result = new MixtureSequentialTest(N("tau2"), N("alpha")).At(control, treatment);
            Check(node, result);
            Oracle.Close(N("V"), result.StandardError * result.StandardError * N("n"), ClosedForm, "V");
        }
    }

    [Fact]
    public void AsymptoticSequenceAgrees()
    {
        foreach (JsonNode node in Cases("asymptotic_cs"))
        {
            double N(string name) => Oracle.Number(node[name]);
            double error = N("sd") / Math.Sqrt(N("t"));
            AsymptoticConfidenceSequence two = new(100, N("alpha")) { Rho = N("rho") }, one = new(100, N("alpha"), Alternative.Greater) { Rho = N("rho") };
            Oracle.Close(N("halfwidth_two_sided"), error * two.Radius(N("t")), ClosedForm, "two-sided");
            Oracle.Close(N("halfwidth_one_sided"), error * one.Radius(N("t")), ClosedForm, "one-sided");
        }
        foreach (JsonNode node in Cases("rho"))
        {
            double t = Oracle.Number(node["t"]), alpha = Oracle.Number(node["alpha"]);
            Oracle.Close(Oracle.Number(node["rho_exact_lambert"]), new AsymptoticConfidenceSequence(t, alpha).Rho, ClosedForm, "rho");
            Oracle.CloseRelative(Oracle.Number(node["howard_rho_for_v=t"]), NormalMixtureBoundary.TunedAt(t, alpha).Rho, ClosedForm, "Howard's rho");
        }
    }

    [Fact]
    public void NormalMixtureBoundaryAgrees()
    {
        foreach (JsonNode node in Cases("howard"))
        {
            double N(string name) => Oracle.Number(node[name]);
            NormalMixtureBoundary boundary = new(N("rho"), N("alpha"));
            Oracle.Close(N("two_sided"), boundary.TwoSided(N("v")), ClosedForm, "two-sided");
            Oracle.Close(N("one_sided_closed_form_bound"), boundary.OneSidedClosedForm(N("v")), ClosedForm, "closed form");
            Oracle.Close(N("one_sided_exact_mixture"), boundary.OneSided(N("v")), ClosedForm, "exact");
        }
    }

    [Fact]
    public void StreamsAgree()
    {
        JsonArray streams = Oracle.Read("always_valid.json")["streams"]!.AsArray();
        Assert.Equal(4, streams.Count);
        foreach (JsonNode stream in streams.Select(node => node!))
            Run(stream);
    }

    private static void Run(JsonNode stream)
    {
        MixtureSequentialTest mixture = new(Oracle.Number(stream["tau2"]), Oracle.Number(stream["alpha"]));
        AsymptoticConfidenceSequence sequence = new(Oracle.Number(stream["t_star"]), Oracle.Number(stream["alpha"]));
        Oracle.Close(Oracle.Number(stream["rho_for_asymptotic_cs"]), sequence.Rho, ClosedForm, "rho");
        double? known = (double?)stream["known_V"];
        Dictionary<int, JsonNode> marks = stream["at"]!.AsArray().ToDictionary(node => (int)node!["n"]!, node => node!);
        Moments control = Moments.Empty, treatment = Moments.Empty, pairs = Moments.Empty;
        RunningEvidence running = RunningEvidence.Start;
        int n = 0, first = 0;
        foreach ((double c, double t) in Pairs((string)stream["file"]!))
        {
            n++;
            (control, treatment, pairs) = (control.Merge(new(1, c, 0)), treatment.Merge(new(1, t, 0)), pairs.Merge(new(1, t - c, 0)));
            AlwaysValidResult result = known is { } variance
                ? mixture.At(SequentialArm.WithKnownVariance(control, variance / 2), SequentialArm.WithKnownVariance(treatment, variance / 2))
                : mixture.At(SequentialArm.Of(control), SequentialArm.Of(treatment));
            running = running.Add(result);
            if (first == 0 && running.PValue <= mixture.Alpha)
                first = n;
            if (!marks.TryGetValue(n, out JsonNode? mark))
                continue;
            Oracle.Close(Oracle.Number(mark["log_mixture_ratio"]), result.LogEvidence, Stream, $"{stream["file"]} {n} evidence");
            Oracle.CloseRelative(Oracle.Number(mark["always_valid_p"]), running.PValue, Stream, $"{stream["file"]} {n} p");
            Close(mark["msprt_ci"]!, result.Interval, Stream);
            Close(mark["msprt_running_intersection"]!, running.Intersection, Stream);
            Close(mark["asymptotic_cs"]!, sequence.AtPairs(pairs).Interval, Stream);
        }
        Assert.Equal((int?)stream["first_n_with_p_below_alpha"] ?? 0, first);
    }

    private static IEnumerable<(double Control, double Treatment)> Pairs(string file)
    {
        foreach (string line in File.ReadLines(Repository.Reference("oracle", "data", file)).Skip(1))
        {
            string[] cells = line.Split(',');
            yield return (double.Parse(cells[0], CultureInfo.InvariantCulture), double.Parse(cells[1], CultureInfo.InvariantCulture));
        }
    }

    private static IEnumerable<JsonNode> Cases(string name)
    {
        JsonArray cases = Oracle.Read("always_valid.json")["closed_forms"]![name]!.AsArray();
        Assert.NotEmpty(cases);
        return cases.Select(node => node!);
    }

    private static void Check(JsonNode node, AlwaysValidResult result)
    {
        Oracle.Close(Oracle.Number(node["log_mixture_ratio"]), result.LogEvidence, ClosedForm, "evidence");
        Oracle.CloseRelative(Oracle.Number(node["p_value_at_this_n"]), result.PValue, 1e-11, "p");
        Close(node["ci"]!, result.Interval, ClosedForm);
    }

    private static void Close(JsonNode expected, Interval actual, double tolerance)
    {
        Oracle.Close(Oracle.Number(expected[0]), actual.Lower, tolerance, "lower");
        Oracle.Close(Oracle.Number(expected[1]), actual.Upper, tolerance, "upper");
    }
}
