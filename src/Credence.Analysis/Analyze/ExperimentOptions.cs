using Credence.Data;
using Credence.ExperimentFiles;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Reads the options of an analysis from an experiment file.</summary>
public static class ExperimentOptions
{
    /// <summary>Reads a file and makes the options of its analysis.</summary>
    /// <param name="path">Path of the experiment file; a relative table in it is relative to its folder.</param>
    /// <exception cref="InputException">The file cannot be read, contradicts itself, or asks for what is not built.</exception>
    public static AnalyzeOptions Read(string path)
    {
        ExperimentReading reading = Readable(path);
        return Analysis(path, reading, reading.File!);
    }

    /// <summary>Reads a file and makes the options of watching it: a design that declares looks or bounds is followed.</summary>
    /// <param name="path">Path of the experiment file; a relative table in it is relative to its folder.</param>
    /// <param name="time">Column of the time at which a unit came.</param>
    /// <exception cref="InputException">The file cannot be read, contradicts itself, or asks for what is not built.</exception>
    public static MonitorOptions ReadMonitored(string path, string time)
    {
        ExperimentReading reading = Readable(path);
        ExperimentFile file = reading.File!;
        MonitorOptions options = new() { Analysis = Analysis(path, reading, file), Time = time };
        return options.Analysis.Design is not { } design ? options : options with
        {
            Schedule = options.Schedule with { Count = design.Looks },
            Bounds = design.Bounds,
            MinimumEffect = file.Design!.MinimumEffect,
            Power = design.Power,
        };
    }

    private static ExperimentReading Readable(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        ExperimentReading reading = ExperimentFileReader.ReadFile(path);
        ThrowFirst(reading.Errors, path);
        ThrowFirst(reading.NotYetAnalysable(), path);
        return reading;
    }

    private static AnalyzeOptions Analysis(string path, ExperimentReading reading, ExperimentFile file)
    {
        return new()
        {
            Source = TableSource.Parse(file.Source!.TableFrom(path)!),
            Experiment = file.Experiment,
            Question = file.Question,
            Variant = Parse(reading, file.Variant ?? throw Error(reading.ErrorAt("there is no variant", "write variant: COLUMN")), "variant"),
            Control = file.Control,
            Variants = [.. file.Variants.Select(variant => new DeclaredVariant(VariantOrder.Canonical(variant.Name), variant.Share))],
            Metrics = [.. file.Metrics.OrderBy(metric => metric.Role).Select(metric => Metric(reading, metric))],
            Where = file.Where is { } condition ? Parse(reading, condition, "where") : null,
            Unit = file.Unit,
            By = file.By,
            Adjustment = new() { Cluster = file.Cluster, Method = file.Metrics.Any(metric => metric.CovariateColumn is not null) ? AdjustmentMethod.Cuped : AdjustmentMethod.None },
            Randomised = file.Randomised,
            Effect = new() { Alpha = file.Alpha },
            Sequential = file.Inference == DeclaredInference.Sequential ? new() : null,
            Posterior = file.Inference switch
            {
                DeclaredInference.Bayes => new() { Inference = PosteriorInference.Bayes },
                DeclaredInference.Conjugate => new() { Inference = PosteriorInference.Conjugate },
                _ => null,
            },
            Design = Looks(file.Design),
            MinimumEffect = file.Design?.MinimumEffect,
            Correction = Enum.Parse<Correction>(file.Correction.ToString()),
            Gatekeeping = file.Gatekeeping,
        };
    }

    private static DeclaredLooks? Looks(PlannedDesign? design) => design is null || (design.Looks is null && design.Bounds is null) ? null
        : new(design.Looks, BoundaryFamily.Parse(design.Bounds ?? "ld-obrien-fleming"), design.Power ?? 0.8);

    private static MetricSpec Metric(ExperimentReading reading, MetricDeclaration metric)
    {
        if (metric.Type == MetricType.Construct)
        {
            return MetricSpec.Construct(
                metric.Name,
                string.Join(", ", metric.Indicators!),
                ConstructIndicators.Of($"metric {metric.Name}", metric.Indicators!),
                Enum.Parse<MetricRole>(metric.Role.ToString()),
                Enum.Parse<Direction>(metric.Direction.ToString()),
                null);
        }
        (MetricKind kind, string[] keys) = metric.Type switch
        {
            MetricType.Proportion => (MetricKind.Proportion, new[] { "value" }),
            MetricType.Ratio => (MetricKind.Ratio, ["numerator", "denominator"]),
            MetricType.Quantile => (MetricKind.Quantile, ["value"]),
            _ => (MetricKind.Mean, ["value"]),
        };
        string[] texts = kind == MetricKind.Ratio ? [metric.Numerator!, metric.Denominator!] : [metric.Value!];
        return new(
            metric.Name,
            string.Join(" / ", texts),
            kind,
            [.. texts.Zip(keys, (text, key) => Parse(reading, text, "metrics", metric.Name, key))],
            Enum.Parse<MetricRole>(metric.Role.ToString()),
            Enum.Parse<Direction>(metric.Direction.ToString()),
            metric.Margin is { } margin ? new Margin(margin, IsRelative: true) : null)
        {
            Equivalence = metric.Equivalence is { } equivalence ? new Margin(equivalence, IsRelative: true) : null,
            Quantile = kind == MetricKind.Quantile ? metric.Q : null,
            Winsorize = metric.Winsorize,
            Covariates = metric.CovariateColumn is { } covariate ? [new(covariate, Parse(reading, covariate, "metrics", metric.Name, "covariate", "column"))] : [],
        };
    }

    private static Expression Parse(ExperimentReading reading, string text, params string[] path)
    {
        try
        {
            return Expression.Parse(text);
        }
        catch (InputException problem)
        {
            throw Error(reading.ErrorAt(problem.Message, "", path));
        }
    }

    private static void ThrowFirst(IReadOnlyList<FileError> errors, string path)
    {
        if (errors.Count == 0)
            return;
        string more = errors.Count > 1 ? $" (and {errors.Count - 1} more: credence validate {path})" : "";
        throw new InputException(errors[0].Place, errors[0].Message, errors[0].Remedy + more);
    }

    private static InputException Error(FileError error) => new(error.Place, error.Message, error.Remedy);
}
