using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>The values of a metric before an experiment, for plans that are simulated.</summary>
/// <param name="Basis">What they say.</param>
/// <param name="Columns">The values of every unit; numerator and denominator for a ratio.</param>
public sealed record PlanSample(PlanBasis Basis, IReadOnlyList<double[]> Columns)
{
    // With more values tied at it, a quantile of a large sample does not vary, and the test has nothing to go by.
    private const double MostTied = 0.1;

    /// <summary>Which quantile is compared; null where the metric is none.</summary>
    public double? Quantile { get; init; }

    /// <summary>Reads the values.</summary>
    /// <param name="data">What to read; covariates have no part in it.</param>
    /// <param name="engine">Where the values come from.</param>
    /// <param name="progress">Told the share done; may be null.</param>
    /// <param name="cancellation">Stops the engine.</param>
    /// <exception cref="InputException">The source cannot be read, or its values cannot be compared.</exception>
    public static async Task<PlanSample> ReadAsync(PlanData data, IMomentsEngine engine, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(engine);
        if (data.Covariates.Count > 0)
            throw new InputException("--covariate", "an adjustment is not simulated", "use plan mean for its gain, and leave it out here");
        data = await data.WithCapAsync(engine, cancellation).ConfigureAwait(false);
        // A quantile is one of rows, which must not be summed by unit.
        double? quantile = data.Metric.Quantile;
        MomentsQuery rows = new()
        {
            Source = data.Source,
            Variant = data.Variant ?? new NumberLiteral(1),
            ColumnSets = [data.Metric.ColumnSet],
            Where = data.Where,
            Unit = quantile is null ? data.Unit : null,
        };
        SampleQuery query = new() { Rows = rows, Cluster = quantile is null ? null : data.Unit };
        SampleTable table = await engine.SamplesAsync(query, progress, cancellation).ConfigureAwait(false);
        string? control = data.Variant is null || data.Control is null ? null : VariantOrder.Canonical(data.Control);
        if (table.Rows.FirstOrDefault(row => control is null || row.Variant == control) is not { Metrics: [{ Count: > 1 } sample] })
            throw new InputException(data.Source.Text, $"fewer than two units have a value of {data.Metric.Name}", "check the metric and --where");
        if (sample.Clusters is { } units && units.Distinct().Count() < units.Length)
            throw new InputException($"--metric {data.Metric.Name}", $"some {data.Unit} have several rows, which are not independent", "plan from data with one row per unit");
        return new(BasisOf(data, sample), sample.Columns) { Quantile = quantile };
    }

    private static PlanBasis BasisOf(PlanData data, MetricSample sample)
    {
        MetricSpec spec = data.Metric;
        MetricKind kind = spec.Kind ?? (sample.Binary ? MetricKind.Proportion : MetricKind.Mean);
        if (kind == MetricKind.Proportion && !sample.Binary)
            throw new InputException($"--metric {spec.Name}", $"a proportion needs values 0 and 1, but {spec.Text} has others", "write mean: for a number");
        Moments first = Moments.FromValues(sample.Values);
        if (kind != MetricKind.Ratio && !(first.Variance > 0))
            throw new InputException($"--metric {spec.Name}", $"all values of {spec.Text} are equal", "check that the metric is what you mean");
        (double level, double deviation) = (first.Mean, first.StandardDeviation);
        if (kind == MetricKind.Ratio)
        {
            MeanDesign design = Refusal.AsInput(() => MeanDesign.ForRatio(Pairs(sample), "numerator", "denominator"));
            (level, deviation) = (design.Baseline!.Value, design.StandardDeviation);
        }
        if (spec.Quantile is { } quantile)
            level = LevelOf(spec, quantile, sample.Values);
        return new(data.Source.Text, spec.Name, kind, sample.Count, sample.Missing + sample.Invalid, level, deviation, [], null);
    }

    private static double LevelOf(MetricSpec spec, double quantile, double[] values)
    {
        double level = QuantileDesign.FromData(quantile, values).Baseline;
        int same = values.Count(value => value == level);
        return same <= MostTied * values.Length
            ? level
            : throw new InputException($"--metric {spec.Name}", FormattableString.Invariant($"{(double)same / values.Length:P0} of the values are {level}, so that the quantile does not move with the others"),
                "plan a mean, or the proportion above a threshold");
    }

    private static CrossMoments Pairs(MetricSample sample)
    {
        double[] rows = new double[2 * sample.Count];
        for (int i = 0; i < sample.Count; i++)
            (rows[2 * i], rows[2 * i + 1]) = (sample.Columns[0][i], sample.Columns[1][i]);
        return CrossMoments.FromRows(["numerator", "denominator"], rows);
    }
}
