using Credence.Analysis;
using Credence.Bayes;
using Credence.Latent;
using Credence.Statistics;
using static Credence.Reporting.LatentLabelsWords;

namespace Credence.Reporting;

/// <summary>An error of the article on lost labels.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Article">What the article does or says; its own numbers are named as printed.</param>
/// <param name="Here">What this run shows.</param>
/// <param name="Instead">What is done instead.</param>
public sealed record ArticleError(int Number, string Article, string Here, string Instead);

/// <summary>The errors of the article on lost labels that concern its EM and Bayesian methods, with figures of a run.</summary>
public static class ArticleErrors
{
    // The limit of EM that the article prints for its first worked example.
    private static readonly LatentGaussian s_printedLimit = new(5.5, 0.8, 0.6, 0.7);

    /// <summary>The errors by number.</summary>
    public static IReadOnlyList<ArticleError> Of(LatentLabelsResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return [Masked(result), Capped(result), Shares(result), Order(result), Welch(result), Divisors(result), Prior(result), Dropped(result), Ridge(result)];
    }

    private static ArticleError Masked(LatentLabelsResult result)
    {
        ComparedEstimate masked = result.Of(LatentLabelsMethod.EmMasked);
        string without = masked.Verdict == ComparedVerdict.Withheld
            ? $"without any, the likelihood allows every difference from {Number(masked.Interval.Lower, 1)} to {Number(masked.Interval.Upper, 1)}"
            : $"without any it is {Number(masked.Error)}";
        return new(1,
            "Some labels are missing, so it fits a mixture to all sales as if none were known, and calls the result the best of its methods.",
            $"The standard error of the difference is {Number(Error(result, LatentLabelsMethod.EmObserved), 3)} with all labels, {Number(Error(result, LatentLabelsMethod.EmSemiSupervised), 3)} with the {NumberFormat.Count(result.Labelled)} that are left; {without}.",
            "Known labels fix their rows in the E-step; only the other rows are shared out.");
    }

    private static ArticleError Capped(LatentLabelsResult result)
    {
        MixtureFit fit = result.Masked;
        return new(2,
            "Takes the place where EM stood after 100 steps for the estimate; the article prints means of 48.87 and 58.13 for its data.",
            $"Of {CappedSearches.Searches} searches from starts by chance, {result.Capped.Unfinished} were still climbing after {CappedSearches.Cap} steps, and the middle 90% of them stood at differences of {Number(result.Capped.Size(0.05), 1)} to {Number(result.Capped.Size(0.95), 1)}. "
                + $"The highest maximum has means {Number(fit.Components[0].Mean)} and {Number(fit.Components[1].Mean)}, the upper one of {NumberFormat.Share(fit.Components[1].Share)} of the rows (log-likelihood {Number(fit.LogLikelihood)}); BIC is {Number(fit.Bic, 1)} against {Number(fit.OneComponent.Bic, 1)} for one normal.",
            "A search ends where the gradient vanishes; without labels the mixture must beat one normal, and lie 2 standard deviations apart, before a difference is stated.");
    }

    private static ArticleError Shares(LatentLabelsResult result)
    {
        FittedComponent treated = result.SemiSupervised.Components[1];
        double labelled = (double)result.SemiSupervised.Data.MomentsOf(1).Count / result.Labelled;
        return new(3,
            "Its text gives 56% to control and 44% to treatment; the output it prints says 48.87% and 51.13%.",
            $"Of the labels left {NumberFormat.Share(labelled)} are of the treatment; EM with them gives {NumberFormat.Share(treated.Share)} (standard error {NumberFormat.Share(treated.ShareError)}), EM without them {NumberFormat.Share(result.Masked.Components[1].Share)} to the upper group.",
            "Text, tables and figures are written from one result.");
    }

    private static ArticleError Order(LatentLabelsResult result)
    {
        MixtureComponent[] components = [.. result.Masked.Components.Select(component => new MixtureComponent(component.Mean, component.StandardDeviation, component.Share))];
        string here = Number(NormalMixture.LogLikelihood(result.Masked.Data, components), 6);
        string exchanged = Number(NormalMixture.LogLikelihood(result.Masked.Data, [components[1], components[0]]), 6);
        return new(4,
            "Reads the component with the higher mean as the treatment, and concludes that the treatment wins.",
            $"With the two components exchanged the log-likelihood without labels is {exchanged}, as before ({here}). Of {CappedSearches.Searches} searches {NumberFormat.Share(result.Capped.Reversed)} ended with the means in the other order than they are named.",
            "Labels name components. Without any they are put in order of their means, a finding says so, and nothing is decided.");
    }

    private static ArticleError Welch(LatentLabelsResult result)
    {
        MixtureData data = result.SemiSupervised.Data;
        double alone = result.Welch.StandardError, with = Error(result, LatentLabelsMethod.EmSemiSupervised);
        return new(5,
            "Says that a t test cannot estimate the standard deviations of the groups, and that EM is better because the test drops the rows without a label.",
            $"The labelled rows give standard deviations of {Number(data.MomentsOf(0).StandardDeviation)} and {Number(data.MomentsOf(1).StandardDeviation)} (EM with them: {Number(result.SemiSupervised.Components[0].StandardDeviation)} and {Number(result.SemiSupervised.Components[1].StandardDeviation)}). "
                + $"The {NumberFormat.Count(result.Rows - result.Labelled)} rows without a label move the standard error of the difference from {Number(alone, 3)} to {Number(with, 3)}, by {Signed(100 * ((with / alone) - 1), 1)}%.",
            "Welch’s test on the labelled rows stands beside every mixture.");
    }

    private static ArticleError Divisors(LatentLabelsResult result)
    {
        MixtureFit fit = result.Observed;
        Moments control = fit.Data.MomentsOf(0), treatment = fit.Data.MomentsOf(1);
        return new(6,
            "Lists EM for complete labels twice, once with divisor n and once with n − 1, in code that uses variables it never sets.",
            $"With all labels there is nothing to iterate: EM gives the groups’ means, {Number(fit.Components[0].Mean, 3)} and {Number(fit.Components[1].Mean, 3)} (of the rows: {Number(control.Mean, 3)} and {Number(treatment.Mean, 3)}). "
                + $"Standard deviations are {Number(fit.Components[0].StandardDeviation, 3)} and {Number(fit.Components[1].StandardDeviation, 3)} with divisor n, {Number(control.StandardDeviation, 3)} and {Number(treatment.StandardDeviation, 3)} with n − 1.",
            "Maximum likelihood divides by n, Welch’s test by n − 1; each table says what it is.");
    }

    private static ArticleError Prior(LatentLabelsResult result)
    {
        MixtureData data = result.SemiSupervised.Data;
        (Moments control, Moments treatment) = (data.MomentsOf(0), data.MomentsOf(1));
        (IDistribution c, IDistribution t) = (result.AsPrinted.Control.Mean, result.AsPrinted.Treatment.Mean);
        return new(7,
            "Calls a normal prior with mean 0 and variance 10 weak for means near 55, and takes standard deviations of 10 and 12 as known; it prints posterior means of 49.05 and 54.77 for sample means of 49.86 and 56.08.",
            $"That prior moves the means of the labelled rows from {Number(control.Mean)} to {Number(c.Mean)} and from {Number(treatment.Mean)} to {Number(t.Mean)}, and their difference from {Signed(treatment.Mean - control.Mean)} to {Signed(result.AsPrinted.Difference.Mean)}; with uniform priors it is {Signed(result.Conjugate.Difference.Mean)}.",
            "Default priors are on the scale of the data, standard deviations are estimated, and conflicts of prior and data are reported.");
    }

    private static ArticleError Dropped(LatentLabelsResult result)
    {
        FiveCustomers customers = result.Customers;
        return new(8,
            "States priors for five customers against five, then drops them for a flat prior and a standard deviation of 1, and prints a probability of about 0.999.",
            $"The shortcut gives {Probability(customers.Of(CustomerModel.Shortcut))}; the model as stated {Probability(customers.Of(CustomerModel.Stated))} by quadrature and {Drawn(customers.Draws["higher"])} by draws.",
            "The posterior is computed from the model that is stated; priors are printed with every result.");
    }

    private static ArticleError Ridge(LatentLabelsResult result)
    {
        LatentGaussianStep first = result.Ridge.Steps[1];
        string expected = string.Join(", ", first.Expectations.Select(value => Number(value, 1)));
        return new(9,
            "Runs EM for X = μ + Z + ε as if its four parameters could be told apart. It prints E[Z | X] of 0.5, 0.6 and 0.7, then μ = 5.4 and ν = 0.6, and (5.5, 0.8, 0.6, 0.7) for μ, σ², ν, τ² in the end.",
            $"From its start E[Z | X] is {expected}, and one step gives μ = {Number(first.Parameters.Mu, 1)}, ν = {Number(first.Parameters.Nu, 1)}, σ² = {Number(first.Parameters.Sigma2, 4)}, τ² = {Number(first.Parameters.Tau2, 4)}. "
                + $"The log-likelihood at the printed end is {Number(LatentGaussianExample.LogLikelihood([.. result.RidgeValues], s_printedLimit), 4)}; the highest, {Number(result.Ridge.HighestLogLikelihood, 4)}, is reached all along a ridge.",
            "Only μ + ν and σ² + τ² are identified; a finding says so and blocks.");
    }

    private static double Error(LatentLabelsResult result, LatentLabelsMethod method) => result.Of(method).Error;
}
