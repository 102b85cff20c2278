namespace Credence.Latent;

/// <summary>The constraints and definitions of a model, checked against its labels, with definitions in the order of their use.</summary>
internal sealed class SemRelations
{
    private readonly SemText text;
    private readonly HashSet<string> labels;
    private readonly Dictionary<string, SemDefinitionText> definitions = new(StringComparer.Ordinal);

    public SemRelations(SemText text, IReadOnlyList<SemParameter> parameters, SemVariables variables)
    {
        this.text = text;
        labels = [.. parameters.Select(parameter => parameter.Label).Where(label => label.Length > 0)];
        CheckLabels(variables);
        foreach (SemDefinitionText definition in text.Definitions)
            AddDefinition(definition);
        foreach (SemDefinitionText definition in text.Definitions)
            CheckNames(definition.Definition.Expression, definition.Span);
        Definitions = InOrder();
        foreach (SemConstraintText constraint in text.Constraints)
        {
            CheckNames(constraint.Constraint.Left, constraint.Span);
            CheckNames(constraint.Constraint.Right, constraint.Span);
        }
        Dictionary<string, SemExpression> byName = Definitions.ToDictionary(definition => definition.Name, definition => definition.Expression, StringComparer.Ordinal);
        Constraints = [.. text.Constraints.Select(stated => stated.Constraint with { Left = stated.Constraint.Left.Expand(byName), Right = stated.Constraint.Right.Expand(byName) })];
        SemContradictions.Check(text, Constraints, parameters);
    }

    /// <summary>The constraints, in labels alone.</summary>
    public IReadOnlyList<SemConstraint> Constraints { get; }

    /// <summary>The definitions, each after those that it uses.</summary>
    public IReadOnlyList<SemDefinition> Definitions { get; }

    private void CheckLabels(SemVariables variables)
    {
        foreach (SemTerm term in text.Terms)
        {
            foreach (SemSetting setting in term.Settings.Where(setting => setting.Kind == SemSettingKind.Value))
            {
                foreach (SemItem item in setting.Items.Where(item => item.Word.Length > 0))
                {
                    if (variables.Observed.Contains(item.Word) || variables.Latent.Contains(item.Word))
                        throw text.Source.Error(setting.Span, $"{item.Word} is a label here and a variable elsewhere", "rename the label; a product of variables needs a column of its own");
                }
            }
        }
    }

    private void AddDefinition(SemDefinitionText definition)
    {
        string name = definition.Definition.Name;
        if (labels.Contains(name))
            throw text.Source.Error(definition.Span, $"{name} is defined here and is the label of a parameter", "give one of them another name; to set a parameter write ==");
        if (!definitions.TryAdd(name, definition))
            throw text.Source.Error(definition.Span, $"{name} is defined again; first on line {text.Source.Position(definitions[name].Span.Start).Line}", "give it another name");
    }

    private void CheckNames(SemExpression expression, TextSpan span)
    {
        foreach (string name in expression.Names.Where(name => !labels.Contains(name) && !definitions.ContainsKey(name)))
        {
            string? near = Nearest.Of(name, labels.Concat(definitions.Keys));
            throw text.Source.Error(span, $"{name} is not the label of a parameter", near is null ? $"give a parameter the label: {name}*x" : $"did you mean {near}?");
        }
    }

    private List<SemDefinition> InOrder()
    {
        var ordered = new List<SemDefinition>();
        var open = new List<string>();
        var closed = new HashSet<string>(StringComparer.Ordinal);
        void Visit(SemDefinitionText definition)
        {
            string name = definition.Definition.Name;
            if (closed.Contains(name))
                return;
            int before = open.IndexOf(name);
            if (before >= 0)
                throw text.Source.Error(definition.Span, $"the definitions go in a circle: {string.Join(" := ", open.Skip(before).Append(name))}", "define one of them by labels alone");
            open.Add(name);
            foreach (string used in definition.Definition.Expression.Names)
            {
                if (definitions.TryGetValue(used, out SemDefinitionText? inner))
                    Visit(inner);
            }
            open.RemoveAt(open.Count - 1);
            closed.Add(name);
            ordered.Add(definition.Definition);
        }
        foreach (SemDefinitionText definition in text.Definitions)
            Visit(definition);
        return ordered;
    }
}
