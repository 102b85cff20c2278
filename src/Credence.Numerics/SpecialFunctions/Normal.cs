namespace Credence.Numerics;

/// <summary>The standard normal distribution, with full relative accuracy in both tails.</summary>
public static class Normal
{
    private const double HalfLogTwoPi = 0.91893853320467274178;
    private const double InverseSqrtTwoPi = 0.39894228040143267794;
    private const double CentralRegion = 0.67448975;

    // Cody (1969); the coefficient of the highest power comes first.
    private static readonly double[] CentralNumerator =
    [
        0.065682337918207449113, 2.2352520354606839287, 161.02823106855587881, 1067.6894854603709582, 18154.981253343561249,
    ];

    private static readonly double[] CentralDenominator =
    [
        1, 47.20258190468824187, 976.09855173777669322, 10260.932208618978205, 45507.789335026729956,
    ];

    private static readonly double[] NearNumerator =
    [
        1.0765576773720192317e-8, 0.39894151208813466764, 8.8831497943883759412, 93.506656132177855979, 597.27027639480026226,
        2494.5375852903726711, 6848.1904505362823326, 11602.651437647350124, 9842.7148383839780218,
    ];

    private static readonly double[] NearDenominator =
    [
        1, 22.266688044328115691, 235.38790178262499861, 1519.377599407554805, 6485.558298266760755,
        18615.571640885098091, 34900.952721145977266, 38912.003286093271411, 19685.429676859990727,
    ];

    private static readonly double[] FarNumerator =
    [
        0.02307344176494017303, 0.21589853405795699, 0.1274011611602473639, 0.022235277870649807, 0.001421619193227893466,
        2.9112874951168792e-5,
    ];

    private static readonly double[] FarDenominator =
    [
        1, 1.28426009614491121, 0.468238212480865118, 0.0659881378689285515, 0.00378239633202758244,
        7.29751555083966205e-5,
    ];

    /// <summary>The log density at z.</summary>
    public static double LogDensity(double z) => -0.5 * z * z - HalfLogTwoPi;

    /// <summary>The density at z.</summary>
    public static double Density(double z) => InverseSqrtTwoPi * HalfSquareExponential(Math.Abs(z));

    /// <summary>P(Z ≤ z).</summary>
    public static double Cdf(double z) => UpperTail(-z);

    /// <summary>P(Z &gt; z).</summary>
    public static double UpperTail(double z)
    {
        double distance = Math.Abs(z);
        if (distance <= CentralRegion)
            return 0.5 - CentralProbability(z);
        if (double.IsNaN(z))
            return double.NaN;
        double tail = double.IsInfinity(z) ? 0 : HalfSquareExponential(distance) * ScaledTail(distance);
        return z > 0 ? tail : 1 - tail;
    }

    /// <summary>log P(Z ≤ z), finite also where P(Z ≤ z) underflows.</summary>
    public static double LogCdf(double z) => LogUpperTail(-z);

    /// <summary>log P(Z &gt; z), finite also where P(Z &gt; z) underflows.</summary>
    public static double LogUpperTail(double z)
    {
        if (z <= CentralRegion)
            return Elementary.Log1p(-UpperTail(-z));
        return double.IsPositiveInfinity(z) ? double.NegativeInfinity : -0.5 * z * z + Math.Log(ScaledTail(z));
    }

    /// <summary>The z with P(Z ≤ z) = p (Wichura, 1988, AS 241, with one Halley step in the tails); NaN for p outside [0, 1].</summary>
    public static double Quantile(double p)
    {
        double central = p - 0.5;
        if (Math.Abs(central) <= 0.425)
            return NormalQuantile.Central(central);
        return central < 0 ? -TailQuantile(p) : TailQuantile(1 - p);
    }

    /// <summary>The z with P(Z &gt; z) = p, exact also where 1 − p would round to 1; NaN for p outside [0, 1].</summary>
    public static double UpperQuantile(double p) => -Quantile(p);

    private static double TailQuantile(double p)
    {
        if (!(p > 0))
            return p == 0 ? double.PositiveInfinity : double.NaN;
        double z = NormalQuantile.Tail(Math.Sqrt(-Math.Log(p)));
        // Halley's step on the log tail; h is the hazard.
        double scaled = ScaledTail(z), hazard = InverseSqrtTwoPi / scaled;
        double excess = -0.5 * z * z + Math.Log(scaled / p);
        return z + excess / (hazard - 0.5 * excess * (hazard - z));
    }

    /// <summary>exp(−z²/2) with the rounding error of z² carried along.</summary>
    private static double HalfSquareExponential(double z)
    {
        double square = z * z;
        if (!(square < 1500))
            return double.IsNaN(z) ? z : 0;
        double error = Math.FusedMultiplyAdd(z, z, -square);
        return Math.Exp(-0.5 * square) * (1 - 0.5 * error);
    }

    /// <summary>P(0 &lt; Z ≤ z), odd in z (Cody, 1969, rational approximation for |z| ≤ 0.674).</summary>
    private static double CentralProbability(double z)
    {
        double square = z * z;
        return z * (Elementary.Polynomial(CentralNumerator, square) / Elementary.Polynomial(CentralDenominator, square));
    }

    /// <summary>P(Z &gt; z) exp(z²/2) for z ≥ 0.674 (Cody, 1969, rational approximations on both sides of √32).</summary>
    private static double ScaledTail(double z)
    {
        if (z < 5.656854249492380195)
            return Elementary.Polynomial(NearNumerator, z) / Elementary.Polynomial(NearDenominator, z);
        double inverseSquare = 1 / (z * z);
        double correction = inverseSquare * Elementary.Polynomial(FarNumerator, inverseSquare) / Elementary.Polynomial(FarDenominator, inverseSquare);
        return (InverseSqrtTwoPi - correction) / z;
    }
}
