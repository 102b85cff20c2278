namespace Credence.ExperimentFiles;

/// <summary>Reads the experiment from the top-level mapping and checks that its parts agree.</summary>
internal sealed class ExperimentReader(YamlMapping root, ErrorList errors)
{
    private readonly MappingReader top = new(root, "", Keys.Experiment, errors);

    /// <summary>The experiment; of no use where errors were added.</summary>
    public ExperimentFile Read()
    {
        top.Require("experiment", "NAME");
        string name = top.Text("experiment") ?? "";
        IReadOnlyList<VariantShare> variants = VariantsReader.Read(top, errors);
        ExperimentSource? source = Source();
        IReadOnlyList<MetricDeclaration> metrics = MetricsReader.Read(top, source, errors);
        ExperimentFile file = new()
        {
            Experiment = name,
            Question = top.Text("question"),
            Enabled = top.Flag("enabled", true),
            Randomised = top.Flag("randomised", true),
            Source = source,
            Unit = top.Text("unit"),
            Variant = top.Text("variant"),
            Cluster = top.Text("cluster"),
            Variants = variants,
            Control = Control(variants),
            Traffic = top.Number("traffic", x => x is > 0 and <= 1, "in (0, 1]") ?? 1,
            Salt = top.Text("salt") ?? name,
            Hash = top.Text("hash") ?? ExperimentFile.DefaultHash,
            Targeting = Targeting(),
            Layer = top.Text("layer"),
            Where = top.Text("where"),
            By = top.Texts("by"),
            Metrics = metrics,
            Design = Design(),
            Inference = top.Choice<DeclaredInference>("inference") ?? DeclaredInference.Frequentist,
            Correction = top.Choice<DeclaredCorrection>("correction") ?? DeclaredCorrection.None,
            Gatekeeping = top.Flag("gatekeeping", false),
            Alpha = top.Number("alpha", x => x is >= 1e-9 and <= 0.5, "in [1e-9, 0.5]") ?? ExperimentFile.DefaultAlpha,
        };
        CheckAgreement(file);
        return file;
    }

    private string Control(IReadOnlyList<VariantShare> variants)
    {
        string? control = top.Text("control");
        if (variants.Count == 0)
            return control ?? "";
        if (control is null)
            return variants[0].Name;
        if (variants.FirstOrDefault(variant => VariantName.AreSame(variant.Name, control)) is VariantShare declared)
            return declared.Name;
        IReadOnlyList<string> names = [.. variants.Select(variant => variant.Name)];
        top.Error("control", $"control {Wording.Quote(control)} is not among the variants", Wording.DidYouMean(control, names, "variants"));
        return control;
    }

    private ExperimentSource? Source()
    {
        if (top.Inner("source", Keys.Source) is not MappingReader reader)
            return null;
        ExperimentSource source = new(reader.Text("table"), reader.Text("exposures"), reader.Text("events"), reader.Text("engine"), reader.Text("connection"));
        if (reader.Has("table"))
        {
            foreach (string other in Keys.Source.Where(key => key != "table" && reader.Has(key)))
                reader.Error(other, $"table and {other} exclude each other", "keep one");
        }
        else if (!reader.Has("exposures"))
            reader.Error("there is neither table nor exposures", "write table: FILE");
        else if (!reader.Has("events"))
            reader.Error("exposures", "exposures need events", "write events: beside them");
        if (reader.Has("connection") && !reader.Has("engine"))
            reader.Error("connection", "connection needs engine", "write engine: postgres");
        if (reader.Has("engine") && !reader.Has("connection"))
            reader.Error("engine", "engine needs connection", "write connection: env:NAME");
        return source;
    }

    private List<TargetingRule> Targeting()
    {
        List<TargetingRule> rules = [];
        foreach (YamlNode item in top.Items("targeting"))
        {
            if (item is not YamlMapping mapping)
            {
                errors.Add(item.Mark, $"targeting holds {item.Describe()}", "its items must be { attribute: NAME, in: [VALUES] }");
                continue;
            }
            MappingReader reader = new(mapping, "targeting", Keys.Targeting, errors);
            reader.Require("attribute", "NAME");
            reader.Require("in", "[VALUES]");
            rules.Add(new TargetingRule(reader.Text("attribute") ?? "", reader.Texts("in")));
        }
        return rules;
    }

    private PlannedDesign? Design()
    {
        if (top.Inner("design", Keys.Design) is not MappingReader reader)
            return null;
        string? bounds = reader.Text("bounds");
        if (bounds is not null && !StoppingBounds.AreKnown(bounds))
            reader.Error("bounds", $"unknown bounds {Wording.Quote(bounds)}", Wording.DidYouMean(bounds, StoppingBounds.Forms, "known bounds"));
        return new PlannedDesign(
            reader.Number("power", x => x is > 0 and < 1, "in (0, 1)"),
            reader.Number("minimumEffect", x => x > 0, "above 0, a fraction of the control mean"),
            reader.WholeNumber("looks", 1),
            bounds);
    }

    private void CheckAgreement(ExperimentFile file)
    {
        if (file.Source is { Table: not null } && !top.Has("variant"))
            top.Error("source", "a table needs variant", "write variant: COLUMN, the column that holds the variant");
        if (file.Gatekeeping && file.Metrics.Count > 0 && file.Metrics.All(metric => metric.Role != DeclaredRole.Secondary))
            top.Error("gatekeeping", "gatekeeping needs a secondary metric", "it makes secondary metrics wait for the primary one; declare one, or remove it");
        if (!file.Randomised && file.Inference == DeclaredInference.Sequential)
            top.Error("inference", "inference is sequential but randomised is false", "observational data are compared once; remove inference or randomised");
    }
}
