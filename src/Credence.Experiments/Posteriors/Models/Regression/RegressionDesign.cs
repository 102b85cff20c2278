using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>The columns a formula makes of a table, with equal rows merged: patterns of predictors, and within each the values of the response.</summary>
/// <remarks>
/// Treatment coding: a category has an indicator for every level but the first, except where the term without it is not in the formula, which keeps
/// all levels (Chambers and Hastie, 1992, <i>Statistical Models in S</i>, section 2.3). With an intercept, columns are centred at their means.
/// </remarks>
internal sealed class RegressionDesign
{
    // The least share of a column's squares that the columns before it must leave unexplained.
    private const double Independent = 1e-11;

    private RegressionDesign(
        IReadOnlyList<string> coefficients, double[] means, IReadOnlyList<(string Name, IReadOnlyList<string> Levels)> groupings, List<Pattern> patterns, int missing)
    {
        (Coefficients, Means, Groupings, Patterns, MissingRows) = (coefficients, means, groupings, patterns, missing);
        Rows = patterns.Sum(pattern => pattern.Count);
        int size = coefficients.Count;
        Gram = new double[size * size];
        foreach (Pattern pattern in patterns)
        {
            for (int j = 0; j < size; j++)
            {
                for (int k = 0; k < size; k++)
                    Gram[j * size + k] += pattern.Count * pattern.Row[j] * pattern.Row[k];
            }
        }
        if (!Cholesky.TryFactor(Gram, size, new double[size * size], out int pivot, Independent))
            throw new InputException("formula", $"the column {coefficients[pivot]} does not vary, or is determined by those before it", "leave out its term");
    }

    /// <summary>The names of the columns, such as <c>Intercept</c>, <c>groupB</c> and <c>groupB:x</c>.</summary>
    public IReadOnlyList<string> Coefficients { get; }

    /// <summary>The mean that was subtracted from each column.</summary>
    public double[] Means { get; }

    /// <summary>The columns with random intercepts.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<string> Levels)> Groupings { get; }

    /// <summary>The distinct rows of predictors.</summary>
    public IReadOnlyList<Pattern> Patterns { get; }

    /// <summary>The number of rows left out as a value is missing.</summary>
    public int MissingRows { get; }

    public bool HasIntercept => Coefficients is ["Intercept", ..];

    /// <summary>The number of rows.</summary>
    public double Rows { get; }

    /// <summary>XᵀX over all rows.</summary>
    public double[] Gram { get; }

    /// <summary>The same rows with other outcomes.</summary>
    public RegressionDesign WithOutcomes(Func<Pattern, double> draw) => new(
        Coefficients, Means, Groupings, [.. Patterns.Select(pattern =>
        {
            double[] outcomes = new double[(int)pattern.Count];
            for (int i = 0; i < outcomes.Length; i++)
                outcomes[i] = draw(pattern);
            return new Pattern(pattern.Row, pattern.Groups, OutcomeSummary.FromValues("", outcomes).Values!);
        })], MissingRows);

    /// <summary>Builds the design.</summary>
    /// <exception cref="InputException">A column is missing, the response is not of numbers, or a column is determined by others.</exception>
    public static RegressionDesign Of(Formula formula, IReadOnlyList<RegressionColumn> columns)
    {
        RegressionColumn response = RegressionColumn.Find(columns, formula.Response);
        if (response.Levels is not null)
            throw new InputException("formula", $"'{formula.Response}' is not a column of numbers", "explain a number, or 0 and 1");
        RegressionColumn[] groupings = [.. formula.Groupings.Select(name => RegressionColumn.Find(columns, name).AsCategorical())];
        RegressionColumn[] used = [.. formula.Columns.Select(name => RegressionColumn.Find(columns, name))];
        foreach (RegressionColumn column in used)
            Guard.SameLength(column.Count, response.Count);
        List<DesignColumn> design = [.. formula.HasIntercept ? [new DesignColumn("Intercept", [])] : Array.Empty<DesignColumn>()];
        foreach (IReadOnlyList<string> term in formula.Terms)
            design.AddRange(DesignColumn.OfTerm(term, formula, columns));
        int[] rows = [.. Enumerable.Range(0, response.Count).Where(row => Array.TrueForAll(used, column => !double.IsNaN(column.Values[row])))];
        if (rows.Length == 0)
            throw new InputException("formula", "no row has a value in all its columns", "check the columns for missing values");
        double[][] table = [.. rows.Select(row => design.ConvertAll(column => column.At(row)).ToArray())];
        double[] means = new double[design.Count];
        for (int j = 1; j < means.Length && formula.HasIntercept; j++)
            means[j] = Moments.FromValues([.. table.Select(row => row[j])]).Mean;
        int[][] codes = [.. rows.Select(row => Array.ConvertAll(groupings, grouping => (int)grouping.Values[row]))];
        double[] outcomes = [.. rows.Select(row => response.Values[row])];
        return new RegressionDesign(
            design.ConvertAll(column => column.Name), means, [.. groupings.Select(grouping => (grouping.Name, grouping.Levels!))],
            Pattern.Merge(table, means, codes, outcomes), response.Count - rows.Length);
    }
}

/// <summary>Equal rows of predictors.</summary>
/// <param name="Row">The predictors, less the means of their columns.</param>
/// <param name="Groups">The level of each grouping.</param>
/// <param name="Outcomes">The distinct values of the response with their counts.</param>
internal sealed record Pattern(double[] Row, int[] Groups, WeightedValues Outcomes)
{
    /// <summary>The number of rows.</summary>
    public double Count { get; } = Outcomes.Counts.ToArray().Sum();

    /// <summary>The sum of the response.</summary>
    public double Sum { get; } = Outcomes.Values.ToArray().Zip(Outcomes.Counts.ToArray(), (value, count) => value * count).Sum();

    public static List<Pattern> Merge(double[][] table, double[] means, int[][] codes, double[] outcomes)
    {
        int[] order = [.. Enumerable.Range(0, table.Length)];
        Comparison<int> byPredictors = (a, b) =>
        {
            int sign = codes[a].AsSpan().SequenceCompareTo(codes[b]);
            return sign != 0 ? sign : table[a].AsSpan().SequenceCompareTo(table[b]);
        };
        Array.Sort(order, (a, b) => byPredictors(a, b) is var sign and not 0 ? sign : outcomes[a].CompareTo(outcomes[b]));
        List<Pattern> patterns = [];
        for (int start = 0, end; start < order.Length; start = end)
        {
            List<double> values = [], counts = [];
            for (end = start; end < order.Length && byPredictors(order[start], order[end]) == 0; end++)
            {
                double outcome = outcomes[order[end]];
                if (values.Count == 0 || values[^1] != outcome)
                {
                    values.Add(outcome);
                    counts.Add(0);
                }
                counts[^1]++;
            }
            double[] row = [.. table[order[start]].Select((value, j) => value - means[j])];
            patterns.Add(new Pattern(row, codes[order[start]], new WeightedValues(values.ToArray(), counts.ToArray())));
        }
        return patterns;
    }
}

/// <summary>A column of the design: the product of numbers and of indicators of levels.</summary>
/// <param name="Name">The name, such as <c>groupB:x</c>.</param>
/// <param name="Factors">Each column with the level it indicates; −1 where it is of numbers.</param>
internal sealed record DesignColumn(string Name, IReadOnlyList<(RegressionColumn Column, int Level)> Factors)
{
    public static IEnumerable<DesignColumn> OfTerm(IReadOnlyList<string> term, Formula formula, IReadOnlyList<RegressionColumn> columns)
    {
        IEnumerable<DesignColumn> products = [new DesignColumn("", [])];
        foreach (string name in term)
        {
            RegressionColumn column = RegressionColumn.Find(columns, name);
            string[] margin = [.. term.Where(other => other != name)];
            bool contrasts = margin.Length == 0 ? formula.HasIntercept : formula.Terms.Any(other => other.Count == margin.Length && margin.All(other.Contains));
            (string Name, int Level)[] parts = column.Levels is null
                ? [(name, -1)]
                : [.. column.Levels.Select((level, place) => (name + level, place)).Skip(contrasts ? 1 : 0)];
            products = [.. products.SelectMany(product => parts.Select(part => new DesignColumn(
                product.Name.Length == 0 ? part.Name : $"{product.Name}:{part.Name}", [.. product.Factors, (column, part.Level)])))];
        }
        return products;
    }

    public double At(int row)
    {
        double product = 1;
        foreach ((RegressionColumn column, int level) in Factors)
            product *= level < 0 ? column.Values[row] : column.Values[row] == level ? 1 : 0;
        return product;
    }
}
