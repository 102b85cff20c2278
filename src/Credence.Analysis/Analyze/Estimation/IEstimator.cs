using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>One way of estimating the effect of a treatment on a metric.</summary>
/// <remarks>Made by <see cref="Estimators"/>, which may ask the engine for more than moments first; from then on a pure function, which a
/// correction for several comparisons asks again at other levels.</remarks>
internal interface IEstimator
{
    /// <summary>What to know of the data this way of estimating works on.</summary>
    IReadOnlyList<Finding> Findings => [];

    /// <summary>Compares a treatment with the control.</summary>
    /// <param name="arms">The metric's moments, whole or of one segment; both variants are among them.</param>
    /// <param name="treatment">The treatment.</param>
    /// <param name="form">Level and form of the test and the intervals.</param>
    Estimation Compare(MetricArms arms, string treatment, EffectOptions form);

    /// <summary>The level of a variant; null where it is that of the moments.</summary>
    VariantSummary? Level(MetricArms arms, string variant) => null;

    /// <summary>Tests whether the treatment is no worse than a margin allows; null where this way of estimating has no such test.</summary>
    NonInferiorityTest? Against(MetricArms arms, string treatment, Margin margin, EffectOptions form);
}
