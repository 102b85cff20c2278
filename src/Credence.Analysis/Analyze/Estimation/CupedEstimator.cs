using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Compares arms by CUPED, with slopes fitted once over all units of all variants, whatever segment is looked at.</summary>
/// <remarks>By time since exposure a unit counts once at each time, with another outcome: there each time has slopes of its own.</remarks>
internal sealed class CupedEstimator : IEstimator
{
    private readonly MomentsEstimator _plain;
    private readonly Cuped _fit;
    private readonly AdjustedTest _test;
    private readonly string? _since;

    /// <param name="spec">The metric.</param>
    /// <param name="arms">Its moments by variant, over all units.</param>
    /// <param name="test">The test.</param>
    /// <param name="since">Column of the time since exposure; null without.</param>
    public CupedEstimator(MetricSpec spec, IReadOnlyDictionary<string, MetricMoments> arms, TestKind test, string? since)
    {
        (_plain, _since) = (new(test), since);
        _test = test switch
        {
            TestKind.Student => AdjustedTest.Student,
            TestKind.Z => AdjustedTest.Z,
            _ => AdjustedTest.Welch,
        };
        _fit = Fitted(spec, arms);
        Findings = [.. AdjustmentFindings.Of(spec.Name, arms, _fit.Constant, _fit.Dependent, _fit.Covariates.Count)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Finding> Findings { get; }

    /// <inheritdoc/>
    public Estimation Compare(MetricArms arms, string treatment, EffectOptions form)
    {
        MeanComparison comparison = Comparison(arms, treatment);
        Effect plain = _plain.Compare(arms, treatment, form).Effect, effect = comparison.Effect(form);
        return new(effect)
        {
            Comparison = comparison,
            Adjustment = AdjustmentChoice.Name(AdjustmentMethod.Cuped),
            VarianceReduction = AdjustmentDetail.Reduction(effect, plain),
            Detail = new(plain.Estimate, plain.StandardError, FitOf(arms).Covariates, FitOf(arms).Correlation, Slopes(arms)),
        };
    }

    /// <inheritdoc/>
    public NonInferiorityTest? Against(MetricArms arms, string treatment, Margin margin, EffectOptions form)
        => NonInferiority.Test(Comparison(arms, treatment), arms.Spec.Direction, margin, form);

    private MeanComparison Comparison(MetricArms arms, string treatment)
        => FitOf(arms).Compare(arms.Moments[arms.Control].Joint!, arms.Moments[treatment].Joint!, _test);

    private Cuped FitOf(MetricArms arms) => _since is not null && arms.Segment?.By == _since ? Fitted(arms.Spec, arms.Moments) : _fit;

    private static Cuped Fitted(MetricSpec spec, IReadOnlyDictionary<string, MetricMoments> arms)
        => Cuped.Fit([.. arms.Values.Select(arm => arm.Joint!)], spec.Columns.Count);

    private OrderedDictionary<string, double> Slopes(MetricArms arms)
    {
        OrderedDictionary<string, double> slopes = [];
        Cuped fit = FitOf(arms);
        foreach (string name in arms.Moments[arms.Control].Covariates.Select(covariate => covariate.Name))
        {
            if (fit.Covariates.Index().FirstOrDefault(column => column.Item == name) is { Item: not null } column)
                slopes.Add(name, fit.Theta[column.Index]);
        }
        return slopes;
    }
}
