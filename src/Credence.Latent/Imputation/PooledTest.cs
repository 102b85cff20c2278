using Credence.Numerics;

namespace Credence.Latent;

/// <summary>One test of several parameters at once from several completed data sets.</summary>
/// <param name="Statistic">F.</param>
/// <param name="NumeratorDegrees">The number k of parameters.</param>
/// <param name="DenominatorDegrees">Denominator degrees of freedom.</param>
/// <param name="VarianceIncrease">Average relative increase in variance due to missing cells.</param>
public sealed record PooledTest(double Statistic, int NumeratorDegrees, double DenominatorDegrees, double VarianceIncrease)
{
    /// <summary>Upper tail of F.</summary>
    public double PValue => FisherF.UpperTail(Math.Max(Statistic, 0), NumeratorDegrees, DenominatorDegrees);

    /// <summary>D₁: the pooled Wald test that all k parameters are 0.</summary>
    /// <remarks>Li, Raghunathan and Rubin (1991), equations 1.17 to 1.19; with degrees of freedom of complete data, Reiter (2007).</remarks>
    /// <param name="estimates">For each data set its k estimates; at least 2 sets.</param>
    /// <param name="covariances">For each data set their covariance matrix, k × k.</param>
    /// <param name="completeDegreesOfFreedom">Degrees of freedom if no cell were missing; +∞ for a large sample.</param>
    /// <returns>NaN where the mean covariance matrix is singular.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static PooledTest Wald(IReadOnlyList<double[]> estimates, IReadOnlyList<double[]> covariances, double completeDegreesOfFreedom = double.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(estimates);
        ArgumentNullException.ThrowIfNull(covariances);
        int m = (int)Guard.AtLeast(estimates.Count, 2, nameof(estimates)), k = (int)Guard.AtLeast(estimates[0].Length, 1, nameof(estimates));
        Guard.SameLength(covariances.Count, m, nameof(covariances));
        double[] mean = new double[k], within = new double[k * k], factor = new double[k * k];
        for (int set = 0; set < m; set++)
        {
            Guard.SameLength(estimates[set].Length, k, nameof(estimates));
            Guard.SameLength(covariances[set].Length, k * k, nameof(covariances));
            for (int i = 0; i < k; i++)
                mean[i] += estimates[set][i] / m;
            for (int i = 0; i < k * k; i++)
                within[i] += covariances[set][i] / m;
        }
        if (!Cholesky.TryFactor(within, k, factor, out _))
            return new(double.NaN, k, double.NaN, double.NaN);
        // tr(B Ū⁻¹) is the sum over sets of squared distances from the mean.
        double distances = estimates.Sum(set => Cholesky.InverseQuadraticForm(factor, k, set.Zip(mean, (x, y) => x - y).ToArray()));
        double increase = (1 + 1.0 / m) * distances / (m - 1) / k;
        double statistic = Cholesky.InverseQuadraticForm(factor, k, [.. mean]) / (1 + increase) / k;
        double t = k * (m - 1.0);
        double degrees = double.IsPositiveInfinity(completeDegreesOfFreedom) ? LargeSample(t, k, increase) : SmallSample(t, increase, completeDegreesOfFreedom);
        return new(statistic, k, degrees, increase);
    }

    /// <summary>D₂: pools statistics that are each chi-squared with k degrees of freedom.</summary>
    /// <remarks>Li, Meng, Raghunathan and Rubin (1991), equations 2.1 to 2.4. It needs less than D₁ and says less.</remarks>
    /// <param name="statistics">The statistic of each data set, at least 2, not negative.</param>
    /// <param name="degreesOfFreedom">Their degrees of freedom k, at least 1.</param>
    public static PooledTest ChiSquared(ReadOnlySpan<double> statistics, int degreesOfFreedom)
    {
        int m = (int)Guard.AtLeast(statistics.Length, 2, nameof(statistics)), k = (int)Guard.AtLeast(degreesOfFreedom, 1);
        double[] roots = new double[m];
        double mean = 0;
        for (int set = 0; set < m; set++)
        {
            roots[set] = Math.Sqrt(Guard.NotNegative(statistics[set], nameof(statistics)));
            mean += statistics[set] / m;
        }
        double increase = (1 + 1.0 / m) * Credence.Statistics.Moments.FromValues(roots).Variance;
        double statistic = (mean / k - (m + 1.0) / (m - 1) * increase) / (1 + increase);
        double odds = 1 + 1 / increase;
        return new(statistic, k, Math.Pow(k, -3.0 / m) * (m - 1) * odds * odds, increase);
    }

    private static double LargeSample(double t, int k, double increase)
    {
        double odds = t > 4 ? 1 + (1 - 2 / t) / increase : 1 + 1 / increase;
        return t > 4 ? 4 + (t - 4) * odds * odds : t * (1 + 1.0 / k) * odds * odds / 2;
    }

    // Reiter (2007), equation 2.
    private static double SmallSample(double t, double increase, double complete)
    {
        double a = increase * t / (t - 2), v = (complete + 1) / (complete + 3) * complete;
        double c0 = 1 / (t - 4), c1 = v - 2 * (1 + a), c2 = v - 4 * (1 + a);
        double z = 1 / c2 + c0 * (a * a * c1 / ((1 + a) * (1 + a) * c2))
            + c0 * (8 * a * a * c1 / ((1 + a) * c2 * c2) + 4 * a * a / ((1 + a) * c2))
            + c0 * (4 * a * a / (c2 * c1) + 16 * a * a * c1 / (c2 * c2 * c2)) + c0 * (8 * a * a / (c2 * c2));
        return 4 + 1 / z;
    }
}
