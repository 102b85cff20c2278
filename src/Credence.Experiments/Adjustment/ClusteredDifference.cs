using System.Numerics.Tensors;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Difference of two variants whose rows depend on each other within clusters.</summary>
public static class ClusteredDifference
{
    /// <summary>Difference in means of rows, or of a regression's levels, with a variance that allows for clusters.</summary>
    /// <param name="control">The control's clusters: the outcome first, then covariates.</param>
    /// <param name="treatment">The treatment's, with the same columns; a key that is in both is one cluster with rows in both.</param>
    /// <param name="model">What the regression holds beside the variants.</param>
    /// <param name="variance">The variance estimator.</param>
    /// <returns>The comparison; its variance is NaN where a variant has fewer than two clusters, or one cluster
    /// alone decides a part of it. Terms of covariates that are combinations
    /// of others are left out and named.</returns>
    /// <exception cref="ArgumentException">The columns differ.</exception>
    public static ClusteredComparison Compare(ClusterMoments control, ClusterMoments treatment, ClusterModel model, ClusterVariance variance)
    {
        ArgumentNullException.ThrowIfNull(control);
        ArgumentNullException.ThrowIfNull(treatment);
        string method = variance switch { ClusterVariance.Cr0 => "cr0", ClusterVariance.Cr1S => "cr1s", _ => "cr2" };
        ClusterCells cells = new(control, treatment, model);
        if (ClusterRegression.Fit(cells) is not { } fit || control.Clusters < 2 || treatment.Clusters < 2 || cells.Rows <= fit.Terms)
            return new(new(method, Unknown(control, treatment), double.NaN), cells.Shared, []);
        ClusterRegression levels = model == ClusterModel.Means ? fit : ClusterRegression.Fit(new(control, treatment, ClusterModel.Means))!;
        (double[] ofDifference, double degreesOfFreedom) = fit.Shares(-1, 1, variance);
        double[] ofControl = levels.Shares(1, 0, variance).Shares;
        EstimatedDifference estimated = new(
            fit.Estimate(-1, 1),
            TensorPrimitives.SumOfSquares<double>(ofDifference),
            new(cells.Means[0] + levels.Estimate(1, 0), TensorPrimitives.SumOfSquares<double>(ofControl)),
            TensorPrimitives.Dot<double>(ofDifference, ofControl));
        string[] dropped = [.. fit.Dropped.Select(term => control.Columns[model == ClusterModel.Lin ? term / 2 : term - 1]).Distinct()];
        return new(new(method, estimated, degreesOfFreedom), cells.Shared, dropped);
    }

    // Without two clusters in each variant nothing is known of how far clusters differ.
    private static EstimatedDifference Unknown(ClusterMoments control, ClusterMoments treatment)
    {
        double mean = control.Pooled().Means[0];
        return new(treatment.Pooled().Means[0] - mean, double.NaN, new(mean, double.NaN), double.NaN);
    }
}

/// <summary>A comparison that allows for clusters.</summary>
/// <param name="Comparison">The difference, with the plain control mean as base of the relative effect.</param>
/// <param name="Shared">Clusters with rows in both variants.</param>
/// <param name="Dropped">Covariates of which a term is a combination of others.</param>
public sealed record ClusteredComparison(MeanComparison Comparison, int Shared, IReadOnlyList<string> Dropped);
