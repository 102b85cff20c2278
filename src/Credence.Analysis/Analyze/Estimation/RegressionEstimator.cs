using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Compares arms by a regression on covariates with a robust variance; each segment has a regression of its own.</summary>
internal sealed class RegressionEstimator : IEstimator
{
    private readonly MomentsEstimator _plain = new(TestKind.Default);
    private readonly Dictionary<(string?, string?), RegressionCell> _cells;
    private readonly RobustErrors _errors;
    private readonly Adjustment _adjustment;
    private readonly double _correlation;

    private RegressionEstimator(MetricSpec spec, Adjustment adjustment, IReadOnlyList<RegressionCell> cells, IReadOnlyDictionary<string, MetricMoments> arms)
    {
        (_adjustment, _errors) = (adjustment, Errors(adjustment));
        _cells = cells.ToDictionary(cell => Key(cell.Segment));
        _correlation = Cuped.Fit([.. arms.Values.Select(arm => arm.Joint!)]).Correlation;
        RegressionCell? whole = _cells.GetValueOrDefault(Key(null));
        Findings = whole is null ? [] :
        [
            .. AdjustmentFindings.Of(spec.Name, arms, whole.Fit.Constant, whole.Fit.Dependent, whole.Fit.Covariates.Count),
            .. whole.Variants.Zip(whole.Sums).Where(arm => arm.Second.Unusable > 0).Select(arm => AdjustmentFindings.Unusable(spec, arm.First, arm.Second.Unusable)),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>Fits the regressions of a metric and asks the engine for the sums of their variances: once over all units, and once for each
    /// column of segments.</summary>
    /// <param name="input">The question and its moments.</param>
    /// <param name="index">The metric's place.</param>
    /// <param name="control">The control variant.</param>
    /// <param name="cancellation">Stops the engine.</param>
    public static async Task<RegressionEstimator> FitAsync(EstimationInput input, int index, string control, CancellationToken cancellation)
    {
        AnalyzeOptions options = input.Options;
        MetricSpec spec = options.Metrics[index];
        RegressionModel model = options.Adjustment.Method == AdjustmentMethod.Lin ? RegressionModel.Lin : RegressionModel.Ancova;
        MomentsQuery rows = Analyze.Query(options) with { ColumnSets = [AdjustmentChoice.Columns(options, spec)] };
        Dictionary<string, MetricMoments> whole = MetricArms.Of(input.Table.Rows.Where(row => row.Segment is null), index);
        List<RegressionCell> cells = [];
        foreach ((MomentsTable table, MomentsQuery asked) in Groupings(input, rows))
        {
            RegressionCell[] fitted =
            [
                .. table.Rows.Where(row => row.Segment?.By == (asked.Segments.Count == 0 ? null : asked.Segments[0])).GroupBy(row => row.Segment)
                    .Select(group => RegressionCell.Of(group.Key, control, MetricArms.Of(group, index), model)).OfType<RegressionCell>(),
            ];
            MetricMoments? any = MetricArms.Of(table.Rows.Where(row => row.Segment is null), index).Values.FirstOrDefault();
            if (fitted.Length == 0 || any is null)
                continue;
            double[] centres = [Centre(whole), .. any.Covariates.Select(covariate => double.IsFinite(covariate.Fill) ? covariate.Fill : 0), .. any.Covariates.Where(covariate => covariate.Imputed).Select(_ => 0.0)];
            InfluenceQuery query = new()
            {
                Rows = asked,
                Covariates = any.Covariates,
                Centre = centres[0],
                Cells = [.. fitted.SelectMany(cell => cell.Asked(centres))],
                Power = RegressionAdjustment.Power(Errors(options.Adjustment)),
            };
            IReadOnlyList<InfluenceSums> sums = await input.Engine.InfluencesAsync(query, input.Progress, cancellation).ConfigureAwait(false);
            int at = 0;
            foreach (RegressionCell cell in fitted)
                cell.Take(sums, ref at);
            cells.AddRange(fitted);
        }
        return new(spec, options.Adjustment, cells, whole);
    }

    /// <inheritdoc/>
    public Estimation Compare(MetricArms arms, string treatment, EffectOptions form)
    {
        MeanComparison comparison = Comparison(arms, treatment);
        Effect plain = _plain.Compare(arms, treatment, form).Effect, effect = comparison.Effect(form);
        return new(effect)
        {
            Comparison = comparison,
            Adjustment = AdjustmentChoice.Name(_adjustment.Method),
            VarianceReduction = AdjustmentDetail.Reduction(effect, plain),
            Detail = new(plain.Estimate, plain.StandardError, Cell(arms)?.Fit.Covariates ?? [], _correlation, Slopes(arms)),
        };
    }

    /// <inheritdoc/>
    public NonInferiorityTest? Against(MetricArms arms, string treatment, Margin margin, EffectOptions form)
        => NonInferiority.Test(Comparison(arms, treatment), arms.Spec.Direction, margin, form);

    private MeanComparison Comparison(MetricArms arms, string treatment)
    {
        int place = Cell(arms) is { } cell ? Array.IndexOf([.. cell.Variants], treatment) : -1;
        return place > 0
            ? Cell(arms)!.Fit.Compare(place, Cell(arms)!.Sums, _errors)
            : new(_errors.ToString().ToLowerInvariant(), new EstimatedDifference(double.NaN, double.NaN, new ArmMean(double.NaN, double.NaN), double.NaN), double.NaN);
    }

    private RegressionCell? Cell(MetricArms arms) => _cells.GetValueOrDefault(Key(arms.Segment));

    // In Lin's model the slopes differ between the variants, and there is no one θ.
    private OrderedDictionary<string, double> Slopes(MetricArms arms)
    {
        OrderedDictionary<string, double> slopes = [];
        if (_adjustment.Method != AdjustmentMethod.Ancova || Cell(arms) is not { } cell)
            return slopes;
        foreach ((int place, string name) in cell.Fit.Covariates.Index())
        {
            if (arms.Moments[arms.Control].Covariates.Any(covariate => covariate.Name == name))
                slopes.Add(name, cell.Fit.SlopesOf(0)[place]);
        }
        return slopes;
    }

    // The table and the rows of each aggregate: all units, one column of segments after the other, and the times since exposure.
    private static IEnumerable<(MomentsTable Table, MomentsQuery Rows)> Groupings(EstimationInput input, MomentsQuery rows)
    {
        yield return (input.Table, rows with { Segments = [] });
        foreach (string by in input.Options.By.Distinct(StringComparer.Ordinal))
            yield return (input.Table, rows with { Segments = [by] });
        if (input.Development is { } development && input.Options.Since is { } since)
            yield return (development, rows with { Segments = [since], UnitsWithinSegments = rows.Unit is not null });
    }

    private static double Centre(Dictionary<string, MetricMoments> arms)
        => arms.Values.Select(arm => arm.Moments).Aggregate((a, b) => a.Merge(b)) is { Count: > 0 } pooled ? pooled.Means[0] : 0;

    private static RobustErrors Errors(Adjustment adjustment) => adjustment.Robust switch
    {
        RobustVariance.Hc0 => RobustErrors.Hc0,
        RobustVariance.Hc1 => RobustErrors.Hc1,
        RobustVariance.Hc3 => RobustErrors.Hc3,
        _ => RobustErrors.Hc2,
    };

    private static (string?, string?) Key(Segment? segment) => (segment?.By, segment?.Value);
}
