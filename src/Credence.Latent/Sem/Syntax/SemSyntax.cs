namespace Credence.Latent;

/// <summary>Reads models in the syntax of the R package lavaan 0.6 (Rosseel, 2012, <i>Journal of Statistical Software</i> 48(2)).</summary>
/// <remarks>
/// <c>=~</c> measurement, <c>~</c> regression, <c>~~</c> (co)variance, <c>~ 1</c> intercept, <c>:=</c> definition, <c>== &lt; &gt;</c> constraints; modifiers
/// before <c>*</c>; comments after <c>#</c> or <c>!</c>. A line that holds an operator begins a statement, other lines continue one.
/// </remarks>
public static class SemSyntax
{
    /// <summary>Reads a text.</summary>
    /// <param name="text">The model.</param>
    /// <param name="source">The name of its file, for errors.</param>
    /// <exception cref="Statistics.InputException">The text is not a model; the error has the line, the column and the place marked.</exception>
    public static SemText Parse(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(source);
        var origin = new SemSource(text, source);
        var terms = new List<SemTerm>();
        var constraints = new List<SemConstraintText>();
        var definitions = new List<SemDefinitionText>();
        foreach (SemToken[] statement in SemStatements.Of(origin))
        {
            int at = Array.FindIndex(statement, token => token.Relates);
            SemToken relation = statement[at];
            RefuseSecondRelation(origin, statement, at);
            SemToken[] left = statement[..at], right = statement[(at + 1)..];
            if (left.Length == 0)
                throw origin.Error(relation.Span, $"nothing stands before {relation.Text}", "write a variable or label before it");
            if (right.Length == 0)
                throw origin.Error(relation.Span, $"nothing follows {relation.Text}", "write the right side after it");
            TextSpan span = left[0].Span.To(right[^1].Span);
            switch (relation.Text)
            {
                case "=~" or "~" or "~~":
                    SemFormula.Add(origin, left, relation, right, terms);
                    break;
                case ":=":
                    definitions.Add(new SemDefinitionText(Definition(origin, left, right), span));
                    break;
                default:
                    constraints.Add(new SemConstraintText(Constraint(origin, left, relation, right), span));
                    break;
            }
        }
        if (terms.Count == 0)
            throw origin.Error(default, "the text states no parameter", "write lines such as f =~ x1 + x2 + x3 or y ~ x");
        return new SemText(origin, terms, constraints, definitions);
    }

    private static void RefuseSecondRelation(SemSource source, SemToken[] statement, int first)
    {
        RefuseUnsupported(source, statement, first);
        int second = Array.FindIndex(statement, first + 1, token => token.Relates);
        if (second < 0)
            return;
        if (statement[second].Text == ":" && statement[first].Text is "~" or "=~" or "~~")
        {
            throw source.Error(statement[second].Span, "products of variables are not computed",
                "add the product to the data as a column and name that column");
        }
        throw source.Error(statement[second].Span, $"a second operator {statement[second].Text} in one statement", "write one operator per line");
    }

    private static void RefuseUnsupported(SemSource source, SemToken[] statement, int at)
    {
        string? problem = statement[at].Text switch
        {
            "<~" => "composites (<~) are not supported",
            "|" or "~*~" => "thresholds and scales of ordinal variables (| and ~*~) are not supported",
            "|~" or ":~" or "%" => $"the operator {statement[at].Text} is not supported",
            ":" => "blocks (group:, level:, class:) and products of variables (:) are not supported",
            "=" => "= alone is no operator",
            "<=" or ">=" => $"{statement[at].Text} is no operator",
            _ => null,
        };
        string remedy = statement[at].Text switch
        {
            "<~" => "write the composite as a column of the data, or as a latent variable with =~",
            "|" or "~*~" => "treat the variable as continuous",
            ":" => "for groups, give a group column and modifiers with a value per group such as c(a, b)*x; for a product, add a column",
            "=" => "write =~ for measurement, == for equality or := for a definition",
            "<=" or ">=" => $"write {statement[at].Text[0]}, which includes the limit",
            _ => "use =~ ~ ~~ == := < >",
        };
        if (problem is not null)
            throw source.Error(statement[at].Span, problem, remedy);
    }

    private static SemDefinition Definition(SemSource source, SemToken[] left, SemToken[] right)
        => left is [{ Kind: SemTokenKind.Name }]
            ? new SemDefinition(left[0].Text, ExpressionParser.Parse(source, right))
            : throw source.Error(left[0].Span.To(left[^1].Span), "the left side of := is not one name", "write name := expression");

    private static SemConstraint Constraint(SemSource source, SemToken[] left, SemToken relation, SemToken[] right)
        => new(
            ExpressionParser.Parse(source, left),
            relation.Text switch { "==" => ConstraintRelation.Equal, "<" => ConstraintRelation.AtMost, _ => ConstraintRelation.AtLeast },
            ExpressionParser.Parse(source, right));
}
