namespace Credence.Latent;

/// <summary>The parameters that a text states, and those that the defaults add, in the order in which they are printed.</summary>
internal static class SemRows
{
    /// <summary>The parameters of the first group, free or fixed as the defaults have it.</summary>
    public static List<SemDraft> OfFirstGroup(IReadOnlyList<SemTerm> terms, SemVariables variables, SemDefaults defaults, bool means)
    {
        List<SemDraft> rows = [.. terms.Select(term => new SemDraft(term.Left, term.Operator, term.Right, term, 0))];
        var known = rows.Select(row => (row.Left, row.Operator, row.Right)).ToHashSet();
        rows.AddRange(Added(variables, means).Where(row => known.Add((row.Left, row.Operator, row.Right))));
        Scale(rows, variables, defaults);
        if (means)
            FixMeans(rows, variables, defaults);
        if (defaults.FixedExogenous)
        {
            foreach (SemDraft row in rows.Where(row => row.Term is null && variables.Exogenous.Contains(row.Left)
                && (row.Operator == SemOperator.Intercept || (row.Operator == SemOperator.Covariance && variables.Exogenous.Contains(row.Right)))))
            {
                (row.Free, row.FromData, row.Fixed) = (false, true, double.NaN);
            }
        }
        return rows;
    }

    /// <summary>The parameters of a further group: means and scales that equality elsewhere makes estimable are free.</summary>
    public static IEnumerable<SemDraft> OfFurtherGroup(IReadOnlyList<SemDraft> first, SemVariables variables, SemDefaults defaults, int group)
    {
        bool freeMeans = defaults.Type != SemModelType.Growth && defaults.GroupEqual.HasFlag(SemEquality.Intercepts) && !defaults.GroupEqual.HasFlag(SemEquality.Means);
        bool freeVariances = defaults.StandardizedLatent && defaults.GroupEqual.HasFlag(SemEquality.Loadings) && !defaults.GroupEqual.HasFlag(SemEquality.LatentVariances);
        foreach (SemDraft row in first)
        {
            SemDraft copy = row.InGroup(group);
            bool released = (freeMeans && row.Operator == SemOperator.Intercept) || (freeVariances && row.IsVariance);
            if (released && row.Term is null && variables.Latent.Contains(row.Left))
                copy.Release();
            yield return copy;
        }
    }

    private static IEnumerable<SemDraft> Added(SemVariables variables, bool means)
    {
        static SemDraft Row(string left, string right) => new(left, SemOperator.Covariance, right, null, 0);
        static IEnumerable<SemDraft> Pairs(string[] names)
            => from i in Enumerable.Range(0, names.Length) from j in Enumerable.Range(i + 1, names.Length - i - 1) select Row(names[i], names[j]);
        IEnumerable<SemDraft> rows = variables.Observed.Except(variables.Exogenous).Concat(variables.Latent).Select(name => Row(name, name))
            .Concat(Pairs(variables.ExogenousLatent))
            .Concat(Pairs(variables.FinalOutcomes))
            .Concat(variables.Exogenous.SelectMany((name, i) => variables.Exogenous.Skip(i).Select(other => Row(name, other))));
        return means ? rows.Concat(variables.Observed.Concat(variables.Latent).Select(name => new SemDraft(name, SemOperator.Intercept, "", null, 0))) : rows;
    }

    private static void Scale(List<SemDraft> rows, SemVariables variables, SemDefaults defaults)
    {
        ILookup<string, SemDraft> loadings = rows.Where(row => row.Operator == SemOperator.Loading).ToLookup(row => row.Left);
        if (defaults.StandardizedLatent)
        {
            foreach (SemDraft row in rows.Where(row => row.IsVariance && variables.Latent.Contains(row.Left)))
                row.Fix(1);
        }
        else
        {
            foreach (IGrouping<string, SemDraft> factor in loadings)
                factor.First().Fix(1);
        }
        // The only indicator of a latent variable, which measures no other, is taken to be without error.
        foreach (SemDraft only in loadings.Where(factor => factor.Count() == 1).Select(factor => factor.Single()))
        {
            if (rows.Count(row => row.Operator == SemOperator.Loading && row.Right == only.Right) == 1)
                rows.Find(row => row.IsVariance && row.Left == only.Right && row.Term is null)?.Fix(0);
        }
        if (defaults.Orthogonal)
        {
            foreach (SemDraft row in rows.Where(row => row is { Operator: SemOperator.Covariance, IsVariance: false, Term: null }
                && variables.Latent.Contains(row.Left) && variables.Latent.Contains(row.Right)))
            {
                row.Fix(0);
            }
        }
    }

    private static void FixMeans(List<SemDraft> rows, SemVariables variables, SemDefaults defaults)
    {
        string[] zero = defaults.Type == SemModelType.Growth ? variables.Observed : variables.Latent;
        foreach (SemDraft row in rows.Where(row => row is { Operator: SemOperator.Intercept, Term: null } && zero.Contains(row.Left)))
            row.Fix(0);
    }
}
