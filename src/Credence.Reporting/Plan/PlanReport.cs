using Credence.Analysis;
using Credence.Experiments;

namespace Credence.Reporting;

/// <summary>Writes a plan as one HTML page that needs nothing else, in the form of the other reports.</summary>
public static class PlanReport
{
    // A flag: where the experiment is to get to.
    private const string Flag = "M17 37V12H33L28 18 33 24H17";

    /// <summary>The page of a plan with one look.</summary>
    public static string Write(PlanResult result, ReportContext context)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(context);
        ResultText text = PlanTables.Text(result);
        Plan plan = result.Plan;
        Html figures = Html.Join(PlanFigures.Of(result).Select(figure => HtmlPage.Figure(figure.Drawing, figure.Name)));
        Html key = HtmlPage.KeyNumbers(
            "The plan",
            (plan.Clusters is null ? "Units, control" : "Clusters, control", PlanNumbers.Count(plan.Clusters?.PerArm.Control ?? plan.NPerArm?.Control), $"{PlanNumbers.Count(plan.Total)} {(plan.Clusters is null ? "units" : "members")} in all"),
            ("Effect", PlanNumbers.Effect(result.Design, plan.MinimumEffect), plan.MinimumRelativeEffect is { } lift ? $"{PlanNumbers.Lift(lift)} of the control level" : "treatment minus control"),
            ("Power", PlanNumbers.Power(plan.Power), PlanNumbers.Test(plan.Method)),
            plan.Days is { } days ? ("Days", PlanNumbers.Number(days), $"{PlanNumbers.Number(result.Daily!.Value)} new units a day") : ("Error level", NumberFormat.Level(result.Design.Alpha), PlanNumbers.Sides(result.Design)));
        return Page(text, text.Subject ?? "", key, figures, result.Findings, PlanNotes.Of(result), context);
    }

    /// <summary>The page of a plan with several looks.</summary>
    public static string Write(SequentialPlanResult result, ReportContext context)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(context);
        ResultText text = SequentialTables.Text(result);
        (GroupSequentialDesign design, SequentialPlanSize? size) = result.Plans[0];
        Html key = HtmlPage.KeyNumbers(
            design.Options.Bounds.Name,
            ("Looks", NumberFormat.Count(design.Boundaries.Count), $"{NumberFormat.Level(design.Options.Alpha)}, {(design.Options.Sides == 2 ? "two-sided" : "one-sided")}"),
            ("Inflation", NumberFormat.Fixed(design.InflationFactor, 4), "of the largest sample"),
            ("Expected information", NumberFormat.Fixed(design.Alternative.ExpectedInformation, 3), "under the effect"),
            size is null ? ("Power", PlanNumbers.Power(design.Options.Power), "at any look") : ("Units at most", NumberFormat.Count(size.Total), $"{NumberFormat.Count((long)Math.Ceiling(size.ExpectedAlternative))} expected under the effect"));
        return Page(text, text.Subject ?? "", key, HtmlPage.Figure(BoundariesFigure.Of(result), "boundaries"), result.Findings, PlanNotes.Of(result), context);
    }

    /// <summary>The page of a plan by simulation.</summary>
    public static string Write(SimulationPlanResult result, ReportContext context)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(context);
        ResultText text = SimulationTables.Text(result);
        SimulatedRule planned = result.Rules[0];
        Html key = HtmlPage.KeyNumbers(
            SimulationTables.Name(planned),
            ("Power", SimulationTables.Percent(planned.Power), $"to find {SimulationTables.Effect(result)}"),
            ("Type I error", SimulationTables.Percent(planned.TypeOneError), $"{NumberFormat.Level(result.Alpha)} promised"),
            ("Units on average", SimulationTables.Rounded(planned.WithEffect.Units), $"of {NumberFormat.Count(result.Total)}, with the effect"),
            ("Coverage", SimulationTables.Percent(planned.Coverage), "of the interval at the stop"));
        return Page(text, text.Subject ?? "", key, HtmlPage.Figure(SimulationFigure.Of(result), "simulation"), result.Findings, PlanNotes.Of(result), context);
    }

    private static string Page(
        ResultText text, string facts, Html key, Html figures, IReadOnlyList<Statistics.Finding> findings, IReadOnlyList<Html> notes, ReportContext context)
    {
        Html tables = Html.Join(text.Tables.Where(table => table.Title != "Findings").Select(table => Html.Of($"<section>\n<h2>{table.Title}</h2>\n{HtmlTables.Write(table)}</section>\n")));
        Html subject = facts.Length > 0 ? Html.Of($"<p class=\"facts\">{facts}</p>\n") : Html.None;
        Html drawn = figures == Html.None ? Html.None : Html.Of($"<section>\n<h2>Curves</h2>\n{figures}</section>\n");
        return HtmlPage.Write(
            Html.Of($"{text.Headline} · {text.Title}"),
            Html.Of($"""
                <header>
                <h1>{text.Title}</h1>
                {subject}</header>
                {HtmlPage.Headline("Plan", text.Tone, VerdictIcon.Circled(Flag), Html.Of($"{text.Headline}"), text.Sentence, findings)}{key}{drawn}{tables}{HtmlPage.Findings(findings)}{HtmlPage.Notes(notes)}{HtmlPage.Rerun(context)}
                """));
    }
}

/// <summary>The notes on the methods that a plan used.</summary>
internal static class PlanNotes
{
    public static IReadOnlyList<Html> Of(PlanResult result)
    {
        List<string> keys = [result.Kind == "cluster" ? "plan-cluster" : result.Kind == "quantile" ? "plan-quantile" : result.Design is ProportionDesign ? "plan-proportion" : "plan-mean"];
        if (result.Design is MeanDesign { CovariateCorrelation: not 0 })
            keys.Add("plan-covariate");
        if (result.Design.Hypothesis.Objective != Objective.Superiority)
            keys.Add("plan-margin");
        if (result.Design.Multiplicity != Multiplicity.None)
            keys.Add("plan-multiplicity");
        keys.Add("plan-observed-power");
        return MethodNotes.Of(keys);
    }

    public static IReadOnlyList<Html> Of(SequentialPlanResult result)
        => MethodNotes.Of(result.Plans[0].Design.Options.Futility is null ? ["plan-sequential", "plan-observed-power"] : ["plan-sequential", "plan-futility", "plan-observed-power"]);

    public static IReadOnlyList<Html> Of(SimulationPlanResult result)
        => MethodNotes.Of(result.Rules.Any(rule => rule.Bounds is not null) ? ["plan-simulation", "plan-sequential"] : ["plan-simulation"]);
}
