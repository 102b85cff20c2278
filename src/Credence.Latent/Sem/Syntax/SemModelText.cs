namespace Credence.Latent;

/// <summary>Completes the text of a model by defaults.</summary>
public static class SemModelText
{
    /// <summary>The whole model: every parameter of every group, in the order in which lavaan 0.6-14 lists them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="defaults">The defaults.</param>
    /// <exception cref="Statistics.InputException">The text contradicts itself or the data; the error has the place marked.</exception>
    public static ParameterTable Complete(SemText text, SemDefaults defaults)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(defaults);
        if (defaults.Groups.Count == 0)
            throw new ArgumentException("There must be at least one group.", nameof(defaults));
        (List<SemTerm> terms, SemVariables variables) = SemVariables.Ordered(text.Terms);
        CheckNames(text, variables, defaults.Columns);
        int groups = defaults.Groups.Count;
        bool means = defaults.MeanStructure || defaults.Type == SemModelType.Growth || groups > 1 || terms.Exists(term => term.Operator == SemOperator.Intercept);
        List<SemDraft> first = SemRows.OfFirstGroup(terms, variables, defaults, means);
        List<SemDraft> rows = [.. first];
        for (int group = 1; group < groups; group++)
            rows.AddRange(SemRows.OfFurtherGroup(first, variables, defaults, group));
        foreach (SemDraft row in rows)
            SemSettings.Apply(text.Source, row, groups);
        SemSharing.Number(text.Source, rows, variables, defaults.GroupEqual);
        SemParameter[] parameters = [.. rows.Select(row => row.Finished())];
        var relations = new SemRelations(text, parameters, variables);
        return new ParameterTable(
            variables.Observed, variables.Latent, variables.Exogenous, defaults.Groups, parameters, relations.Constraints, relations.Definitions, means);
    }

    private static void CheckNames(SemText text, SemVariables variables, IReadOnlyList<string>? columns)
    {
        if (columns is null)
            return;
        foreach (string name in variables.Latent.Where(columns.Contains))
        {
            SemTerm term = text.Terms.First(term => term.Left == name && term.Operator == SemOperator.Loading);
            throw text.Source.Error(term.LeftSpan, $"{name} is a latent variable here and a column of the data", "give the latent variable another name");
        }
        foreach (string name in variables.Observed.Where(name => !columns.Contains(name)))
        {
            SemTerm term = text.Terms.First(term => term.Left == name || term.Right == name);
            TextSpan span = term.Left == name ? term.LeftSpan : term.Span;
            IReadOnlyList<string> near = Nearest.Names(name, columns.Concat(variables.Latent), 3);
            string remedy = near.Count > 0 ? $"did you mean {string.Join(" or ", near)}?" : "check the names of the columns";
            throw text.Source.Error(span, $"{name} is neither a column of the data nor a latent variable, for no line {name} =~ … gives it indicators", remedy);
        }
    }
}
