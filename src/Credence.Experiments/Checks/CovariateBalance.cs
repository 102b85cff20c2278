using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>How far two arms differ in what was known of their units before the experiment.</summary>
/// <param name="Differences">Standardised difference of each covariate, in their order: treatment minus control, divided by the root of the
/// mean of both variances; NaN where neither varies.</param>
/// <param name="Statistic">F of Hotelling's T² over the covariates that vary and do not depend on others; NaN where there is none.</param>
/// <param name="NumeratorDegrees">Number of those covariates.</param>
/// <param name="DenominatorDegrees">Units less that number less 1.</param>
/// <param name="PValue">Upper tail of F: how often equal groups differ by so much.</param>
public sealed record CovariateBalance(
    IReadOnlyList<double> Differences, double Statistic, int NumeratorDegrees, double DenominatorDegrees, double PValue)
{
    // A covariate of which the others leave less than this share of its variance is taken for a combination of them.
    private const double Dependent = 1e-10;

    /// <summary>Compares two arms over all covariates at once (Hotelling 1931), with one covariance for both.</summary>
    /// <remarks>Random assignment makes the distributions equal, so that one covariance is right under the hypothesis.</remarks>
    /// <param name="control">Moments of the covariates in the control.</param>
    /// <param name="treatment">The same columns in the treatment.</param>
    /// <exception cref="ArgumentException">The columns differ.</exception>
    public static CovariateBalance Of(CrossMoments control, CrossMoments treatment)
    {
        ArgumentNullException.ThrowIfNull(control);
        ArgumentNullException.ThrowIfNull(treatment);
        if (!control.Columns.SequenceEqual(treatment.Columns))
            throw new ArgumentException("The columns differ; must be the same in the same order.", nameof(treatment));
        int width = control.Columns.Count;
        double[] differences = new double[width];
        for (int i = 0; i < width; i++)
        {
            Moments c = control.Of(i), t = treatment.Of(i);
            double spread = Math.Sqrt((c.Variance + t.Variance) / 2);
            differences[i] = spread > 0 ? (t.Mean - c.Mean) / spread : double.NaN;
        }
        (double distance, int rank) = Distance(control, treatment);
        double units = (double)control.Count + treatment.Count, denominator = units - rank - 1;
        if (rank == 0 || !(denominator > 0))
            return new(differences, double.NaN, rank, denominator, double.NaN);
        double square = (double)control.Count / units * treatment.Count * distance;
        double f = square * denominator / (rank * (units - 2));
        return new(differences, f, rank, denominator, FisherF.UpperTail(f, rank, denominator));
    }

    // dᵀ S⁻¹ d with the pooled S, by sweeping the columns in their order on the scale of correlations; what is left of a dependent column is passed over.
    private static (double Distance, int Rank) Distance(CrossMoments control, CrossMoments treatment)
    {
        int width = control.Columns.Count;
        double degrees = control.Count + treatment.Count - 2;
        double[] difference = new double[width], matrix = new double[width * width];
        double[] scale = [.. Enumerable.Range(0, width).Select(i => Math.Sqrt((control.Of(i).SumSquaredDeviations + treatment.Of(i).SumSquaredDeviations) / degrees))];
        for (int i = 0; i < width; i++)
        {
            difference[i] = scale[i] > 0 ? (treatment.Means[i] - control.Means[i]) / scale[i] : 0;
            for (int j = 0; j < width; j++)
            {
                int entry = i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i;
                matrix[i * width + j] = scale[i] > 0 && scale[j] > 0
                    ? (control.CoProducts[entry] + treatment.CoProducts[entry]) / degrees / scale[i] / scale[j]
                    : 0;
            }
        }
        double distance = 0;
        int rank = 0;
        for (int k = 0; k < width; k++)
        {
            double pivot = matrix[k * width + k];
            if (!(pivot > Dependent))
                continue;
            rank++;
            distance += difference[k] / pivot * difference[k];
            for (int i = k + 1; i < width; i++)
            {
                double factor = matrix[i * width + k] / pivot;
                difference[i] -= factor * difference[k];
                for (int j = k + 1; j < width; j++)
                    matrix[i * width + j] -= factor * matrix[k * width + j];
            }
        }
        return (distance, rank);
    }
}
