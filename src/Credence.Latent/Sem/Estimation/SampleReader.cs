namespace Credence.Latent;

/// <summary>Selects the variables of a model from the data, group by group, and takes moments.</summary>
internal static class SampleReader
{
    /// <summary>Reads the groups of a model.</summary>
    /// <param name="table">The model.</param>
    /// <param name="data">The data.</param>
    /// <param name="missing">What becomes of rows with missing cells.</param>
    /// <exception cref="ArgumentException">A variable or group of the model is not in the data, or means are needed and not known.</exception>
    public static GroupSample[] Read(ParameterTable table, SemData data, SemMissing missing)
    {
        int[] columns = [.. table.Observed.Select(name => Find(data.Variables, name, "variable"))];
        IReadOnlyList<string> groups = data.Groups;
        var samples = new GroupSample[table.Groups.Count];
        for (int i = 0; i < samples.Length; i++)
        {
            int group = table.Groups.Count == 1 && groups.Count == 1 ? 0 : Find(groups, table.Groups[i], "group");
            samples[i] = data.HasRows
                ? FromRows(table, table.Groups[i], data.Rows[group].Rows, data.Variables.Count, columns, missing)
                : FromMoments(table, data.Moments[group], data.Variables.Count, columns);
        }
        return samples;
    }

    private static int Find(IReadOnlyList<string> names, string name, string what)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
                return i;
        }
        throw new ArgumentException($"The data have no {what} '{name}'.", nameof(name));
    }

    private static GroupSample FromMoments(ParameterTable table, SemGroup group, int width, int[] columns)
    {
        if (table.MeanStructure && group.Means.Count == 0)
            throw new ArgumentException("The model has a mean structure and the data have no means.", nameof(group));
        int p = columns.Length;
        var means = new double[p];
        var covariance = new double[p * p];
        for (int i = 0; i < p; i++)
        {
            means[i] = group.Means.Count > 0 ? group.Means[columns[i]] : 0;
            for (int j = 0; j < p; j++)
                covariance[(i * p) + j] = group.Covariance[(columns[i] * width) + columns[j]];
        }
        return Complete(group.Name, group.Count, means, covariance, []);
    }

    /// <summary>Rows of the observed variables of a model, in its order.</summary>
    public static GroupSample FromRows(ParameterTable table, string name, double[] rows, SemMissing missing)
        => FromRows(table, name, rows, table.Observed.Count, [.. Enumerable.Range(0, table.Observed.Count)], missing);

    private static GroupSample FromRows(ParameterTable table, string name, double[] rows, int width, int[] columns, SemMissing missing)
    {
        int p = columns.Length, read = rows.Length / width, kept = 0;
        var selected = new double[read * p];
        var numbers = new int[read];
        bool[] exogenous = [.. table.Observed.Select(variable => table.Parameters.Any(parameter => parameter.FromData && parameter.Left == variable))];
        for (int row = 0; row < read; row++)
        {
            Span<double> target = selected.AsSpan(kept * p, p);
            bool any = false, all = true, given = true;
            for (int i = 0; i < p; i++)
            {
                double value = target[i] = rows[(row * width) + columns[i]];
                bool present = !double.IsNaN(value);
                any |= present && !exogenous[i];
                all &= present;
                given &= present || !exogenous[i];
            }
            if (missing == SemMissing.Listwise ? all : any && given)
                numbers[kept++] = row;
        }
        double[] used = selected[..(kept * p)];
        if (missing == SemMissing.FullInformation && used.Any(double.IsNaN))
            return WithPatterns(table, name, used, read) with { RowNumbers = numbers[..kept] };
        (double[] means, double[] covariance) = Moments(used, p);
        return Complete(name, kept, means, covariance, used) with { RowsRead = read, RowNumbers = numbers[..kept] };
    }

    private static GroupSample Complete(string name, long count, double[] means, double[] covariance, double[] rows)
    {
        int[] all = [.. Enumerable.Range(0, means.Length)];
        return new GroupSample(name, count, means, covariance, [new MomentPattern(all, count, means, covariance)], rows, count);
    }

    // The moments of all variables are those of the rows that have both of a pair, until the saturated model is fitted; for variables without
    // missing cells they stay.
    private static GroupSample WithPatterns(ParameterTable table, string name, double[] rows, long read)
    {
        int p = table.Observed.Count;
        PatternMoments patterns = PatternMoments.Of(table.Observed, rows);
        MomentPattern[] found = [.. patterns.Patterns.Select(pattern => new MomentPattern(
            pattern.Observed.ToArray(), pattern.Count, pattern.Means.ToArray(), [.. pattern.Scatter.ToArray().Select(value => value / pattern.Count)]))];
        (double[] means, double[] covariance) = PairwiseMoments(rows, p);
        return new GroupSample(name, patterns.Count, means, covariance, found, rows, read) { NeverTogether = patterns.NeverTogether() };
    }

    /// <summary>Means and covariance matrix, divisor n, of complete rows.</summary>
    public static (double[] Means, double[] Covariance) Moments(ReadOnlySpan<double> rows, int p)
    {
        int n = p == 0 ? 0 : rows.Length / p;
        var means = new double[p];
        var covariance = new double[p * p];
        if (n == 0)
            return (means, covariance);
        for (int row = 0; row < n; row++)
            System.Numerics.Tensors.TensorPrimitives.Add(means, rows.Slice(row * p, p), means);
        System.Numerics.Tensors.TensorPrimitives.Divide(means, n, means);
        double[] centred = rows.ToArray();
        for (int row = 0; row < n; row++)
        {
            Span<double> values = centred.AsSpan(row * p, p);
            System.Numerics.Tensors.TensorPrimitives.Subtract(values, means, values);
        }
        Credence.Numerics.SymmetricMatrix.AddRankUpdate(centred, p, 1.0 / n, covariance);
        Credence.Numerics.SymmetricMatrix.MirrorLower(covariance, p);
        return (means, covariance);
    }

    private static (double[] Means, double[] Covariance) PairwiseMoments(double[] rows, int p)
    {
        double[] means = new double[p], covariance = new double[p * p];
        for (int i = 0; i < p; i++)
        {
            double mean = 0;
            int seen = 0;
            for (int at = i; at < rows.Length; at += p)
            {
                if (!double.IsNaN(rows[at]))
                    mean += (rows[at] - mean) / ++seen;
            }
            means[i] = mean;
            for (int j = 0; j <= i; j++)
                covariance[(i * p) + j] = covariance[(j * p) + i] = Covariance(rows, p, i, j);
        }
        return (means, covariance);
    }

    // Of the rows that have both, without bias but for the factor (n − 1) / n of all rows.
    private static double Covariance(double[] rows, int p, int i, int j)
    {
        double first = 0, second = 0, product = 0;
        int both = 0, n = rows.Length / p;
        for (int row = 0; row < rows.Length; row += p)
        {
            double x = rows[row + i], y = rows[row + j];
            if (double.IsNaN(x + y))
                continue;
            both++;
            double shift = x - first;
            first += shift / both;
            second += (y - second) / both;
            product += shift * (y - second);
        }
        return both > 1 ? product / (both - 1) * (n - 1) / n : 0;
    }
}
