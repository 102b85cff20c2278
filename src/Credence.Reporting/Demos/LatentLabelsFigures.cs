using Credence.Analysis;
using Credence.Bayes;
using Credence.Experiments;
using Credence.Latent;
using static Credence.Reporting.LatentLabelsWords;

namespace Credence.Reporting;

/// <summary>Figures of the comparison of methods for lost labels.</summary>
internal static class LatentLabelsFigures
{
    private const double Width = 900, Right = 880;

    /// <summary>All figures by name, in reading order.</summary>
    public static IReadOnlyList<(string Name, Drawing Drawing)> Of(LatentLabelsResult result)
        => [("ridge", Ridge(result)), ("five-customers", Customers(result.Customers)), ("differences", Differences(result)), ("densities", Densities(result))];

    private static Drawing Ridge(LatentLabelsResult result)
    {
        const int Cells = 160;
        Drawing drawing = new(Width, "The ridge", "Left: likelihood over μ and ν, highest along the line of one sum, with EM from several starts. Right: log-likelihood along the ridge, where it is flat, and across it.");
        double sum = result.Ridge.MeanSum, variance = result.Ridge.VarianceSum, highest = result.Ridge.HighestLogLikelihood;
        double[] values = [.. result.RidgeValues];
        LatentGaussianExample[] examples = [result.Ridge, .. result.OtherStarts];
        double lowMu = examples.Min(example => example.Steps[0].Parameters.Mu) - 1, highMu = examples.Max(example => example.Steps[0].Parameters.Mu) + 1;
        Axis mu = new(lowMu, highMu, 60, 430), nu = new(sum - highMu, sum - lowMu, 360, 40);
        // Rows of cells run down, the axis up.
        DivergingScale colours = new(1);
        Colour[] cells = [.. from row in Enumerable.Range(0, Cells) from column in Enumerable.Range(0, Cells) select Shade(mu.Low + ((mu.High - mu.Low) * (column + 0.5) / Cells), nu.High - ((nu.High - nu.Low) * (row + 0.5) / Cells))];
        CurvePanel panel = new(mu, nu);
        double under = panel.DrawAxes(drawing, "μ", "ν: likelihood by colour, EM from four starts");
        drawing.Image(60, 40, 370, 320, Cells, cells);
        panel.Draw(drawing, new("", [(mu.Low, sum - mu.Low), (mu.High, sum - mu.High)], Ink.Text, Dashed: true) { Width = 1.4 });
        drawing.Text(mu.X(mu.Low) + 46, nu.X(nu.High) + 24, $"μ + ν = {Number(sum, 0)}", Ink.Fixed(Colour.Parse("#1c2128")), 13, bold: true);
        foreach (LatentGaussianExample example in examples)
            Path(drawing, panel, mu, nu, example);
        Profile(drawing, values, result.Ridge.Limit, highest);
        drawing.Circle(66, under + 8, 4.5, Ink.Bad, hollow: true);
        drawing.Text(78, under + 12, "start", Ink.Muted, 12);
        drawing.Circle(126, under + 8, 4.5, Ink.Bad);
        drawing.Text(138, under + 12, "end of EM: wherever the first step met the ridge", Ink.Muted, 12);
        drawing.Height = under + 22;
        return drawing;

        Colour Shade(double m, double n) => colours.At(-0.8 * Math.Exp(0.25 * (LatentGaussianExample.LogLikelihood(values, new(m, variance / 2, n, variance / 2)) - highest)));
    }

    private static void Path(Drawing drawing, CurvePanel panel, Axis mu, Axis nu, LatentGaussianExample example)
    {
        LatentGaussian start = example.Steps[0].Parameters, end = example.Limit;
        panel.Draw(drawing, new("", [.. example.Steps.Select(step => (step.Parameters.Mu, step.Parameters.Nu))], Ink.Bad) { Width = 1.6 });
        drawing.Circle(mu.X(start.Mu), nu.X(start.Nu), 4.5, Ink.Bad, hollow: true);
        drawing.Circle(mu.X(end.Mu), nu.X(end.Nu), 4.5, Ink.Bad);
    }

    // One unit along the ridge raises μ and lowers ν; one unit across raises both.
    private static void Profile(Drawing drawing, double[] values, LatentGaussian at, double highest)
    {
        double[] grid = [.. Enumerable.Range(-60, 121).Select(i => i / 40.0)];
        Axis x = new(grid[0], grid[^1], 530, Right, signed: true), y = new(highest - 12, highest + 1.5, 360, 40);
        CurvePanel panel = new(x, y);
        panel.DrawAxes(drawing, "moved from where EM ended", "log-likelihood along the ridge and across it");
        panel.Draw(drawing, new("", [.. grid.Select(step => (step, Moved(step, step)))], Ink.Axis, Dashed: true));
        panel.Draw(drawing, new("", [.. grid.Select(step => (step, Moved(step, -step)))], Ink.Neutral));
        drawing.Text(x.X(0), y.X(highest) - 9, "along: μ up, ν down by as much", Ink.Neutral, 12, Anchor.Middle, bold: true);
        drawing.Text(x.X(0), y.X(highest - 5.2), "across: both up", Ink.Muted, 12, Anchor.Middle, bold: true);

        double Moved(double first, double second) => LatentGaussianExample.LogLikelihood(values, at with { Mu = at.Mu + first, Nu = at.Nu + second });
    }

    private static Drawing Customers(FiveCustomers customers)
    {
        PosteriorComparison stated = customers.Of(CustomerModel.Stated), shortcut = customers.Of(CustomerModel.Shortcut);
        Drawing drawing = new(Width, "Posterior of the means of five customers", $"Posterior densities of both means under the stated model (P(T > C) = {Probability(stated)}) and under the article's shortcut ({Probability(shortcut)}).");
        double low = stated.Control.Mean.Quantile(0.002), high = stated.Treatment.Mean.UpperQuantile(0.002);
        double[] grid = [.. Enumerable.Range(0, 401).Select(i => low + ((high - low) * i / 400))];
        Curve[] curves =
        [
            new("control, stated model", Density(stated.Control.Mean), Ink.Variant(0)), new("treatment, stated model", Density(stated.Treatment.Mean), Ink.Variant(1)),
            new("control, shortcut", Density(shortcut.Control.Mean), Ink.Variant(0), Dashed: true), new("treatment, shortcut", Density(shortcut.Treatment.Mean), Ink.Variant(1), Dashed: true),
        ];
        Axis x = new(low, high, 60, Right), y = new(0, 1.06 * curves.Max(curve => curve.Points.Max(point => point.Y)), 300, 30);
        CurvePanel panel = new(x, y);
        double under = panel.DrawAxes(drawing, "mean sales", "posterior density");
        foreach (Curve curve in curves)
            panel.Draw(drawing, curve);
        drawing.Height = CurvePanel.Legend(drawing, curves, under + 16);
        return drawing;

        (double, double)[] Density(IDistribution mean) => [.. grid.Select(at => (at, Math.Exp(mean.LogDensity(at))))];
    }

    private static Drawing Differences(LatentLabelsResult result)
    {
        const double Step = 38, Top = 30;
        string listed = string.Join("; ", result.Estimates.Select(estimate => $"{Name(estimate.Method)} {Text(estimate)}"));
        Drawing drawing = new(Width, "Difference by method", $"Estimates with 95% intervals beside the true difference {Signed(result.TrueDifference, 1)}: {listed}.");
        ComparedEstimate[] named = [.. result.Estimates.Where(estimate => estimate.Labels > 0)];
        double low = Math.Min(0, named.Min(estimate => estimate.Interval.Lower)), high = named.Max(estimate => estimate.Interval.Upper);
        // Intervals without labels are many times as long: arrows say that they go on.
        double longest = result.Estimates.Where(estimate => estimate.Labels == 0 && double.IsFinite(estimate.Interval.Upper)).Select(estimate => estimate.Interval.Upper).DefaultIfEmpty(high).Max();
        Axis axis = new(low - 0.6, Math.Min(longest, 2.2 * high) + 0.6, 240, 715, signed: true);
        double bottom = Top + (Step * result.Estimates.Count);
        double under = axis.Draw(drawing, Top - 8, bottom);
        drawing.Line(axis.X(0), Top - 8, axis.X(0), bottom, Ink.Axis, 1.4);
        drawing.Line(axis.X(result.TrueDifference), Top - 8, axis.X(result.TrueDifference), bottom, Ink.Bad, 1.8, dashed: true);
        drawing.Text(axis.X(result.TrueDifference), Top - 15, $"truth {Signed(result.TrueDifference, 1)}", Ink.Bad, 12, Anchor.Middle, bold: true);
        for (int i = 0; i < result.Estimates.Count; i++)
            Estimate(drawing, axis, result.Estimates[i], Top + (Step * (i + 0.5)));
        drawing.Text((axis.X(axis.Low) + axis.X(axis.High)) / 2, under + 12, "treatment − control; hollow: nothing says which group was treated", Ink.Muted, 12, Anchor.Middle);
        drawing.Height = under + 20;
        return drawing;
    }

    private static void Estimate(Drawing drawing, Axis axis, ComparedEstimate estimate, double y)
    {
        Ink ink = estimate.Labels == 0 ? Ink.Axis : Ink.Neutral;
        drawing.Text(0, y + 4, Name(estimate.Method), Ink.Text, 13, bold: estimate.Method == LatentLabelsMethod.EmSemiSupervised);
        drawing.Text(730, y - 2, NumberFormat.Typeset(estimate.Verdict == ComparedVerdict.Withheld ? "withheld" : $"{Signed(estimate.Estimate)} ± {Number(estimate.Error)}"), Ink.Text, 13, bold: true);
        drawing.Text(730, y + 13, NumberFormat.Typeset($"{Signed(estimate.Interval.Lower)} to {Signed(estimate.Interval.Upper)}"), Ink.Muted, 11);
        (double lower, double upper) = (estimate.Interval.Lower, estimate.Interval.Upper);
        if (double.IsNaN(lower) || double.IsNaN(upper))
            return;
        double left = axis.X(Math.Max(lower, axis.Low)), right = axis.X(Math.Min(upper, axis.High));
        drawing.Line(left, y, right, y, ink, 2.5, dashed: estimate.Verdict == ComparedVerdict.Withheld);
        if (lower >= axis.Low)
            drawing.Line(left, y - 5, left, y + 5, ink, 2);
        else
            drawing.Arrow(left, y, -1, ink);
        if (upper <= axis.High)
            drawing.Line(right, y - 5, right, y + 5, ink, 2);
        else
            drawing.Arrow(right, y, 1, ink);
        if (double.IsFinite(estimate.Estimate))
            drawing.Circle(axis.X(estimate.Estimate), y, 5.5, ink, hollow: estimate.Labels == 0);
    }

    private static string Text(ComparedEstimate estimate)
        => $"{(estimate.Verdict == ComparedVerdict.Withheld ? "withheld" : Signed(estimate.Estimate))} ({Signed(estimate.Interval.Lower)} to {Signed(estimate.Interval.Upper)})";

    private static Drawing Densities(LatentLabelsResult result)
    {
        Drawing drawing = new(Width, "The same sales, with the labels left and without any", "Histogram of the sales with the densities of two groups, fitted with the labels that are left and without labels.");
        double left = Panel(drawing, result.SemiSupervised, "with the labels left", ["control", "treatment"], 60, 435);
        double right = Panel(drawing, result.Masked, "without labels", ["lower", "upper"], 505, Right);
        drawing.Height = Math.Max(left, right);
        return drawing;
    }

    private static double Panel(Drawing drawing, MixtureFit fit, string caption, string[] names, double from, double to)
    {
        MixtureHistogram histogram = MixtureHistogram.Of(fit.Data);
        double first = histogram.Edge(0), last = histogram.Edge(histogram.Densities.Count);
        double[] grid = [.. Enumerable.Range(0, 201).Select(i => first + ((last - first) * i / 200))];
        Axis x = new(first, last, from, to), y = new(0, 1.08 * histogram.Densities.Max(), 290, 40);
        for (int bin = 0; bin < histogram.Densities.Count; bin++)
        {
            double edge = x.X(histogram.Edge(bin)), height = y.X(histogram.Densities[bin]);
            drawing.Rectangle(edge + 0.5, height, x.X(histogram.Edge(bin + 1)) - edge - 1, y.X(0) - height, Ink.Grid);
        }
        CurvePanel panel = new(x, y);
        double under = panel.DrawAxes(drawing, "sales", $"density, {caption}");
        panel.Draw(drawing, new("", [.. grid.Select(value => (value, fit.Density(value, 0) + fit.Density(value, 1)))], Ink.Text, Dashed: true) { Width = 1.6 });
        for (int j = 0; j < 2; j++)
        {
            int component = j;
            panel.Draw(drawing, new("", [.. grid.Select(value => (value, fit.Density(value, component)))], Ink.Variant(j)));
            drawing.Line(from, under + 12 + (20 * j), from + 26, under + 12 + (20 * j), Ink.Variant(j), 2.2);
            FittedComponent of = fit.Components[j];
            drawing.Text(from + 34, under + 16 + (20 * j), $"{names[j]}: mean {Number(of.Mean, 1)}, sd {Number(of.StandardDeviation, 1)}, share {NumberFormat.Share(of.Share)}", Ink.Muted, 12);
        }
        return under + 44;
    }
}
