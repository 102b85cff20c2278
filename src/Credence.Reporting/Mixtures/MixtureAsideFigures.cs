using Credence.Analysis;
using Credence.Latent;

namespace Credence.Reporting;

/// <summary>Figures of what stands beside a mixture: sensitivity to the loss of labels, the bootstrap, and the posterior.</summary>
internal static class MixtureAsideFigures
{
    private const double Width = 900, Left = 78, Right = 880, Top = 30, Bottom = 320;

    public static IEnumerable<(string Name, Drawing Drawing)> Of(MixtureResult result)
    {
        if (result.Sensitivity is { } sensitivity && sensitivity.Fits.Count(fit => double.IsFinite(fit.Difference.Estimate)) > 1)
            yield return ("sensitivity", Sensitivity(result, sensitivity));
        if (result.Posterior is not { } posterior)
            yield break;
        string[] differences = [.. result.Names.Skip(1).Select(name => $"difference[{name}]")];
        PosteriorFigureOptions options = new()
        {
            Elements = [.. differences, .. posterior.Draws.Parameters.ElementNames.Except(differences)],
            References = differences.ToDictionary(name => name, _ => 0.0),
            Groups = "mean",
        };
        foreach ((string name, Drawing drawing) in PosteriorFigures.Of(posterior.Draws, posterior.Summary, options))
        {
            // Means, spreads and shares have scales of their own, which one axis does not show.
            if (name != "forest")
                yield return (name, drawing);
        }
    }

    private static Drawing Sensitivity(MixtureResult result, LabelLossSensitivity sensitivity)
    {
        TiltedFit[] fits = [.. sensitivity.Fits.Where(fit => double.IsFinite(fit.Difference.Estimate))];
        Drawing drawing = new(Width, "Difference by how labels are lost", $"The difference of means for tilts of label loss from {fits[0].Tilt:0.##} to {fits[^1].Tilt:0.##}. {MixtureAsideTables.Tipping(sensitivity)}");
        double[] limits = [0, .. fits.Select(fit => fit.Difference.Estimate), .. fits.SelectMany(fit => new[] { fit.Difference.Interval.Lower, fit.Difference.Interval.Upper }).Where(double.IsFinite)];
        double pad = 0.06 * (limits.Max() - limits.Min());
        Axis x = new(fits[0].Tilt, fits[^1].Tilt, Left, Right, signed: true), y = new(limits.Min() - pad, limits.Max() + pad, Bottom, Top, signed: true);
        CurvePanel panel = new(x, y);
        double under = panel.DrawAxes(drawing, "tilt: rise of the log odds of a lost label by one standard deviation of the values", $"difference of means, {MixtureFigures.DifferenceName(result)}");
        TiltedFit[] banded = [.. fits.Where(fit => double.IsFinite(fit.Difference.Interval.Lower) && double.IsFinite(fit.Difference.Interval.Upper))];
        if (banded.Length > 1)
            drawing.Area([.. banded.Select(fit => (x.X(fit.Tilt), y.X(fit.Difference.Interval.Upper))), .. banded.Reverse().Select(fit => (x.X(fit.Tilt), y.X(fit.Difference.Interval.Lower)))], Ink.Neutral, 0.14);
        drawing.Line(x.X(x.Low), y.X(0), x.X(x.High), y.X(0), Ink.Text, 1.2);
        Curve[] curves =
        [
            new("estimate", [.. fits.Select(fit => (fit.Tilt, fit.Difference.Estimate))], Ink.Neutral, Symbols: 0),
            new(Words.Confidence(1 - result.Question.Fit.Alpha), [.. fits.Select(fit => (fit.Tilt, fit.Difference.Interval.Upper))], Ink.Neutral) { Width = 1.2 },
            new("", [.. fits.Select(fit => (fit.Tilt, fit.Difference.Interval.Lower))], Ink.Neutral) { Width = 1.2 },
        ];
        foreach (Curve curve in curves)
            panel.Draw(drawing, curve);
        foreach (double point in new[] { sensitivity.TippingBelow, sensitivity.TippingAbove }.OfType<double>())
        {
            drawing.Line(x.X(point), y.X(y.Low), x.X(point), y.X(y.High), Ink.Bad, 1.6, dashed: true);
            drawing.Text(x.X(point) + (point > 0 ? -6 : 6), y.X(y.High) + 14, NumberFormat.Typeset($"tips at {new NumberScale(double.NaN, point).Signed(point)}"), Ink.Bad, 12, point > 0 ? Anchor.End : Anchor.Start, bold: true);
        }
        drawing.Height = CurvePanel.Legend(drawing, curves, under + 16);
        return drawing;
    }
}
