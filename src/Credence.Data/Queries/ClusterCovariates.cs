using Credence.Statistics;

namespace Credence.Data;

/// <summary>Covariates beside the metric in the sums of clusters: asked for with indicators of missing values, which are then filled.</summary>
internal static class ClusterCovariates
{
    /// <summary>The summation that asks for every covariate with its indicator.</summary>
    public static Summation Indicated(MomentsQuery query, Summation summation)
        => CovariateForms.With(query, summation, [.. query.ColumnSets.Select((set, s) => set.Covariates.Select(
            (_, i) => new CovariateForm(Imputed: true, Summed: summation.Covariates[s][i].Summed)).ToArray())]);

    /// <summary>Names of the columns of a set: its own, covariates, indicators.</summary>
    public static string[] Names(ColumnSet set) => set.Covariates.Count == 0
        ? MomentsFold.Names(set)
        :
        [
            .. set.Columns.Select((_, i) => $"[{Sql.Number(i)}]"), .. set.Covariates.Select(covariate => covariate.Name),
            .. set.Covariates.Select(covariate => CovariateState.IndicatorOf(covariate.Name)),
        ];

    /// <summary>The table with the mean over all variants in the place of missing covariates; indicators of covariates that are never missing are
    /// left out.</summary>
    public static ClusterTable Filled(MomentsQuery query, ClusterTable table)
    {
        if (query.ColumnSets.All(set => set.Covariates.Count == 0))
            return table;
        (double[] Distances, int[] Kept)[] fills = [.. query.ColumnSets.Select((set, s) => FillOf(set, table.Rows.Where(row => row.Segment is null).Select(row => row.Metrics[s])))];
        return table with
        {
            Rows = [.. table.Rows.Select(row => row with { Metrics = [.. row.Metrics.Select((metric, s) => Filled(query.ColumnSets[s], metric, fills[s].Distances, fills[s].Kept))] })],
        };
    }

    // By covariate the mean of the values that are there less the centre; and the columns that stay.
    private static (double[] Distances, int[] Kept) FillOf(ColumnSet set, IEnumerable<ClusterMoments> arms)
    {
        int own = set.Columns.Count, covariates = set.Covariates.Count;
        double[] sums = new double[covariates], missing = new double[covariates];
        double count = 0;
        foreach (ClusterMoments arm in arms)
        {
            for (int g = 0; g < arm.Clusters; g++)
            {
                count += arm.Counts[g];
                for (int i = 0; i < covariates; i++)
                {
                    sums[i] += arm.Sums(g)[own + i];
                    missing[i] += arm.Sums(g)[own + covariates + i];
                }
            }
        }
        return (
            [.. sums.Select((sum, i) => missing[i] < count ? sum / (count - missing[i]) : 0)],
            [.. Enumerable.Range(0, own + covariates), .. Enumerable.Range(0, covariates).Where(i => missing[i] > 0).Select(i => own + covariates + i)]);
    }

    // With m the indicator and δ the fill less the centre, the covariate becomes x + δm.
    private static ClusterMoments Filled(ColumnSet set, ClusterMoments arm, double[] distances, int[] kept)
    {
        int own = set.Columns.Count, covariates = set.Covariates.Count;
        ClusterMomentsBuilder builder = new([.. kept.Select(place => arm.Columns[place])], [.. kept.Select(place => arm.Centres[place])]);
        double[] keptSums = new double[kept.Length], keptProducts = new double[kept.Length * (kept.Length + 1) / 2];
        for (int g = 0; g < arm.Clusters; g++)
        {
            double[] sums = arm.Sums(g).ToArray(), products = arm.Products(g).ToArray();
            for (int i = 0; i < covariates; i++)
                PutIn(own + i, own + covariates + i, distances[i], sums, products);
            for (int i = 0, entry = 0; i < kept.Length; i++)
            {
                keptSums[i] = sums[kept[i]];
                for (int j = 0; j <= i; j++, entry++)
                    keptProducts[entry] = products[Entry(kept[i], kept[j])];
            }
            builder.Add(arm.Keys[g], arm.Counts[g], keptSums, keptProducts);
        }
        return builder.ToClusterMoments();
    }

    private static void PutIn(int covariate, int indicator, double distance, double[] sums, double[] products)
    {
        double twice = products[Entry(covariate, indicator)], square = products[Entry(indicator, indicator)];
        for (int other = 0; other < sums.Length; other++)
        {
            if (other != covariate)
                products[Entry(covariate, other)] += distance * products[Entry(indicator, other)];
        }
        products[Entry(covariate, covariate)] += distance * (2 * twice + distance * square);
        sums[covariate] += distance * sums[indicator];
    }

    private static int Entry(int i, int j) => i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i;
}
