using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>The clusters of control and treatment side by side, and the regression they make: sums of products of its terms by cluster.</summary>
/// <remarks>
/// The terms are, in this order: control (1 in it, else 0), treatment, then covariates less their mean over both; with slopes by variant, each
/// covariate times control and after it the same times treatment. A coefficient of the first two is thus the level of a variant where covariates are at
/// their mean.
/// </remarks>
internal sealed class ClusterCells
{
    private readonly ClusterMoments _control;
    private readonly ClusterMoments _treatment;
    private readonly ClusterModel _model;

    // By column of the moments: the mean over both variants less the centre of the sums.
    private readonly double[] _controlOffsets;
    private readonly double[] _treatmentOffsets;

    // Places of each cluster in control and treatment; -1 where it has no rows there.
    private readonly (int Control, int Treatment)[] _places;

    public ClusterCells(ClusterMoments control, ClusterMoments treatment, ClusterModel model)
    {
        (_control, _treatment, _model) = (control, treatment, model);
        CrossMoments pooled = control.Pooled().Merge(treatment.Pooled());
        (Rows, Means) = (pooled.Count, pooled.Means.ToArray());
        _controlOffsets = Offsets(control);
        _treatmentOffsets = Offsets(treatment);
        _places = Merge(control.Keys, treatment.Keys);
        Covariates = model == ClusterModel.Means ? 0 : control.Columns.Count - 1;
        Terms = 2 + Covariates * (model == ClusterModel.Lin ? 2 : 1);
    }

    /// <summary>Rows of both variants.</summary>
    public long Rows { get; }

    /// <summary>Means over both variants, of the outcome first.</summary>
    public double[] Means { get; }

    /// <summary>Number of covariates.</summary>
    public int Covariates { get; }

    /// <summary>Number of terms.</summary>
    public int Terms { get; }

    /// <summary>Number of clusters with rows in either variant.</summary>
    public int Count => _places.Length;

    /// <summary>Number of clusters with rows in both.</summary>
    public int Shared => _control.Clusters + _treatment.Clusters - Count;

    /// <summary>Sums of products of the terms, and of the terms with the outcome less its mean, over the rows of one cluster.</summary>
    /// <param name="cluster">Place of the cluster.</param>
    /// <param name="products">X′X, of order <see cref="Terms"/>, both triangles.</param>
    /// <param name="outcomes">X′y.</param>
    public void Read(int cluster, Span<double> products, Span<double> outcomes)
    {
        products.Clear();
        outcomes.Clear();
        (int control, int treatment) = _places[cluster];
        if (control >= 0)
            Add(_control, control, _controlOffsets, 0, products, outcomes);
        if (treatment >= 0)
            Add(_treatment, treatment, _treatmentOffsets, 1, products, outcomes);
    }

    private void Add(ClusterMoments arm, int cluster, double[] offsets, int variant, Span<double> products, Span<double> outcomes)
    {
        long count = arm.Counts[cluster];
        ReadOnlySpan<double> sums = arm.Sums(cluster), squares = arm.Products(cluster);
        products[variant * Terms + variant] += count;
        outcomes[variant] += sums[0] - count * offsets[0];
        for (int i = 1; i <= Covariates; i++)
        {
            int term = Term(i, variant);
            double sum = sums[i] - count * offsets[i];
            products[term * Terms + variant] += sum;
            products[variant * Terms + term] += sum;
            outcomes[term] += Product(i, 0);
            for (int j = 1; j < i; j++)
            {
                double product = Product(i, j);
                products[term * Terms + Term(j, variant)] += product;
                products[Term(j, variant) * Terms + term] += product;
            }
            products[term * Terms + term] += Product(i, i);
        }

        double Product(int i, int j)
            => arm.Products(cluster)[i * (i + 1) / 2 + j] - offsets[i] * arm.Sums(cluster)[j] - offsets[j] * arm.Sums(cluster)[i] + count * offsets[i] * offsets[j];
    }

    private int Term(int covariate, int variant) => _model == ClusterModel.Lin ? 2 * covariate + variant : 1 + covariate;

    private double[] Offsets(ClusterMoments arm)
    {
        double[] offsets = new double[Means.Length];
        for (int i = 0; i < offsets.Length; i++)
            offsets[i] = Means[i] - arm.Centres[i];
        return offsets;
    }

    private static (int, int)[] Merge(ReadOnlySpan<long> control, ReadOnlySpan<long> treatment)
    {
        List<(int, int)> places = new(control.Length + treatment.Length);
        for (int c = 0, t = 0; c < control.Length || t < treatment.Length;)
        {
            bool isControl = t == treatment.Length || (c < control.Length && control[c] <= treatment[t]);
            bool isTreatment = c == control.Length || (t < treatment.Length && treatment[t] <= control[c]);
            places.Add((isControl ? c : -1, isTreatment ? t : -1));
            c += isControl ? 1 : 0;
            t += isTreatment ? 1 : 0;
        }
        return [.. places];
    }
}
