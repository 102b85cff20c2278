using System.CommandLine;
using Credence.Analysis;
using Credence.Cli.Terminal;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary><c>credence plan mean</c>.</summary>
internal static class PlanMeanCommand
{
    public static Command Create(ToolConsole console)
    {
        Option<double?> deviation = PlanOptions.StandardDeviation();
        Option<double?> treatmentDeviation = PlanOptions.Positive("--treatment-sd", "Standard deviation in the treatment arms; default: that of the control", "S");
        Option<double?> baseline = OptionForms.OptionalNumber<double>("--baseline", "Mean in the control arm; makes effects relative", "M", double.IsFinite, "must be a finite number");
        Option<double?> correlation = OptionForms.OptionalNumber<double>(
            "--correlation", "Correlation of the metric with a covariate known before", "R", value => value is > -1 and < 1, "must be in (-1, 1)");
        Option<string?> method = OptionForms.Choice("--method", "Reference distribution of the power; default: t (exact noncentral t)", "t", "normal");
        PlanFixedArguments arguments = new(MetricKind.Mean, [deviation, baseline, correlation]);
        Command command = new("mean", "Plan a comparison of means") { deviation, treatmentDeviation, baseline, correlation, method };
        return arguments.AddTo(command, console, (parsed, start) =>
        {
            MeanDesign design = start?.Basis.Design as MeanDesign
                ?? new MeanDesign(parsed.GetValue(deviation) ?? throw new InputException("plan mean", "no standard deviation is given", "add --sd S, or --from SOURCE --metric COLUMN"))
                {
                    Baseline = parsed.GetValue(baseline),
                    CovariateCorrelation = parsed.GetValue(correlation) ?? 0,
                };
            return design with
            {
                TreatmentStandardDeviation = parsed.GetValue(treatmentDeviation),
                Method = OptionForms.Chosen(parsed, method, PowerMethod.T),
            };
        });
    }
}

/// <summary><c>credence plan proportion</c>.</summary>
internal static class PlanProportionCommand
{
    public static Command Create(ToolConsole console)
    {
        Option<double?> baseline = PlanOptions.Rate();
        Option<string?> method = OptionForms.Choice("--method", "How power is calculated; default: handbook (pooled and unpooled variance)", "handbook", "exact", "continuity", "arcsine");
        PlanFixedArguments arguments = new(MetricKind.Proportion, [baseline]);
        Command command = new("proportion", "Plan a comparison of proportions") { baseline, method };
        return arguments.AddTo(command, console, (parsed, start) =>
        {
            ProportionDesign design = start?.Basis.Design as ProportionDesign
                ?? new ProportionDesign(parsed.GetValue(baseline) ?? throw new InputException("plan proportion", "no rate is given", "add --baseline P, or --from SOURCE --metric COLUMN"));
            return design with { Method = OptionForms.Chosen(parsed, method, ProportionMethod.Handbook) };
        });
    }
}

/// <summary><c>credence plan ratio</c>.</summary>
internal static class PlanRatioCommand
{
    public static Command Create(ToolConsole console)
    {
        Option<double?> numerator = OptionForms.OptionalNumber<double>("--mean-numerator", "Mean of the numerator per unit", "M", double.IsFinite, "must be a finite number");
        Option<double?> denominator = PlanOptions.Positive("--mean-denominator", "Mean of the denominator per unit", "M");
        Option<double?> numeratorVariance = Variance("--variance-numerator", "Variance of the numerator per unit");
        Option<double?> denominatorVariance = Variance("--variance-denominator", "Variance of the denominator per unit");
        Option<double?> covariance = OptionForms.OptionalNumber<double>("--covariance", "Covariance of numerator and denominator per unit", "C", double.IsFinite, "must be a finite number");
        Option[] stated = [numerator, denominator, numeratorVariance, denominatorVariance, covariance];
        PlanFixedArguments arguments = new(MetricKind.Ratio, stated);
        Command command = new("ratio", "Plan a comparison of ratios of means (delta method)") { numerator, denominator, numeratorVariance, denominatorVariance, covariance };
        return arguments.AddTo(command, console, (parsed, start) =>
        {
            if (start is not null)
                return start.Basis.Design;
            if (stated.FirstOrDefault(option => parsed.GetResult(option) is null) is { } missing)
                throw new InputException("plan ratio", $"{missing.Name} is not given", "give means, variances and covariance, or --from SOURCE --metric ratio:a/b");
            MeanAndVariance above = new(parsed.GetValue(numerator)!.Value, parsed.GetValue(numeratorVariance)!.Value);
            MeanAndVariance below = new(parsed.GetValue(denominator)!.Value, parsed.GetValue(denominatorVariance)!.Value);
            double shared = parsed.GetValue(covariance)!.Value;
            if (shared * shared > above.Variance * below.Variance * (1 + 1e-9))
                throw new InputException("--covariance", "exceeds the product of the standard deviations", "check the variances");
            double ratio = above.Mean / below.Mean;
            return above.Variance - 2 * ratio * shared + ratio * ratio * below.Variance > 0
                ? MeanDesign.ForRatio(above, below, shared)
                : throw new InputException("plan ratio", "the ratio does not vary", "check variances and covariance");
        });
    }

    private static Option<double?> Variance(string name, string description)
        => OptionForms.OptionalNumber<double>(name, description, "V", value => value >= 0 && double.IsFinite(value), "must be a finite number not below 0");
}
