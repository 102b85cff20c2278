using Credence.Analysis;
using Credence.Experiments;

namespace Credence.Reporting;

/// <summary>What a plan by simulation says in text and tables.</summary>
public static class SimulationTables
{
    private const int MostLooks = 14;

    /// <summary>The plan for a terminal, a pipe or Markdown.</summary>
    public static ResultText Text(SimulationPlanResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        SimulatedRule planned = result.Rules[0];
        Tone tone = result.Findings.Any(finding => finding.Code == "type-one-error-above-alpha") ? Tone.Warning : Tone.Plain;
        return new(Title, $"Power {Percent(planned.Power)}, type I error {Percent(planned.TypeOneError)}", tone, Sentence(result), Build(result))
        {
            Subject = result.Basis is { } basis ? PlanBasisText.Of(basis) : null,
        };
    }

    internal const string Title = "Plan of an experiment by simulation";

    internal static string Sentence(SimulationPlanResult result)
    {
        SimulatedRule planned = result.Rules[0];
        string arms = result.NPerArm.Control == result.NPerArm.Treatment
            ? $"{NumberFormat.Count(result.NPerArm.Control)} units per arm"
            : $"{NumberFormat.Count(result.NPerArm.Control)} and {NumberFormat.Count(result.NPerArm.Treatment)} units";
        string naive = planned.Rule == result.Naive.Rule ? "" : $" The naive test, made at every look as if it were the only one, would find one in {Percent(result.Naive.TypeOneError)}.";
        return $"In {NumberFormat.Count(result.Replicates)} simulated experiments with {arms} and {Looks(planned)}, {Sought(planned)} finds an effect of {Effect(result)} in {Range(planned.Power)}, "
            + $"after {Rounded(planned.WithEffect.Units)} units on average; where there is none it finds one in {Range(planned.TypeOneError)}.{naive}";
    }

    internal static IReadOnlyList<ReportTable> Build(SimulationPlanResult result)
    {
        List<ReportTable> tables = [Rules(result), Durations(result), ByLook(result), Terms(result)];
        if (result.Findings.Count > 0)
            tables.Add(AnalysisTables.Findings(result.Findings));
        return tables;
    }

    /// <summary>The rules to show: those asked for, and the usual test at every look.</summary>
    internal static IReadOnlyList<SimulatedRule> Shown(SimulationPlanResult result)
        => result.Rules.Any(rule => rule.Rule == result.Naive.Rule) ? result.Rules : [.. result.Rules, result.Naive];

    /// <summary>A rule in words.</summary>
    internal static string Name(SimulatedRule rule) => rule.Rule switch
    {
        "fixed" => "fixed test",
        "peek" => "naive test",
        _ => rule.Bounds ?? rule.Rule,
    };

    private static string Sought(SimulatedRule rule) => rule.Rule switch
    {
        "fixed" => "a test at the end",
        "peek" => "the naive test at every look",
        "group-sequential" => $"a design with {rule.Bounds} boundaries",
        "msprt" => "the mixture sequential test",
        _ => "a confidence sequence",
    };

    internal static ReportTable Rules(SimulationPlanResult result) => new(
        "Rules",
        [new("Rule"), Number("Power"), Number("95% interval"), Number("Type I error"), Number("95% interval"), Number("Wrong direction"), Number("Coverage"), Number("Coverage, no effect")],
        [.. Shown(result).Select(IReadOnlyList<TableCell> (rule) =>
        [
            Name(rule), Percent(rule.Power), Ends(rule.Power),
            new TableCell(Percent(rule.TypeOneError), rule.TypeOneError.Interval.Lower > result.Alpha ? Tone.Bad : Tone.Plain), Ends(rule.TypeOneError),
            Percent(rule.WrongDirection), Percent(rule.Coverage), Percent(rule.CoverageWithoutEffect),
        ])])
    {
        Note = $"Power: share of the experiments with an effect of {Effect(result)} that find it. Type I error: share of those without an effect that find one; {NumberFormat.Level(result.Alpha)} is promised. "
            + $"Coverage: how often the interval at the stop holds the true effect. Intervals: what {NumberFormat.Count(result.Replicates)} simulated experiments leave open. "
            + "Naive test: the usual test at every look.",
    };

    internal static ReportTable Durations(SimulationPlanResult result)
    {
        bool days = result.Daily is not null;
        return new(
            "Until the stop",
            [
                new("Rule"), Number("Looks, effect"), Number("Units, effect"), .. days ? [Number("Days, effect")] : Array.Empty<TableColumn>(),
                Number("Looks, no effect"), Number("Units, no effect"), .. days ? [Number("Days, no effect")] : Array.Empty<TableColumn>(),
            ],
            [.. Shown(result).Select(IReadOnlyList<TableCell> (rule) => [Name(rule), .. Means(rule.WithEffect), .. Means(rule.WithoutEffect)])])
        {
            Note = "Means over the simulated experiments, with their Monte-Carlo standard errors.",
        };

        static IEnumerable<TableCell> Means(SimulatedDuration duration)
            => new[] { duration.Looks, duration.Units, duration.Days }.OfType<Simulated>().Select(mean => (TableCell)WithError(mean));
    }

    internal static ReportTable ByLook(SimulationPlanResult result)
    {
        SimulatedRule[] rules = [.. Shown(result)];
        bool days = result.Daily is not null;
        int[] shown = Places(rules[0].Looks.Count);
        return new(
            "By look",
            [
                Number("Look"), .. days ? [Number("Day")] : Array.Empty<TableColumn>(), Number("Units"),
                .. rules.SelectMany(rule => new[] { Number($"Power, {Name(rule)}"), Number($"Type I error, {Name(rule)}") }),
            ],
            [.. shown.Select(IReadOnlyList<TableCell> (k) =>
            [
                NumberFormat.Count(k + 1), .. days ? [PlanNumbers.Number(rules[0].Looks[k].Day!.Value)] : Array.Empty<TableCell>(), NumberFormat.Count(rules[0].Looks[k].Units),
                .. rules.SelectMany(rule => new TableCell[] { PlanNumbers.Power(rule.Looks[k].Power), PlanNumbers.Power(rule.Looks[k].TypeOneError) }),
            ])])
        {
            Note = shown.Length < rules[0].Looks.Count ? $"Found by the look. {NumberFormat.Count(shown.Length)} of {NumberFormat.Count(rules[0].Looks.Count)} looks are shown." : "Found by the look.",
        };
    }

    private static ReportTable Terms(SimulationPlanResult result)
    {
        UnitModel model = result.Model;
        bool share = model.Kind == MetricKind.Proportion;
        List<IReadOnlyList<TableCell>> rows =
        [
            ["data", model.Name], ["level without the treatment", share ? PlanNumbers.Lift(model.Level) : PlanNumbers.Number(model.Level)],
            ["standard deviation", PlanNumbers.Number(model.StandardDeviation)], ["effect", Effect(result)],
        ];
        void Add(string what, string value) => rows.Add([what, value]);
        if (result.RelativeEffect is { } lift)
            Add("lift", PlanNumbers.Lift(lift));
        if (!share)
            Add("how the treatment acts", model.Shape == EffectShape.Scale ? "by a factor" : "by a shift");
        Add("units, control", NumberFormat.Count(result.NPerArm.Control));
        Add("units, treatment", NumberFormat.Count(result.NPerArm.Treatment));
        if (result.Days is { } days)
            Add("days to the planned end", PlanNumbers.Number(days));
        Add("error level", $"{NumberFormat.Level(result.Alpha)}, two-sided");
        Add("simulated experiments", NumberFormat.Count(result.Replicates));
        return new("Terms", [new("Term"), Number("Value")], rows);
    }

    /// <summary>An effect in the metric's units.</summary>
    internal static string Effect(SimulationPlanResult result)
        => result.Model.Kind == MetricKind.Proportion ? PlanNumbers.Number(100 * result.Effect) + " pp" : PlanNumbers.Number(result.Effect);

    internal static string Percent(Simulated share) => PlanNumbers.Power(share.Estimate);

    internal static string Rounded(Simulated mean) => NumberFormat.Count((long)Math.Round(mean.Estimate));

    // Evenly over the looks, the last always among them.
    private static int[] Places(int looks) => looks <= MostLooks
        ? [.. Enumerable.Range(0, looks)]
        : [.. Enumerable.Range(1, MostLooks).Select(i => (int)Math.Round((double)i * looks / MostLooks) - 1)];

    private static string Ends(Simulated share) => $"{NumberFormat.Fixed(100 * share.Interval.Lower, 1)}% to {NumberFormat.Fixed(100 * share.Interval.Upper, 1)}%";

    private static string Range(Simulated share) => $"{Percent(share)} ({Ends(share)})";

    private static string WithError(Simulated mean)
    {
        NumberScale scale = new(mean.StandardError, mean.Estimate);
        return $"{scale.Format(mean.Estimate)} ± {scale.Format(mean.StandardError)}";
    }

    private static string Looks(SimulatedRule rule) => rule.Looks.Count == 1 ? "1 look" : $"{NumberFormat.Count(rule.Looks.Count)} looks";

    private static TableColumn Number(string name) => new(name, Alignment.Right);
}
