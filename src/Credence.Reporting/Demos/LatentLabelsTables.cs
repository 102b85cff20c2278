using System.Globalization;
using Credence.Analysis;
using Credence.Latent;
using static Credence.Reporting.LatentLabelsWords;

namespace Credence.Reporting;

/// <summary>The comparison of methods for lost labels in text and tables.</summary>
public static class LatentLabelsTables
{
    /// <summary>What the comparison says, for a terminal, a pipe and Markdown.</summary>
    public static ResultText Text(LatentLabelsResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        ComparedEstimate kept = result.Of(LatentLabelsMethod.EmSemiSupervised);
        string masked = result.Of(LatentLabelsMethod.EmMasked).Verdict == ComparedVerdict.Withheld ? "withheld" : "groups without names";
        return new("Latent labels", $"{Signed(kept.Estimate)} with the labels left, {masked} without", Tone.Plain, LabelInformation(result), [Estimates(result), Maximisation(result.Ridge), Customers(result.Customers)])
        {
            Subject = Subject(result),
        };
    }

    internal static string Subject(LatentLabelsResult result)
        => $"Simulated sales of {NumberFormat.Count(result.Rows)} customers, {NumberFormat.Count(result.Labelled)} with a label; true difference {Signed(result.TrueDifference, 1)}; seed {result.Options.Seed.ToString(CultureInfo.InvariantCulture)}.";

    /// <summary>What the rows without labels are worth.</summary>
    internal static string LabelInformation(LatentLabelsResult result)
    {
        MixtureFit kept = result.SemiSupervised;
        // At a maximum that does not stand for the groups the curvature says nothing of them.
        string masked = result.Masked.Withheld ? "none can be stated" : $"it is {NumberFormat.Share(result.Masked.LabelInformation)}";
        return $"Label information: with {NumberFormat.Share((double)result.Labelled / result.Rows)} of the labels, EM knows the difference as well as {NumberFormat.Share(kept.LabelInformation)} of fully labelled rows would tell it; without any label {masked}.";
    }

    internal static ReportTable Estimates(LatentLabelsResult result) => new(
        "Difference by method, treatment − control",
        [new("Method"), Right("Rows"), Right("Labels"), Right("Difference"), Right("SE or sd"), Right("95%"), new("Verdict")],
        [.. result.Estimates.Select(IReadOnlyList<TableCell> (estimate) =>
        [
            Name(estimate.Method), NumberFormat.Count(estimate.Rows), NumberFormat.Count(estimate.Labels), Signed(estimate.Estimate), Number(estimate.Error),
            $"{Signed(estimate.Interval.Lower)} to {Signed(estimate.Interval.Upper)}", Verdict(estimate.Verdict),
        ])])
    {
        Note = $"True difference {Signed(result.TrueDifference, 1)}. SE: standard error (EM, Welch); sd: of the posterior. Intervals: of confidence (EM, Welch), central (conjugate), of highest density (NUTS); where the estimate is withheld, all differences that the likelihood ratio does not reject.",
    };

    internal static ReportTable Capabilities(LatentLabelsResult result) => new(
        "What each method can and cannot say",
        [new("Method"), new("It can say"), new("It cannot")],
        [.. result.Estimates.Select(IReadOnlyList<TableCell> (estimate) => [Name(estimate.Method), Can(estimate.Method), Cannot(estimate.Method)])])
    {
        Note = Autoencoder,
    };

    internal static ReportTable Expectation(LatentGaussianExample example, IReadOnlyList<double> values) => new(
        "E-steps",
        [
            Right("Step"), .. values.Select(value => Right($"E[Z | {Plain(value)}]")), .. values.Select(value => Right($"E[Z² | {Plain(value)}]")), Right("Var[Z | x]"),
        ],
        [.. example.Steps.Skip(1).Select(IReadOnlyList<TableCell> (step) =>
        [
            Plain(step.Iteration), .. step.Expectations.Select(value => (TableCell)Number(value, 4)), .. step.SquareExpectations.Select(value => (TableCell)Number(value, 4)), Number(step.PosteriorVariance, 5),
        ])]);

    internal static ReportTable Maximisation(LatentGaussianExample example) => new(
        "X = μ + Z + ε for X = 5, 6, 7: M-steps",
        [Right("Step"), Right("μ"), Right("ν"), Right("σ²"), Right("τ²"), Right("μ + ν"), Right("σ² + τ²"), Right("Log-likelihood"), Right("Below the highest")],
        [.. example.Steps.Select(IReadOnlyList<TableCell> (step) => Row(Plain(step.Iteration), step.Parameters, step.LogLikelihood, example.HighestLogLikelihood)), Row("limit", example.Limit, example.HighestLogLikelihood, example.HighestLogLikelihood)])
    {
        Note = $"Step 0 is the start. {example.Finding.Message}",
    };

    internal static ReportTable Ends(LatentLabelsResult result) => new(
        "Other starts, other ends",
        [new("Start (μ, ν, σ², τ²)"), Right("μ"), Right("ν"), Right("σ²"), Right("τ²"), Right("μ + ν"), Right("σ² + τ²"), Right("Log-likelihood")],
        [.. result.OtherStarts.Prepend(result.Ridge).Select(IReadOnlyList<TableCell> (example) =>
        {
            LatentGaussian start = example.Steps[0].Parameters;
            return [$"{Plain(start.Mu)}, {Plain(start.Nu)}, {Plain(start.Sigma2)}, {Plain(start.Tau2)}", .. Row("", example.Limit, example.HighestLogLikelihood).Skip(1).SkipLast(1)];
        })])
    {
        Note = "The sums and the log-likelihood are the same at every end; the four parameters are not.",
    };

    internal static ReportTable Customers(FiveCustomers customers) => new(
        "Five customers against five",
        [new("Model"), Right("Control mean"), Right("Sd"), Right("Treatment mean"), Right("Sd"), Right("P(T > C)")],
        [
            .. customers.Posteriors.Select(IReadOnlyList<TableCell> (posterior) =>
            [
                Model(posterior.Model), Number(posterior.Comparison.Control.Mean.Mean, 3), Number(posterior.Comparison.Control.Mean.StandardDeviation, 3),
                Number(posterior.Comparison.Treatment.Mean.Mean, 3), Number(posterior.Comparison.Treatment.Mean.StandardDeviation, 3), Probability(posterior.Comparison),
            ]),
            [
                "Stated, by draws", Number(customers.Draws["mean[C]"].Mean, 3), Number(customers.Draws["mean[C]"].StandardDeviation, 3),
                Number(customers.Draws["mean[T]"].Mean, 3), Number(customers.Draws["mean[T]"].StandardDeviation, 3), Drawn(customers.Draws["higher"]),
            ],
        ])
    {
        Note = $"By quadrature, but for the last row: {NumberFormat.Count(FiveCustomers.Kept)} draws by Gibbs sampling, with the Monte Carlo error (R-hat {Number(customers.Draws.Elements.Max(element => element.RHat), 3)}).",
    };

    internal static ReportTable Errors(IReadOnlyList<ArticleError> errors) => new(
        "The article’s errors",
        [new("#"), new("The article"), new("This run"), new("Instead")],
        [.. errors.Select(IReadOnlyList<TableCell> (error) => [$"#{Plain(error.Number)}", error.Article, NumberFormat.Typeset(error.Here), error.Instead])])
    {
        Note = "Numbers that the article prints are named as printed; all others were computed in this run. Errors #10 to #13 concern its variational autoencoder, which is not compared here.",
    };

    private static IReadOnlyList<TableCell> Row(string name, LatentGaussian at, double logLikelihood, double highest = double.NaN) =>
    [
        name, Number(at.Mu, 4), Number(at.Nu, 4), Number(at.Sigma2, 5), Number(at.Tau2, 5), Number(at.Mu + at.Nu, 4), Number(at.Sigma2 + at.Tau2, 5), Number(logLikelihood, 6),
        Number(highest - logLikelihood, 6),
    ];

    private static TableColumn Right(string name) => new(name, Alignment.Right);

    private static string Plain(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
