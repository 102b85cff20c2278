using System.Globalization;
using Credence.Analysis;
using Credence.Experiments;

namespace Credence.Reporting;

/// <summary>What a plan with several looks says in text and tables.</summary>
public static class SequentialTables
{
    /// <summary>The plan for a terminal, a pipe or Markdown.</summary>
    public static ResultText Text(SequentialPlanResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new(Title, Headline(result), Tone.Plain, Sentence(result), Build(result)) { Subject = result.Basis is { } basis ? PlanBasisText.Of(basis) : null };
    }

    internal const string Title = "Plan of an experiment with several looks";

    internal static string Headline(SequentialPlanResult result)
    {
        (GroupSequentialDesign design, SequentialPlanSize? size) = result.Plans[0];
        return (result.Unknown, size) switch
        {
            (PlanUnknown.Effect, not null) => $"Finds {PlanNumbers.Effect(result.Metric, size.Effect)}",
            (PlanUnknown.Power, not null) => $"Power {PlanNumbers.Power(design.Options.Power)}",
            (_, not null) => size.NPerArm.Control == size.NPerArm.Treatment
                ? $"At most {NumberFormat.Count(size.NPerArm.Control)} units per arm"
                : $"At most {NumberFormat.Count(size.NPerArm.Control)} and {NumberFormat.Count(size.NPerArm.Treatment)} units",
            _ => $"{Looks(design)}, {PlanNumbers.Number(design.InflationFactor)} times the sample",
        };
    }

    internal static string Sentence(SequentialPlanResult result)
    {
        (GroupSequentialDesign design, SequentialPlanSize? size) = result.Plans[0];
        string looks = $"{Looks(design)} with {design.Options.Bounds.Name} boundaries";
        string level = $"{(design.Boundaries.Count == 1 ? "holds" : "hold")} {NumberFormat.Level(design.Options.Alpha)}, {(design.Options.Sides == 2 ? "two-sided" : "one-sided")}";
        string power = PlanNumbers.Power(design.Options.Power);
        return size is null
            ? $"{looks} {level}; for power {power} the largest sample is {PlanNumbers.Number(design.InflationFactor)} times that of a test with one look."
            : $"{looks} {level}, and find an effect of {PlanNumbers.Effect(result.Metric, size.Effect)} with power {power}: {NumberFormat.Count(size.Total)} units in all at the last look, "
                + $"{Rounded(size.ExpectedAlternative)} on average under that effect.";
    }

    internal static IReadOnlyList<ReportTable> Build(SequentialPlanResult result)
    {
        List<ReportTable> tables = [Designs(result), AllLooks(result)];
        if (result.Findings.Count > 0)
            tables.Add(AnalysisTables.Findings(result.Findings));
        return tables;
    }

    /// <summary>The futility bound of a look; null where it cannot stop for futility.</summary>
    internal static double? Futility(GroupSequentialDesign design, int look)
        => look < design.FutilityBoundaries.Count && design.FutilityBoundaries[look] is var z && double.IsFinite(z) && (design.Options.Sides == 1 || z > 0) ? z : null;

    internal static ReportTable Designs(SequentialPlanResult result)
    {
        bool sized = result.Metric is not null, days = result.Plans.Any(plan => plan.Size?.Days is not null);
        TableColumn[] columns =
        [
            new("Boundaries"), Number("Inflation"), Number("Power"), Number("Expected information, no effect"), Number("Expected information, effect"),
            .. sized ? [Number("Effect"), Number("Units, control"), Number("Units, treatment"), Number("Expected units, no effect"), Number("Expected units, effect")] : Array.Empty<TableColumn>(),
            .. days ? [Number("Days")] : Array.Empty<TableColumn>(),
        ];
        return new("Designs", columns, [.. result.Plans.Select(IReadOnlyList<TableCell> (plan) => [.. Row(plan)])])
        {
            Note = "Inflation: largest sample against that of a test with one look. Expected information: its mean share at the stop.",
        };

        IEnumerable<TableCell> Row(SequentialPlan plan)
        {
            GroupSequentialDesign design = plan.Design;
            foreach (string cell in new[] { design.Options.Bounds.Name, Fixed(design.InflationFactor, 4), PlanNumbers.Power(design.Options.Power), Fixed(design.Operate(0).ExpectedInformation, 3), Fixed(design.Alternative.ExpectedInformation, 3) })
                yield return cell;
            if (plan.Size is { } size)
            {
                foreach (string cell in new[] { PlanNumbers.Effect(result.Metric, size.Effect), NumberFormat.Count(size.NPerArm.Control), NumberFormat.Count(size.NPerArm.Treatment), Rounded(size.ExpectedNull), Rounded(size.ExpectedAlternative) })
                    yield return cell;
            }
            if (days)
                yield return PlanNumbers.Number(plan.Size!.Days!.Value);
        }
    }

    internal static ReportTable AllLooks(SequentialPlanResult result)
    {
        bool several = result.Plans.Count > 1, sized = result.Metric is not null, futile = result.Plans.Any(plan => plan.Design.Options.Futility is not null);
        TableColumn[] columns =
        [
            .. several ? [new("Boundaries")] : Array.Empty<TableColumn>(), Number("Look"), Number("Information"), .. sized ? [Number("Units")] : Array.Empty<TableColumn>(),
            Number("z"), Number("Nominal p"), Number("Alpha spent"), .. futile ? [Number("Futility z")] : Array.Empty<TableColumn>(), Number("Power to here"),
        ];
        List<IReadOnlyList<TableCell>> rows = [];
        foreach ((GroupSequentialDesign design, SequentialPlanSize? size) in result.Plans)
        {
            for (int k = 0; k < design.Boundaries.Count; k++)
            {
                List<TableCell> row = [];
                if (several)
                    row.Add(design.Options.Bounds.Name);
                row.AddRange([NumberFormat.Count(k + 1), Fixed(design.InformationTimes[k], 3)]);
                if (size is not null)
                    row.Add(NumberFormat.Count(size.AtLooks[k]));
                row.AddRange([Z(design.Boundaries[k]), Small(design.NominalPValues[k]), Small(design.CumulativeAlpha[k])]);
                if (futile)
                    row.Add(Futility(design, k) is { } bound ? Fixed(bound, 4) : "");
                row.Add(PlanNumbers.Power(design.Alternative.CumulativePower[k]));
                rows.Add(row);
            }
        }
        string side = result.Plans[0].Design.Options.Sides == 2 ? "|z| is at or above its boundary" : "z is at or above its boundary";
        return new("Looks", columns, rows) { Note = $"A look rejects where {side}.{(futile ? $" It stops for futility {(result.Plans[0].Design.Options.Sides == 2 ? "where |z| is" : "where z is")} below the futility bound{(result.Plans[0].Design.Options.BindingFutility ? ", and must" : "; the error level holds also where that is overruled")}." : "")}" };
    }

    /// <summary>A probability in a form that shows small ones: <c>0.0244</c>, <c>5.2e-05</c>.</summary>
    internal static string Small(double p) => p is > 0 and < 0.0001 ? p.ToString("0.0e-00", CultureInfo.InvariantCulture) : Fixed(p, 5);

    private static string Z(double z) => double.IsFinite(z) ? Fixed(z, 4) : "never";

    private static string Looks(GroupSequentialDesign design) => design.Boundaries.Count == 1 ? "1 look" : $"{NumberFormat.Count(design.Boundaries.Count)} looks";

    private static string Rounded(double units) => NumberFormat.Count((long)Math.Ceiling(units));

    private static string Fixed(double value, int decimals) => NumberFormat.Fixed(value, decimals);

    private static TableColumn Number(string name) => new(name, Alignment.Right);
}
