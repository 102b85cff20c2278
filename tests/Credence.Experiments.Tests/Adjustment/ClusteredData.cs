using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments.Tests;

/// <summary>Rows of clusters as examples: an outcome and a covariate, with a part that the rows of a cluster share.</summary>
internal sealed record ClusteredData(long[] Clusters, double[] Outcome, double[] Covariate)
{
    public static ClusteredData Draw(RandomStream random, int first, int clusters, int size, double icc, double effect = 0, double slope = 0)
    {
        List<long> keys = [];
        List<double> outcome = [], covariate = [];
        for (int g = 0; g < clusters; g++)
        {
            double shared = Math.Sqrt(icc) * random.NextNormal();
            long rows = size <= 1 ? 1 : 1 + random.NextPoisson(size - 1);
            for (int i = 0; i < rows; i++)
            {
                double x = random.NextNormal();
                keys.Add(first + g);
                covariate.Add(x);
                outcome.Add(effect + slope * x + shared + Math.Sqrt(1 - icc) * random.NextNormal());
            }
        }
        return new([.. keys], [.. outcome], [.. covariate]);
    }

    public ClusterMoments Moments(bool withCovariate = false) => withCovariate
        ? ClusterMoments.FromRows(["y", "x"], Clusters, [.. Outcome.Zip(Covariate).SelectMany(row => (double[])[row.First, row.Second])])
        : ClusterMoments.FromRows(["y"], Clusters, Outcome);

    public ClusterMoments Ratio(double[] denominator)
        => ClusterMoments.FromRows(["y", "x"], Clusters, [.. Outcome.Zip(denominator).SelectMany(row => (double[])[row.First, row.Second])]);
}
