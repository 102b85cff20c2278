namespace Credence.Bayes;

/// <summary>What is exported of an inference: posterior draws with everything that belongs to them.</summary>
/// <param name="Posterior">The posterior draws; what their sampler recorded goes with them.</param>
public sealed record InferenceData(Draws Posterior)
{
    /// <summary>Draws of the same parameters from the prior.</summary>
    public Draws? Prior { get; init; }

    /// <summary>Data simulated from the posterior: the parameters are the groups of simulated values.</summary>
    public Draws? PosteriorPredictive { get; init; }

    /// <summary>Data simulated from the prior.</summary>
    public Draws? PriorPredictive { get; init; }

    /// <summary>The log likelihood of each observation at each draw.</summary>
    public Draws? LogLikelihood { get; init; }

    /// <summary>The data the model was fitted to.</summary>
    public ObservedData? Observed { get; init; }

    /// <summary>When the draws were made; null to leave it out, so that equal draws give equal files.</summary>
    public DateTimeOffset? CreatedAt { get; init; }
}

/// <summary>Observed values under the names and dimensions of the quantities they are values of.</summary>
public sealed record ObservedData
{
    /// <summary>Names observed values.</summary>
    /// <param name="layout">What was observed.</param>
    /// <param name="values">One value for each element of <paramref name="layout"/>.</param>
    public ObservedData(ParameterLayout layout, ReadOnlyMemory<double> values)
    {
        ArgumentNullException.ThrowIfNull(layout);
        Guard.SameLength(values.Length, layout.Count);
        (Layout, Values) = (layout, values);
    }

    /// <summary>What was observed.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>The values, in the order of the layout's elements.</summary>
    public ReadOnlyMemory<double> Values { get; }
}
