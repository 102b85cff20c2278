using System.Globalization;
using Credence.Bayes;

namespace Credence.Reporting;

/// <summary>Distribution functions less that of uniform values, with the band in which they all lie when the program, or the model, is right.</summary>
internal static class EcdfFigure
{
    private const double Width = 900, Left = 62, Top = 34, Tall = 250, Side = 250;
    private const int MostNamed = 9;

    /// <summary>The ranks of all quantities of a simulation-based calibration; those outside the band stand out.</summary>
    public static Drawing Of(Calibration calibration)
    {
        CalibratedQuantity[] outside = [.. calibration.Quantities.Where(quantity => !quantity.Inside).OrderByDescending(quantity => quantity.LargestExcess)];
        int count = calibration.Quantities.Count, simulations = calibration.Quantities[0].Ranks.Count;
        string level = NumberFormat.Level(calibration.Level);
        Drawing drawing = new(Width, "Simulation-based calibration", string.Create(CultureInfo.InvariantCulture,
            $"Ranks of {count} quantities over {simulations} simulations; {outside.Length} leave the band that holds all of them with probability {level}."));
        IReadOnlyList<(string Name, IReadOnlyList<double> Ecdf, bool Inside)> curves = [.. calibration.Quantities.OrderByDescending(quantity => quantity.Inside).Select(quantity => (quantity.Name, quantity.Ecdf, quantity.Inside))];
        double under = Panel(drawing, calibration.Band, curves, "Rank of the truth among the draws, as a share");
        List<(string, Ink)> notes =
        [
            ($"Band: all {NumberFormat.Count(count)} quantities lie", Ink.Muted), ($"inside with probability {level}.", Ink.Muted), ($"{NumberFormat.Count(simulations)} simulations", Ink.Muted),
            outside.Length == 0 ? ("All are inside.", Ink.Good) : ($"{NumberFormat.Count(outside.Length)} outside:", Ink.Bad),
            .. outside.Take(MostNamed).Select(quantity => (Lettering.Fit(quantity.Name, Side - 30, 12), Ink.Bad)),
        ];
        Notes(drawing, notes);
        drawing.Height = under;
        return drawing;
    }

    /// <summary>The leave-one-out probability integral transforms of observations.</summary>
    public static Drawing Of(LeaveOneOutPit transforms)
    {
        string level = NumberFormat.Level(transforms.Band.Level);
        Drawing drawing = new(Width, "Leave-one-out predictive distributions", $"The distribution of the observations' places in their predictive distributions {(transforms.Inside ? "lies inside" : "leaves")} its {level} band; p = {NumberFormat.PValue(transforms.PValue)}.");
        double under = Panel(drawing, transforms.Band, [("observations", transforms.Ecdf, transforms.Inside)], "Place of an observation in its predictive distribution");
        Notes(drawing,
        [
            ($"Band: where all of the curve lies with", Ink.Muted), ($"probability {level} if the model", Ink.Muted), ("predicts new data rightly.", Ink.Muted), ($"uniform: {NumberFormat.PEquals(transforms.PValue)}", transforms.Inside ? Ink.Muted : Ink.Bad),
            ("S shape: too uncertain;", Ink.Muted), ("mirrored: too sure; arch: shifted.", Ink.Muted),
        ]);
        drawing.Height = under;
        return drawing;
    }

    private static double Panel(Drawing drawing, EcdfBand band, IReadOnlyList<(string Name, IReadOnlyList<double> Ecdf, bool Inside)> curves, string what)
    {
        double[] Less(IReadOnlyList<double> heights) => [.. heights.Zip(band.Points, (height, point) => height - point)];
        double[] lower = Less(band.Lower), upper = Less(band.Upper);
        double[][] differences = [.. curves.Select(curve => Less(curve.Ecdf))];
        double most = 1.08 * Math.Max(Math.Max(-lower.Min(), upper.Max()), differences.Max(difference => difference.Max(Math.Abs)));
        Axis x = new(0, 1, Left, Width - Side), y = new(-most, most, Top + Tall, Top, signed: true);
        double under = new CurvePanel(x, y).DrawAxes(drawing, what, "ECDF less uniform");
        (double, double)[] Line(double[] heights) => [(x.X(0), y.X(0)), .. heights.Select((height, i) => (x.X(band.Points[i]), y.X(height))), (x.X(1), y.X(0))];
        drawing.Area([.. Line(upper), .. Line(lower).AsEnumerable().Reverse()], Ink.Axis, 0.18);
        drawing.Line(x.X(0), y.X(0), x.X(1), y.X(0), Ink.Axis, 1, dashed: true);
        for (int i = 0; i < curves.Count; i++)
            drawing.Polyline(Line(differences[i]), curves[i].Inside ? Ink.Neutral : Ink.Bad, curves[i].Inside ? 1 : 2);
        return under;
    }

    private static void Notes(Drawing drawing, IReadOnlyList<(string Text, Ink Ink)> notes)
    {
        double y = Top + 12;
        foreach ((string text, Ink ink) in notes)
        {
            drawing.Text(Width - Side + 28, y, text, ink, 12);
            y += 19;
        }
    }
}
