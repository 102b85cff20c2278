using System.CommandLine;
using Credence.Analysis;
using Credence.Cli.Terminal;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary><c>credence plan sequential</c>: several looks with boundaries that hold the error level.</summary>
internal sealed class PlanSequentialCommand
{
    private const int MostLooks = 500;
    private const string DefaultBounds = "ld-obrien-fleming";

    private readonly Option<int?> looks = OptionForms.OptionalNumber<int>("--looks", "Number of equally spaced looks", "K", value => value is >= 1 and <= MostLooks, $"must be a whole number from 1 to 500");
    private readonly Option<string?> information = OptionForms.Text("--information", "Information fractions of the looks, rising to 1", "T1,T2,…,1");
    private readonly Option<string[]> bounds = OptionForms.Several(
        "--bounds", $"Boundaries, several to compare them; default: {DefaultBounds}", "obrien-fleming|pocock|haybittle-peto|wang-tsiatis(d)|ld-obrien-fleming|ld-obrien-fleming-total|ld-pocock|kim-demets(g)|hwang-shih-decani(g)|table(t:a,…)");
    private readonly Option<string?> sided = OptionForms.Choice("--sided", "Sides of the test; default: 2", "1", "2");
    private readonly Option<string?> futility = OptionForms.Text("--futility", "When to stop for want of an effect; default: none", "none|obrien-fleming|pocock|hwang-shih-decani(g)|fixed(z,…)");
    private readonly Option<bool> binding = new("--binding") { Description = "A stop for futility must be obeyed; the boundaries are lower for it" };
    private readonly Option<double> alpha = OptionForms.Alpha();
    private readonly Option<double?> power = PlanOptions.Power();
    private readonly Option<long?> n = PlanOptions.N();
    private readonly Option<double?> mde = PlanOptions.Effect();
    private readonly Option<double?> relativeMde = PlanOptions.RelativeEffect();
    private readonly Option<double?> deviation = PlanOptions.StandardDeviation();
    private readonly Option<double?> rate = PlanOptions.Rate();
    private readonly Option<double?> ratio = OptionForms.OptionalNumber<double>("--ratio", "Units of the treatment arm per unit of the control; default: 1", "R", value => value is >= 0.01 and <= 100, "must be from 0.01 to 100");
    private readonly Option<double?> daily = PlanOptions.Daily();
    private readonly Option<string?> kind = OptionForms.Choice("--kind", "What --from compares; default: mean", "mean", "proportion", "ratio");
    private readonly PlanSource source = new();
    private readonly PlanOutput output = new();
    private readonly Option<ulong> seed = OptionForms.Seed();

    private PlanSequentialCommand()
    {
    }

    public static Command Create(ToolConsole console)
    {
        PlanSequentialCommand arguments = new();
        Command command = new("sequential", "Plan an experiment with several looks, and compare boundaries");
        Option[] own =
        [
            arguments.looks, arguments.information, arguments.bounds, arguments.sided, arguments.futility, arguments.binding, arguments.alpha, arguments.power,
            arguments.n, arguments.mde, arguments.relativeMde, arguments.deviation, arguments.rate, arguments.ratio, arguments.daily, arguments.kind,
        ];
        foreach (Option option in (IEnumerable<Option>)[.. own, .. arguments.source.Options, .. arguments.output.Options, arguments.seed])
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) => arguments.RunAsync(parsed, console, cancellation));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, ToolConsole console, CancellationToken cancellation)
    {
        PlanStart? start = await source.ReadAsync(parsed, OptionForms.Chosen(parsed, kind, MetricKind.Mean), [deviation, rate], console, cancellation).ConfigureAwait(false);
        PlanQuestion asked = new() { N = parsed.GetValue(n), Effect = parsed.GetValue(mde), RelativeEffect = parsed.GetValue(relativeMde), Power = parsed.GetValue(power) };
        PlanQuestion question = start?.Complete(asked) ?? asked;
        GroupSequentialOptions design = Design(parsed, start, question);
        SequentialPlanResult result = SequentialPlanning.Plan(new()
        {
            Design = design,
            Bounds = Bounds(parsed, start),
            Metric = Metric(parsed, start, design, question),
            Question = question,
            Daily = parsed.GetValue(daily),
        });
        return await output.WriteAsync(result with { Basis = start?.Basis }, parsed, console, cancellation).ConfigureAwait(false);
    }

    private GroupSequentialOptions Design(ParseResult parsed, PlanStart? start, PlanQuestion question)
    {
        double level = parsed.GetResult(alpha) is { Implicit: false } ? parsed.GetValue(alpha) : start?.File?.Alpha ?? parsed.GetValue(alpha);
        if (question.WantedPower <= level)
            throw new InputException("--power", "must be above the error level", "0.8 and 0.9 are usual");
        int sides = parsed.GetValue(sided) == "1" ? 1 : 2;
        if (sides == 1 && level >= 0.5)
            throw new InputException("--alpha", "a one-sided test needs an alpha below 0.5", "0.05 and 0.025 are usual");
        FutilityRule? stop = parsed.GetValue(futility) is { } text ? At("--futility", () => FutilityRule.Parse(text)) : null;
        if (stop is null && parsed.GetValue(binding))
            throw new InputException("--binding", "there is no futility rule to bind", "add --futility");
        return new()
        {
            InformationTimes = Times(parsed, start),
            Alpha = level,
            Sides = sides,
            Power = question.WantedPower,
            Futility = stop,
            BindingFutility = parsed.GetValue(binding),
        };
    }

    private double[] Times(ParseResult parsed, PlanStart? start)
    {
        int? count = parsed.GetValue(looks);
        if (parsed.GetValue(information) is not { } text)
            return InformationTimes.Equal(count ?? start?.File?.Design?.Looks ?? throw new InputException("plan sequential", "no looks are given", "add --looks K or --information 0.5,1"));
        if (count is not null)
            throw new InputException("--looks", "cannot go with --information", "give one of them");
        double[] times = [.. text.Split(',').Select(part => OptionForms.Number("--information", part))];
        double before = 0;
        foreach (double time in times)
        {
            if (!(time > before))
                throw new InputException("--information", FormattableString.Invariant($"must rise from above 0, but {time} follows {before}"), "list the looks in order of time");
            before = time;
        }
        if (before != 1)
            throw new InputException("--information", FormattableString.Invariant($"the last look is at {before}, not 1"), "give fractions of the planned maximum information, the last 1");
        return times.Length <= MostLooks ? times : throw new InputException("--information", "has more than 500 looks", "look less often");
    }

    private List<BoundaryFamily> Bounds(ParseResult parsed, PlanStart? start)
    {
        string[] names = parsed.GetValue(bounds) is { Length: > 0 } given ? given : [start?.File?.Design?.Bounds ?? DefaultBounds];
        return [.. names.Select(name => At("--bounds", () => BoundaryFamily.Parse(name)))];
    }

    // A sample size is that of the test with one look, times the inflation; that test is normal and has the level and sides of the design.
    private FixedDesign? Metric(ParseResult parsed, PlanStart? start, GroupSequentialOptions design, PlanQuestion question)
    {
        FixedDesign? metric = (start?.Basis.Design, parsed.GetValue(deviation), parsed.GetValue(rate)) switch
        {
            (MeanDesign known, null, null) => known with { Method = PowerMethod.Normal },
            ({ } known, null, null) => known,
            (null, { } spread, null) => new MeanDesign(spread) { Method = PowerMethod.Normal },
            (null, null, { } share) => new ProportionDesign(share),
            (null, null, null) => null,
            _ => throw new InputException("--sd", "cannot go with --baseline", "give --sd for a mean, or --baseline for a proportion"),
        };
        if (metric is null && (question.N ?? question.Effect ?? question.RelativeEffect ?? parsed.GetValue(daily)) is not null)
            throw new InputException("plan sequential", "a sample size needs a metric", "add --sd S, --baseline P, or --from SOURCE --metric COLUMN");
        bool down = (question.Effect ?? question.RelativeEffect) < 0;
        return metric is null ? null : metric with
        {
            Alpha = design.Alpha,
            Alternative = design.Sides == 2 ? Alternative.TwoSided : down ? Alternative.Less : Alternative.Greater,
            AllocationRatio = parsed.GetValue(ratio) ?? 1,
        };
    }

    private static T At<T>(string option, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InputException problem)
        {
            throw new InputException(option, problem.Problem, problem.Remedy, problem);
        }
    }
}
