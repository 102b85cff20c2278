using System.CommandLine;
using System.Globalization;
using Credence.Analysis;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary>The options that every plan with one look has: what is known, and how the comparison is made.</summary>
internal sealed class PlanDesignArguments
{
    private const double SmallestRatio = 0.01, LargestRatio = 100;

    private readonly Option<double?> mde = PlanOptions.Effect();
    private readonly Option<double?> relativeMde = PlanOptions.RelativeEffect();
    private readonly Option<double?> power = PlanOptions.Power();
    private readonly Option<string?> ratio = OptionForms.Text("--ratio", "Units of a treatment arm per unit of the control: a number, T/C, or optimal; default: 1", "T/C");
    private readonly Option<double?> treatmentCost = OptionForms.OptionalNumber<double>(
        "--treatment-cost", "What a treatment unit costs, in control units; for --ratio optimal", "X", double.IsPositive, "must be above 0");
    private readonly Option<string?> margin = OptionForms.Text("--margin", "Plan to show that the treatment is not worse by more than this, in the metric's units or % of the control level", "X|X%");
    private readonly Option<string?> equivalence = OptionForms.Text("--equivalence", "Plan to show that the arms differ by less than this", "X|X%");
    private readonly Option<string?> alternative = OptionForms.Choice("--alternative", "Side of the test; default: two-sided", "two-sided", "greater", "less");
    private readonly Option<string?> direction = OptionForms.Choice("--direction", "Which way the metric is good; default: increase", "increase", "decrease");
    private readonly Option<double> alpha = OptionForms.Alpha();
    private readonly Option<int> variants = OptionForms.Number("--variants", 1, "Number of treatments, each against the one control", "K", value => value is >= 1 and <= 50, "must be a whole number from 1 to 50");
    private readonly Option<string?> correction = OptionForms.Choice("--correction", "How several treatments share the error level; default: bonferroni", "none", "bonferroni", "dunnett");
    private readonly Option<int> metrics = OptionForms.Number("--metrics", 1, "Number of primary metrics", "K", value => value is >= 1 and <= 1000, "must be a whole number from 1 to 1000");
    private readonly Option<string?> success = OptionForms.Choice("--success", "Which metrics must show it: any, all, or each as a claim of its own; default: any", "any", "all", "each");

    public IEnumerable<Option> Options =>
    [
        mde, relativeMde, power, ratio, treatmentCost, margin, equivalence, alternative, direction, alpha, variants, correction, metrics, success,
    ];

    public PlanQuestion Question(ParseResult parsed, long? n) => new()
    {
        N = n,
        Effect = parsed.GetValue(mde),
        RelativeEffect = parsed.GetValue(relativeMde),
        Power = parsed.GetValue(power),
    };

    /// <summary>How many treatments are compared with the control.</summary>
    public int Treatments(ParseResult parsed) => parsed.GetValue(variants);

    /// <summary>The design, with everything the command line says about the comparison.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="design">The metric.</param>
    /// <param name="start">What says level and direction where the command line does not; may be null.</param>
    public FixedDesign Complete(ParseResult parsed, FixedDesign design, PlanStart? start = null)
    {
        Alternative side = OptionForms.Chosen(parsed, alternative, Alternative.TwoSided);
        double level = parsed.GetResult(alpha) is { Implicit: false } ? parsed.GetValue(alpha) : start?.File?.Alpha ?? parsed.GetValue(alpha);
        if (side != Alternative.TwoSided && level >= 0.5)
            throw new InputException("--alpha", "a one-sided test needs an alpha below 0.5", "0.05 and 0.025 are usual");
        if (parsed.GetValue(power) <= level)
            throw new InputException("--power", "must be above the error level", "0.8 and 0.9 are usual");
        Require(parsed, success, parsed.GetValue(metrics) > 1, "several metrics", "add --metrics K");
        Require(parsed, correction, parsed.GetValue(variants) > 1, "several treatments", "add --variants K");
        Require(parsed, alternative, parsed.GetValue(equivalence) is null, "a test with sides; equivalence has two of its own", "leave it out");
        design = design with
        {
            Alpha = level,
            Alternative = side,
            Direction = OptionForms.Chosen(parsed, direction, start?.Direction ?? Direction.Increase),
            Hypothesis = Hypothesis(parsed, design),
            Multiplicity = new()
            {
                Treatments = parsed.GetValue(variants),
                Correction = OptionForms.Chosen(parsed, correction, TreatmentCorrection.Bonferroni),
                Metrics = parsed.GetValue(metrics),
                Rule = OptionForms.Chosen(parsed, success, MetricRule.Any),
            },
        };
        return design with { AllocationRatio = Ratio(parsed, design) };
    }

    private static void Require(ParseResult parsed, Option option, bool holds, string what, string remedy)
    {
        if (!holds && parsed.GetResult(option) is { Implicit: false })
            throw new InputException(option.Name, $"matters only for {what}", remedy);
    }

    private double Ratio(ParseResult parsed, FixedDesign design)
    {
        double cost = parsed.GetValue(treatmentCost) ?? 1;
        string? text = parsed.GetValue(ratio);
        if (text != "optimal" && parsed.GetValue(treatmentCost) is not null)
            throw new InputException("--treatment-cost", "a cost matters only for the optimal allocation", "add --ratio optimal");
        double value = text switch
        {
            null => 1,
            "optimal" => Allocation.OptimalRatio(1, design is MeanDesign { TreatmentStandardDeviation: { } treated } mean ? treated / mean.StandardDeviation : 1, 1, cost, design.Multiplicity.Treatments),
            _ => Quotient(text),
        };
        return value is >= SmallestRatio and <= LargestRatio
            ? value
            : throw new InputException("--ratio", $"is {value.ToString(CultureInfo.InvariantCulture)}; must be from 0.01 to 100", "it is treatment units per control unit");
    }

    private static double Quotient(string text)
    {
        string[] parts = text.Split('/');
        return parts.Length switch
        {
            1 => OptionForms.Number("--ratio", text),
            2 => OptionForms.Number("--ratio", parts[0]) / OptionForms.Number("--ratio", parts[1]),
            _ => throw new InputException("--ratio", $"\"{text}\" is not a ratio", "write 2, 1/2 or optimal"),
        };
    }

    private Hypothesis Hypothesis(ParseResult parsed, FixedDesign design) => (parsed.GetValue(margin), parsed.GetValue(equivalence)) switch
    {
        ({ } harm, null) => Experiments.Hypothesis.NonInferiority(Margin("--margin", harm, design)),
        (null, { } width) => Experiments.Hypothesis.Equivalence(Margin("--equivalence", width, design)),
        (null, null) => Experiments.Hypothesis.Superiority,
        _ => throw new InputException("--equivalence", "cannot go with --margin", "plan one or the other"),
    };

    private static double Margin(string option, string text, FixedDesign design)
    {
        bool percent = text.EndsWith('%');
        double value = OptionForms.Number(option, text.TrimEnd('%'));
        if (percent && design.ControlLevel is not { } and not 0)
            throw new InputException($"{option} {text}", "a percentage needs a control level that is not 0", "give --baseline, or the margin in the metric's units");
        value = percent ? value / 100 * Math.Abs(design.ControlLevel!.Value) : value;
        return value > 0 ? value : throw new InputException($"{option} {text}", "a margin must be above 0", "write it without a sign");
    }
}
