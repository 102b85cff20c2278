using System.Globalization;
using System.Text;

namespace Credence.ExperimentFiles;

/// <summary>Writes experiment files, with short comments for whoever edits them next.</summary>
public static class ExperimentFileWriter
{
    private const int CommentColumn = 40;

    /// <summary>The text of an experiment file that reads back as the given experiment. Values equal to their defaults are left out.</summary>
    /// <param name="file">The experiment.</param>
    /// <exception cref="ArgumentException">The experiment contradicts itself; the message is that of the reader.</exception>
    public static string Write(ExperimentFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        StringBuilder text = new();
        WriteSetting(text, file);
        WriteVariants(text, file);
        WriteAssignment(text, file);
        WriteMetrics(text, file);
        WriteInference(text, file);
        ExperimentReading reading = ExperimentFileReader.ReadText(text.ToString(), "experiment");
        return reading.IsValid ? text.ToString() : throw new ArgumentException(reading.Errors[0].ToString(), nameof(file));
    }

    private static void WriteSetting(StringBuilder text, ExperimentFile file)
    {
        Line(text, "experiment", Quoted(file.Experiment));
        Line(text, "question", Quoted(file.Question), "what the experiment is to answer");
        Line(text, "enabled", file.Enabled ? null : "false", "no unit is assigned");
        Line(text, "randomised", file.Randomised ? null : "false", "observational data: compared, never decided on");
        if (file.Source is ExperimentSource source)
        {
            Line(text, "source", Flow(
                ("table", Quoted(source.Table)),
                ("exposures", Quoted(source.Exposures)),
                ("events", Quoted(source.Events)),
                ("engine", Quoted(source.Engine)),
                ("connection", Quoted(source.Connection))));
        }
        Line(text, "unit", Quoted(file.Unit), "what was randomised");
        Line(text, "variant", Quoted(file.Variant), "the column that holds the variant");
        Line(text, "cluster", Quoted(file.Cluster), "the analysed unit");
        Line(text, "where", Quoted(file.Where), "rows that are kept");
        Line(text, "by", file.By.Count > 0 ? List(file.By) : null, "breakdowns");
    }

    private static void WriteVariants(StringBuilder text, ExperimentFile file)
    {
        Line(text, "variants", "", "in this order; the shares sum to 1");
        foreach (VariantShare variant in file.Variants)
            text.Append("  - ").Append(Flow(("name", Quoted(variant.Name)), ("share", Number(variant.Share)))).Append('\n');
        Line(text, "control", Quoted(file.Control));
    }

    private static void WriteAssignment(StringBuilder text, ExperimentFile file)
    {
        Line(text, "traffic", file.Traffic == 1 ? null : Number(file.Traffic), "share of the units that enter");
        Line(text, "salt", file.Salt == file.Experiment ? null : Quoted(file.Salt));
        Line(text, "hash", file.Hash == ExperimentFile.DefaultHash ? null : Quoted(file.Hash));
        if (file.Targeting.Count > 0)
            Line(text, "targeting", "", "a unit enters if it meets them all");
        foreach (TargetingRule rule in file.Targeting)
            text.Append("  - ").Append(Flow(("attribute", Quoted(rule.Attribute)), ("in", List(rule.In)))).Append('\n');
        Line(text, "layer", Quoted(file.Layer), "experiments of one layer exclude each other");
    }

    private static void WriteMetrics(StringBuilder text, ExperimentFile file)
    {
        if (file.Metrics.Count == 0)
            return;
        Line(text, "metrics", "", "type: mean, proportion, ratio; role: guardrail, secondary");
        foreach (MetricDeclaration metric in file.Metrics)
            text.Append("  ").Append(Quoted(metric.Name)).Append(": ").Append(Metric(metric, file.Primary)).Append('\n');
        Line(text, "primary", Quoted(file.Primary), "the metric that decides");
    }

    private static string Metric(MetricDeclaration metric, string? primary) => Flow(
        ("type", Words.Of(metric.Type)),
        ("value", Quoted(metric.Value)),
        ("numerator", Quoted(metric.Numerator)),
        ("denominator", Quoted(metric.Denominator)),
        ("indicators", metric.Indicators is null ? null : $"[{string.Join(", ", metric.Indicators.Select(Quoted))}]"),
        ("event", Quoted(metric.Event)),
        ("aggregate", Unless(metric.Aggregate, EventAggregate.Sum)),
        ("window", Duration(metric.Window)),
        ("from", Duration(metric.From)),
        ("to", Duration(metric.To)),
        ("q", Number(metric.Q)),
        ("winsorize", Number(metric.Winsorize)),
        ("covariate", Covariate(metric)),
        ("role", Role(metric, primary)),
        ("direction", Unless(metric.Direction, DeclaredDirection.Increase)),
        ("margin", Number(metric.Margin)),
        ("equivalence", Number(metric.Equivalence)));

    private static string? Covariate(MetricDeclaration metric)
        => metric.CovariateColumn is null && metric.CovariateLookback is null ? null
            : Flow(("column", Quoted(metric.CovariateColumn)), ("lookback", Duration(metric.CovariateLookback)));

    // The line "primary:" says it for the primary metric; without one, or with two, the role is written so that the reader objects.
    private static string? Role(MetricDeclaration metric, string? primary) => metric.Role switch
    {
        DeclaredRole.Primary when metric.Name == primary => null,
        DeclaredRole.Secondary when primary is not null => null,
        _ => Words.Of(metric.Role),
    };

    private static void WriteInference(StringBuilder text, ExperimentFile file)
    {
        if (file.Design is PlannedDesign design)
        {
            Line(text, "design", Flow(
                ("power", Number(design.Power)),
                ("minimumEffect", Number(design.MinimumEffect)),
                ("looks", design.Looks?.ToString(CultureInfo.InvariantCulture)),
                ("bounds", Quoted(design.Bounds))));
        }
        Line(text, "inference", Unless(file.Inference, DeclaredInference.Frequentist));
        Line(text, "correction", Unless(file.Correction, DeclaredCorrection.None));
        Line(text, "gatekeeping", file.Gatekeeping ? "true" : null, "secondary metrics wait for the primary one");
        Line(text, "alpha", file.Alpha == ExperimentFile.DefaultAlpha ? null : Number(file.Alpha), "error level");
    }

    private static void Line(StringBuilder text, string key, string? value, string comment = "")
    {
        if (value is null)
            return;
        string line = value.Length > 0 ? $"{key}: {value}" : $"{key}:";
        text.Append(comment.Length > 0 ? $"{line.PadRight(CommentColumn - 1)} # {comment}" : line).Append('\n');
    }

    private static string Flow(params ReadOnlySpan<(string Key, string? Value)> entries)
    {
        List<string> parts = [];
        foreach ((string key, string? value) in entries)
        {
            if (value is not null)
                parts.Add($"{key}: {value}");
        }
        return parts.Count > 0 ? $"{{ {string.Join(", ", parts)} }}" : "{}";
    }

    private static string List(IReadOnlyList<string> texts) => $"[{string.Join(", ", texts.Select(Quoted))}]";

    private static string? Unless<TEnum>(TEnum value, TEnum otherwise)
        where TEnum : struct, Enum
        => value.Equals(otherwise) ? null : Words.Of(value);

    private static string? Duration(TimeSpan? duration) => duration is TimeSpan value ? Durations.ToText(value) : null;

    private static string? Number(double? number) => number?.ToString("R", CultureInfo.InvariantCulture);

    // Plain where every YAML reader takes the text for text; else in double quotes, where any character can be escaped.
    private static string? Quoted(string? text)
    {
        if (text is null)
            return null;
        bool isPlain = text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/');
        if (isPlain && text.ToLowerInvariant() is not ("null" or "true" or "false" or "yes" or "no" or "on" or "off" or "y" or "n"))
            return text;
        StringBuilder quoted = new("\"");
        foreach (char c in text)
        {
            if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF')
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else
                quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }
}
