namespace Credence.Latent;

/// <summary>How labels come about: P(label, or its absence | component), and which of its rates are estimated.</summary>
/// <remarks>The label of a row is missing with probability mⱼ given its component j, or ignorably; a label that is there is l with probability
/// Cⱼₗ. A row with label l then has the density Σⱼ πⱼ (1 − mⱼ) Cⱼₗ fⱼ, a row without Σⱼ πⱼ mⱼ fⱼ; where the loss is ignorable the factors of m drop
/// out, and where labels are right C is the identity.</remarks>
internal sealed class LabelMechanism(int components, bool lossByComponent, double[][]? matrix, bool estimatesError)
{
    /// <summary>Whether every component loses labels at its own, estimated rate.</summary>
    public bool LossByComponent { get; } = lossByComponent;

    /// <summary>Whether the rate of wrong labels is estimated.</summary>
    public bool EstimatesError { get; } = estimatesError;

    /// <summary>Whether a label tells the component for certain.</summary>
    public bool LabelsAreRight => matrix is null && !EstimatesError;

    /// <summary>log P(label | component); the label after the last is its absence.</summary>
    public double LogChance(MixtureState state, int label, int component)
    {
        bool absent = label == components;
        double loss = !LossByComponent ? 0 : Math.Log(absent ? state.Missing[component] : 1 - state.Missing[component]);
        if (absent)
            return loss;
        if (EstimatesError)
            return loss + Math.Log(label == component ? 1 - state.Error : state.Error / (components - 1));
        if (matrix is not null)
            return loss + Math.Log(matrix[component][label]);
        return label == component ? loss : double.NegativeInfinity;
    }

    /// <summary>d log P(label | component) ∕ d P(no label | component); the second derivative is minus its square.</summary>
    public double LossSlope(MixtureState state, int label, int component)
        => label == components ? 1 / state.Missing[component] : -1 / (1 - state.Missing[component]);

    /// <summary>d log P(label | component) ∕ d P(wrong label); the second derivative is minus its square.</summary>
    public double ErrorSlope(MixtureState state, int label, int component)
        => label == components ? 0 : label == component ? -1 / (1 - state.Error) : 1 / state.Error;
}
