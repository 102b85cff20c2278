using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>The units of one stratum in two variants.</summary>
/// <param name="Name">Value of the stratum's column; null where it is missing.</param>
/// <param name="Control">Moments of the control: one column, or numerator and denominator of a ratio.</param>
/// <param name="Treatment">Moments of the treatment, with the same columns.</param>
public sealed record Stratum(string? Name, CrossMoments Control, CrossMoments Treatment)
{
    /// <summary>Units that give the stratum its weight; may count other variants too. Default: those of control and treatment.</summary>
    public long Units { get; init; } = Control.Count + Treatment.Count;

    /// <summary>Whether a variant has fewer than two units, so that its variance is unknown.</summary>
    public bool IsThin => Control.Count < 2 || Treatment.Count < 2;

    /// <summary>Whether a variant has no units.</summary>
    public bool LacksVariant => Control.Count == 0 || Treatment.Count == 0;

    internal Stratum Merge(Stratum other) => this with
    {
        Control = Control.Merge(other.Control),
        Treatment = Treatment.Merge(other.Treatment),
        Units = Units + other.Units,
    };
}

/// <summary>The effect in one stratum, as it enters the post-stratified effect.</summary>
/// <param name="Names">Names of the strata that it was made of; several where thin strata were merged.</param>
/// <param name="ControlCount">Units of the control.</param>
/// <param name="TreatmentCount">Units of the treatment.</param>
/// <param name="Weight">Share of the stratum; the weights sum to 1.</param>
/// <param name="Comparison">The comparison within the stratum.</param>
public sealed record StratumEffect(IReadOnlyList<string?> Names, long ControlCount, long TreatmentCount, double Weight, MeanComparison Comparison)
{
    /// <summary>Units of both variants.</summary>
    public long Count => ControlCount + TreatmentCount;

    /// <summary>Treatment minus control.</summary>
    public double Estimate => Comparison.Difference;

    /// <summary>Squared standard error of the estimate.</summary>
    public double Variance => Comparison.Estimated.Variance;
}

/// <summary>A post-stratified comparison.</summary>
/// <param name="Comparison">The effect over all strata.</param>
/// <param name="Strata">The effect in each stratum, merged ones last.</param>
/// <param name="Thin">Strata that were merged, as a variant has fewer than two units there.</param>
/// <param name="OneSided">Those among them in which a variant has no units at all.</param>
/// <param name="VarianceRatio">Variance of the effect over that without strata: below 1 the strata gain, above 1 they cost.</param>
public sealed record PostStratified(
    MeanComparison Comparison, IReadOnlyList<StratumEffect> Strata, IReadOnlyList<Stratum> Thin, IReadOnlyList<Stratum> OneSided, double VarianceRatio);
