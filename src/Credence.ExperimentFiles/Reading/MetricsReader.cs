namespace Credence.ExperimentFiles;

/// <summary>Reads the metrics and settles which of them is primary.</summary>
internal sealed class MetricsReader
{
    private readonly MappingReader top;
    private readonly ExperimentSource? source;
    private readonly ErrorList errors;
    private readonly List<(MetricDeclaration Metric, DeclaredRole? Role, MappingReader Reader)> declared = [];

    private MetricsReader(MappingReader top, ExperimentSource? source, ErrorList errors) => (this.top, this.source, this.errors) = (top, source, errors);

    public static IReadOnlyList<MetricDeclaration> Read(MappingReader top, ExperimentSource? source, ErrorList errors)
    {
        MetricsReader reader = new(top, source, errors);
        if (top.Node("metrics") is YamlMapping metrics)
        {
            foreach ((YamlScalar name, YamlNode value) in metrics.Entries)
                reader.Add(name, value);
        }
        else if (top.Node("metrics") is YamlNode other)
            top.Wrong<object>("metrics", other, "must be a mapping of names to metrics, e.g. revenue: { type: mean, value: amount }");
        return reader.WithPrimary();
    }

    private void Add(YamlScalar name, YamlNode value)
    {
        string owner = $"metric {Wording.Quote(name.Text)}";
        if (name.Text.Length == 0)
            errors.Add(name.Mark, "a metric has no name", "write NAME: { type: mean, value: COLUMN }");
        if (value is not YamlMapping mapping)
        {
            errors.Add(value.Mark, $"{owner} is {value.Describe()}", "must be a mapping, e.g. { type: mean, value: amount }");
            return;
        }
        MappingReader reader = new(mapping, owner, Keys.Metric, errors);
        reader.Require("type", string.Join(" or ", Words.Of<MetricType>()));
        MetricType? type = reader.Choice<MetricType>("type");
        DeclaredRole? role = reader.Choice<DeclaredRole>("role");
        MetricDeclaration metric = Declaration(name.Text, type ?? MetricType.Mean, reader) with { Role = role ?? DeclaredRole.Secondary };
        declared.Add((metric, role, reader));
        if (type is not null)
            CheckKeys(reader, metric);
    }

    private static MetricDeclaration Declaration(string name, MetricType type, MappingReader reader)
    {
        MappingReader? covariate = reader.Inner("covariate", Keys.Covariate);
        CheckCovariate(covariate, ofEvents: reader.Has("event"));
        return new MetricDeclaration
        {
            Name = name,
            Type = type,
            Value = reader.Text("value"),
            Numerator = reader.Text("numerator"),
            Denominator = reader.Text("denominator"),
            Indicators = reader.Has("indicators") ? reader.Texts("indicators") : null,
            Event = reader.Text("event"),
            Aggregate = reader.Choice<EventAggregate>("aggregate") ?? EventAggregate.Sum,
            Window = reader.Duration("window"),
            From = reader.Duration("from", orZero: true),
            To = reader.Duration("to"),
            Q = reader.Number("q", x => x is > 0 and < 1, "in (0, 1)"),
            Winsorize = reader.Number("winsorize", x => x is > 0.5 and < 1, "in (0.5, 1)"),
            CovariateColumn = covariate?.Text("column"),
            CovariateLookback = covariate?.Duration("lookback"),
            Direction = reader.Choice<DeclaredDirection>("direction") ?? DeclaredDirection.Increase,
            Margin = reader.Number("margin", x => x > 0, "above 0, a fraction of the control mean"),
            Equivalence = reader.Number("equivalence", x => x > 0, "above 0, a fraction of the control mean"),
        };
    }

    // A table holds the past in a column; events tell it by their times.
    private static void CheckCovariate(MappingReader? covariate, bool ofEvents)
    {
        (string needed, string example, string other) = ofEvents ? ("lookback", "28d", "column") : ("column", "pre_revenue", "lookback");
        if (covariate?.Has(other) is true)
            covariate.Error(other, ofEvents ? "column is for a metric of the table, and this is one of events" : "lookback needs event", $"write {needed}: {example}");
        else
            covariate?.Require(needed, example);
    }

    private void CheckKeys(MappingReader reader, MetricDeclaration metric)
    {
        MetricType type = metric.Type;
        IReadOnlyList<string> own = Keys.Of(type);
        foreach (string key in Keys.RequiredOf(type).Where(key => !reader.Has(key)))
            reader.Error($"type {Words.Of(type)} needs {key}", $"write {key}: beside type");
        foreach (string key in Keys.Metric.Except(Keys.AnyMetric).Except(own).Where(reader.Has))
            reader.Error(key, $"{key} has no meaning for type {Words.Of(type)}", $"its keys are {string.Join(", ", own)}");
        if (type == MetricType.Proportion && !reader.Has("value") && !reader.Has("event"))
            reader.Error("type proportion needs value or event", "write value: COLUMN beside type");
        if (type == MetricType.Construct && metric.Indicators is { Count: < 3 })
            reader.Error("indicators", "a construct of fewer than three indicators is not identified", "write indicators: [A, B, C]");
        if (type == MetricType.Construct && (metric.Margin ?? metric.Equivalence) is not null)
            reader.Error(metric.Margin is null ? "equivalence" : "margin", "a construct has mean 0 in the control, of which there is no fraction", "remove it, and give --margin in standard deviations with --metric construct:A,B,C");
        if (!reader.Has("event"))
        {
            foreach (string key in Keys.OfEvents.Where(key => own.Contains(key) && reader.Has(key)))
                reader.Error(key, $"{key} needs event", "name the event, or remove it");
            if (source is { Table: null } && !Keys.RequiredOf(type).Contains("event"))
                reader.Error("there is no event", "with exposures and events every metric names one");
        }
        if (metric is { Margin: not null, Equivalence: not null })
            reader.Error("equivalence", "margin and equivalence exclude each other", "keep margin where only harm counts, equivalence where a difference in either direction does");
        if (metric.To <= metric.From)
            reader.Error("to", "to is not after from", "the period from..to must not be empty");
    }

    private IReadOnlyList<MetricDeclaration> WithPrimary()
    {
        string? named = top.Text("primary");
        if (named is not null && declared.TrueForAll(entry => entry.Metric.Name != named))
        {
            IReadOnlyList<string> names = [.. declared.Select(entry => entry.Metric.Name)];
            string remedy = names.Count > 0 ? Wording.DidYouMean(named, names, "metrics") : "declare it under metrics";
            top.Error("primary", $"primary {Wording.Quote(named)} is not among the metrics", remedy);
        }
        string? primary = named;
        foreach ((MetricDeclaration metric, DeclaredRole? role, MappingReader reader) in declared)
        {
            if (role == DeclaredRole.Guardrail && metric.Equivalence is not null)
                reader.Error("equivalence", "a guardrail has no equivalence", "write margin: the harm that is tolerated");
            if (role == DeclaredRole.Primary && primary is not null && primary != metric.Name)
                reader.Error("role", $"{Wording.Quote(primary)} is primary already", "a test has one primary metric; use guardrail or secondary");
            else if (role == DeclaredRole.Primary)
                primary = metric.Name;
            else if (metric.Name == named && role is DeclaredRole other)
                reader.Error("role", $"the primary metric has the role {Words.Of(other)}", "remove the role, or name another primary");
        }
        primary ??= declared.Find(entry => entry.Role is null).Metric?.Name;
        if (primary is null && declared.Count > 0)
            top.Error("metrics", "no metric is primary", "write primary: NAME");
        return [.. declared.Select(entry => entry.Metric.Name == primary ? entry.Metric with { Role = DeclaredRole.Primary } : entry.Metric)];
    }
}
