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
        return Compare([control, treatment], 0, 1, model, variance);
    }

    /// <summary>Difference of one of several treatments from the control.</summary>
    /// <remarks>Covariates are centred at their mean over all variants. With one slope for all variants the regression holds them all, else the
    /// two compared.</remarks>
    /// <param name="arms">The clusters of every variant: the outcome first, then covariates.</param>
    /// <param name="control">Which is the control.</param>
    /// <param name="treatment">Which is the treatment.</param>
    /// <param name="model">What the regression holds beside the variants.</param>
    /// <param name="variance">The variance estimator.</param>
    /// <exception cref="ArgumentException">The columns differ.</exception>
    public static ClusteredComparison Compare(IReadOnlyList<ClusterMoments> arms, int control, int treatment, ClusterModel model, ClusterVariance variance)
    {
        ArgumentNullException.ThrowIfNull(arms);
        string method = variance switch { ClusterVariance.Cr0 => "cr0", ClusterVariance.Cr1S => "cr1s", _ => "cr2" };
        double[] centres = arms.Select(arm => arm.Pooled()).Aggregate((a, b) => a.Merge(b)).Means.ToArray();
        ClusterMoments[] used = model == ClusterModel.Ancova ? [.. arms.Where(arm => arm.Clusters > 0)] : [arms[control], arms[treatment]];
        (int c, int t) = (Array.IndexOf(used, arms[control]), Array.IndexOf(used, arms[treatment]));
        if (arms[control].Clusters < 2 || arms[treatment].Clusters < 2)
            return new(new(method, Unknown(arms[control], arms[treatment]), double.NaN), 0, []);
        ClusterCells cells = new(used, centres, model);
        if (ClusterRegression.Fit(cells) is not { } fit || cells.Rows <= fit.Terms)
            return new(new(method, Unknown(arms[control], arms[treatment]), double.NaN), cells.Shared(c, t), []);
        ClusterRegression plain = model == ClusterModel.Means ? fit : ClusterRegression.Fit(new(used, centres, ClusterModel.Means))!;
        double[] contrast = new double[used.Length], level = new double[used.Length];
        (contrast[c], contrast[t], level[c]) = (-1, 1, 1);
        (double[] ofDifference, double degreesOfFreedom) = fit.Shares(contrast, variance);
        double[] ofControl = plain.Shares(level, variance).Shares;
        EstimatedDifference estimated = new(
            fit.Level(t) - fit.Level(c),
            TensorPrimitives.SumOfSquares<double>(ofDifference),
            new(centres[0] + plain.Level(c), TensorPrimitives.SumOfSquares<double>(ofControl)),
            TensorPrimitives.Dot<double>(ofDifference, ofControl));
        string[] dropped = [.. fit.Dropped.Select(term => arms[control].Columns[cells.ColumnOf(term)]).Distinct()];
        return new(new(method, estimated, degreesOfFreedom), cells.Shared(c, t), dropped);
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
