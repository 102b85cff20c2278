namespace Credence.Experiments;

/// <summary>Maximum-likelihood rates of two arms whose difference is held at a value.</summary>
internal static class RestrictedRates
{
    /// <summary>The limits of the rates' estimates under the restriction treatment − control = difference.</summary>
    /// <remarks>Closed form of the likelihood's cubic: Farrington and Manning (1990), appendix.</remarks>
    /// <param name="control">True rate of the control, in [0, 1].</param>
    /// <param name="treatment">True rate of the treatment, in [0, 1].</param>
    /// <param name="ratio">Treatment units per control unit.</param>
    /// <param name="difference">The difference held, in (−1, 1).</param>
    public static (double Control, double Treatment) At(double control, double treatment, double ratio, double difference)
    {
        if (difference == 0)
        {
            double pooled = (control + ratio * treatment) / (1 + ratio);
            return (pooled, pooled);
        }
        double weight = 1 / ratio;
        double a = 1 + weight;
        double b = -(1 + weight + treatment + weight * control + difference * (weight + 2));
        double c = difference * difference + difference * (2 * treatment + weight + 1) + treatment + weight * control;
        double d = -treatment * difference * (1 + difference);
        double third = b / (3 * a);
        double v = third * third * third - b * c / (6 * a * a) + d / (2 * a);
        double u = Math.CopySign(Math.Sqrt(Math.Max(0, third * third - c / (3 * a))), v);
        double cosine = u == 0 ? 1 : Math.Clamp(v / (u * u * u), -1, 1);
        double rate = 2 * u * Math.Cos((Math.PI + Math.Acos(cosine)) / 3) - third;
        rate = Math.Clamp(rate, Math.Max(0, difference), Math.Min(1, 1 + difference));
        return (rate - difference, rate);
    }
}
