using Credence.Bayes;

namespace Credence.Latent;

/// <summary>The reported quantities of a model: every parameter of the table, fixed ones included, and the defined quantities.</summary>
internal sealed class SemReport
{
    private readonly ParameterTable table;
    private readonly int[] element, elementOfCoordinate;
    private readonly double[] held;
    private readonly (int Element, int[] Names, double[] Values, double[] Slopes, SemExpression Expression)[] definitions;

    public SemReport(ParameterTable table, Func<SemParameter, double> fromData)
    {
        this.table = table;
        (element, elementOfCoordinate) = (new int[table.Parameters.Count], new int[table.Coordinates]);
        List<Parameter> layout = [];
        int offset = 0;
        foreach (IGrouping<string, int> same in Enumerable.Range(0, element.Length).GroupBy(i => SemPriorChoice.Name(table.Parameters[i])))
        {
            // One quantity with an element for each group that has it.
            string[] groups = [.. same.Select(i => table.Groups[table.Parameters[i].Group])];
            layout.Add(table.Groups.Count == 1 ? new Parameter(same.Key) : new Parameter(same.Key, new ParameterDimension("group", groups)));
            foreach (int i in same)
                element[i] = offset++;
        }
        for (int i = element.Length - 1; i >= 0; i--)
        {
            if (table.Parameters[i].Free)
                elementOfCoordinate[table.Parameters[i].Coordinate] = element[i];
        }
        layout.AddRange(table.Definitions.Select(definition => new Parameter(definition.Name)));
        Layout = new ParameterLayout(layout);
        held = [.. table.Parameters.Select(own => own.Free ? double.NaN : own.FromData ? fromData(own) : own.Fixed)];
        definitions = [.. table.Definitions.Select((definition, i) => (
            offset + i, definition.Expression.Names.Select(name => Find(name, offset)).ToArray(), new double[definition.Expression.Names.Count],
            new double[definition.Expression.Names.Count], definition.Expression))];
    }

    /// <summary>The reported quantities.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>The element of a row of the parameter table.</summary>
    public int Element(int parameter) => element[parameter];

    /// <summary>Fills the reported values, given the free parameters.</summary>
    public void Fill(ReadOnlySpan<double> coordinates, Span<double> values)
    {
        for (int i = 0; i < element.Length; i++)
            values[element[i]] = table.Parameters[i].Free ? coordinates[table.Parameters[i].Coordinate] : held[i];
        foreach ((int at, int[] names, double[] arguments, double[] slopes, SemExpression expression) in definitions)
        {
            for (int i = 0; i < names.Length; i++)
                arguments[i] = values[names[i]];
            values[at] = expression.Evaluate(arguments, slopes);
        }
    }

    /// <summary>The free parameters, given the reported values.</summary>
    public void Coordinates(ReadOnlySpan<double> values, Span<double> coordinates)
    {
        for (int i = 0; i < elementOfCoordinate.Length; i++)
            coordinates[i] = values[elementOfCoordinate[i]];
    }

    // A label, or a definition before.
    private int Find(string name, int definitionsFrom)
    {
        for (int i = 0; i < table.Parameters.Count; i++)
        {
            if (table.Parameters[i].Label == name)
                return element[i];
        }
        for (int i = 0; i < table.Definitions.Count; i++)
        {
            if (table.Definitions[i].Name == name)
                return definitionsFrom + i;
        }
        throw new ArgumentException($"Nothing is called '{name}'.", nameof(name));
    }
}
