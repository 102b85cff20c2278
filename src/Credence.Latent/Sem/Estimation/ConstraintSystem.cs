namespace Credence.Latent;

/// <summary>Constraints on coordinates as c(θ) = 0 and c(θ) ≤ 0: those of the text, and bounds.</summary>
internal sealed class ConstraintSystem
{
    private readonly ParameterTable table;
    private readonly LabelledQuantities quantities;
    private readonly double[] fixedValues;
    private readonly List<(int Coordinate, double Limit, bool Upper)> bounds = [];

    /// <param name="table">The model.</param>
    /// <param name="fixedValues">The value of each fixed parameter; what stands at free ones is not read.</param>
    /// <param name="floors">Lower bounds of coordinates beyond those of the text; empty for none.</param>
    public ConstraintSystem(ParameterTable table, double[] fixedValues, IReadOnlyList<(int Coordinate, double Limit)> floors)
    {
        (this.table, this.fixedValues) = (table, fixedValues);
        quantities = new LabelledQuantities(table);
        foreach (SemParameter parameter in table.Parameters.Where(parameter => parameter.Free))
        {
            if (double.IsFinite(parameter.Lower))
                bounds.Add((parameter.Coordinate, parameter.Lower, false));
            if (double.IsFinite(parameter.Upper))
                bounds.Add((parameter.Coordinate, parameter.Upper, true));
        }
        foreach ((int coordinate, double limit) in floors)
            bounds.Add((coordinate, limit, false));
        Count = table.Constraints.Count + bounds.Count;
        Equality = new bool[Count];
        for (int i = 0; i < table.Constraints.Count; i++)
            Equality[i] = table.Constraints[i].Relation == ConstraintRelation.Equal;
    }

    /// <summary>The number of constraints.</summary>
    public int Count { get; }

    /// <summary>Which of them are equations.</summary>
    public bool[] Equality { get; }

    /// <summary>Evaluates all constraints and their derivatives.</summary>
    /// <param name="coordinates">The point.</param>
    /// <param name="values">Receives c.</param>
    /// <param name="jacobian">Receives the derivatives, one row of coordinates for each constraint.</param>
    public void Evaluate(ReadOnlySpan<double> coordinates, Span<double> values, Span<double> jacobian)
    {
        int q = coordinates.Length, row = 0;
        double[] parameters = ParameterValues(coordinates);
        var slopes = new double[parameters.Length];
        jacobian.Clear();
        foreach (SemConstraint constraint in table.Constraints)
        {
            double sign = constraint.Relation == ConstraintRelation.AtLeast ? -1 : 1;
            Array.Clear(slopes);
            values[row] = sign * (quantities.Evaluate(constraint.Left, parameters, slopes, sign)
                - quantities.Evaluate(constraint.Right, parameters, slopes, -sign));
            quantities.Gather(slopes, jacobian.Slice(row++ * q, q));
        }
        foreach ((int coordinate, double limit, bool upper) in bounds)
        {
            double sign = upper ? 1 : -1;
            values[row] = sign * (coordinates[coordinate] - limit);
            jacobian[(row++ * q) + coordinate] = sign;
        }
    }

    private double[] ParameterValues(ReadOnlySpan<double> coordinates)
    {
        var values = new double[table.Parameters.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = table.Parameters[i].Free ? coordinates[table.Parameters[i].Coordinate] : fixedValues[i];
        return values;
    }
}
