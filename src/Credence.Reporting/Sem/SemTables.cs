using System.Globalization;
using Credence.Analysis;
using Credence.Latent;

namespace Credence.Reporting;

/// <summary>A structural equation model in text and tables.</summary>
public static class SemTables
{
    private const int MostModifications = 10, MostResiduals = 12;
    private const double LeastIndex = 3.841;

    private static readonly (string Title, Func<StructuralEstimate, bool> Holds)[] Sections =
    [
        ("Loadings", estimate => estimate.Parameter?.Operator == SemOperator.Loading),
        ("Regressions", estimate => estimate.Parameter?.Operator == SemOperator.Regression),
        ("Covariances", estimate => estimate.Parameter is { Operator: SemOperator.Covariance } own && own.Left != own.Right),
        ("Intercepts", estimate => estimate.Parameter?.Operator == SemOperator.Intercept),
        ("Variances", estimate => estimate.Parameter is { Operator: SemOperator.Covariance } own && own.Left == own.Right),
    ];

    /// <summary>What the result says, for a terminal, a pipe and Markdown.</summary>
    public static ResultText Text(StructuralResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new(result.Title, SemWords.Headline(result), SemWords.Tone(result), SemWords.Sentence(result), Build(result));
    }

    /// <summary>All tables that have something to show.</summary>
    public static IReadOnlyList<ReportTable> Build(StructuralResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        List<ReportTable?> tables = [Model(result), FitMeasures(result), Ladder(result)];
        if (result.Posterior is { } posterior)
            tables.AddRange([PosteriorTables.Of(posterior.Summary), SemPosteriorTables.Checks(posterior), SemPosteriorTables.PriorCorrelations(result), SemPosteriorTables.Priors(posterior)]);
        tables.AddRange(Estimates(result));
        tables.AddRange([RSquared(result), Effects(result), Modifications(result)]);
        tables.AddRange(Residuals(result));
        if (result.Findings.Count > 0)
            tables.Add(AnalysisTables.Findings(result.Findings));
        return [.. tables.OfType<ReportTable>().Where(table => table.Rows.Count > 0)];
    }

    internal static ReportTable Model(StructuralResult result)
    {
        IdentificationReport report = result.Identification;
        List<IReadOnlyList<TableCell>> rows =
        [
            ["Estimator", SemWords.Estimator(result.Options)],
            [result.HasEstimates ? "Rows used" : "Rows read", NumberFormat.Count(SemWords.Count(result))],
        ];
        if (result.ExcludedByWhere > 0)
            rows.Add(["Rows dropped by the condition", NumberFormat.Count(result.ExcludedByWhere)]);
        if (result.WithoutGroup > 0)
            rows.Add(["Rows without a group", NumberFormat.Count(result.WithoutGroup)]);
        if (result.Table.Groups.Count > 1 && result.Fit is { } grouped && grouped.Sample.Count > 0)
            rows.Add(["Rows by group", string.Join(", ", grouped.Sample.Select(group => $"{group.Name} {NumberFormat.Count(group.Count)}"))]);
        rows.Add(["Parameters", Invariant(report.Parameters)]);
        rows.Add(["Moments", Invariant(report.Moments)]);
        rows.Add(["Rank of the Jacobian", report.Identified ? $"{Invariant(report.Rank)}: identified" : new TableCell($"{Invariant(report.Rank)}: not identified", Tone.Bad)]);
        if (result.Bootstrap is { } bootstrap)
            rows.Add(["Bootstrap samples", bootstrap.Failed == 0 ? Invariant(bootstrap.Converged) : $"{Invariant(bootstrap.Converged)}, and {Invariant(bootstrap.Failed)} left out"]);
        if (result.Fit is { Iterations: > 0 } fit && result.Posterior is null)
        {
            rows.Add(["Iterations", Invariant(fit.Iterations)]);
            rows.Add(["Gradient norm", fit.GradientNorm < 1e-9 ? "<1e-9" : fit.GradientNorm.ToString("0.0e0", CultureInfo.InvariantCulture)]);
        }
        return new("Model", [new("What"), new("Value", Alignment.Right)], rows);
    }

    internal static ReportTable? FitMeasures(StructuralResult result)
    {
        if (result.Posterior is not null || result.Fit?.Measures is not { } fit)
            return null;
        List<(string Name, string Value, string Scaled)> rows = [];
        ScaledMeasures? scaled = fit.Scaled;
        void Add(string name, Func<ComparativeFit, Rmsea, string> say) => rows.Add((name, say(fit.Comparative, fit.Rmsea), scaled is null ? "" : say(scaled.Comparative, scaled.Rmsea)));
        Add("χ²", (test, _) => SemWords.Fixed(test.ChiSquare));
        Add("Degrees of freedom", (test, _) => Invariant(test.DegreesOfFreedom));
        Add("p", (test, _) => NumberFormat.PValue(test.PValue));
        if (scaled is not null)
            rows.Add(("Scaling factor", "", SemWords.Fixed(scaled.ScalingFactor)));
        Add("Baseline χ²", (test, _) => SemWords.Fixed(test.BaselineChiSquare));
        Add("Baseline degrees of freedom", (test, _) => Invariant(test.BaselineDegreesOfFreedom));
        Add("CFI", (test, _) => SemWords.Fixed(test.Cfi));
        Add("TLI", (test, _) => SemWords.Fixed(test.Tli));
        Add("RMSEA", (_, rmsea) => SemWords.Fixed(rmsea.Value));
        Add("RMSEA, 90% interval", (_, rmsea) => $"{SemWords.Fixed(rmsea.Lower)} to {SemWords.Fixed(rmsea.Upper)}");
        Add("p (RMSEA ≤ 0.05)", (_, rmsea) => NumberFormat.PValue(rmsea.ClosePValue));
        rows.Add(("SRMR", SemWords.Fixed(fit.Residuals.Srmr), ""));
        if (!double.IsNaN(fit.Likelihood.LogLikelihood))
        {
            rows.Add(("Log likelihood", SemWords.Fixed(fit.Likelihood.LogLikelihood), ""));
            rows.Add(("Log likelihood, saturated", SemWords.Fixed(fit.Likelihood.UnrestrictedLogLikelihood), ""));
            rows.Add(("AIC", SemWords.Fixed(fit.Likelihood.Aic), ""));
            rows.Add(("BIC", SemWords.Fixed(fit.Likelihood.Bic), ""));
            rows.Add(("BIC, adjusted for n", SemWords.Fixed(fit.Likelihood.SampleSizeAdjustedBic), ""));
        }
        TableColumn[] columns = [new("Measure"), new(scaled is null ? "Value" : "Standard", Alignment.Right), .. scaled is null ? Array.Empty<TableColumn>() : [new("Scaled", Alignment.Right)]];
        return new("Fit", columns, [.. rows.Select(IReadOnlyList<TableCell> (row) => scaled is null ? [row.Name, row.Value] : [row.Name, row.Value, row.Scaled])]);
    }

    internal static IEnumerable<ReportTable> Estimates(StructuralResult result)
    {
        for (int group = 0; group < result.Table.Groups.Count; group++)
        {
            foreach ((string title, Func<StructuralEstimate, bool> holds) in Sections)
                yield return Table(result, SemWords.Heading(title, result.Table, group), [.. result.Estimates.Where(estimate => estimate.Parameter is { FromData: false } own && own.Group == group && holds(estimate))]);
        }
        yield return Table(result, "Defined", [.. result.Estimates.Where(estimate => estimate.Parameter is null)]);
    }

    private static ReportTable Table(StructuralResult result, string title, StructuralEstimate[] estimates)
    {
        bool labelled = estimates.Any(estimate => estimate.Parameter?.Label.Length > 0), bayes = result.Posterior is not null;
        string interval = bayes ? $"{NumberFormat.Level(result.Options.Sampling.HdiLevel)} HDI" : Words.Confidence(1 - result.Options.Alpha);
        TableColumn[] columns =
        [
            new("Parameter"), .. labelled ? [new("Label")] : Array.Empty<TableColumn>(), Number(bayes ? "mean" : "est"), Number(bayes ? "sd" : "se"),
            .. bayes ? [] : new[] { Number("z"), Number("p") }, Number(interval), Number("std.lv"), Number("std.all"),
        ];
        return new(title, columns, [.. estimates.Select(IReadOnlyList<TableCell> (estimate) =>
        [
            estimate.Parameter is { } parameter ? SemWords.Name(parameter) : $"{estimate.Name} := {estimate.Expression}",
            .. labelled ? [estimate.Parameter?.Label ?? ""] : Array.Empty<TableCell>(),
            .. Cells(estimate, bayes), SemWords.Fixed(estimate.StandardizedLatent), SemWords.Fixed(estimate.Standardized),
        ])]);
    }

    private static IEnumerable<TableCell> Cells(StructuralEstimate own, bool bayes)
    {
        SemEstimate estimate = own.Estimate;
        if (own.Parameter is { Free: false })
        {
            yield return new(estimate.Value.ToString("G6", CultureInfo.InvariantCulture), Tone.Muted);
            yield return new("fixed", Tone.Muted);
            for (int i = 0; i < (bayes ? 1 : 3); i++)
                yield return "";
            yield break;
        }
        NumberScale scale = new(estimate.StandardError, Math.Abs(estimate.Value));
        yield return scale.Format(estimate.Value);
        yield return scale.Format(estimate.StandardError);
        if (!bayes)
        {
            yield return SemWords.Fixed(estimate.Z, 2);
            yield return double.IsNaN(estimate.PValue) ? NumberFormat.Missing : NumberFormat.PValue(estimate.PValue);
        }
        yield return double.IsNaN(estimate.Lower) ? NumberFormat.Missing : $"{scale.Format(estimate.Lower)} to {scale.Format(estimate.Upper)}";
    }

    internal static ReportTable RSquared(StructuralResult result) => new(
        "Explained variance",
        [new("Outcome"), .. result.Table.Groups.Count > 1 ? [new("Group")] : Array.Empty<TableColumn>(), Number("R²")],
        [.. result.RSquared.Select(IReadOnlyList<TableCell> (row) => [row.Variable, .. result.Table.Groups.Count > 1 ? [result.Table.Groups[row.Group]] : Array.Empty<TableCell>(), SemWords.Fixed(row.Share)])]);

    internal static ReportTable Effects(StructuralResult result)
    {
        bool grouped = result.Table.Groups.Count > 1;
        return new(
            "Effects",
            [new("From"), new("To"), .. grouped ? [new("Group")] : Array.Empty<TableColumn>(), Number("Direct"), Number("Indirect"), Number("Total"), Number("Total, std.all")],
            [.. result.Effects.Select(IReadOnlyList<TableCell> (effect) =>
            [
                effect.From, effect.To, .. grouped ? [result.Table.Groups[effect.Group]] : Array.Empty<TableCell>(),
                Effect(effect.Direct), Effect(effect.Indirect), Effect(effect.Total), SemWords.Fixed(effect.StandardizedTotal),
            ])])
        {
            Note = result.Effects.Count == 0 ? null : result.Posterior is null ? "In parentheses: standard errors." : "In parentheses: posterior standard deviations.",
        };
    }

    private static string Effect(SemEstimate effect)
    {
        NumberScale scale = new(effect.StandardError, Math.Abs(effect.Value));
        return effect.Value == 0 && !(effect.StandardError > 0) ? "" : double.IsNaN(effect.StandardError) ? scale.Format(effect.Value) : $"{scale.Format(effect.Value)} ({scale.Format(effect.StandardError)})";
    }

    internal static ReportTable Modifications(StructuralResult result)
    {
        bool grouped = result.Table.Groups.Count > 1;
        ModificationIndex[] large = [.. result.Modifications.Where(modification => modification.Index >= LeastIndex)];
        return new(
            "Modification indices",
            [new("Parameter"), .. grouped ? [new("Group")] : Array.Empty<TableColumn>(), Number("Index"), Number("Expected change"), Number("std.all")],
            [.. large.Take(MostModifications).Select(IReadOnlyList<TableCell> (row) =>
            [
                SemWords.Name(row.Parameter), .. grouped ? [result.Table.Groups[row.Parameter.Group]] : Array.Empty<TableCell>(),
                SemWords.Fixed(row.Index, 2), NumberFormat.Plain(row.ExpectedChange), SemWords.Fixed(row.StandardizedChange),
            ])])
        {
            Note = $"How much χ² would fall if the parameter were free: {(large.Length > MostModifications ? $"the largest {MostModifications} of {large.Length}" : "all")} above {LeastIndex.ToString("0.00", CultureInfo.InvariantCulture)}. A model changed by them needs new data.",
        };
    }

    internal static IEnumerable<ReportTable> Residuals(StructuralResult result)
    {
        foreach (CorrelationResidual residual in result.Residuals.Where(residual => residual.Variables.Count <= MostResiduals))
        {
            int p = residual.Variables.Count;
            yield return new(
                SemWords.Heading("Residual correlations", result.Table, residual.Group),
                [new("Variable"), .. residual.Variables.Select(Number)],
                [.. residual.Variables.Select(IReadOnlyList<TableCell> (name, row) => [name, .. Enumerable.Range(0, p).Select(column => column > row ? "" : Residual(residual.Values[(row * p) + column]))])])
            {
                Note = "Observed less implied; above 0.1 in size the model misses how two variables go together.",
            };
        }
    }

    private static TableCell Residual(double value) => new(SemWords.Fixed(Math.Abs(value) < 0.0005 ? 0 : value), Math.Abs(value) > 0.1 ? Tone.Warning : Tone.Plain);

    internal static ReportTable Ladder(StructuralResult result) => new(
        "Measurement invariance",
        [new("Step"), new("Equal"), Number("χ²"), Number("df"), Number("CFI"), Number("RMSEA"), Number("BIC"), Number("Δχ²"), Number("Δdf"), Number("p")],
        [.. result.Invariance.Select(IReadOnlyList<TableCell> (step) => step.Fit.Measures is not { } fit
            ? [step.Name, Equal(step.Name), new("not fitted", Tone.Warning), .. Enumerable.Repeat(new TableCell(""), 7)]
            :
            [
                step.Name, Equal(step.Name), SemWords.Fixed((fit.Scaled?.Comparative ?? fit.Comparative).ChiSquare), Invariant(fit.Comparative.DegreesOfFreedom), SemWords.Fixed((fit.Scaled?.Comparative ?? fit.Comparative).Cfi),
                SemWords.Fixed((fit.Scaled?.Rmsea ?? fit.Rmsea).Value), SemWords.Fixed(fit.Likelihood.Bic, 1), .. Difference(step.Test, result.Options.Alpha),
            ])])
    {
        Note = "Each step is tested against the one before; a small p-value says that what the step holds equal differs between the groups.",
    };

    private static TableCell[] Difference(Latent.LikelihoodRatioTest? test, double alpha) => test is null ? ["", "", ""]
        : [SemWords.Fixed(test.ChiSquare), Invariant(test.DegreesOfFreedom), new TableCell(double.IsNaN(test.PValue) ? NumberFormat.Missing : NumberFormat.PValue(test.PValue), test.PValue < alpha ? Tone.Warning : Tone.Plain)];

    private static string Equal(string step) => step switch
    {
        "metric" => "loadings",
        "scalar" => "loadings, intercepts",
        "strict" => "loadings, intercepts, residual variances",
        _ => "nothing",
    };

    private static string Invariant(int number) => NumberFormat.Count(number);

    private static TableColumn Number(string name) => new(name, Alignment.Right);
}
