using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>The test of an adjusted outcome.</summary>
public enum AdjustedTest
{
    /// <summary>Welch's t, with a variance per arm.</summary>
    Welch,

    /// <summary>Student's t, with one variance.</summary>
    Student,

    /// <summary>z, with a variance per arm.</summary>
    Z,
}

/// <summary>An arm before and after adjustment.</summary>
/// <param name="Count">Units.</param>
/// <param name="Mean">Plain mean or ratio.</param>
/// <param name="Variance">Variance of the adjusted outcome of a unit.</param>
/// <param name="PlainVariance">Variance of the outcome of a unit.</param>
/// <param name="Covariance">Covariance of the two.</param>
internal readonly record struct AdjustedArm(long Count, double Mean, double Variance, double PlainVariance, double Covariance)
{
    /// <summary>Both arms with the variances pooled.</summary>
    public static (AdjustedArm Control, AdjustedArm Treatment) Pooled(AdjustedArm control, AdjustedArm treatment)
    {
        double share = (control.Count - 1.0) / (control.Count + treatment.Count - 2.0);
        double variance = Mix(control.Variance, treatment.Variance), plain = Mix(control.PlainVariance, treatment.PlainVariance);
        double covariance = Mix(control.Covariance, treatment.Covariance);
        return (
            control with { Variance = variance, PlainVariance = plain, Covariance = covariance },
            treatment with { Variance = variance, PlainVariance = plain, Covariance = covariance });

        double Mix(double a, double b) => share * a + (1 - share) * b;
    }
}

/// <summary>An outcome as a linear combination of its first columns: the column itself, or (y − Rz)/z̄ of a ratio.</summary>
internal readonly struct Linearisation
{
    private readonly double[] _weights;

    public Linearisation(CrossMoments moments, int outcomes)
    {
        double mean = moments.Means[0], denominator = outcomes == 2 ? moments.Means[1] : 1;
        Mean = outcomes == 1 ? mean : denominator == 0 ? double.NaN : mean / denominator;
        _weights = outcomes == 1 ? [1] : [1 / denominator, -Mean / denominator];
    }

    /// <summary>The mean, or the ratio.</summary>
    public double Mean { get; }

    /// <summary>Sum of squared deviations.</summary>
    public double Squares(CrossMoments moments)
    {
        double[] products = CoProducts(moments, [.. Enumerable.Range(0, _weights.Length)]);
        double squares = 0;
        for (int i = 0; i < _weights.Length; i++)
            squares += _weights[i] * products[i];
        return Math.Max(0, squares);
    }

    /// <summary>Sums of products with the deviations of other columns.</summary>
    public double[] CoProducts(CrossMoments moments, IReadOnlyList<int> places)
    {
        ReadOnlySpan<double> packed = moments.CoProducts;
        double[] products = new double[places.Count];
        for (int p = 0; p < products.Length; p++)
        {
            for (int i = 0; i < _weights.Length; i++)
                products[p] += _weights[i] * packed[IndependentColumns.Place(i, places[p])];
        }
        return products;
    }
}
