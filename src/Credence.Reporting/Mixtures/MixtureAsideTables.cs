using Credence.Analysis;
using Credence.Latent;

namespace Credence.Reporting;

/// <summary>Tables of what stands beside a mixture: sensitivity to the loss of labels, and the posterior.</summary>
internal static class MixtureAsideTables
{
    public static ReportTable Sensitivity(MixtureResult result, LabelLossSensitivity sensitivity)
    {
        TiltedFit[] shown = [.. sensitivity.Fits.Where((_, i) => i % 2 == 0 || sensitivity.Fits.Count < 12)];
        string[] names = [.. result.Names];
        NumberScale tilt = new(double.NaN, sensitivity.Fits.Max(fit => Math.Abs(fit.Tilt)));
        TableColumn[] columns =
        [
            Number("Tilt"), Number("Difference"), Number("SE"), Number(Words.Confidence(1 - result.Question.Fit.Alpha)), Number("p"),
            .. names.Select(name => Number($"Labels lost, {TableCell.Printable(name)}")), Number("Log-likelihood"),
        ];
        return new("Labels lost by outcome", columns,
            [.. shown.Select(IReadOnlyList<TableCell> (fit) =>
            [
                fit.AtBoundary ? $"{tilt.Signed(fit.Tilt)} (boundary)" : tilt.Signed(fit.Tilt), .. MixtureTables.Row("", fit.Difference).Skip(1), .. fit.MissingRates.Select(rate => (TableCell)NumberFormat.Share(rate)), NumberFormat.Fixed(fit.LogLikelihood, 2),
            ])])
        {
            Note = $"Tilt: what the log odds of a lost label rise by for one standard deviation of all values{Which(result.Question.Tilted)}; at 0 every component loses labels at a rate of its own, whatever the outcome. {Tipping(sensitivity)} "
                + "The log-likelihood says how well each tilt fits, as far as the normal shape of the components is to be trusted.",
        };
    }

    public static ReportTable Posterior(JointPosterior posterior)
    {
        ReportTable table = PosteriorTables.Of(posterior.Summary);
        return table with { Note = $"{string.Join("; ", posterior.Priors)}. {table.Note}" };
    }

    /// <summary>Where the decision tips, in words.</summary>
    public static string Tipping(LabelLossSensitivity sensitivity)
    {
        string[] points = [.. new[] { sensitivity.TippingBelow, sensitivity.TippingAbove }.OfType<double>().Select(point => new NumberScale(double.NaN, point).Signed(point))];
        int boundary = sensitivity.Fits.Count(fit => fit.AtBoundary);
        string same = boundary == 0 ? "The decision about the difference is the same at every tilt shown."
            : $"At {NumberFormat.Count(boundary)} of {NumberFormat.Count(sensitivity.Fits.Count)} tilts tried a component loses none or all of its labels (boundary): nothing is decided there. At the others the decision about the difference is the same.";
        return points.Length == 0 ? same : $"The decision about the difference tips at a tilt of {string.Join(" and of ", points)}.";
    }

    private static string Which(TiltDirection direction) => direction == TiltDirection.Opposed ? " in the second component, and fall by in the first" : "";

    private static TableColumn Number(string name) => new(name, Alignment.Right);
}
