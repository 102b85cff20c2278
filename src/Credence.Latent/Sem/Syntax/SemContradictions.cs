using System.Globalization;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>Finds linear constraints that no values of the labels satisfy.</summary>
internal static class SemContradictions
{
    private const double Tolerance = 1e-9;

    // Σ weights · labels + constant, related to 0.
    private sealed record Linear(Dictionary<string, double> Weights, double Constant, ConstraintRelation Relation, TextSpan Span);

    /// <summary>Throws at the first constraint that contradicts the ones before it, fixed values and bounds.</summary>
    public static void Check(SemText text, IReadOnlyList<SemConstraint> constraints, IReadOnlyList<SemParameter> parameters)
    {
        var equalities = new List<(string Pivot, Linear Row)>();
        var bounds = new Dictionary<string, (double Lower, double Upper)>(StringComparer.Ordinal);
        foreach (SemParameter parameter in parameters.Where(parameter => parameter.Label.Length > 0))
        {
            bool held = !parameter.Free && !parameter.FromData;
            bounds[parameter.Label] = held ? (parameter.Fixed, parameter.Fixed) : (parameter.Lower, parameter.Upper);
        }
        List<Linear> rows = [.. constraints.Select((constraint, i) => Linearised(constraint, text.Constraints[i].Span)).OfType<Linear>()];
        foreach (Linear row in rows.Where(row => row.Relation == ConstraintRelation.Equal))
        {
            Linear reduced = Reduced(row, equalities);
            if (reduced.Weights.Count == 0 && Math.Abs(reduced.Constant) > Tolerance)
                throw Contradiction(text, row);
            if (reduced.Weights.Count > 0)
                equalities.Add((reduced.Weights.MaxBy(weight => Math.Abs(weight.Value)).Key, reduced));
        }
        IEnumerable<Linear> fromBounds = bounds.SelectMany(bound => new[]
        {
            new Linear(new() { [bound.Key] = 1 }, -bound.Value.Lower, ConstraintRelation.AtLeast, default),
            new Linear(new() { [bound.Key] = 1 }, -bound.Value.Upper, ConstraintRelation.AtMost, default),
        }.Where(row => double.IsFinite(row.Constant)));
        // What stays of each inequality bounds one combination of labels; the same combination, up to its scale, must have room left.
        var room = new Dictionary<string, (double Lower, double Upper)>(StringComparer.Ordinal);
        foreach (Linear row in fromBounds.Concat(rows.Where(row => row.Relation != ConstraintRelation.Equal)))
            Narrow(text, row, Reduced(row, equalities), room);
    }

    private static void Narrow(SemText text, Linear row, Linear reduced, Dictionary<string, (double Lower, double Upper)> room)
    {
        if (reduced.Weights.Count == 0)
        {
            if (reduced.Relation == ConstraintRelation.AtMost ? reduced.Constant > Tolerance : reduced.Constant < -Tolerance)
                throw Contradiction(text, row);
            return;
        }
        double scale = reduced.Weights.OrderBy(weight => weight.Key, StringComparer.Ordinal).First().Value;
        string key = string.Join(' ', reduced.Weights.OrderBy(weight => weight.Key, StringComparer.Ordinal)
            .Select(weight => string.Create(CultureInfo.InvariantCulture, $"{weight.Value / scale:G9}*{weight.Key}")));
        double limit = -reduced.Constant / scale;
        bool above = reduced.Relation == ConstraintRelation.AtLeast == scale > 0;
        (double lower, double upper) = room.GetValueOrDefault(key, (double.NegativeInfinity, double.PositiveInfinity));
        room[key] = (lower, upper) = above ? (Math.Max(lower, limit), upper) : (lower, Math.Min(upper, limit));
        if (lower > upper + (Tolerance * Math.Max(1, Math.Abs(upper))))
            throw Contradiction(text, row);
    }

    private static InputException Contradiction(SemText text, Linear row)
    {
        TextSpan span = row.Span.Length > 0 ? row.Span : text.Constraints[^1].Span;
        return text.Source.Error(span, $"{text.Source.Cut(span).Trim()} contradicts the other constraints, fixed values or bounds", "remove one of them; no values satisfy them all");
    }

    private static Linear Reduced(Linear row, List<(string Pivot, Linear Row)> equalities)
    {
        var weights = new Dictionary<string, double>(row.Weights, StringComparer.Ordinal);
        double constant = row.Constant;
        foreach ((string pivot, Linear equality) in equalities)
        {
            if (!weights.TryGetValue(pivot, out double weight))
                continue;
            double factor = weight / equality.Weights[pivot];
            foreach ((string label, double value) in equality.Weights)
                weights[label] = weights.GetValueOrDefault(label) - (factor * value);
            constant -= factor * equality.Constant;
            weights.Remove(pivot);
        }
        foreach (string label in weights.Where(weight => Math.Abs(weight.Value) < Tolerance).Select(weight => weight.Key).ToArray())
            weights.Remove(label);
        return row with { Weights = weights, Constant = constant };
    }

    // Null where the constraint is not linear: its derivatives differ between three points, or are not finite there.
    private static Linear? Linearised(SemConstraint constraint, TextSpan span)
    {
        string[] names = [.. constraint.Left.Names.Union(constraint.Right.Names)];
        var random = new RandomStream(1, "linear constraints");
        double[]? slopes = null;
        double constant = 0;
        for (int trial = 0; trial < 3; trial++)
        {
            var at = names.ToDictionary(name => name, _ => 0.3 + (2 * random.NextDouble()), StringComparer.Ordinal);
            double[] here = new double[names.Length];
            double value = Side(constraint.Left, 1) - Side(constraint.Right, -1);
            if (!double.IsFinite(value) || Array.Exists(here, slope => !double.IsFinite(slope)))
                return null;
            slopes ??= here;
            constant = value - names.Select((name, i) => here[i] * at[name]).Sum();
            if (here.Where((slope, i) => Math.Abs(slope - slopes[i]) > 1e-9 * (1 + Math.Abs(slope))).Any())
                return null;

            double Side(SemExpression expression, double sign)
            {
                double[] derivatives = new double[expression.Names.Count];
                double result = expression.Evaluate([.. expression.Names.Select(name => at[name])], derivatives);
                for (int i = 0; i < derivatives.Length; i++)
                    here[Array.IndexOf(names, expression.Names[i])] += sign * derivatives[i];
                return result;
            }
        }
        var weights = names.Select((name, i) => (name, slope: slopes![i])).Where(pair => Math.Abs(pair.slope) > Tolerance).ToDictionary(pair => pair.name, pair => pair.slope, StringComparer.Ordinal);
        return new Linear(weights, Math.Abs(constant) < 1e-12 ? 0 : constant, constraint.Relation, span);
    }
}
