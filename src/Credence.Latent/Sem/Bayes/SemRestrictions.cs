using Credence.Statistics;

namespace Credence.Latent;

/// <summary>Constraints that a posterior can be sampled under: bounds of single parameters, equal parameters, and parameters held at a number.</summary>
internal static class SemRestrictions
{
    /// <summary>The model with these constraints carried out, and none left.</summary>
    /// <exception cref="InputException">A constraint is of another kind.</exception>
    public static ParameterTable Resolve(ParameterTable table)
    {
        if (table.Constraints.Count == 0)
            return table;
        SemParameter[] parameters = [.. table.Parameters];
        foreach (SemConstraint constraint in table.Constraints)
            Apply(constraint, parameters);
        int[] used = [.. parameters.Where(own => own.Free).Select(own => own.Coordinate).Distinct().Order()];
        for (int i = 0; i < parameters.Length; i++)
        {
            if (parameters[i].Free)
                parameters[i] = parameters[i] with { Coordinate = Array.IndexOf(used, parameters[i].Coordinate) };
        }
        return table with { Parameters = parameters, Constraints = [] };
    }

    private static void Apply(SemConstraint constraint, SemParameter[] parameters)
    {
        int left = Single(constraint.Left, parameters), right = Single(constraint.Right, parameters);
        bool leftNumber = constraint.Left.Names.Count == 0, rightNumber = constraint.Right.Names.Count == 0;
        if (left >= 0 && right >= 0 && constraint.Relation == ConstraintRelation.Equal)
        {
            Merge(parameters, left, right);
            return;
        }
        bool mirrored = leftNumber && right >= 0;
        int coordinate = mirrored ? right : left;
        if (coordinate < 0 || !(mirrored || rightNumber))
        {
            throw new InputException("constraint", $"{Text(constraint)} relates several parameters; a posterior is sampled under bounds and equalities of single parameters only",
                "write it as a shared label, a bound or a := definition, or use --estimator ml");
        }
        double number = (mirrored ? constraint.Left : constraint.Right).Evaluate([], []);
        bool atMost = constraint.Relation == ConstraintRelation.AtMost != mirrored;
        for (int i = 0; i < parameters.Length; i++)
        {
            if (parameters[i].Coordinate != coordinate)
                continue;
            parameters[i] = constraint.Relation == ConstraintRelation.Equal ? parameters[i] with { Coordinate = -1, Fixed = number }
                : atMost ? parameters[i] with { Upper = Math.Min(parameters[i].Upper, number) }
                : parameters[i] with { Lower = Math.Max(parameters[i].Lower, number) };
        }
    }

    private static void Merge(SemParameter[] parameters, int kept, int dropped)
    {
        SemParameter[] all = [.. parameters.Where(own => own.Coordinate == kept || own.Coordinate == dropped)];
        (double lower, double upper) = (all.Max(own => own.Lower), all.Min(own => own.Upper));
        for (int i = 0; i < parameters.Length; i++)
        {
            if (parameters[i].Coordinate == kept || parameters[i].Coordinate == dropped)
                parameters[i] = parameters[i] with { Coordinate = kept, Lower = lower, Upper = upper };
        }
    }

    // The coordinate of a label that stands alone; −1 where the expression is anything else.
    private static int Single(SemExpression expression, SemParameter[] parameters)
    {
        if (expression.Names.Count != 1 || Array.Find(parameters, own => own.Label == expression.Names[0]) is not { Free: true } parameter)
            return -1;
        double[] slope = new double[1];
        foreach (double x in (ReadOnlySpan<double>)[0.5, 2, 3.25])
        {
            if (expression.Evaluate([x], slope) != x || slope[0] != 1)
                return -1;
        }
        return parameter.Coordinate;
    }

    private static string Text(SemConstraint constraint)
        => $"the constraint {constraint.Left} {constraint.Relation switch { ConstraintRelation.Equal => "==", ConstraintRelation.AtMost => "<", _ => ">" }} {constraint.Right}";
}
