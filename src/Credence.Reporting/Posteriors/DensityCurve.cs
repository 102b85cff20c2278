namespace Credence.Reporting;

/// <summary>The shape of draws within a band of a figure: a density, or bars where few values are taken.</summary>
internal sealed class DensityCurve
{
    private const int FewValues = 30;

    private readonly KernelDensity? density;
    private readonly (double Value, double Share)[] bars;

    private DensityCurve(KernelDensity? density, (double, double)[] bars) => (this.density, this.bars) = (density, bars);

    /// <summary>The shape of the finite values.</summary>
    public static DensityCurve Of(ReadOnlySpan<double> draws)
    {
        double[] finite = [.. draws.ToArray().Where(double.IsFinite)];
        HashSet<double> distinct = [];
        foreach (double value in finite)
        {
            if (distinct.Add(value) && distinct.Count > FewValues)
                return new(KernelDensity.Of(finite), []);
        }
        return new(null, [.. finite.GroupBy(value => value).Select(group => (group.Key, (double)group.Count() / finite.Length)).OrderBy(bar => bar.Key)]);
    }

    /// <summary>The largest height; of bars, their largest share.</summary>
    public double Highest => density?.Heights.Max() ?? bars.Select(bar => bar.Share).DefaultIfEmpty(0).Max();

    /// <summary>Whether bars are drawn, whose heights are shares.</summary>
    public bool IsDiscrete => density is null;

    /// <summary>The smallest and the largest value; NaN where there is none.</summary>
    public (double Low, double High) Range => density is { } d ? (d.Grid[0], d.Grid[^1])
        : bars.Length > 0 ? (bars[0].Value, bars[^1].Value) : (double.NaN, double.NaN);

    /// <summary>The height at a value.</summary>
    public double At(double x) => density?.At(x) ?? bars.Where(bar => bar.Value == x).Select(bar => bar.Share).FirstOrDefault();

    /// <summary>Draws the shape on a base line; the pixel of the largest height is <paramref name="tall"/> above it where <paramref name="highest"/> is that height.</summary>
    public void Draw(Drawing drawing, Axis x, double bottom, double tall, double highest, Ink ink, bool filled = true)
    {
        double Y(double height) => bottom - (highest > 0 ? height / highest * tall : 0);
        if (density is { } d)
        {
            List<(double, double)> line = [];
            for (int i = 0; i < d.Grid.Length; i += 2)
            {
                if (x.Shows(d.Grid[i]))
                    line.Add((x.X(d.Grid[i]), Y(d.Heights[i])));
            }
            if (line.Count < 2)
                return;
            if (filled)
                drawing.Area([(line[0].Item1, bottom), .. line, (line[^1].Item1, bottom)], ink, 0.2);
            drawing.Polyline(line, ink, 2);
            return;
        }
        foreach ((double value, double share) in bars.Where(bar => x.Shows(bar.Value)))
            drawing.Line(x.X(value), bottom, x.X(value), Y(share), ink, bars.Length == 1 ? 3 : 5);
    }
}
