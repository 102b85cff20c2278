using System.Globalization;
using Credence.Analysis;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>A mixture in text and tables.</summary>
public static class MixtureTables
{
    private const int ProfilePoints = 9;

    /// <summary>What the mixture says, for a terminal, a pipe and Markdown.</summary>
    public static ResultText Text(MixtureResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new($"Mixture of {TableCell.Printable(result.Question.Value.Name)}", Headline(result), Words.Tone(IsOfExperiment(result), result.Verdict.Decision), result.Verdict.Reason, Build(result))
        {
            Subject = Subject(result),
        };
    }

    /// <summary>All tables that have something to show.</summary>
    public static IReadOnlyList<ReportTable> Build(MixtureResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        List<ReportTable> tables = [Components(result), Differences(result)];
        if (result.Fit.Profile is { } profile && profile.LogLikelihoods.Any(double.IsFinite))
            tables.Add(Profile(profile));
        if (result.Posterior is { } posterior)
            tables.Add(MixtureAsideTables.Posterior(posterior));
        if (result.Sensitivity is { } sensitivity)
            tables.Add(MixtureAsideTables.Sensitivity(result, sensitivity));
        tables.AddRange([OneComponent(result), Search(result)]);
        if (LeftOut(result) is { } leftOut)
            tables.Add(leftOut);
        if (result.Findings.Count > 0)
            tables.Add(AnalysisTables.Findings(result.Findings));
        return tables;
    }

    internal static string Headline(MixtureResult result)
    {
        string decision = Words.Decision(IsOfExperiment(result), result.Verdict.Decision);
        return result.Verdict.Variant is { } variant ? $"{decision}: {TableCell.Printable(variant)}" : decision;
    }

    internal static bool IsOfExperiment(MixtureResult result) => result.Question.Randomised && result.Named > 0;

    internal static string Subject(MixtureResult result)
    {
        MixtureData data = result.Fit.Data;
        string labelled = result.Question.Label is null ? "no labels" : $"{NumberFormat.Count(data.Labelled)} with a label in {TableCell.Printable(result.Question.Label)}";
        return $"{TableCell.Printable(result.Question.Source.ToString())}: {NumberFormat.Count(data.Rows)} rows, {labelled}; {result.Fit.StopReason}.";
    }

    internal static ReportTable Components(MixtureResult result)
    {
        MixtureFit fit = result.Fit;
        double largest = fit.Components.Max(component => Math.Abs(component.Mean));
        NumberScale mean = new(Least(fit.Components.Select(component => component.MeanError)), largest);
        NumberScale deviation = new(Least(fit.Components.Select(component => component.StandardDeviationError)), fit.Components.Max(component => component.StandardDeviation));
        List<TableColumn> columns = [new("Component"), Number("Labelled"), Number("Mean"), Number("SE"), Number("Sd"), Number("SE"), Number("Share"), Number("SE")];
        List<IReadOnlyList<TableCell>> rows = [];
        if (fit.MissingRates is not null)
            columns.Add(Number("Labels lost"));
        for (int j = 0; j < fit.Components.Count; j++)
        {
            FittedComponent component = fit.Components[j];
            rows.Add(
            [
                TableCell.Printable(result.Names[j]), NumberFormat.Count(fit.Data.MomentsOf(j).Count), mean.Format(component.Mean), mean.Format(component.MeanError),
                deviation.Format(component.StandardDeviation), deviation.Format(component.StandardDeviationError), NumberFormat.Share(component.Share),
                double.IsNaN(component.ShareError) ? (result.Question.Share is null ? NumberFormat.Missing : "fixed") : NumberFormat.Share(component.ShareError),
                .. fit.MissingRates is { } lost ? [NumberFormat.Share(lost[j])] : Array.Empty<TableCell>(),
            ]);
        }
        string wrong = fit.ErrorRate is { } rate ? $" Labels are wrong at a rate estimated as {NumberFormat.Share(rate)} (SE {NumberFormat.Share(fit.ErrorRateError!.Value)})." : "";
        return new("Components", columns, rows) { Note = $"Maximum likelihood; SE: standard errors from the observed information.{wrong}" };
    }

    internal static ReportTable Differences(MixtureResult result)
    {
        MixtureFit fit = result.Fit;
        bool several = result.Names.Count > 2;
        List<IReadOnlyList<TableCell>> rows = [];
        for (int j = 1; j < result.Names.Count; j++)
        {
            string of = several ? $", {TableCell.Printable(result.Names[j])}" : "";
            rows.Add(result.Withheld
                ? [$"Means{of}", new TableCell("withheld", Tone.Bad), "", "", ""]
                : Row($"Means{(result.Posterior is null ? "" : ", posterior")}{of}", result.Differences[j - 1]));
            if (j == 1 && result.Posterior is not null && fit.Difference is { } likeliest)
                rows.Add(Row($"Means, maximum likelihood{of}", likeliest));
            if (j == 1 && result.Bootstrap is { } bootstrap)
                rows.Add(Row($"Means, bootstrap{of}", fit.Difference! with { StandardError = bootstrap.StandardError, Interval = bootstrap.Interval, PValue = double.NaN }));
            if (fit.DeviationDifference is not null && !result.Withheld)
                rows.Add(Row($"Standard deviations{of}", fit.Contrast(0, j, new() { Alpha = result.Question.Fit.Alpha }, ofDeviations: true)));
            if (j == 1 && result.Bootstrap is { } replicates && fit.DeviationDifference is { } deviation)
                rows.Add(Row($"Standard deviations, bootstrap{of}", deviation with { StandardError = replicates.DeviationStandardError, Interval = replicates.DeviationInterval, PValue = double.NaN }));
            if (result.CompleteCases[j - 1] is { } complete)
                rows.Add(Row($"Labelled rows alone{of}", complete));
        }
        string level = Words.Confidence(1 - result.Question.Fit.Alpha);
        string minus = several ? $"each component − {TableCell.Printable(result.Names[0])}" : $"{TableCell.Printable(result.Names[1])} − {TableCell.Printable(result.Names[0])}";
        string alone = result.CompleteCases.Any(effect => effect is not null) ? " Labelled rows alone: Welch’s t test, which leaves out every row without a label." : "";
        if (result.Bootstrap is { } drawn)
            alone += $" Bootstrap: {NumberFormat.Count(drawn.Differences.Count)} data sets simulated from the fit, percentile intervals{(drawn.Collapsed > 0 ? $"; {NumberFormat.Count(drawn.Collapsed)} more had no maximum" : "")}.";
        if (result.Posterior is not null)
            alone += " Posterior: mean, standard deviation and equal-tailed interval.";
        return new($"Difference: {minus}", [new("Of"), Number("Estimate"), Number("SE"), Number(level), Number("p")], rows) { Note = $"Means and standard deviations of the mixture, by the delta method.{alone}" };
    }

    internal static ReportTable Profile(DifferenceProfile profile)
    {
        NumberScale scale = new(double.NaN, profile.Differences.Max(Math.Abs));
        double highest = profile.LogLikelihoods.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max();
        int step = Math.Max(1, (profile.Differences.Count - 1) / (ProfilePoints - 1));
        return new("Profile likelihood of the difference", [Number("Difference"), Number("Log-likelihood"), Number("Below the highest")],
            [.. Enumerable.Range(0, profile.Differences.Count).Where(i => i % step == 0).Select(IReadOnlyList<TableCell> (i) =>
                [scale.Format(profile.Differences[i]), Height(profile.LogLikelihoods[i]), double.IsFinite(profile.LogLikelihoods[i]) ? NumberFormat.Fixed(highest - profile.LogLikelihoods[i], 2) : NumberFormat.Missing])])
        {
            Note = $"In place of an estimate: at each difference the highest log-likelihood over all else. The {Words.Confidence(profile.Interval.Level)} of the likelihood ratio runs {Range(scale, profile.Interval)}{(profile.Pieces > 1 ? $", but falls into {profile.Pieces.ToString(CultureInfo.InvariantCulture)} pieces with gaps between them" : "")}.",
        };
    }

    internal static ReportTable OneComponent(MixtureResult result)
    {
        OneComponentComparison one = result.OneComponent;
        MixtureFit fit = result.Fit;
        string better = one.Bic <= fit.Bic ? "one normal explains the data as well" : "the mixture explains them better";
        string test = one.Test switch
        {
            null when fit.Data.Labelled == 0 => " Twice the log of the likelihood ratio has no chi-squared reference without labels; it can be simulated.",
            null when Enumerable.Range(0, fit.Components.Count).Any(label => fit.Data.MomentsOf(label).Count < 10) =>
                " With so few labels in a component twice the log of the likelihood ratio has no chi-squared reference; it can be simulated with --one-component-test.",
            null => "",
            { DegreesOfFreedom: { } freedom } chi => $" Likelihood ratio {NumberFormat.Fixed(chi.Statistic, 2)} on {freedom.ToString(CultureInfo.InvariantCulture)} degrees of freedom, {NumberFormat.PEquals(chi.PValue)}.",
            { } simulated => $" Likelihood ratio {NumberFormat.Fixed(simulated.Statistic, 2)}, {NumberFormat.PEquals(simulated.PValue)} by {NumberFormat.Count(simulated.Replicates!.Value)} simulated data sets, labels left aside.",
        };
        return new("One normal instead", [new("Model"), Number("Log-likelihood"), Number("BIC"), Number("ICL")],
            [
                [$"{NumberFormat.Count(fit.Components.Count)} normals", Height(fit.LogLikelihood), Height(fit.Bic), Height(fit.Icl)],
                ["1 normal", Height(one.LogLikelihood), Height(one.Bic), Height(one.Bic)],
            ])
        {
            Note = $"Smaller BIC is better: {better}.{test}",
        };
    }

    internal static ReportTable Search(MixtureResult result)
    {
        MixtureFit fit = result.Fit;
        List<IReadOnlyList<TableCell>> rows =
        [
            ["Search", new TableCell(fit.StopReason, fit.Converged ? Tone.Plain : Tone.Bad)],
            ["Maxima found, log-likelihood", string.Join(", ", fit.Maxima.Take(4).Select(Height)) + (fit.Maxima.Count > 4 ? ", …" : "")],
            ["AIC", Height(fit.Aic)],
            ["Label information", NumberFormat.Share(fit.LabelInformation)],
            ["Separation", $"{NumberFormat.Fixed(fit.Separation, 2)} pooled standard deviations"],
            ["Condition of the information", double.IsFinite(fit.Condition) ? NumberFormat.Plain(fit.Condition) : "singular"],
        ];
        return new("The fit", [new("What"), Number("Value")], rows)
        {
            Note = "Label information: the variance that the difference of means would have with all labels, over the one it has.",
        };
    }

    internal static ReportTable? LeftOut(MixtureResult result) => result.ExcludedByWhere + result.Missing + result.Invalid == 0 ? null
        : new("Left out", [new("What"), Number("Rows")],
        [
            ["dropped by the condition", NumberFormat.Count(result.ExcludedByWhere)], ["without a value", NumberFormat.Count(result.Missing)],
            ["with a value that is NaN or infinite", NumberFormat.Count(result.Invalid)],
        ]);

    /// <summary>An interval in words, its ends possibly infinite.</summary>
    internal static string Range(NumberScale scale, Interval interval) => double.IsNaN(interval.Lower) ? "nowhere" : $"from {scale.Format(interval.Lower)} to {scale.Format(interval.Upper)}";

    internal static IReadOnlyList<TableCell> Row(string what, Effect effect)
    {
        NumberScale scale = new(effect.StandardError, Math.Abs(effect.Estimate));
        return
        [
            what, scale.Signed(effect.Estimate), scale.Format(effect.StandardError), double.IsNaN(effect.Interval.Lower) ? NumberFormat.Missing : $"{scale.Signed(effect.Interval.Lower)} to {scale.Signed(effect.Interval.Upper)}",
            double.IsNaN(effect.PValue) ? NumberFormat.Missing : NumberFormat.PValue(effect.PValue),
        ];
    }

    private static string Height(double value) => double.IsFinite(value) ? NumberFormat.Fixed(value, 1) : NumberFormat.Missing;

    private static double Least(IEnumerable<double> errors) => errors.Where(error => error > 0).DefaultIfEmpty(double.NaN).Min();

    private static TableColumn Number(string name) => new(name, Alignment.Right);
}
