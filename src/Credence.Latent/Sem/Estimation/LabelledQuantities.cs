namespace Credence.Latent;

/// <summary>Evaluates expressions of labels and defined quantities, given a value of every parameter.</summary>
internal sealed class LabelledQuantities
{
    private readonly ParameterTable table;
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SemExpression> definitions = new(StringComparer.Ordinal);

    public LabelledQuantities(ParameterTable table)
    {
        this.table = table;
        for (int i = 0; i < table.Parameters.Count; i++)
        {
            if (table.Parameters[i].Label.Length > 0)
                places.TryAdd(table.Parameters[i].Label, i);
        }
        foreach (SemDefinition definition in table.Definitions)
            definitions.TryAdd(definition.Name, definition.Expression);
    }

    /// <summary>The value of an expression; adds its derivatives by the parameters, times a factor.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="parameters">The value of each parameter of the table.</param>
    /// <param name="derivatives">Receives the derivatives, one for each parameter.</param>
    /// <param name="factor">The factor.</param>
    public double Evaluate(SemExpression expression, ReadOnlySpan<double> parameters, Span<double> derivatives, double factor = 1)
    {
        IReadOnlyList<string> names = expression.Names;
        var values = new double[names.Count];
        var slopes = new double[names.Count];
        for (int i = 0; i < names.Count; i++)
            values[i] = Value(names[i], parameters);
        double value = expression.Evaluate(values, slopes);
        for (int i = 0; i < names.Count; i++)
        {
            if (slopes[i] == 0)
                continue;
            if (places.TryGetValue(names[i], out int place))
                derivatives[place] += factor * slopes[i];
            else
                Evaluate(definitions[names[i]], parameters, derivatives, factor * slopes[i]);
        }
        return value;
    }

    /// <summary>Sums derivatives by parameters into derivatives by coordinates.</summary>
    public void Gather(ReadOnlySpan<double> byParameter, Span<double> byCoordinate)
    {
        byCoordinate.Clear();
        for (int i = 0; i < byParameter.Length; i++)
        {
            if (table.Parameters[i].Free)
                byCoordinate[table.Parameters[i].Coordinate] += byParameter[i];
        }
    }

    private double Value(string name, ReadOnlySpan<double> parameters)
    {
        if (places.TryGetValue(name, out int place))
            return parameters[place];
        if (!definitions.TryGetValue(name, out SemExpression? expression))
            throw new ArgumentException($"No parameter has the label '{name}'.", nameof(name));
        return Evaluate(expression, parameters, new double[parameters.Length]);
    }
}
