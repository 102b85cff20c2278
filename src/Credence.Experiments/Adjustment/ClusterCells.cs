using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>The clusters of some variants side by side, and the regression they make: sums of products of its terms by cluster.</summary>
/// <remarks>
/// The terms are, in this order: one per variant (1 in it, else 0), then covariates less their centre; with slopes by variant, each covariate
/// times each variant. A coefficient of the first terms is thus the level of a variant where covariates are at their centre.
/// </remarks>
internal sealed class ClusterCells
{
    private readonly ClusterMoments[] _arms;
    private readonly bool _slopesByArm;

    // By variant and column of the moments: the centre less that of the sums.
    private readonly double[][] _offsets;

    // Place of each cluster in each variant, cluster by cluster; -1 where it has no rows there.
    private readonly int[] _places;

    /// <param name="arms">The variants.</param>
    /// <param name="centres">Centre of each column, of the outcome first.</param>
    /// <param name="model">What the regression holds beside the variants.</param>
    public ClusterCells(ClusterMoments[] arms, double[] centres, ClusterModel model)
    {
        (_arms, _slopesByArm, Centres) = (arms, model == ClusterModel.Lin, centres);
        _offsets = [.. arms.Select(arm => centres.Select((centre, i) => centre - arm.Centres[i]).ToArray())];
        _places = Merge(arms);
        Rows = arms.Sum(arm => arm.Pooled().Count);
        Covariates = model == ClusterModel.Means ? 0 : centres.Length - 1;
        Terms = arms.Length + Covariates * (_slopesByArm ? arms.Length : 1);
    }

    /// <summary>Number of variants.</summary>
    public int Arms => _arms.Length;

    /// <summary>Rows of all variants.</summary>
    public long Rows { get; }

    /// <summary>Centre of each column.</summary>
    public double[] Centres { get; }

    /// <summary>Number of covariates.</summary>
    public int Covariates { get; }

    /// <summary>Number of terms.</summary>
    public int Terms { get; }

    /// <summary>Number of clusters with rows in any variant.</summary>
    public int Count => _places.Length / _arms.Length;

    /// <summary>Number of clusters with rows in both of two variants.</summary>
    public int Shared(int a, int b)
    {
        int shared = 0;
        for (int start = 0; start < _places.Length; start += _arms.Length)
            shared += _places[start + a] >= 0 && _places[start + b] >= 0 ? 1 : 0;
        return shared;
    }

    /// <summary>The column of the moments that a term of a covariate is made of.</summary>
    public int ColumnOf(int term) => 1 + (term - _arms.Length) / (_slopesByArm ? _arms.Length : 1);

    /// <summary>Sums of products of the terms, and of the terms with the outcome less its centre, over the rows of one cluster.</summary>
    /// <param name="cluster">Place of the cluster.</param>
    /// <param name="products">X′X, of order <see cref="Terms"/>, both triangles.</param>
    /// <param name="outcomes">X′y.</param>
    public void Read(int cluster, Span<double> products, Span<double> outcomes)
    {
        products.Clear();
        outcomes.Clear();
        for (int arm = 0; arm < _arms.Length; arm++)
        {
            int place = _places[cluster * _arms.Length + arm];
            if (place >= 0)
                Add(arm, place, products, outcomes);
        }
    }

    private void Add(int arm, int place, Span<double> products, Span<double> outcomes)
    {
        ClusterMoments moments = _arms[arm];
        double[] offsets = _offsets[arm];
        long count = moments.Counts[place];
        ReadOnlySpan<double> sums = moments.Sums(place), squares = moments.Products(place);
        products[arm * Terms + arm] += count;
        outcomes[arm] += sums[0] - count * offsets[0];
        for (int i = 1, entry = 1; i <= Covariates; i++)
        {
            int term = TermOf(i, arm);
            double sum = sums[i] - count * offsets[i];
            products[term * Terms + arm] += sum;
            products[arm * Terms + term] += sum;
            for (int j = 0; j <= i; j++, entry++)
            {
                double product = squares[entry] - offsets[i] * sums[j] - offsets[j] * sums[i] + count * offsets[i] * offsets[j];
                int other = TermOf(j, arm);
                if (j == 0)
                    outcomes[term] += product;
                else
                    products[term * Terms + other] += product;
                if (j > 0 && j < i)
                    products[other * Terms + term] += product;
            }
        }
    }

    private int TermOf(int column, int arm) => _arms.Length + (_slopesByArm ? (column - 1) * _arms.Length + arm : column - 1);

    private static int[] Merge(ClusterMoments[] arms)
    {
        List<int> places = [];
        int[] next = new int[arms.Length];
        while (true)
        {
            long least = long.MaxValue;
            bool any = false;
            for (int arm = 0; arm < arms.Length; arm++)
            {
                if (next[arm] < arms[arm].Clusters)
                    (least, any) = (Math.Min(least, arms[arm].Keys[next[arm]]), true);
            }
            if (!any)
                return [.. places];
            for (int arm = 0; arm < arms.Length; arm++)
                places.Add(next[arm] < arms[arm].Clusters && arms[arm].Keys[next[arm]] == least ? next[arm]++ : -1);
        }
    }
}
