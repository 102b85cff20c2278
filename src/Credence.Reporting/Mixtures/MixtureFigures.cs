using System.Globalization;
using Credence.Analysis;
using Credence.Latent;
using Credence.Numerics;

namespace Credence.Reporting;

/// <summary>Figures of a mixture: densities over the histogram, membership by value, the search, and the profile likelihood where that stands for an estimate.</summary>
internal static class MixtureFigures
{
    private const double Width = 900, Left = 78, Right = 880, Top = 30, Bottom = 320;
    private const int Steps = 300;

    /// <summary>The figures that have something to show, by name.</summary>
    public static IEnumerable<(string Name, Drawing Drawing)> Of(MixtureResult result)
    {
        yield return ("densities", Densities(result));
        yield return ("membership", Membership(result));
        if (result.Fit.Profile is { } profile && profile.LogLikelihoods.Count(double.IsFinite) > 1)
            yield return ("profile", Profile(result, profile));
        if (result.Fit.LogLikelihoods.Count > 1)
            yield return ("log-likelihood", Search(result));
        foreach ((string Name, Drawing Drawing) aside in MixtureAsideFigures.Of(result))
            yield return aside;
    }

    private static Drawing Densities(MixtureResult result)
    {
        MixtureFit fit = result.Fit;
        MixtureHistogram histogram = MixtureHistogram.Of(fit.Data);
        Drawing drawing = new(Width, $"{result.Question.Value.Name}: fitted densities", $"Histogram of {NumberFormat.Count(fit.Data.Rows)} values with {Describe(result)}.");
        double[] points = [.. Grid(histogram)];
        double[] sums = [.. points.Select(x => Enumerable.Range(0, fit.Components.Count).Sum(j => fit.Density(x, j)))];
        double highest = histogram.Densities.Max();
        // A component as narrow as one value would flatten all else.
        Axis x = XAxis(histogram), y = new(0, 1.08 * Math.Min(Math.Max(highest, sums.Max()), 3 * highest), Bottom, Top);
        CurvePanel panel = new(x, y);
        for (int bin = 0; bin < histogram.Densities.Count; bin++)
        {
            double left = x.X(histogram.Edge(bin)), right = x.X(histogram.Edge(bin + 1)), height = y.X(histogram.Densities[bin]);
            drawing.Rectangle(left + 0.5, height, Math.Max(right - left - 1, 0.5), y.X(0) - height, Ink.Grid);
        }
        double under = panel.DrawAxes(drawing, result.Question.Value.Name, "density");
        List<Curve> curves = [];
        for (int j = 0; j < fit.Components.Count; j++)
        {
            int component = j;
            curves.Add(new(Lettering.Fit(result.Names[j], 200, 12), [.. points.Select(value => (value, fit.Density(value, component)))], Ink.Variant(j)));
        }
        curves.Add(new("all together", [.. points.Zip(sums)], Ink.Text, Dashed: true) { Width = 1.6 });
        foreach (Curve curve in curves)
            panel.Draw(drawing, curve);
        drawing.Height = CurvePanel.Legend(drawing, curves, under + 16);
        return drawing;
    }

    private static Drawing Membership(MixtureResult result)
    {
        MixtureFit fit = result.Fit;
        MixtureHistogram histogram = MixtureHistogram.Of(fit.Data);
        Drawing drawing = new(Width, $"{result.Question.Value.Name}: probability of membership", $"The probability that a row without a label belongs to each component, by its value, with {Describe(result)}.");
        Axis x = XAxis(histogram), y = new(0, 1, Bottom, Top, 100, "%");
        CurvePanel panel = new(x, y);
        double under = panel.DrawAxes(drawing, result.Question.Value.Name, "probability of a row without a label");
        double[] points = [.. Grid(histogram)];
        double[][] probabilities = [.. points.Select(value =>
        {
            double[] of = new double[fit.Components.Count];
            fit.Membership(value, MixtureData.Unknown, of);
            return of;
        })];
        // Of two, one is what the other is not.
        int first = fit.Components.Count == 2 ? 1 : 0;
        Curve[] curves = [.. Enumerable.Range(first, fit.Components.Count - first).Select(j => new Curve($"belongs to {Lettering.Fit(result.Names[j], 200, 12)}", [.. points.Select((value, i) => (value, probabilities[i][j]))], Ink.Variant(j)))];
        foreach (Curve curve in curves)
            panel.Draw(drawing, curve);
        drawing.Height = CurvePanel.Legend(drawing, curves, under + 16);
        return drawing;
    }

    private static Drawing Profile(MixtureResult result, DifferenceProfile profile)
    {
        double highest = profile.LogLikelihoods.Where(double.IsFinite).Max(), cut = 0.5 * ChiSquared.Quantile(profile.Interval.Level, 1);
        (double X, double Y)[] points = [.. profile.Differences.Zip(profile.LogLikelihoods, (difference, height) => (difference, height - highest))];
        double lowest = Math.Max(points.Where(point => double.IsFinite(point.Y)).Min(point => point.Y), -4 * cut);
        Drawing drawing = new(Width, "Profile likelihood of the difference", $"The highest log-likelihood at each difference of means, below the highest of all; {Words.Confidence(profile.Interval.Level)} {MixtureTables.Range(new(double.NaN, profile.Differences.Max(Math.Abs)), profile.Interval)}.");
        Axis x = new(profile.Differences[0], profile.Differences[^1], Left, Right, signed: true), y = new(Math.Min(lowest, -1.3 * cut), 0.1 * cut, Bottom, Top);
        CurvePanel panel = new(x, y);
        if (x.Shows(0))
            drawing.Line(x.X(0), y.X(y.Low), x.X(0), y.X(y.High), Ink.Axis, 1.2);
        double from = Math.Max(profile.Interval.Lower, x.Low), to = Math.Min(profile.Interval.Upper, x.High);
        if (from < to)
            drawing.Area([(x.X(from), y.X(y.Low)), (x.X(from), y.X(y.High)), (x.X(to), y.X(y.High)), (x.X(to), y.X(y.Low))], Ink.Neutral, 0.1);
        double under = panel.DrawAxes(drawing, $"difference of means, {DifferenceName(result)}", "log-likelihood below the highest");
        panel.Draw(drawing, new("", points, Ink.Neutral, Symbols: points.Length <= 60 ? 0 : null));
        panel.Level(drawing, -cut, $"{Words.Confidence(profile.Interval.Level)}: what lies above");
        drawing.Height = under + 8;
        return drawing;
    }

    private static Drawing Search(MixtureResult result)
    {
        IReadOnlyList<double> heights = result.Fit.LogLikelihoods;
        Drawing drawing = new(Width, "Log-likelihood of the final search", $"From {NumberFormat.Fixed(heights[0], 2)} to {NumberFormat.Fixed(heights[^1], 2)} in {heights.Count - 1} accepted steps; {result.Fit.StopReason}.");
        double spread = heights.Max() - heights.Min();
        Axis x = new(0, heights.Count - 1, Left + 40, Right, label: value => ((long)Math.Round(value)).ToString(CultureInfo.InvariantCulture));
        Axis y = new(heights.Min() - (0.05 * spread), heights.Max() + (0.05 * spread), Bottom, Top);
        CurvePanel panel = new(x, y);
        double under = panel.DrawAxes(drawing, $"accepted step; {result.Fit.StopReason}", "log-likelihood");
        panel.Draw(drawing, new("", [.. heights.Select((height, i) => ((double)i, height))], Ink.Neutral, Symbols: heights.Count <= 60 ? 0 : null));
        drawing.Height = under + 8;
        return drawing;
    }

    internal static string DifferenceName(MixtureResult result) => $"{Lettering.Fit(result.Names[1], 200, 12)} − {Lettering.Fit(result.Names[0], 200, 12)}";

    private static string Describe(MixtureResult result) => string.Join("; ", result.Fit.Components.Select((component, j) => string.Create(
        CultureInfo.InvariantCulture, $"{result.Names[j]}: mean {component.Mean:G5}, standard deviation {component.StandardDeviation:G4}, share {component.Share:0.0%}")));

    private static Axis XAxis(MixtureHistogram histogram) => new(histogram.Edge(0), histogram.Edge(histogram.Densities.Count), Left, Right);

    private static IEnumerable<double> Grid(MixtureHistogram histogram)
    {
        double from = histogram.Edge(0), to = histogram.Edge(histogram.Densities.Count);
        return Enumerable.Range(0, Steps + 1).Select(i => from + ((to - from) * i / Steps));
    }
}
