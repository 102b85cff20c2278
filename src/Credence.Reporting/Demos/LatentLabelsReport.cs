using Credence.Analysis;
using Credence.Latent;
using Credence.Statistics;
using static Credence.Reporting.LatentLabelsWords;

namespace Credence.Reporting;

/// <summary>Writes the comparison of methods for lost labels as one HTML page that needs nothing else, and its figures as files.</summary>
public static class LatentLabelsReport
{
    // A label on its string.
    private const string Label = "M12 24 24 12H36V24L24 36ZM30 18H30.1";

    /// <summary>The page: worked examples first, then the methods side by side, then the article's errors.</summary>
    public static string Write(LatentLabelsResult result, ReportContext context)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(context);
        ResultText text = LatentLabelsTables.Text(result);
        Dictionary<string, Html> figures = LatentLabelsFigures.Of(result).ToDictionary(figure => figure.Name, figure => HtmlPage.Figure(figure.Drawing, figure.Name));
        IReadOnlyList<Html> notes = MethodNotes.Of(["mixture", "label-information", "profile-likelihood", "welch"]);
        return HtmlPage.Write(
            Html.Of($"{text.Title}: EM, Bayes and Welch where labels are lost"),
            Html.Of($"""
                <header>
                <h1>Latent labels: an article’s methods, step by step and side by side</h1>
                <p class="facts">{text.Subject!}</p>
                </header>
                {HtmlPage.Headline("Answer", text.Tone, VerdictIcon.Circled(Label), Html.Of($"{text.Headline}"), text.Sentence, [])}{KeyNumbers(result)}{First(result, figures["ridge"])}{Second(result, figures["five-customers"])}{Methods(result, figures)}{Errors(result)}{HtmlPage.Findings(result.Findings)}{HtmlPage.Notes(notes)}{HtmlPage.Rerun(context)}
                """));
    }

    /// <summary>Writes the figures as PNG (two dots per CSS pixel) and SVG, and gives the paths of the files.</summary>
    /// <param name="result">The comparison.</param>
    /// <param name="folder">Where to write; made if it is not there.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="InputException">The folder cannot be written to.</exception>
    public static Task<IReadOnlyList<string>> WriteFiguresAsync(LatentLabelsResult result, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return FigureFiles.WriteAsync(LatentLabelsFigures.Of(result), folder, cancellation);
    }

    private static Html KeyNumbers(LatentLabelsResult result)
    {
        ComparedEstimate kept = result.Of(LatentLabelsMethod.EmSemiSupervised), welch = result.Of(LatentLabelsMethod.Welch), masked = result.Of(LatentLabelsMethod.EmMasked);
        return HtmlPage.KeyNumbers(
            $"Difference of mean sales, truth {Signed(result.TrueDifference, 1)}",
            ("EM, labels left", Signed(kept.Estimate), Range(kept)), ("Welch, labelled rows", Signed(welch.Estimate), Range(welch)),
            ("EM, no labels", masked.Verdict == ComparedVerdict.Withheld ? "withheld" : Signed(masked.Estimate), Range(masked)),
            ("Label information", NumberFormat.Share(result.SemiSupervised.LabelInformation), "of that with all labels"));
    }

    private static string Range(ComparedEstimate estimate) => $"{Signed(estimate.Interval.Lower)} to {Signed(estimate.Interval.Upper)}";

    private static Html First(LatentLabelsResult result, Html figure)
    {
        LatentGaussianExample ridge = result.Ridge;
        LatentGaussian start = ridge.Steps[0].Parameters;
        double x = result.RidgeValues[0], total = start.Sigma2 + start.Tau2;
        string values = string.Join(", ", result.RidgeValues.Select(value => Number(value, 0)));
        string expected = $"E[Z | {Number(x, 0)}] = (σ²ν + τ²(x − μ)) / (σ² + τ²) = ({Number(start.Sigma2, 0)}·{Number(start.Nu, 0)} + {Number(start.Tau2, 0)}·({Number(x, 0)} − {Number(start.Mu, 0)})) / {Number(total, 0)} = {Number(ridge.Steps[1].Expectations[0], 1)}";
        string variance = $"Var[Z | x] = σ²τ² / (σ² + τ²) = {Number(ridge.Steps[1].PosteriorVariance, 1)}";
        return Html.Of($"""
            <section id="first-example">
            <h2>Worked example 1: X = μ + Z + ε, X = {values}</h2>
            <p>Z is normal with mean ν and variance τ², ε normal with mean 0 and variance σ²; neither is seen. The start is the article’s: μ = {Number(start.Mu, 0)}, ν = {Number(start.Nu, 0)}, σ² = τ² = {Number(start.Sigma2, 0)}.</p>
            <h3>E-steps</h3>
            <p>In the first one, {expected}, and {variance} for every x. E[Z² | x] is the square of the first plus the second.</p>
            {HtmlTables.Write(LatentLabelsTables.Expectation(ridge, result.RidgeValues))}
            <h3>M-steps</h3>
            <p>ν is the mean of E[Z | x] and μ that of x − E[Z | x]; τ² and σ² are the mean squared distances of Z from ν and of x − Z from μ, each with Var[Z | x] added. The log-likelihood rises at every step.</p>
            {HtmlTables.Write(LatentLabelsTables.Maximisation(ridge))}
            <h3>What is identified, and what is not</h3>
            <p>X is normal with mean μ + ν and variance σ² + τ², and nothing else of the four parameters enters its density. The data fix μ + ν = {Number(ridge.MeanSum, 0)} and σ² + τ² = {Number(ridge.VarianceSum, 4)}; how these divide is decided by the start alone.</p>
            {figure}
            {HtmlTables.Write(LatentLabelsTables.Ends(result))}
            </section>

            """);
    }

    private static Html Second(LatentLabelsResult result, Html figure)
    {
        FiveCustomers customers = result.Customers;
        string control = string.Join(", ", customers.Control.Select(value => Number(value, 0))), treatment = string.Join(", ", customers.Treatment.Select(value => Number(value, 0)));
        string shortcut = Probability(customers.Of(CustomerModel.Shortcut)), stated = Probability(customers.Of(CustomerModel.Stated));
        return Html.Of($"""
            <section id="second-example">
            <h2>Worked example 2: five customers against five</h2>
            <p>Control: {control}. Treatment: {treatment}. The article states a normal prior with mean 0 and variance {Number(FiveCustomers.PriorVariance, 0)} for each mean and an inverse gamma prior with shape and scale {Number(FiveCustomers.PriorShape, 0)} for each variance.</p>
            <p><strong>The shortcut.</strong> It then takes each mean as normal about the sample mean with variance {Number(FiveCustomers.KnownDeviation, 0)}/{customers.Control.Count}: a flat prior, and a standard deviation that no one measured. So P(T &gt; C) is {shortcut}; the article prints about 0.999.</p>
            <p><strong>The model as stated.</strong> With the variance integrated out each mean has the density of a normal times a Student t, which is integrated by quadrature: P(T &gt; C) = {stated}. Gibbs sampling, another way to the same posterior, gives {Drawn(customers.Draws["higher"])}. The prior sits at 0, far from either group, and the treatment’s mean gives way more: hence the wide, shifted curve.</p>
            {HtmlTables.Write(LatentLabelsTables.Customers(customers))}
            {figure}
            </section>

            """);
    }

    private static Html Methods(LatentLabelsResult result, Dictionary<string, Html> figures) => Html.Of($"""
        <section id="methods-compared">
        <h2>One data set, every method</h2>
        <p>{NumberFormat.Count(result.Rows)} simulated customers, half of them treated by chance. Sales are normal with mean {Number(result.Truth["mean[0]"], 0)} and standard deviation {Number(result.Truth["sd[0]"], 0)} without treatment, {Number(result.Truth["mean[1]"], 0)} and {Number(result.Truth["sd[1]"], 0)} with it; {NumberFormat.Share(result.Options.LabelLoss)} of the labels are lost by chance.</p>
        {HtmlTables.Write(LatentLabelsTables.Estimates(result))}
        {figures["differences"]}
        <p><strong>{LatentLabelsTables.LabelInformation(result)}</strong></p>
        {figures["densities"]}
        <h3>What each method can and cannot say</h3>
        {HtmlTables.Write(LatentLabelsTables.Capabilities(result))}
        </section>

        """);

    private static Html Errors(LatentLabelsResult result) => Html.Of($"""
        <section id="errors">
        <h2>The article’s errors, by number</h2>
        {HtmlTables.Write(LatentLabelsTables.Errors(ArticleErrors.Of(result)))}
        </section>

        """);
}
