using System.Globalization;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>Forecasts of one range of probabilities with how often what they forecast happened.</summary>
/// <param name="Stated">The mean of the stated probabilities.</param>
/// <param name="Observed">The share of the forecasts that came true.</param>
/// <param name="Interval">An interval of that share.</param>
/// <param name="Count">The number of forecasts.</param>
public sealed record ReliabilityBin(double Stated, double Observed, Interval Interval, long Count);

/// <summary>Stated probabilities against observed shares: a calibrated model lies on the diagonal.</summary>
internal static class CalibrationFigure
{
    private const double Side = 420, Left = 62, Top = 34, Width = 900;

    /// <summary>The figure.</summary>
    /// <param name="what">What was forecast.</param>
    /// <param name="bins">The bins, in increasing order of the stated probability; at least one.</param>
    public static Drawing Of(string what, IReadOnlyList<ReliabilityBin> bins)
    {
        string level = NumberFormat.Level(bins[0].Interval.Level);
        Drawing drawing = new(Width, $"Calibration: {what}", string.Join("; ", bins.Select(bin => $"stated {NumberFormat.Share(bin.Stated)}, observed {NumberFormat.Share(bin.Observed)} of {NumberFormat.Count(bin.Count)}")) + ".");
        Axis x = new(0, 1, Left, Left + Side, 100, "%"), y = new(0, 1, Top + Side, Top, 100, "%");
        double under = new CurvePanel(x, y).DrawAxes(drawing, "Stated probability", "Observed share");
        drawing.Line(x.X(0), y.X(0), x.X(1), y.X(1), Ink.Axis, 1.3, dashed: true);
        double largest = bins.Max(bin => bin.Count);
        foreach (ReliabilityBin bin in bins)
        {
            bool off = bin.Stated < bin.Interval.Lower || bin.Stated > bin.Interval.Upper;
            Ink ink = off ? Ink.Bad : Ink.Neutral;
            drawing.Line(x.X(bin.Stated), y.X(bin.Interval.Lower), x.X(bin.Stated), y.X(bin.Interval.Upper), ink, 2);
            drawing.Circle(x.X(bin.Stated), y.X(bin.Observed), 3 + (4 * Math.Sqrt(bin.Count / largest)), ink);
        }
        drawing.Polyline([.. bins.Select(bin => (x.X(bin.Stated), y.X(bin.Observed)))], Ink.Neutral, 1);
        Notes(drawing, bins, level);
        drawing.Height = under;
        return drawing;
    }

    private static void Notes(Drawing drawing, IReadOnlyList<ReliabilityBin> bins, string level)
    {
        double x = Left + Side + 40, y = Top + 16;
        int off = bins.Count(bin => bin.Stated < bin.Interval.Lower || bin.Stated > bin.Interval.Upper);
        string[] lines =
        [
            $"Bars: {level} intervals of the observed share.",
            "Dots grow with the number of forecasts.",
            "On the dashed line, what is stated",
            "happens as often as stated.",
            string.Create(CultureInfo.InvariantCulture, $"{off} of {bins.Count} intervals {(off == 1 ? "misses" : "miss")} the line."),
        ];
        foreach (string line in lines)
        {
            drawing.Text(x, y, line, Ink.Muted, 12);
            y += 20;
        }
    }
}
