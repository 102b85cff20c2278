using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Data from before an experiment, to plan it from.</summary>
public sealed record PlanData
{
    /// <summary>Where the rows are.</summary>
    public required TableSource Source { get; init; }

    /// <summary>The metric.</summary>
    public required MetricSpec Metric { get; init; }

    /// <summary>Columns known before the experiment, whose share of the variance an adjustment removes.</summary>
    public IReadOnlyList<Expression> Covariates { get; init; } = [];

    /// <summary>Rows to keep; null keeps all.</summary>
    public Expression? Where { get; init; }

    /// <summary>Column of the randomised unit; null where each row is a unit.</summary>
    public string? Unit { get; init; }

    /// <summary>The variant of a row, where the data hold an experiment; null takes all rows.</summary>
    public Expression? Variant { get; init; }

    /// <summary>The variant whose rows count, where there are variants.</summary>
    public string? Control { get; init; }

    /// <summary>The same with the cap of a metric whose large values are to be capped, as an analysis finds it.</summary>
    internal async Task<PlanData> WithCapAsync(IMomentsEngine engine, CancellationToken cancellation)
    {
        AnalyzeOptions options = new() { Source = Source, Metrics = [Metric], Variant = Variant ?? new NumberLiteral(1), Where = Where, Unit = Unit };
        return this with { Metric = (await DistributionColumns.WithCapsAsync(options, engine, cancellation).ConfigureAwait(false)).Metrics[0] };
    }
}

/// <summary>What data from before an experiment say about its metric.</summary>
/// <param name="Source">The source as the user wrote it.</param>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Kind">What is compared.</param>
/// <param name="Units">Units with a value.</param>
/// <param name="Missing">Units without a value of the metric or a covariate.</param>
/// <param name="Level">Mean, share or ratio.</param>
/// <param name="StandardDeviation">Standard deviation per unit; of a ratio, that of its linearisation.</param>
/// <param name="Covariates">Covariates as the user wrote them.</param>
/// <param name="Correlation">Multiple correlation of the metric with the covariates; null without any.</param>
public sealed record PlanBasis(
    string Source,
    string Metric,
    MetricKind Kind,
    long Units,
    long Missing,
    double Level,
    double StandardDeviation,
    IReadOnlyList<string> Covariates,
    double? Correlation)
{
    private const long FewUnits = 100;

    // A share of the variance that is rounding.
    private const double Rounding = 1e-10;

    /// <summary>Share of the variance that the covariates remove.</summary>
    public double VarianceReduction => Correlation is { } r ? r * r : 0;

    /// <summary>The design that compares the metric.</summary>
    public FixedDesign Design => Kind switch
    {
        MetricKind.Proportion => new ProportionDesign(Level),
        MetricKind.Ratio => new MeanDesign(StandardDeviation) { Baseline = Level, Method = PowerMethod.Normal },
        _ => new MeanDesign(StandardDeviation) { Baseline = Level, CovariateCorrelation = Correlation ?? 0 },
    };

    /// <summary>What to know about the data.</summary>
    public IReadOnlyList<Finding> Findings => Units >= FewUnits
        ? []
        : [new("few-units-to-plan-from", Severity.Warning,
            FormattableString.Invariant($"The standard deviation rests on {Units} units and is known to about {100 / Math.Sqrt(2.0 * Units):F0}% only; the sample size is known to twice that."),
            "Plan from more data, or plan with a larger standard deviation to be safe.")];

    /// <summary>Asks the engine for the moments of the metric and its covariates.</summary>
    /// <param name="data">What to read.</param>
    /// <param name="kind">What the plan compares.</param>
    /// <param name="engine">Where the moments come from.</param>
    /// <param name="progress">Told the share done; may be null.</param>
    /// <param name="cancellation">Stops the engine.</param>
    /// <exception cref="InputException">The source cannot be read, or its values do not suit the kind.</exception>
    public static async Task<PlanBasis> ReadAsync(
        PlanData data, MetricKind kind, IMomentsEngine engine, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(engine);
        data = await data.WithCapAsync(engine, cancellation).ConfigureAwait(false);
        MetricSpec spec = data.Metric;
        if (kind != MetricKind.Mean && data.Covariates.Count > 0)
            throw new InputException("--covariate", "an adjustment is planned for a mean", "use plan mean, also for values 0 and 1");
        if (spec.Kind == MetricKind.Construct)
            throw new InputException($"--metric {spec.Name}", "a construct has no plan of its own", "plan its effect in standard deviations, with plan mean --sd 1, or plan a mean of its indicators");
        if (spec.Kind is { } stated && stated != kind)
            throw new InputException($"--metric {spec.Name}", $"this is a {Word(stated)}", $"use plan {Word(stated)}");
        MomentsQuery query = new()
        {
            Source = data.Source,
            Variant = data.Variant ?? new NumberLiteral(1),
            ColumnSets = [new(spec.Name, [.. Columns(spec, kind), .. data.Covariates]) { Cap = spec.Cap }],
            Where = data.Where,
            Unit = data.Unit,
        };
        MomentsTable table = await engine.QueryAsync(query, progress, cancellation).ConfigureAwait(false);
        string? control = data.Variant is null || data.Control is null ? null : VariantOrder.Canonical(data.Control);
        if (table.Rows.FirstOrDefault(row => control is null || row.Variant == control) is not { Metrics: [{ Moments.Count: > 1 } metric] })
            throw new InputException(data.Source.Text, $"fewer than two units have a value of {spec.Name}", "check the metric, the covariates and --where");
        return Refusal.AsInput(() => Of(data, kind, metric));
    }

    // A quotient is a ratio where the plan is one, whether or not the metric says so.
    private static IReadOnlyList<Expression> Columns(MetricSpec spec, MetricKind kind) => (kind, spec.Columns) switch
    {
        (not MetricKind.Ratio, _) or (_, [_, _]) => spec.Columns,
        (_, [BinaryOperation { Operator: ExpressionOperator.Divide } quotient]) => [quotient.Left, quotient.Right],
        _ => throw new InputException($"--metric {spec.Name}", "a ratio needs a numerator and a denominator", "write ratio:numerator/denominator"),
    };

    private static PlanBasis Of(PlanData data, MetricKind kind, MetricMoments metric)
    {
        CrossMoments moments = metric.Moments;
        MetricSpec spec = data.Metric;
        Moments outcome = moments.Of(0);
        if (kind == MetricKind.Proportion && !metric.Binary)
            throw new InputException($"--metric {spec.Name}", $"a proportion needs values 0 and 1, but {spec.Text} has others", "use plan mean for a number");
        if (kind == MetricKind.Proportion && outcome.Mean is 0 or 1)
            throw new InputException($"--metric {spec.Name}", $"all values of {spec.Text} are {outcome.Mean:0}", "check that the metric is what you mean");
        if (moments.Columns.Take(kind == MetricKind.Ratio ? 2 : 1).Any(column => !double.IsFinite(moments.Of(column).Variance)))
            throw new InputException($"--metric {spec.Name}", $"values of {spec.Text} are too large to be squared", "measure it in larger units");
        if (kind != MetricKind.Ratio && !(outcome.Variance > 0))
            throw new InputException($"--metric {spec.Name}", $"all values of {spec.Text} are equal", "check that the metric is what you mean");
        MeanDesign design = kind == MetricKind.Ratio ? RatioDesign(spec, moments) : AdjustedDesign(data, moments);
        return new(
            data.Source.Text,
            spec.Name,
            kind,
            moments.Count,
            metric.Missing + metric.Invalid,
            design.Baseline!.Value,
            design.StandardDeviation,
            [.. data.Covariates.SelectMany(covariate => covariate.Columns)],
            data.Covariates.Count > 0 ? design.CovariateCorrelation : null);
    }

    private static MeanDesign RatioDesign(MetricSpec spec, CrossMoments moments)
    {
        if (!(moments.Means[1] > 0))
            throw new InputException($"--metric {spec.Name}", $"the mean of the denominator of {spec.Text} is not above 0", "check that the metric is what you mean");
        try
        {
            return MeanDesign.ForRatio(moments, moments.Columns[0], moments.Columns[1]);
        }
        catch (ArgumentException none)
        {
            throw new InputException($"--metric {spec.Name}", $"{spec.Text} does not vary between units", "check that the metric is what you mean", none);
        }
    }

    // One covariate after the other, so that the one at fault is named.
    private static MeanDesign AdjustedDesign(PlanData data, CrossMoments moments)
    {
        MeanDesign design = MeanDesign.FromMoments(moments.Of(0));
        for (int i = 1; i <= data.Covariates.Count; i++)
        {
            string name = $"--covariate {string.Join(" ", data.Covariates[i - 1].Columns)}";
            if (!(moments.Of(i).Variance > 0 && double.IsFinite(moments.Of(i).Variance)))
                throw new InputException(name, "does not vary, or its values are too large to be squared", "leave it out, or name one that differs between units");
            double unexplained = 0;
            try
            {
                design = MeanDesign.FromMoments(moments, moments.Columns[0], [.. moments.Columns.Skip(1).Take(i)]);
                unexplained = 1 - design.CovariateCorrelation * design.CovariateCorrelation;
            }
            catch (ArgumentOutOfRangeException)
            {
                // A correlation that rounding has taken to 1.
            }
            catch (ArgumentException dependent) when (dependent is not ArgumentOutOfRangeException)
            {
                throw new InputException(name, "is determined by the covariates before it", "leave it out", dependent);
            }
            if (unexplained < Rounding)
                throw new InputException(name, $"determines {data.Metric.Text}", "name what was measured before the experiment");
        }
        return design;
    }

    private static string Word(MetricKind kind) => kind switch
    {
        MetricKind.Proportion => "proportion",
        MetricKind.Ratio => "ratio",
        MetricKind.Quantile => "quantile",
        _ => "mean",
    };
}
