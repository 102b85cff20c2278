using System.Globalization;
using Credence.Bayes;

namespace Credence.Reporting;

/// <summary>How energies are spread against how far they move from draw to draw: where moves are much narrower, tails are explored slowly.</summary>
internal static class EnergyFigure
{
    private const double Width = 900, Top = 12, Tall = 210, Left = 10, Side = 250;

    /// <summary>The figure; null where no sampler recorded energies, or they do not vary.</summary>
    public static Drawing? Of(Draws draws)
    {
        if (draws.Sampler is not { } sampler || draws.Count < 4)
            return null;
        double[] energies = [.. sampler.Chains.SelectMany(chain => chain.Energy)];
        double mean = energies.Where(double.IsFinite).DefaultIfEmpty(0).Average();
        double[] marginal = [.. energies.Select(energy => energy - mean)];
        double[] moves = [.. sampler.Chains.SelectMany(chain => chain.Energy.Skip(1).Zip(chain.Energy, (next, last) => next - last))];
        if (KernelDensity.Of(marginal) is null || KernelDensity.Of(moves) is null)
            return null;
        double[] fractions = [.. sampler.Chains.Select(chain => ChainDiagnostics.Ebfmi(chain.Energy))];
        DensityCurve of = DensityCurve.Of(marginal), between = DensityCurve.Of(moves);
        Drawing drawing = new(Width, "Energy", string.Join("; ", fractions.Select((e, chain) => string.Create(CultureInfo.InvariantCulture, $"chain {chain + 1}: E-BFMI {e:0.00}"))) + ".");
        Axis axis = new(Math.Min(of.Range.Low, between.Range.Low), Math.Max(of.Range.High, between.Range.High), Left, Width - Side);
        double bottom = Top + Tall, highest = Math.Max(of.Highest, between.Highest);
        double under = axis.Draw(drawing, Top, bottom);
        of.Draw(drawing, axis, bottom, Tall - 12, highest, Ink.Variant(1));
        between.Draw(drawing, axis, bottom, Tall - 12, highest, Ink.Variant(2));
        drawing.Text((Left + Width - Side) / 2, under + 12, "Energy, less its mean; change of energy from draw to draw", Ink.Muted, 12, Anchor.Middle);
        Legend(drawing, fractions);
        drawing.Height = under + 22;
        return drawing;
    }

    private static void Legend(Drawing drawing, double[] fractions)
    {
        double x = Width - Side + 26;
        void Entry(double y, Ink ink, string text)
        {
            drawing.Line(x, y - 4, x + 20, y - 4, ink, 3);
            drawing.Text(x + 28, y, text, Ink.Muted, 12);
        }
        Entry(Top + 14, Ink.Variant(1), "marginal energy");
        Entry(Top + 34, Ink.Variant(2), "energy transition");
        drawing.Text(x, Top + 66, "E-BFMI (wanted: above 0.3)", Ink.Text, 12, bold: true);
        for (int chain = 0; chain < Math.Min(fractions.Length, 7); chain++)
        {
            bool slow = fractions[chain] < Convergence.SlowEnergy;
            string number = double.IsNaN(fractions[chain]) ? NumberFormat.Missing : fractions[chain].ToString("0.00", CultureInfo.InvariantCulture);
            drawing.Text(x, Top + 86 + (18 * chain), string.Create(CultureInfo.InvariantCulture, $"chain {chain + 1}: {number}{(slow ? ", too low" : "")}"), slow ? Ink.Bad : Ink.Muted, 12);
        }
        if (fractions.Length > 7)
            drawing.Text(x, Top + 86 + (18 * 7), string.Create(CultureInfo.InvariantCulture, $"lowest of all {fractions.Length}: {fractions.Min():0.00}"), Ink.Muted, 12);
    }
}
