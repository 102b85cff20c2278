using Credence.Analysis;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>What a plan with one look says in text and tables.</summary>
public static class PlanTables
{
    /// <summary>The plan for a terminal, a pipe or Markdown.</summary>
    public static ResultText Text(PlanResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new(PlanNumbers.Title(result.Kind), Headline(result), ToneOf(result), Sentence(result), Build(result)) { Subject = Subject(result) };
    }

    internal static Tone ToneOf(PlanResult result) => result.Findings.Any(f => f.Severity == Severity.Blocking) ? Tone.Bad : Tone.Plain;

    internal static string Headline(PlanResult result)
    {
        Plan plan = result.Plan;
        if (plan.NPerArm is not { } units)
            return "No size suffices";
        return result.Unknown switch
        {
            PlanUnknown.Power => $"Power {PlanNumbers.Power(plan.Power)}",
            PlanUnknown.Effect => double.IsNaN(plan.MinimumEffect) ? "No effect suffices" : $"Finds {PlanNumbers.Effect(result.Design, plan.MinimumEffect)}",
            PlanUnknown.ClusterSize => $"{NumberFormat.Count((long)plan.Clusters!.Size)} members per cluster",
            _ => plan.Clusters is { } clusters ? Arms(clusters.PerArm, "clusters") : Arms(units, "units"),
        };
    }

    internal static string Sentence(PlanResult result)
    {
        (FixedDesign design, Plan plan) = (result.Design, result.Plan);
        if (plan.NPerArm is not { } units)
            return plan.Findings[0].Message;
        string sizes = plan.Clusters is { } clusters
            ? Counts(clusters.PerArm, $"clusters of {PlanNumbers.Number(clusters.Size)} members", result)
            : Counts(units, "units", result);
        string level = $"at {NumberFormat.Level(design.Alpha)}", test = $"a {PlanNumbers.Sides(design)} {PlanNumbers.Test(plan.Method)} {level}";
        string effect = PlanNumbers.Effect(design, plan.MinimumEffect), power = $"with power {PlanNumbers.Power(plan.Power)}";
        if (double.IsNaN(plan.MinimumEffect))
            return $"With {sizes}, {test} finds no effect that the metric can have {power}.";
        return design.Hypothesis.Objective switch
        {
            Objective.NonInferiority => $"With {sizes}, {test} shows {power} that the treatment is not worse by more than {Margin(design)} where the true effect is {effect}.",
            Objective.Equivalence => $"With {sizes}, two one-sided tests {level} show {power} that the arms differ by less than {Margin(design)} where the true effect is {effect}.",
            _ => $"With {sizes}, {test} finds an effect of {effect}{Relative(plan)} {power}.",
        };
    }

    internal static IReadOnlyList<ReportTable> Build(PlanResult result)
    {
        List<ReportTable> tables = [Sizes(result), Terms(result)];
        if (result.OtherEffects.Count > 0)
            tables.Add(OtherEffects(result));
        if (result.DetectableByDay.Count > 0)
            tables.Add(ByDay(result));
        if (result.OverIcc.Count > 0)
            tables.Add(OverIcc(result));
        if (result.Assignment.Count > 0)
            tables.Add(Assignment(result));
        if (result.Findings.Count > 0)
            tables.Add(AnalysisTables.Findings(result.Findings));
        return tables;
    }

    internal static ReportTable Sizes(PlanResult result)
    {
        Plan plan = result.Plan;
        List<IReadOnlyList<TableCell>> rows = [];
        int treatments = result.Design.Multiplicity.Treatments;
        void Whole(string what, PerArm<long>? n, long? all) => rows.Add([what, PlanNumbers.Count(n?.Control), PlanNumbers.Count(n?.Treatment), PlanNumbers.Count(all)]);
        void Exact(PerArm<double> n)
            => rows.Add(["before rounding up", PlanNumbers.Exact(n.Control), PlanNumbers.Exact(n.Treatment), PlanNumbers.Exact(n.Control + treatments * n.Treatment)]);
        if (plan.Clusters is { } clusters)
        {
            Whole("clusters", clusters.PerArm, clusters.PerArm.Control + treatments * clusters.PerArm.Treatment);
            if (result.Unknown == PlanUnknown.SampleSize)
                Exact(clusters.PerArmExact);
        }
        Whole(plan.Clusters is null ? "units" : "members", plan.NPerArm, plan.Total);
        if (plan.Clusters is null && result.Unknown == PlanUnknown.SampleSize)
            Exact(plan.NPerArmExact);
        return new("Size", [new("Count"), Number("Control"), Number(treatments > 1 ? "Each treatment" : "Treatment"), Number("All arms")], rows);
    }

    internal static ReportTable Terms(PlanResult result)
    {
        (FixedDesign design, Plan plan) = (result.Design, result.Plan);
        List<IReadOnlyList<TableCell>> rows = [["power", PlanNumbers.Power(plan.Power)], ["effect", PlanNumbers.Effect(design, plan.MinimumEffect)]];
        void Add(string what, string value) => rows.Add([what, value]);
        if (plan.MinimumRelativeEffect is { } lift)
            Add("lift", PlanNumbers.Lift(lift));
        if (design.ControlLevel is { } level)
            Add("control level", design is ProportionDesign ? PlanNumbers.Lift(level) : PlanNumbers.Number(level));
        if (design.Hypothesis.Objective != Objective.Superiority)
            Add("margin", Margin(design));
        Add("error level", $"{NumberFormat.Level(design.Alpha)}, {PlanNumbers.Sides(design)}");
        if (plan.ComparisonAlpha != design.Alpha)
            Add("error level of one comparison", NumberFormat.Level(plan.ComparisonAlpha));
        if (plan.MonteCarloError is { } error)
            Add("Monte-Carlo error of the power", PlanNumbers.Power(error));
        if (plan.Clusters is not null)
            Add("design effect", PlanNumbers.Number(plan.DesignEffect));
        if (design is MeanDesign { CovariateCorrelation: not 0 } adjusted)
            Add("variance removed by covariates", NumberFormat.Share(adjusted.CovariateCorrelation * adjusted.CovariateCorrelation));
        if (plan.Days is { } days)
            Add("days", PlanNumbers.Number(days));
        return new("Terms", [new("Term"), Number("Value")], rows) { Note = $"Test: {PlanNumbers.Test(plan.Method)}." };
    }

    internal static ReportTable OtherEffects(PlanResult result)
    {
        bool lifts = result.OtherEffects.Any(other => other.RelativeEffect is not null);
        string size = result.Plan.Clusters is null ? "Units" : "Clusters";
        return new(
            "Other effects",
            [Number("Effect"), .. lifts ? [Number("Lift")] : Array.Empty<TableColumn>(), Number("Power at this size"), Number($"{size}, control, for power {NumberFormat.Level(result.WantedPower)}")],
            [.. result.OtherEffects.Select(IReadOnlyList<TableCell> (other) =>
            [
                PlanNumbers.Effect(result.Design, other.Effect),
                .. lifts ? [PlanNumbers.Lift(other.RelativeEffect)] : Array.Empty<TableCell>(),
                PlanNumbers.Power(other.Power),
                PlanNumbers.Count(other.N),
            ])]);
    }

    internal static ReportTable ByDay(PlanResult result)
    {
        bool lifts = result.DetectableByDay.Any(day => day.MinimumRelativeEffect is not null);
        return new(
            "What can be found by day",
            [Number("Day"), Number("Control"), Number("Treatment"), Number("Effect"), .. lifts ? [Number("Lift")] : Array.Empty<TableColumn>()],
            [.. result.DetectableByDay.Select(IReadOnlyList<TableCell> (day) =>
            [
                NumberFormat.Count(day.Day), NumberFormat.Count(day.NPerArm.Control), NumberFormat.Count(day.NPerArm.Treatment),
                PlanNumbers.Effect(result.Design, day.MinimumEffect), .. lifts ? [PlanNumbers.Lift(day.MinimumRelativeEffect)] : Array.Empty<TableCell>(),
            ])])
        {
            Note = $"The effect found with power {NumberFormat.Level(result.WantedPower)}, where {PlanNumbers.Number(result.Daily ?? double.NaN)} new units come a day.",
        };
    }

    internal static ReportTable OverIcc(PlanResult result) => new(
        "By intraclass correlation",
        [Number("ICC"), Number("Design effect"), Number("Power"), Number("Effect found"), Number("Members per cluster needed"), Number("Clusters per arm needed")],
        [.. result.OverIcc.Select(IReadOnlyList<TableCell> (row) =>
        [
            PlanNumbers.Number(row.IntraclassCorrelation), PlanNumbers.Number(row.DesignEffect), PlanNumbers.Power(row.Power),
            PlanNumbers.Number(row.MinimumEffect), row.ClusterSizeNeeded is { } size ? PlanNumbers.Exact(size) : new TableCell("none suffices", Tone.Warning),
            NumberFormat.Count(row.ClustersNeeded),
        ])])
    {
        Note = $"Power to find {PlanNumbers.Number(result.Plan.MinimumEffect)}; everything else for power {NumberFormat.Level(result.WantedPower)}."
            + (result.Plan.NPerArm is null ? " Power, effect and clusters needed are those of clusters however large." : ""),
    };

    private static ReportTable Assignment(PlanResult result) => new(
        "Assignment",
        [new("Variant"), Number("Clusters"), Number("Members")],
        [.. result.Assignment.GroupBy(line => line.Variant, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(IReadOnlyList<TableCell> (group) =>
            [group.Key, NumberFormat.Count(group.Count()), NumberFormat.Count(group.Sum(line => line.Size))])]);

    private static string? Subject(PlanResult result) => result.Basis is { } basis ? PlanBasisText.Of(basis) : null;

    private static string Margin(FixedDesign design) => PlanNumbers.Effect(design, design.Hypothesis.Margin);

    private static string Relative(Plan plan) => plan.MinimumRelativeEffect is { } lift ? $" ({PlanNumbers.Lift(lift)} of the control level)" : "";

    private static string Arms(PerArm<long> n, string what)
        => n.Control == n.Treatment ? $"{NumberFormat.Count(n.Control)} {what} per arm" : $"{NumberFormat.Count(n.Control)} and {NumberFormat.Count(n.Treatment)} {what}";

    private static string Counts(PerArm<long> n, string what, PlanResult result)
    {
        int treatments = result.Design.Multiplicity.Treatments;
        string all = NumberFormat.Count(n.Control + treatments * n.Treatment);
        string arm = treatments > 1 ? $"each of {treatments} treatment arms" : "the treatment arm";
        return $"{NumberFormat.Count(n.Control)} {what} in the control arm and {NumberFormat.Count(n.Treatment)} in {arm} ({all} in all)";
    }

    private static TableColumn Number(string name) => new(name, Alignment.Right);
}

/// <summary>What the data of a plan say.</summary>
internal static class PlanBasisText
{
    public static string Of(PlanBasis basis)
    {
        string covariates = basis.Correlation is { } r
            ? $"; {TableCell.Printable(string.Join(", ", basis.Covariates))} remove{(basis.Covariates.Count > 1 ? "" : "s")} {NumberFormat.Share(r * r)} of the variance"
            : "";
        string level = basis.Kind == MetricKind.Proportion
            ? $"share {PlanNumbers.Lift(basis.Level)}"
            : $"{(basis.Kind == MetricKind.Quantile ? "quantile" : Words.Kind(basis.Kind))} {PlanNumbers.Number(basis.Level)}, standard deviation {PlanNumbers.Number(basis.StandardDeviation)}";
        return $"{TableCell.Printable(basis.Source)}: {TableCell.Printable(basis.Metric)} of {NumberFormat.Count(basis.Units)} units has {level}{covariates}.";
    }
}
