namespace Credence.Statistics;

/// <summary>Size of rounding errors.</summary>
public static class Rounding
{
    /// <summary>Largest relative error of one rounding to double: 2⁻⁵³.</summary>
    public const double Unit = 1.0 / (1L << 53);
}
