using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>A comparison of the levels of two arms.</summary>
/// <param name="Of">Its value, from control and treatment.</param>
/// <param name="Slopes">Its derivatives.</param>
internal sealed record Contrast(Func<double, double, double> Of, Func<double, double, (double Control, double Treatment)> Slopes)
{
    /// <summary>Treatment less control.</summary>
    public static Contrast Difference { get; } = new(Subtract, (_, _) => (-1, 1));

    /// <summary>The difference as a fraction of the control; NaN where that is 0.</summary>
    public static Contrast Lift { get; } = new((c, t) => c == 0 ? double.NaN : Subtract(c, t) / c, (c, t) => (-t / c / c, 1 / c));

    /// <summary>Standard error by the delta method, from those of the arms.</summary>
    public double Error(double control, double controlError, double treatment, double treatmentError)
    {
        (double ofControl, double ofTreatment) = Slopes(control, treatment);
        return double.Hypot(ofControl * controlError, ofTreatment * treatmentError);
    }

    /// <summary>Difference of two levels; rounding does not tell equal ones apart.</summary>
    public static double Subtract(double control, double treatment)
    {
        double difference = treatment - control;
        return Math.Abs(difference) <= 4 * Rounding.Unit * Math.Max(Math.Abs(control), Math.Abs(treatment)) ? 0 : difference;
    }
}
