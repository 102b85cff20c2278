using System.Globalization;
using Credence.Analysis;
using Credence.Bayes;
using Credence.Experiments;

namespace Credence.Reporting;

/// <summary>What methods for lost labels are called, and what each can and cannot say.</summary>
internal static class LatentLabelsWords
{
    /// <summary>What is said of the model that is not among the methods.</summary>
    public const string Autoencoder
        = "A variational autoencoder is not among the methods of this version; it will be compared on the same rows, by its difference in units of sales, the coverage of its interval and the log-likelihood of rows held out.";

    public static string Name(LatentLabelsMethod method) => method switch
    {
        LatentLabelsMethod.EmObserved => "EM, all labels",
        LatentLabelsMethod.EmSemiSupervised => "EM, labels left",
        LatentLabelsMethod.EmMasked => "EM, no labels",
        LatentLabelsMethod.Welch => "Welch, labelled rows",
        LatentLabelsMethod.ConjugateAsPrinted => "Conjugate, the article’s prior",
        LatentLabelsMethod.Conjugate => "Conjugate, uniform prior",
        LatentLabelsMethod.NutsGroups => "NUTS, two groups",
        LatentLabelsMethod.NutsMixture => "NUTS mixture, labels left",
        _ => "NUTS mixture, no labels",
    };

    public static string Can(LatentLabelsMethod method) => method switch
    {
        LatentLabelsMethod.EmObserved => "What could be known: the mark that the others are measured by.",
        LatentLabelsMethod.EmSemiSupervised => "The difference, standard deviations and shares from every row: known labels are kept, the others shared out by probability.",
        LatentLabelsMethod.EmMasked => "Whether two normals explain the sales better than one.",
        LatentLabelsMethod.Welch => "The difference from the labelled rows, whatever the shape of sales.",
        LatentLabelsMethod.ConjugateAsPrinted => "What the article’s priors make of the labelled rows.",
        LatentLabelsMethod.Conjugate => "Probabilities of the difference from the labelled rows, exactly.",
        LatentLabelsMethod.NutsGroups => "The same by draws, with any prior and any likelihood.",
        LatentLabelsMethod.NutsMixture => "Probabilities of the difference from every row, with the uncertainty of standard deviations and shares.",
        _ => "How wide the answer is when labels are thrown away.",
    };

    public static string Cannot(LatentLabelsMethod method) => method switch
    {
        LatentLabelsMethod.EmObserved => "Be run outside a simulation: the lost labels are gone.",
        LatentLabelsMethod.EmSemiSupervised => "Tell whether groups are normal, or whether labels got lost by group; both are assumed.",
        LatentLabelsMethod.EmMasked => "Which group was treated; nor, so close together, how far apart they are.",
        LatentLabelsMethod.Welch => "Anything of rows without a label.",
        LatentLabelsMethod.ConjugateAsPrinted => "Where the data would put the means: the prior pulls both toward 0, and the standard deviations are not learnt.",
        LatentLabelsMethod.Conjugate => "Anything of rows without a label.",
        LatentLabelsMethod.NutsGroups => "More than the exact posterior; here each checks the other.",
        LatentLabelsMethod.NutsMixture => "More than EM with the same labels; it rests on the same assumptions.",
        _ => "Which group was treated: its means are in order, so that the difference is above 0 whatever the data.",
    };

    public static TableCell Verdict(ComparedVerdict verdict) => verdict switch
    {
        ComparedVerdict.Higher => new("treatment higher", Tone.Good),
        ComparedVerdict.Lower => new("treatment lower", Tone.Bad),
        ComparedVerdict.NotShown => new("no difference shown", Tone.Warning),
        ComparedVerdict.Withheld => new("withheld", Tone.Bad),
        _ => new("groups without names", Tone.Warning),
    };

    public static string Model(CustomerModel model) => model switch
    {
        CustomerModel.Stated => "Stated: means normal(0, variance 10), variances inverse-gamma(2, 2)",
        CustomerModel.Shortcut => "The article’s shortcut: flat prior, standard deviation 1",
        CustomerModel.StatedMeanKnownDeviation => "Stated prior of means, standard deviation 1",
        _ => "Uniform priors, standard deviations estimated",
    };

    /// <summary>The probability that the treatment is better, with the distance from 1 where it would round to that.</summary>
    public static string Probability(PosteriorComparison comparison) => comparison.ProbabilityWorse < 1e-5
        ? string.Create(CultureInfo.InvariantCulture, $"1 − {comparison.ProbabilityWorse:0.0e-0}") : Number(comparison.ProbabilityBetter, 4);

    /// <summary>A probability by draws with its Monte Carlo error.</summary>
    public static string Drawn(ElementSummary element) => $"{Number(element.Mean, 4)} ± {Number(element.McseMean, 4)}";

    public static string Number(double value, int decimals = 2) => double.IsNaN(value) ? NumberFormat.Missing : double.IsInfinity(value) ? value > 0 ? "∞" : "-∞" : NumberFormat.Fixed(value + 0.0, decimals);

    public static string Signed(double value, int decimals = 2) => (value > 0 && double.IsFinite(value) ? "+" : "") + Number(value, decimals);
}
