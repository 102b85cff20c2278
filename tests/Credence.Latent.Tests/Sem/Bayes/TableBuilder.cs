namespace Credence.Latent.Tests;

/// <summary>Writes parameter tables by hand: <c>"f=~x1"</c> with a value where it is fixed, and a label where it is shared.</summary>
internal sealed class TableBuilder(string[] observed, string[] latent, params string[] groups)
{
    private readonly List<SemParameter> parameters = [];
    private readonly Dictionary<string, int> labels = [];
    private readonly List<SemConstraint> constraints = [];
    private readonly List<SemDefinition> definitions = [];
    private int free;

    /// <summary>One parameter.</summary>
    public TableBuilder Add(
        string text, double value = double.NaN, int group = 0, string label = "", string prior = "", bool fromData = false, double lower = double.NegativeInfinity, double upper = double.PositiveInfinity)
    {
        string[] operators = ["=~", "~~", "~"];
        string symbol = operators.First(own => text.Contains(own, StringComparison.Ordinal));
        string[] sides = text.Split(symbol);
        SemOperator kind = symbol switch { "=~" => SemOperator.Loading, "~~" => SemOperator.Covariance, _ => sides[1] == "1" ? SemOperator.Intercept : SemOperator.Regression };
        int coordinate = -1;
        if (double.IsNaN(value) && !fromData)
        {
            if (label.Length == 0 || !labels.TryGetValue(label, out coordinate))
            {
                coordinate = free++;
                if (label.Length > 0)
                    labels[label] = coordinate;
            }
        }
        parameters.Add(new SemParameter(sides[0], kind, kind == SemOperator.Intercept ? "" : sides[1], group)
        {
            Coordinate = coordinate,
            Fixed = value,
            Label = label,
            Prior = prior,
            FromData = fromData,
            Lower = lower,
            Upper = upper,
            Stated = true,
        });
        return this;
    }

    /// <summary>Many free parameters, separated by blanks.</summary>
    public TableBuilder Free(string texts, int group = 0)
    {
        foreach (string text in texts.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            Add(text, group: group);
        return this;
    }

    /// <summary>Free variances of variables.</summary>
    public TableBuilder Variances(IEnumerable<string> names, int group = 0)
    {
        foreach (string name in names)
            Add($"{name}~~{name}", group: group);
        return this;
    }

    public TableBuilder Constrain(SemExpression left, ConstraintRelation relation, SemExpression right)
    {
        constraints.Add(new SemConstraint(left, relation, right));
        return this;
    }

    public TableBuilder Define(string name, SemExpression expression)
    {
        definitions.Add(new SemDefinition(name, expression));
        return this;
    }

    public ParameterTable Build()
        => new(observed, latent, [], groups.Length == 0 ? [""] : groups, [.. parameters], [.. constraints], [.. definitions], parameters.Exists(own => own.Operator == SemOperator.Intercept));

    /// <summary>A factor of three indicators, by marker or with variance 1.</summary>
    public static TableBuilder OneFactor(bool marker, string prefix = "x", int indicators = 3)
    {
        string[] names = [.. Enumerable.Range(1, indicators).Select(i => $"{prefix}{i}")];
        TableBuilder table = new(names, ["f"]);
        for (int i = 0; i < indicators; i++)
            table.Add($"f=~{names[i]}", marker && i == 0 ? 1 : double.NaN);
        return table.Variances(names).Add("f~~f", marker ? double.NaN : 1);
    }

    /// <summary>The model of job satisfaction: four factors of three indicators, six regressions, one residual covariance.</summary>
    public static TableBuilder Job(bool disturbancesCovary = false)
    {
        string[] observed = ["JW1", "JW2", "JW3", "UF1", "UF2", "FOR", "DA1", "DA2", "DA3", "EBA", "ST", "MI"], latent = ["JS", "SWB", "DTP", "CTS"];
        TableBuilder table = new(observed, latent);
        for (int i = 0; i < 12; i++)
            table.Add($"{latent[i / 3]}=~{observed[i]}", i % 3 == 0 ? 1 : double.NaN);
        table.Free("DTP~CTS SWB~DTP SWB~CTS JS~SWB JS~DTP JS~CTS").Variances(latent).Variances(observed).Free("UF1~~FOR");
        return disturbancesCovary ? table.Free("JS~~SWB JS~~DTP JS~~CTS SWB~~DTP SWB~~CTS DTP~~CTS") : table;
    }
}
