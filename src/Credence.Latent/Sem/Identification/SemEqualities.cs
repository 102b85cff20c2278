namespace Credence.Latent;

/// <summary>The equality constraints of a model as functions of its coordinates.</summary>
internal sealed class SemEqualities
{
    private readonly SemConstraint[] constraints;
    private readonly Dictionary<string, SemParameter> byLabel = new(StringComparer.Ordinal);
    private readonly int coordinates;

    public SemEqualities(ParameterTable table)
    {
        constraints = [.. table.Constraints.Where(constraint => constraint.Relation == ConstraintRelation.Equal)];
        coordinates = table.Coordinates;
        foreach (SemParameter parameter in table.Parameters.Where(parameter => parameter.Label.Length > 0))
            _ = byLabel.TryAdd(parameter.Label, parameter);
    }

    /// <summary>The number of constraints.</summary>
    public int Count => constraints.Length;

    /// <summary>Left minus right side of every constraint, and its derivatives by the coordinates.</summary>
    /// <param name="position">The coordinates.</param>
    /// <param name="residuals">Receives a difference per constraint.</param>
    /// <param name="derivatives">Receives a row of derivatives per constraint.</param>
    public void Evaluate(ReadOnlySpan<double> position, Span<double> residuals, Span<double> derivatives)
    {
        derivatives.Clear();
        for (int i = 0; i < constraints.Length; i++)
        {
            Span<double> row = derivatives.Slice(i * coordinates, coordinates);
            residuals[i] = Side(constraints[i].Left, position, 1, row) - Side(constraints[i].Right, position, -1, row);
        }
    }

    private double Side(SemExpression expression, ReadOnlySpan<double> position, double sign, Span<double> row)
    {
        double[] values = new double[expression.Names.Count], slopes = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            SemParameter parameter = byLabel[expression.Names[i]];
            values[i] = parameter.Free ? position[parameter.Coordinate] : parameter.Fixed;
        }
        double value = expression.Evaluate(values, slopes);
        for (int i = 0; i < values.Length; i++)
        {
            if (byLabel[expression.Names[i]] is { Free: true, Coordinate: int coordinate })
                row[coordinate] += sign * slopes[i];
        }
        return value;
    }
}
