namespace Credence.Experiments;

/// <summary>Closed-form power of two true rates: the normal quantile of the power, as a function of size and hypothesis.</summary>
/// <param name="Method">Which formula; not the exact one.</param>
/// <param name="Control">Rate in the control arm.</param>
/// <param name="Treatment">Rate in the treatment arm.</param>
/// <param name="Ratio">Treatment units per control unit.</param>
internal readonly record struct ProportionFormula(ProportionMethod Method, double Control, double Treatment, double Ratio)
{
    /// <summary>Normal quantile of the probability that one side of the test rejects.</summary>
    /// <param name="n">Units in the control arm.</param>
    /// <param name="hypothesis">Difference of the rates under the hypothesis.</param>
    /// <param name="side">+1 where the test rejects above the hypothesis, −1 below.</param>
    /// <param name="critical">Critical value of that side.</param>
    public double PowerQuantile(double n, double hypothesis, int side, double critical)
    {
        if (Method == ProportionMethod.Arcsine)
            return side * ArcsineDifference * Math.Sqrt(n / (1 + 1 / Ratio)) - critical;
        double distance = side * (Treatment - Control - hypothesis);
        if (Method == ProportionMethod.Continuity)
            distance -= (1 + 1 / Ratio) / (2 * n);
        return (distance * Math.Sqrt(n) - critical * NullDeviation(hypothesis)) / EffectDeviation;
    }

    /// <summary>Units in the control arm at which one side rejects with probability Φ(<paramref name="quantile"/>).</summary>
    public double SampleSize(double hypothesis, double critical, double quantile)
    {
        if (Method == ProportionMethod.Arcsine)
        {
            double sum = critical + quantile, distance = ArcsineDifference;
            return sum * sum * (1 + 1 / Ratio) / (distance * distance);
        }
        double effect = Math.Abs(Treatment - Control - hypothesis);
        double root = Math.Max(0, critical * NullDeviation(hypothesis) + quantile * EffectDeviation) / effect;
        double n = root * root;
        if (Method != ProportionMethod.Continuity)
            return n;
        double corrected = (root + Math.Sqrt(n + 2 * (1 + 1 / Ratio) / effect)) / 2;
        return corrected * corrected;
    }

    private double ArcsineDifference => 2 * (Math.Asin(Math.Sqrt(Treatment)) - Math.Asin(Math.Sqrt(Control)));

    // Standard deviations of the difference times √n.
    private double EffectDeviation => Deviation(Control, Treatment);

    private double NullDeviation(double hypothesis)
    {
        (double control, double treatment) = RestrictedRates.At(Control, Treatment, Ratio, hypothesis);
        return Deviation(control, treatment);
    }

    private double Deviation(double control, double treatment) => Math.Sqrt(control * (1 - control) + treatment * (1 - treatment) / Ratio);
}
