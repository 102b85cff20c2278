namespace Credence.Experiments;

/// <summary>Sums over the units of each cluster, so that clusters can take the place of units.</summary>
public static class ClusterSums
{
    /// <summary>Sums of numerators and denominators; clusters in the order in which they first appear.</summary>
    /// <param name="numerators">Values, or numerators, of the units.</param>
    /// <param name="denominators">Denominators; null for a mean, whose denominators are the numbers of units.</param>
    /// <param name="clusters">The cluster of each unit.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static (double[] Numerators, double[] Denominators) Of(double[] numerators, double[]? denominators, int[] clusters)
    {
        ArgumentNullException.ThrowIfNull(numerators);
        ArgumentNullException.ThrowIfNull(clusters);
        Guard.SameLength(clusters.Length, numerators.Length);
        Guard.SameLength(denominators?.Length ?? numerators.Length, numerators.Length);
        Dictionary<int, int> places = [];
        List<double> over = [], under = [];
        for (int i = 0; i < clusters.Length; i++)
        {
            if (!places.TryGetValue(clusters[i], out int place))
            {
                places[clusters[i]] = place = over.Count;
                over.Add(0);
                under.Add(0);
            }
            over[place] += numerators[i];
            under[place] += denominators?[i] ?? 1;
        }
        return ([.. over], [.. under]);
    }
}
