using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Difference of two ratios of sums of rows that depend on each other within clusters, such as clicks per view by village.</summary>
public static class ClusteredRatio
{
    /// <summary>Compares the ratios by the delta method over the sums of clusters.</summary>
    /// <remarks>
    /// The error of R = Σy/Σx is Σ_g (y_g − R x_g)/Σx over the clusters' sums; its variance is the sum of squares times G/(G − 1) (Cochran 1977,
    /// equation 6.12). Clusters with rows in both variants bring a covariance. Degrees of freedom after Satterthwaite (1946). With a denominator of 1 it is
    /// the mean of rows.
    /// </remarks>
    /// <param name="control">The control's clusters, numerator first.</param>
    /// <param name="treatment">The treatment's.</param>
    /// <exception cref="ArgumentException">There are not two columns.</exception>
    public static ClusteredComparison Compare(ClusterMoments control, ClusterMoments treatment)
    {
        ArgumentNullException.ThrowIfNull(control);
        ArgumentNullException.ThrowIfNull(treatment);
        (double controlRatio, double[] controlErrors) = Errors(control);
        (double treatmentRatio, double[] treatmentErrors) = Errors(treatment);
        (double cross, int shared) = Shared(control, controlErrors, treatment, treatmentErrors);
        ArmMean baseline = new(controlRatio, Squares(controlErrors)), level = new(treatmentRatio, Squares(treatmentErrors));
        EstimatedDifference estimated = shared == 0
            ? EstimatedDifference.Independent(baseline, level)
            : new(treatmentRatio - controlRatio, baseline.Variance + level.Variance - 2 * cross, baseline, cross - baseline.Variance);
        double part = baseline.Variance / (baseline.Variance + level.Variance);
        double degreesOfFreedom = 1 / (part * part / (control.Clusters - 1) + (1 - part) * (1 - part) / (treatment.Clusters - 1));
        return new(new("delta", estimated, degreesOfFreedom), shared, []);
    }

    /// <summary>The clusters of y − R x, whose mean is 0: what of a ratio its rows vary by.</summary>
    /// <exception cref="ArgumentException">There are not two columns.</exception>
    public static ClusterMoments Linearised(ClusterMoments arm)
    {
        ArgumentNullException.ThrowIfNull(arm);
        Guard.SameLength(arm.Columns.Count, 2);
        CrossMoments pooled = arm.Pooled();
        double ratio = pooled.Means[0] / pooled.Means[1];
        ClusterMomentsBuilder builder = new([arm.Columns[0]], [arm.Centres[0] - ratio * arm.Centres[1]]);
        for (int g = 0; g < arm.Clusters; g++)
        {
            ReadOnlySpan<double> sums = arm.Sums(g), products = arm.Products(g);
            builder.Add(arm.Keys[g], arm.Counts[g], [sums[0] - ratio * sums[1]], [products[0] + ratio * (ratio * products[2] - 2 * products[1])]);
        }
        return builder.ToClusterMoments();
    }

    // Errors are scaled so that the sum of their squares is the variance; NaN for a single cluster.
    private static (double Ratio, double[] Errors) Errors(ClusterMoments arm)
    {
        Guard.SameLength(arm.Columns.Count, 2);
        CrossMoments pooled = arm.Pooled();
        double total = pooled.Means[1] * pooled.Count, ratio = total == 0 ? double.NaN : pooled.Means[0] / pooled.Means[1];
        double factor = arm.Clusters < 2 ? double.NaN : Math.Sqrt(arm.Clusters / (arm.Clusters - 1.0));
        double[] errors = new double[arm.Clusters];
        double centre = arm.Centres[0] - ratio * arm.Centres[1];
        for (int g = 0; g < errors.Length; g++)
            errors[g] = (arm.Sums(g)[0] - ratio * arm.Sums(g)[1] + arm.Counts[g] * centre) / total * factor;
        return (ratio, errors);
    }

    private static double Squares(double[] errors)
    {
        double sum = errors.Length == 0 ? double.NaN : 0;
        foreach (double error in errors)
            sum += error * error;
        return sum;
    }

    private static (double Cross, int Shared) Shared(ClusterMoments control, double[] ofControl, ClusterMoments treatment, double[] ofTreatment)
    {
        double cross = 0;
        int shared = 0;
        for (int c = 0, t = 0; c < ofControl.Length && t < ofTreatment.Length;)
        {
            int order = control.Keys[c].CompareTo(treatment.Keys[t]);
            if (order == 0)
            {
                cross += ofControl[c] * ofTreatment[t];
                shared++;
            }
            c += order <= 0 ? 1 : 0;
            t += order >= 0 ? 1 : 0;
        }
        return (cross, shared);
    }
}
