using Credence.Latent;

namespace Credence.Analysis;

/// <summary>How a construct is measured over all variants.</summary>
/// <param name="Indicators">How each indicator measures it, in the order asked for; empty where there is no estimate.</param>
/// <param name="Invariance">Tests whether the variants measure alike; the last step is the model that the effects rest on.</param>
public sealed record ConstructSummary(IReadOnlyList<LatentIndicator> Indicators, IReadOnlyList<MeasurementStep> Invariance)
{
    /// <summary>The unit of effects and levels.</summary>
    public string Unit { get; } = "standard deviation of the construct in the control";

    /// <summary>Why there is no relative effect.</summary>
    public string NoLift { get; } = "the construct's mean in the control is 0 by definition";
}
