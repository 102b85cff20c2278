namespace Credence.Latent;

/// <summary>First coordinates of a search, which move with the units of the data and the direction of every indicator.</summary>
internal static class StartingValues
{
    /// <summary>Derives first coordinates from the data.</summary>
    /// <remarks>Loadings and factor variances come from the centroid of the correlations of a factor's indicators (Thurstone, 1931), in the units of
    /// its marker; half of an indicator's variance is residual at least a little; effects and covariances start at 0; means at the sample's.</remarks>
    /// <param name="table">The model.</param>
    /// <param name="samples">The data of each group.</param>
    public static double[] Of(ParameterTable table, IReadOnlyList<GroupSample> samples)
    {
        var sums = new double[table.Coordinates];
        var counts = new int[table.Coordinates];
        for (int group = 0; group < samples.Count; group++)
        {
            GroupStart start = new(table, samples[group], group);
            foreach (SemParameter parameter in table.Parameters)
            {
                if (parameter.Group != group || !parameter.Free)
                    continue;
                double value = double.IsNaN(parameter.Start) ? start.Of(parameter) : parameter.Start;
                sums[parameter.Coordinate] += Math.Clamp(value, parameter.Lower, parameter.Upper);
                counts[parameter.Coordinate]++;
            }
        }
        for (int i = 0; i < sums.Length; i++)
            sums[i] /= Math.Max(counts[i], 1);
        return sums;
    }

    private sealed class GroupStart
    {
        private readonly ParameterTable table;
        private readonly GroupSample sample;
        private readonly int group, p;
        private readonly Dictionary<string, int> observed = new(StringComparer.Ordinal);
        private readonly Dictionary<(string Factor, string Indicator), double> loadings = [];
        private readonly Dictionary<string, double> variances = new(StringComparer.Ordinal);

        public GroupStart(ParameterTable table, GroupSample sample, int group)
        {
            (this.table, this.sample, this.group, p) = (table, sample, group, table.Observed.Count);
            for (int i = 0; i < p; i++)
            {
                observed.Add(table.Observed[i], i);
                variances[table.Observed[i]] = sample.Covariance[(i * p) + i];
            }
            // Factors of factors come after the factors they measure.
            var waiting = new List<string>(table.Latent);
            for (int round = 0; round <= table.Latent.Count && waiting.Count > 0; round++)
            {
                foreach (string factor in waiting.ToArray())
                {
                    SemParameter[] measured = [.. Measured(factor)];
                    if (round < table.Latent.Count && !measured.All(parameter => variances.ContainsKey(parameter.Right)))
                        continue;
                    Extract(factor, measured);
                    waiting.Remove(factor);
                }
            }
        }

        public double Of(SemParameter parameter) => parameter.Operator switch
        {
            SemOperator.Loading => loadings.GetValueOrDefault((parameter.Left, parameter.Right), 0),
            SemOperator.Covariance when parameter.Left == parameter.Right => Variance(parameter.Left),
            SemOperator.Covariance when parameter.Left != parameter.Right && table.Exogenous.Contains(parameter.Left) && table.Exogenous.Contains(parameter.Right)
                => sample.Covariance[(observed[parameter.Left] * p) + observed[parameter.Right]],
            SemOperator.Intercept when observed.TryGetValue(parameter.Left, out int place) => sample.Means[place],
            _ => 0,
        };

        private double Variance(string name)
        {
            bool explained = false, predicted = false;
            foreach (SemParameter parameter in table.Parameters)
            {
                if (parameter.Group != group)
                    continue;
                explained |= parameter.Operator == SemOperator.Loading && parameter.Right == name;
                predicted |= parameter.Operator == SemOperator.Regression && parameter.Left == name;
            }
            return variances.GetValueOrDefault(name, 1) * (explained ? 0.5 : predicted ? 0.9 : 1);
        }

        private IEnumerable<SemParameter> Measured(string factor)
            => table.Parameters.Where(parameter => parameter.Group == group && parameter.Operator == SemOperator.Loading && parameter.Left == factor);

        private void Extract(string factor, SemParameter[] measured)
        {
            double[] sizes = Centroid(measured), scales = [.. measured.Select(parameter => Math.Sqrt(variances.GetValueOrDefault(parameter.Right, 1)))];
            double fixedVariance = FixedVariance(factor), root = Math.Sqrt(fixedVariance);
            int marker = Array.FindIndex(measured, parameter => !parameter.Free && parameter.Fixed != 0);
            bool allFixed = measured.All(parameter => !parameter.Free);
            if (marker >= 0 && double.IsNaN(fixedVariance))
            {
                // With every loading fixed, the variance that leaves each indicator at least three quarters of its own.
                root = allFixed
                    ? measured.Select((parameter, i) => parameter.Fixed == 0 ? double.MaxValue : 0.5 * scales[i] / Math.Abs(parameter.Fixed)).Min()
                    : Math.Abs(sizes[marker] * scales[marker] / measured[marker].Fixed);
            }
            if (!(root > 0))
                root = 1;
            double sign = marker >= 0 && !allFixed && Math.Sign(measured[marker].Fixed) != Math.Sign(sizes[marker]) ? -1 : 1;
            for (int i = 0; i < measured.Length; i++)
                loadings[(factor, measured[i].Right)] = measured[i].Free ? sign * sizes[i] * scales[i] / root : measured[i].Fixed;
            variances[factor] = root * root;
        }

        private double FixedVariance(string factor)
        {
            foreach (SemParameter parameter in table.Parameters)
            {
                if (parameter.Group == group && parameter.Operator == SemOperator.Covariance && parameter.Left == factor && parameter.Right == factor
                    && !parameter.Free && parameter.Fixed > 0)
                    return parameter.Fixed;
            }
            return double.NaN;
        }

        // Standardized loadings of one factor behind observed indicators; 0.7 where correlations are not known.
        private double[] Centroid(SemParameter[] measured)
        {
            int k = measured.Length;
            int[] places = [.. measured.Select(parameter => observed.GetValueOrDefault(parameter.Right, -1))];
            var sizes = new double[k];
            Array.Fill(sizes, 0.7);
            if (k < 2 || places.Contains(-1))
                return sizes;
            var signs = new double[k];
            for (int i = 0; i < k; i++)
                signs[i] = i == 0 || Correlation(places[0], places[i]) >= 0 ? 1 : -1;
            double all = 0;
            var sums = new double[k];
            for (int i = 0; i < k; i++)
            {
                for (int j = 0; j < k; j++)
                    sums[i] += i == j ? 0 : signs[i] * signs[j] * Correlation(places[i], places[j]);
                all += sums[i];
            }
            if (!(all > 0))
                return sizes;
            // With equal correlations r every sum is (k − 1) r and the loading √r.
            double factor = Math.Sqrt(k / ((k - 1) * all));
            for (int i = 0; i < k; i++)
                sizes[i] = signs[i] * Math.Clamp(sums[i] * factor, 0.2, 0.9);
            return sizes;
        }

        private double Correlation(int i, int j)
        {
            double variance = sample.Covariance[(i * p) + i] * sample.Covariance[(j * p) + j];
            return variance > 0 ? sample.Covariance[(i * p) + j] / Math.Sqrt(variance) : 0;
        }
    }
}
