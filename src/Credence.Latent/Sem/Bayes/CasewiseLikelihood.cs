using System.Numerics.Tensors;
using Credence.Bayes;
using Credence.Numerics;

namespace Credence.Latent;

/// <summary>The density of every row of all groups, in the order of the samples, given the row's exogenous variables; missing cells are integrated out.</summary>
/// <remarks>Where means are not modelled, rows are taken as deviations from the means of their group.</remarks>
internal sealed class CasewiseLikelihood : IPointwiseLikelihood
{
    private readonly StructuralPosteriorModel model;
    private readonly ObservedCells[] groups;
    private readonly int p;
    private readonly double[] factor, deviation;
    private readonly bool[][] given;

    public CasewiseLikelihood(StructuralPosteriorModel model)
    {
        this.model = model;
        p = model.Table.Observed.Count;
        groups = [.. model.Samples.Select(sample => new ObservedCells(sample.Rows.Span, p))];
        given = [.. groups.Select((_, group) => Given(model.Table, group))];
        Observations = groups.Sum(group => group.Rows);
        (factor, deviation) = (new double[p * p], new double[p]);
    }

    /// <inheritdoc/>
    public int Observations { get; }

    /// <inheritdoc/>
    public ReadOnlySpan<double> Weights => default;

    /// <inheritdoc/>
    public void LogLikelihood(ReadOnlySpan<double> values, Span<double> pointwise)
    {
        int offset = 0;
        for (int group = 0; group < groups.Length; group++)
        {
            SemMoments implied = model.Implied(values, group);
            foreach ((int[] observed, int[] rows) in groups[group].Patterns)
                Fill(implied, group, [.. observed.OrderBy(i => !given[group][i])], rows, pointwise.Slice(offset, groups[group].Rows));
            offset += groups[group].Rows;
        }
    }

    // Exogenous variables are held at the moments of the data: a model says nothing of how they are distributed.
    private static bool[] Given(ParameterTable table, int group) => [.. table.Observed.Select(name => table.Parameters.Any(own =>
        own.FromData && own.Operator == SemOperator.Covariance && own.Group == group && own.Left == name && own.Right == name))];

    // Exogenous variables come first, so that the rest of the factor and of the whitened deviations are those of the others given them.
    private void Fill(SemMoments implied, int group, int[] observed, int[] rows, Span<double> pointwise)
    {
        int k = observed.Length, first = observed.Count(i => given[group][i]);
        Span<double> own = factor.AsSpan(0, k * k), difference = deviation.AsSpan(0, k);
        ReadOnlySpan<double> cells = model.Samples[group].Rows.Span;
        for (int i = 0; i < k; i++)
        {
            for (int j = 0; j <= i; j++)
                own[(i * k) + j] = implied.Covariance[(observed[i] * p) + observed[j]];
        }
        bool definite = Cholesky.TryFactor(own, k, own, out _);
        double constant = definite ? -0.5 * (k - first) * Math.Log(2 * Math.PI) : double.NegativeInfinity;
        for (int i = first; i < k && definite; i++)
            constant -= Math.Log(own[(i * k) + i]);
        foreach (int row in rows)
        {
            for (int i = 0; i < k; i++)
                difference[i] = cells[(row * p) + observed[i]] - model.Centre(implied, group, observed[i]);
            if (definite)
                TriangularSolve.Lower(own, k, difference);
            pointwise[row] = definite ? constant - (0.5 * TensorPrimitives.SumOfSquares<double>(difference[first..])) : constant;
        }
    }
}

/// <summary>Which cells of rows are observed: the rows of each pattern.</summary>
internal sealed class ObservedCells
{
    public ObservedCells(ReadOnlySpan<double> rows, int variables)
    {
        Rows = rows.Length / variables;
        Dictionary<string, (int[] Observed, List<int> Rows)> found = new(StringComparer.Ordinal);
        char[] mask = new char[variables];
        for (int row = 0; row < Rows; row++)
        {
            ReadOnlySpan<double> cells = rows.Slice(row * variables, variables);
            for (int i = 0; i < variables; i++)
                mask[i] = double.IsNaN(cells[i]) ? '-' : 'x';
            string key = new(mask);
            if (!found.TryGetValue(key, out (int[] Observed, List<int> Rows) pattern))
                found[key] = pattern = ([.. Enumerable.Range(0, variables).Where(i => key[i] == 'x')], []);
            pattern.Rows.Add(row);
        }
        Patterns = [.. found.Values.Select(pattern => (pattern.Observed, pattern.Rows.ToArray()))];
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The observed variables of each pattern, and its rows.</summary>
    public IReadOnlyList<(int[] Observed, int[] Rows)> Patterns { get; }
}
