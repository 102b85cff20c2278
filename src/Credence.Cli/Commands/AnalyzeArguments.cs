using System.CommandLine;
using Credence.Analysis;
using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary>The command line of <c>credence analyze</c>.</summary>
internal sealed class AnalyzeArguments
{
    private readonly Argument<string> source = new("SOURCE") { Description = "A .csv, .tsv, .parquet, .json or .ndjson file or glob (.gz too), - for CSV on standard input, or an experiment file (.yaml)" };
    private readonly Option<string?> variant = OptionForms.Text("--variant", "Column or expression that holds the variant", "EXPR");
    private readonly Option<string?> split = OptionForms.Text("--split", "Make the variant by a cut: COL@median", "COL@median");
    private readonly Option<string?> control = OptionForms.Text("--control", "Value of the control variant", "VALUE");
    private readonly Option<string[]> metric = OptionForms.Several("--metric", "Metric [name=][mean|proportion|ratio|quantile(Q):]EXPR or [name=]construct:COL,COL,COL; the first is primary", "SPEC");
    private readonly Option<string?> direction = OptionForms.Choice("--direction", "Which way the metrics are good; default: increase", "increase", "decrease");
    private readonly Option<string?> test = OptionForms.Choice("--test", "Test; default: welch for a mean, z for a proportion or ratio", "welch", "student", "z", "bootstrap", "permutation", "mann-whitney", "brunner-munzel", "fisher");
    private readonly Option<string?> alternative = OptionForms.Choice("--alternative", "Side of the test; default: two-sided", "two-sided", "greater", "less");
    private readonly Option<string?> margin = OptionForms.Text("--margin", "Non-inferiority margin of the primary metric, in its units or % of the control mean", "X|X%");
    private readonly Option<string?> equivalence = OptionForms.Text("--equivalence", "Margin of equivalence of the primary metric, in its units or % of the control mean", "X|X%");
    private readonly Option<string?> correction = OptionForms.Choice(
        "--correction", "Correction for several comparisons; default: none", "none", "bonferroni", "holm", "hochberg", "hommel", "sidak", "bh", "by", "dunnett");
    private readonly Option<double?> winsorize = OptionForms.OptionalNumber<double>(
        "--winsorize", "Cap means and ratios at this quantile of all variants together, e.g. 0.999", "P", value => value is > 0.5 and < 1, "must be in (0.5, 1)");
    private readonly Option<string?> interval = OptionForms.Choice("--interval", "Interval of a difference in proportions; default: score", "score", "wald", "newcombe", "agresti-caffo");
    private readonly Option<string?> relative = OptionForms.Choice("--relative", "Set of the relative effect; default: fieller", "fieller", "delta", "log");
    private readonly Option<string?> inference = OptionForms.Choice("--inference", "How a conclusion is drawn; default: frequentist, for one look", "frequentist", "sequential", "bayes", "conjugate");
    private readonly Option<long?> tuneAt = OptionForms.OptionalNumber<long>(
        "--tune-at", "sequential: units, both variants together, at which the sequence is narrowest; default: 10000", "N", value => value >= 1, "must be a whole number of at least 1");
    private readonly Option<long?> burnIn = OptionForms.OptionalNumber<long>(
        "--burn-in", "sequential: units, both variants together, before which nothing is said; default: 200", "N", value => value >= 2, "must be a whole number of at least 2: a burn-in is not optional");
    private readonly Option<string?> where = OptionForms.Text("--where", "Keep the rows where this holds", "EXPR");
    private readonly Option<string?> unit = OptionForms.Text("--unit", "Column of the randomised unit; its rows are summed first", "COL");
    private readonly Option<string[]> by = OptionForms.Several("--by", "Break the result down by these columns", "COL");
    private readonly Option<string?> since = OptionForms.Text("--since", "Show how the effect develops with this column, the time since a unit's exposure in days or the like", "COL");
    private readonly AdjustmentArguments adjustment = new();
    private readonly ResamplingArguments resampling = new();
    private readonly PosteriorArguments posterior = new();
    private readonly Option<string?> expect = OptionForms.Text("--expect", "Planned shares, v1=0.5,v2=0.5 or 0.5,0.5; default equal", "SHARES");
    private readonly Option<double> sampleRatioAlpha = OptionForms.Number(
        "--srm-alpha", 0.001, "Level of the sample ratio check", "A", value => value is > 0 and < 1, "must be in (0, 1)");
    private readonly Option<int?> certify = OptionForms.OptionalNumber<int>(
        "--certify", "Assign the units anew this often, analyse each time, and report error rate and coverage on these data", "N", value => value is >= 10 and <= 1_000_000, "must be a whole number from 10 to 1000000");
    private readonly Option<bool> observational = new("--observational") { Description = "The groups were not randomised: compare, do not decide" };
    private readonly Option<bool> gate = new("--gate") { Description = "Exit with 3 on a blocking finding, a sample ratio mismatch or a harmed guardrail" };
    private readonly Option<double> alpha = OptionForms.Alpha();
    private readonly Option<string?> format = OptionForms.Format();
    private readonly Option<string?> report = OptionForms.Target("--report", "Write a self-contained HTML report", "FILE.html");
    private readonly Option<string?> adjustedOutput = OptionForms.Target("--adjusted-output", "Write the outcome of every unit after CUPED", "FILE.csv");
    private readonly Option<string?> figures = OptionForms.Folder("--figures", "Write the figures as PNG and SVG");
    private readonly Option<int?> threads = OptionForms.Threads();
    private readonly Option<ulong> seed = OptionForms.Seed();

    public void AddTo(Command command)
    {
        command.Arguments.Add(source);
        Option[] options =
        [
            variant, split, control, metric, direction, test, alternative, margin, equivalence, correction, winsorize, interval, relative, inference, tuneAt, burnIn, where, unit, by, since,
            expect, sampleRatioAlpha, certify, observational, gate, alpha, format, report, adjustedOutput, figures, threads, seed,
        ];
        foreach (Option option in options.Concat(adjustment.Options).Concat(resampling.Options).Concat(posterior.Options))
            command.Options.Add(option);
    }

    public AnalyzeRequest Read(ParseResult parsed)
    {
        string text = parsed.GetValue(source)!;
        AnalyzeOptions options = OptionForms.IsExperiment(text) ? FromExperiment(parsed, text) : FromTable(parsed, text);
        if (options.Effect is { Alpha: >= 0.5 } && options.Metrics.Any(item => item.Equivalence is not null))
            throw new InputException("--alpha", "a test of equivalence needs an alpha below 0.5", "its interval has level 1 - 2 alpha; 0.05 is usual");
        if (options.Effect is { Alternative: not Alternative.TwoSided, Alpha: >= 0.5 })
            throw new InputException("--alpha", "a one-sided test needs an alpha below 0.5", "0.05 and 0.025 are usual");
        RefuseIdle(parsed, options);
        if (parsed.GetValue(adjustedOutput) is not null)
            AdjustedOutcomes.Check(options);
        OptionForms.RequireApart(parsed.GetValue(report), [text, .. options.Source.Files]);
        OptionForms.RequireApart(parsed.GetValue(adjustedOutput), [text, parsed.GetValue(report), .. options.Source.Files]);
        OptionForms.RequireApart(posterior.Graph(parsed), [text, parsed.GetValue(report), .. options.Source.Files]);
        posterior.CheckEndings(parsed);
        OptionForms.RequireApart(posterior.Checkpoint(parsed), [text, parsed.GetValue(report), posterior.Graph(parsed), posterior.Output(parsed), .. options.Source.Files]);
        OptionForms.RequireApart(posterior.Output(parsed), [text, parsed.GetValue(report), posterior.Graph(parsed), .. options.Source.Files]);
        return new(
            options,
            OptionForms.Chosen(parsed, format, OutputFormat.Table),
            parsed.GetValue(report),
            parsed.GetValue(figures),
            parsed.GetValue(gate),
            parsed.GetValue(threads),
            parsed.GetValue(certify),
            parsed.GetValue(seed),
            CommandText.Of(parsed))
        {
            AdjustedOutput = parsed.GetValue(adjustedOutput),
            ModelGraph = posterior.Graph(parsed),
            DrawsOutput = posterior.Output(parsed),
            IntervalOfProportions = parsed.GetResult(interval) is { Implicit: false },
        };
    }

    // Ranks and quantiles have intervals and relative sets of their own.
    private void RefuseIdle(ParseResult parsed, AnalyzeOptions options)
    {
        bool ranks = options.Test is TestKind.MannWhitney or TestKind.BrunnerMunzel, quantiles = options.Metrics.All(item => item.Kind == MetricKind.Quantile);
        bool constructs = options.Metrics.All(item => item.Kind == MetricKind.Construct);
        foreach (Option option in new Option[] { interval, relative })
        {
            if (constructs && IsGiven(option))
                throw new InputException(option.Name, "a construct has no relative effect, and the interval of its factor model", "leave it out");
            if ((ranks || quantiles) && IsGiven(option))
                throw new InputException(option.Name, $"{(ranks ? "rank tests" : "quantiles")} have one of their own", "leave it out");
        }
        bool drawn = options is { Test: TestKind.Bootstrap, Bootstrap: not BootstrapInterval.Studentized, Unit: null, Adjustment.Cluster: null };
        if (quantiles && options.Test != TestKind.Default && !drawn)
            throw new InputException("--test", "quantiles have a test of their own", "leave it out");
        if (IsGiven(interval) && options.Test is TestKind.Welch or TestKind.Student)
            throw new InputException(interval.Name, "this test takes 0 and 1 for numbers and has an interval of its own", "leave it out, or write --test z");
        if (!options.Randomised && new Option[] { expect, sampleRatioAlpha }.FirstOrDefault(IsGiven) is { } planned)
            throw new InputException(planned.Name, "groups that were not assigned at random have no planned shares", "leave it out");

        bool IsGiven(Option option) => parsed.GetResult(option) is { Implicit: false };
    }

    private AnalyzeOptions FromTable(ParseResult parsed, string text)
    {
        if (parsed.GetValue(metric)!.Length == 0)
            throw new InputException("analyze", "no metric is given", "add --metric COLUMN");
        if (parsed.GetValue(variant) is null == parsed.GetValue(split) is null)
            throw new InputException("analyze", "the variant must come from either --variant or --split", "add --variant COLUMN");
        return Form(parsed, new()
        {
            Source = TableSource.Parse(text),
            Metrics = Metrics(parsed),
            Variant = parsed.GetValue(variant) is { } expression ? ExpressionAt.Parse("--variant", expression) : null,
            Split = parsed.GetValue(split) is { } cut ? Split(cut) : null,
            Where = parsed.GetValue(where) is { } condition ? ExpressionAt.Parse("--where", condition) : null,
            Unit = parsed.GetValue(unit),
            By = parsed.GetValue(by)!,
            Randomised = !parsed.GetValue(observational),
        });
    }

    // What the file states is not stated again: an option that would contradict it is refused.
    private AnalyzeOptions FromExperiment(ParseResult parsed, string text)
    {
        Option[] stated = [variant, split, metric, direction, margin, equivalence, winsorize, unit, observational];
        foreach (Option option in stated)
        {
            if (parsed.GetResult(option) is { Implicit: false })
                throw new InputException(option.Name, "the experiment file states this", $"change it in {text}");
        }
        AnalyzeOptions options = ExperimentOptions.Read(text);
        if (parsed.GetValue(where) is { } condition)
            options = options with { Where = ExpressionAt.Parse("--where", condition) };
        return Form(parsed, options with { By = [.. options.By, .. parsed.GetValue(by)!] });
    }

    private AnalyzeOptions Form(ParseResult parsed, AnalyzeOptions options) => resampling.Apply(parsed, options, test, parsed.GetValue(seed), parsed.GetValue(threads)) with
    {
        Control = parsed.GetValue(control) ?? options.Control,
        Expected = parsed.GetValue(expect) is { } shares ? ExpectedShares.Parse(shares) : options.Expected,
        Since = parsed.GetValue(since),
        Correction = OptionForms.Chosen(parsed, correction, options.Correction),
        SampleRatioAlpha = parsed.GetValue(sampleRatioAlpha),
        Sequential = Sequential(parsed, options.Sequential),
        Posterior = posterior.Read(parsed, parsed.GetValue(inference) ?? Declared(options), parsed.GetValue(seed), parsed.GetValue(threads)),
        Adjustment = adjustment.Read(parsed, options.Adjustment, options.Metrics),
        Effect = new()
        {
            Alpha = parsed.GetResult(alpha) is { Implicit: false } ? parsed.GetValue(alpha) : options.Effect.Alpha,
            Alternative = OptionForms.Chosen(parsed, alternative, Alternative.TwoSided),
            Relative = OptionForms.Chosen(parsed, relative, RelativeMethod.Fieller),
            ProportionInterval = OptionForms.Chosen(parsed, interval, ProportionInterval.Score),
        },
    };

    private static string? Declared(AnalyzeOptions options) => options.Posterior?.Inference switch
    {
        PosteriorInference.Bayes => "bayes",
        PosteriorInference.Conjugate => "conjugate",
        _ => null,
    };

    // The file says how it is to be analysed; the run may still ask for the other way.
    private SequentialOptions? Sequential(ParseResult parsed, SequentialOptions? declared)
    {
        bool asked = parsed.GetValue(inference) is { } named ? named == "sequential" : declared is not null;
        if (asked)
            return new() { TuneAt = parsed.GetValue(tuneAt), BurnIn = parsed.GetValue(burnIn) };
        if (new Option<long?>[] { tuneAt, burnIn }.FirstOrDefault(option => parsed.GetValue(option) is not null) is { } idle)
            throw new InputException(idle.Name, "only sequential inference has it", "add --inference sequential, or leave it out");
        return null;
    }

    private List<MetricSpec> Metrics(ParseResult parsed)
    {
        Margin? given = parsed.GetValue(margin) is { } text ? ParseMargin("--margin", "harm", text) : null;
        Margin? same = parsed.GetValue(equivalence) is { } size ? ParseMargin("--equivalence", "difference", size) : null;
        if (given is not null && same is not null)
            throw new InputException("--equivalence", "--margin and --equivalence exclude each other", "keep --margin where only harm counts, --equivalence where a difference in either direction does");
        Direction way = OptionForms.Chosen(parsed, direction, Direction.Increase);
        List<MetricSpec> metrics = [];
        foreach (string spec in parsed.GetValue(metric)!)
        {
            bool primary = metrics.Count == 0;
            MetricSpec metric = MetricSpec.Parse(spec, primary ? MetricRole.Primary : MetricRole.Secondary, way, primary ? given : null);
            bool capped = metric.Kind is not (MetricKind.Proportion or MetricKind.Quantile or MetricKind.Construct);
            metrics.Add(metric with { Equivalence = primary ? same : null, Winsorize = capped ? parsed.GetValue(winsorize) : null });
        }
        if (parsed.GetValue(winsorize) is not null && metrics.TrueForAll(item => item.Winsorize is null))
            throw new InputException("--winsorize", "no metric is a mean or a ratio", "leave it out");
        if (parsed.GetValue(test) == "fisher" && metrics.Find(item => item.Kind is MetricKind.Mean or MetricKind.Ratio) is { } other)
            throw new InputException("--test fisher", $"{other.Name} is no proportion", "leave --test out, or analyse it by itself");
        if (metrics.GroupBy(item => item.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InputException("--metric", $"two metrics are named \"{twice.Key}\"", "name one of them, as in --metric other=EXPR");
        return metrics;
    }

    private static MedianSplit Split(string text)
    {
        int at = text.LastIndexOf('@');
        return at > 0 && text[(at + 1)..] == "median"
            ? new(text[..at].Trim('"'))
            : throw new InputException($"--split {text}", "a split is a column and @median", "write --split COLUMN@median");
    }

    private static Margin ParseMargin(string option, string what, string text)
    {
        bool percent = text.EndsWith('%');
        double value = OptionForms.Number(option, text.TrimEnd('%')) / (percent ? 100 : 1);
        return value > 0
            ? new(value, percent)
            : throw new InputException($"{option} {text}", $"a margin is the {what} you tolerate and must be above 0", "write it without a sign");
    }
}
