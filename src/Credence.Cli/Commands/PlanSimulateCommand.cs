using System.CommandLine;
using Credence.Analysis;
using Credence.Cli.Terminal;
using Credence.ExperimentFiles;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary><c>credence plan simulate</c>: what an experiment would do, looked at as the user looks.</summary>
internal sealed class PlanSimulateCommand
{
    private const string DefaultRule = "group-sequential";

    private readonly Option<string?> data = OptionForms.Choice("--data", "What units look like; default: binary with --baseline alone, else normal", "normal", "lognormal", "binary", "zero-inflated");
    private readonly Option<double?> baseline = OptionForms.OptionalNumber<double>("--baseline", "Mean, or rate, without the treatment; default: 0 for normal data", "M", double.IsFinite, "must be a finite number");
    private readonly Option<double?> deviation = PlanOptions.StandardDeviation();
    private readonly Option<double?> nonzero = OptionForms.OptionalNumber<double>("--nonzero", "Share of units with another value than 0; for zero-inflated data", "P", value => value is > 0 and < 1, "must be in (0, 1)");
    private readonly Option<string?> shape = OptionForms.Choice("--shape", "How the treatment acts on the values; default: scale, for normal data shift", "shift", "scale");
    private readonly Option<long?> n = PlanOptions.N();
    private readonly Option<double?> mde = PlanOptions.Effect();
    private readonly Option<double?> relativeMde = PlanOptions.RelativeEffect();
    private readonly Option<double?> power = PlanOptions.Power();
    private readonly Option<double?> ratio = OptionForms.OptionalNumber<double>("--ratio", "Units of the treatment arm per unit of the control; default: 1", "R", value => value is >= 0.01 and <= 100, "must be from 0.01 to 100");
    private readonly Option<string?> looks = OptionForms.Text("--looks", "Number of equally spaced looks, or the units of both arms at which to look; default: 5, with --daily every day", "K|LIST");
    private readonly Option<string?> every = OptionForms.Text("--every", "Look after each so many units of both arms, or each period (1d, 12h)", "N|1d");
    private readonly Option<string[]> rules = OptionForms.Several("--rule", $"When to stop, several to compare them; default: {DefaultRule}", "fixed|peek|group-sequential|confidence-sequence|msprt");
    private readonly Option<string?> bounds = OptionForms.Text("--bounds", "Boundaries of a group-sequential design; default: ld-obrien-fleming", "NAME");
    private readonly Option<long?> tuneAt = OptionForms.OptionalNumber<long>("--tune-at", "Units, both arms together, at which a sequence is narrowest; default: the planned end", "N", value => value >= 1, "must be a whole number of at least 1");
    private readonly Option<double?> tau = PlanOptions.Positive("--tau", "msprt: standard deviation of the mixing distribution, in units of the metric", "T");
    private readonly Option<long?> burnIn = OptionForms.OptionalNumber<long>("--burn-in", "Units, both arms together, before which no look of a sequential rule counts; default: 200", "N", value => value >= 2, "must be a whole number of at least 2: a burn-in is not optional");
    private readonly Option<double?> daily = PlanOptions.Daily();
    private readonly Option<double> alpha = OptionForms.Alpha();
    private readonly Option<int> replicates = OptionForms.Number("--replicates", 2000, "Number of simulated experiments; default: 2000", "N", value => value is >= SimulationPlanOptions.FewestReplicates and <= 1_000_000, "must be a whole number from 100 to 1000000");
    private readonly Option<ulong> seed = OptionForms.Seed();
    private readonly PlanSource source = new(adjusts: false);
    private readonly PlanOutput output = new();

    private PlanSimulateCommand()
    {
    }

    public static Command Create(ToolConsole console)
    {
        PlanSimulateCommand arguments = new();
        Command command = new("simulate", "Simulate an experiment with your looks: power, false finds, duration, coverage");
        Option[] own =
        [
            arguments.data, arguments.baseline, arguments.deviation, arguments.nonzero, arguments.shape, arguments.n, arguments.mde, arguments.relativeMde, arguments.power, arguments.ratio,
            arguments.looks, arguments.every, arguments.rules, arguments.bounds, arguments.tuneAt, arguments.tau, arguments.burnIn, arguments.daily, arguments.alpha, arguments.replicates,
        ];
        foreach (Option option in (IEnumerable<Option>)[.. own, .. arguments.source.Options, .. arguments.output.Options, arguments.seed])
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) => arguments.RunAsync(parsed, console, cancellation));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, ToolConsole console, CancellationToken cancellation)
    {
        PlanStart? start = await source.ReadSampleAsync(parsed, [data, baseline, deviation, nonzero], console, cancellation).ConfigureAwait(false);
        SimulationPlanOptions options = Options(parsed, start);
        SimulationPlanResult result = await ProgressLine.ShowAsync(
            console,
            $"simulating {options.Replicates} experiments",
            progress => Task.Run(() => SimulatePlan.Run(options, progress, cancellation), cancellation)).ConfigureAwait(false);
        return await output.WriteAsync(result with { Basis = start?.Basis }, parsed, console, cancellation).ConfigureAwait(false);
    }

    private SimulationPlanOptions Options(ParseResult parsed, PlanStart? start)
    {
        UnitModel model = start?.Sample is { } sample ? ResampledModel.Of(sample) : Described(parsed);
        PlannedDesign? declared = start?.File?.Design;
        string[] names = parsed.GetValue(rules) is { Length: > 0 } given ? given : [DefaultRule];
        LookSchedule schedule = LookSchedule.Parse(parsed.GetValue(every), parsed.GetValue(looks));
        bool looksAreGiven = parsed.GetValue(every) is not null || parsed.GetValue(looks) is not null;
        return new()
        {
            Model = parsed.GetValue(shape) is null || model.Kind == MetricKind.Proportion ? model : model with { Shape = OptionForms.Chosen(parsed, shape, EffectShape.Scale) },
            Question = Question(parsed, start),
            Rules = [.. names.Select(Rule)],
            Schedule = looksAreGiven ? schedule : schedule with { Count = declared?.Looks },
            AllocationRatio = parsed.GetValue(ratio) ?? 1,
            Alpha = parsed.GetResult(alpha) is { Implicit: false } ? parsed.GetValue(alpha) : start?.File?.Alpha ?? parsed.GetValue(alpha),
            Bounds = parsed.GetValue(bounds) is { } name ? Bounds(name) : names.Contains(DefaultRule) && declared?.Bounds is { } own ? Bounds(own) : null,
            TuneAt = parsed.GetValue(tuneAt),
            MixingDeviation = parsed.GetValue(tau),
            BurnIn = parsed.GetValue(burnIn),
            Daily = parsed.GetValue(daily),
            Replicates = parsed.GetValue(replicates),
            Seed = parsed.GetValue(seed),
            Threads = parsed.GetValue(source.Threads),
        };
    }

    // What is simulated is the declared effect, also where the size is given; the power matters only where the size is to be found.
    private PlanQuestion Question(ParseResult parsed, PlanStart? start)
    {
        PlanQuestion asked = new() { N = parsed.GetValue(n), Effect = parsed.GetValue(mde), RelativeEffect = parsed.GetValue(relativeMde), Power = parsed.GetValue(power) };
        if (asked is { Effect: null, RelativeEffect: null, Power: null })
            asked = asked with { RelativeEffect = start?.DeclaredEffect };
        return start?.Complete(asked) ?? asked;
    }

    private UnitModel Described(ParseResult parsed)
    {
        double? level = parsed.GetValue(baseline), spread = parsed.GetValue(deviation), share = parsed.GetValue(nonzero);
        string kind = parsed.GetValue(data) ?? (share is not null ? "zero-inflated" : level is not null && spread is null ? "binary" : "normal");
        if (share is not null && kind != "zero-inflated")
            throw new InputException("--nonzero", $"{kind} data have no such share", "leave it out, or write --data zero-inflated");
        if (kind == "binary")
        {
            if (spread is not null)
                throw new InputException("--sd", "the rate gives the standard deviation of binary data", "leave it out");
            return level is > 0 and < 1 ? new BinaryModel(level.Value) : throw new InputException("--baseline", level is null ? "no rate is given" : "a rate must be in (0, 1)", "add --baseline P, or --sd S for a number");
        }
        double wide = spread ?? throw new InputException("plan simulate", "nothing says what units look like", "add --sd S (and --baseline M), --baseline P for a rate, or --from SOURCE --metric COLUMN");
        if (kind == "normal")
            return new NormalModel(level ?? 0, wide);
        double mean = level is > 0 ? level.Value : throw new InputException("--baseline", level is null ? $"{kind} data need their mean" : "must be above 0", "add --baseline M with the mean over all units");
        return kind == "lognormal"
            ? new LognormalModel(mean, wide)
            : new ZeroInflatedModel(mean, wide, share ?? throw new InputException("--nonzero", "zero-inflated data need the share of units with another value than 0", "add --nonzero P"));
    }

    private static StoppingRule Rule(string name)
        => Enum.TryParse(name.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out StoppingRule rule) && name.All(c => c == '-' || char.IsAsciiLetterLower(c))
            ? rule
            : throw new InputException("--rule", $"unknown rule \"{name}\"", "the rules are fixed, peek, group-sequential, confidence-sequence, msprt");

    private static BoundaryFamily Bounds(string name)
    {
        try
        {
            return BoundaryFamily.Parse(name);
        }
        catch (InputException problem)
        {
            throw new InputException("--bounds", problem.Problem, problem.Remedy, problem);
        }
    }
}
