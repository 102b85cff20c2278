using System.Globalization;

namespace Credence.Reporting;

/// <summary>An axis: numbers to pixels, round ticks and their labels.</summary>
internal sealed class Axis
{
    private const double LabelSize = 12;
    private const double VerticalSpacing = 30;

    private readonly double left;
    private readonly double right;
    private readonly double step;
    private readonly double factor;
    private readonly string unit;
    private readonly bool signed;
    private readonly Func<double, string>? label;

    /// <summary>Makes an axis that shows at least [<paramref name="low"/>, <paramref name="high"/>] between two pixels.</summary>
    /// <param name="low">Lowest number to show.</param>
    /// <param name="high">Highest number to show; the range is widened where it has no length.</param>
    /// <param name="left">Pixel of the lower end.</param>
    /// <param name="right">Pixel of the upper end; below that of the lower end the axis is vertical.</param>
    /// <param name="factor">Multiplies the numbers of the labels: 100 for percent.</param>
    /// <param name="unit">Follows each label.</param>
    /// <param name="signed">Whether labels above 0 have a plus sign.</param>
    /// <param name="label">Writes labels in place of the rules above and asks for whole ticks, as for powers of ten; may be null.</param>
    public Axis(
        double low, double high, double left, double right, double factor = 1, string unit = "", bool signed = false, Func<double, string>? label = null)
    {
        double spread = high - low;
        if (!(spread > 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high))))
            spread = low == 0 ? 1 : 0.1 * Math.Abs(low);
        double middle = low + (high - low) / 2;
        (Low, High) = (Math.Min(low, middle - spread / 2), Math.Max(high, middle + spread / 2));
        (this.left, this.right, this.factor, this.unit, this.signed, this.label) = (left, right, factor, unit, signed, label);
        step = Step();
    }

    public double Low { get; }

    public double High { get; }

    /// <summary>The pixel of a number.</summary>
    public double X(double value) => left + (value - Low) / (High - Low) * (right - left);

    public bool Shows(double value) => Low <= value && value <= High;

    /// <summary>Ticks inside the range.</summary>
    public IEnumerable<double> Ticks()
    {
        for (double k = Math.Ceiling(Low / step - 1e-9); k * step <= High + 1e-9 * step; k++)
            yield return k * step;
    }

    public string Label(double tick)
    {
        if (label is not null)
            return NumberFormat.Typeset(label(tick));
        double value = tick * factor;
        double spacing = step * factor;
        double size = Math.Max(Math.Abs(Low), Math.Abs(High)) * factor;
        int decimals = (int)Math.Max(0, -Math.Floor(Math.Log10(spacing) + 1e-9));
        string text = size is >= 1e7 or < 1e-3 && value != 0
            ? value.ToString("0." + new string('#', Math.Clamp((int)Math.Floor(Math.Log10(size)) - (int)Math.Floor(Math.Log10(spacing) + 1e-9), 0, 6)) + "e0", CultureInfo.InvariantCulture)
            : NumberFormat.Fixed(Math.Abs(value) < spacing / 2 ? 0 : value, Math.Min(decimals, 8));
        return NumberFormat.Typeset((signed && value > spacing / 2 ? "+" : "") + text + unit);
    }

    /// <summary>Draws grid lines from <paramref name="top"/> to <paramref name="bottom"/> and labels under them; gives the y below the labels.</summary>
    public double Draw(Drawing drawing, double top, double bottom)
    {
        foreach (double tick in Ticks())
        {
            drawing.Line(X(tick), top, X(tick), bottom, Ink.Grid);
            drawing.Text(X(tick), bottom + 17, Label(tick), Ink.Muted, LabelSize, Anchor.Middle);
        }
        drawing.Line(left, bottom, right, bottom, Ink.Axis);
        return bottom + 24;
    }

    /// <summary>Draws grid lines from <paramref name="from"/> to <paramref name="to"/> and labels left of them, for a vertical axis.</summary>
    public void DrawVertical(Drawing drawing, double from, double to)
    {
        foreach (double tick in Ticks())
        {
            drawing.Line(from, X(tick), to, X(tick), Ink.Grid);
            drawing.Text(from - 8, X(tick) + 4, Label(tick), Ink.Muted, LabelSize, Anchor.End);
        }
    }

    // The finest of 1, 2, 5 × 10^k whose labels stand clear of one another.
    private double Step()
    {
        double room = High - Low;
        int power = (int)Math.Floor(Math.Log10(room)) - 2;
        if (label is not null)
            power = Math.Max(power, 0);
        for (; ; power++)
        {
            foreach (int digit in (ReadOnlySpan<int>)[1, 2, 5])
            {
                double candidate = digit * Math.Pow(10, power);
                int count = (int)(room / candidate) + 1;
                if (count > 8)
                    continue;
                Axis trial = new(this, candidate);
                double needed = right < left ? VerticalSpacing : 14 + trial.Ticks().Select(t => Lettering.Width(trial.Label(t), LabelSize)).DefaultIfEmpty(0).Max();
                if (candidate / room * Math.Abs(right - left) >= needed || count <= 2)
                    return candidate;
            }
        }
    }

    private Axis(Axis other, double step)
    {
        (Low, High, left, right, factor, unit, signed, label)
            = (other.Low, other.High, other.left, other.right, other.factor, other.unit, other.signed, other.label);
        this.step = step;
    }
}
