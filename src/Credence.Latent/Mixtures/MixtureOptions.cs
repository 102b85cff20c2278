namespace Credence.Latent;

/// <summary>A normal component of a mixture.</summary>
/// <param name="Mean">Its mean.</param>
/// <param name="StandardDeviation">Its standard deviation, above 0.</param>
/// <param name="Share">Its share of the population, in (0, 1]; the shares sum to 1.</param>
public sealed record MixtureComponent(double Mean, double StandardDeviation, double Share);

/// <summary>How labels got lost.</summary>
public enum LabelLoss
{
    /// <summary>Whether a label is missing depends on the value at most, not on the component: the loss is ignorable.</summary>
    Ignorable,

    /// <summary>Every component loses its labels at its own rate, which is estimated.</summary>
    ByComponent,
}

/// <summary>How a normal mixture is fitted.</summary>
public sealed record MixtureOptions
{
    /// <summary>The shares of the components where the design fixes them; null where they are estimated.</summary>
    public IReadOnlyList<double>? Shares { get; init; }

    /// <summary>Where the one search starts; null for starts from labels, quantiles and chance.</summary>
    public IReadOnlyList<MixtureComponent>? Start { get; init; }

    /// <summary>The most iterations of the final search, at least 1. Every pass over the data counts.</summary>
    public int MaximumIterations { get; init; } = 5000;

    /// <summary>The search ends when the Newton step is this many standard errors long; above 0.</summary>
    public double Tolerance { get; init; } = 1e-8;

    /// <summary>The number of random starts beside the systematic ones, not negative.</summary>
    public int Restarts { get; init; } = 20;

    /// <summary>The EM steps from every start before Newton's method is tried, at least 1.</summary>
    public int ShortIterations { get; init; } = 10;

    /// <summary>The most regular maxima looked for among the best penalised ones, at least 1.</summary>
    public int Finished { get; init; } = 5;

    /// <summary>The seed of the random starts.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether EM is accelerated by SQUAREM and finished by Newton's method; false for plain EM steps.</summary>
    public bool Accelerate { get; init; } = true;

    /// <summary>The smallest standard deviation of a component that labels do not hold; null for 0.002 standard deviations of all values.</summary>
    public double? SmallestStandardDeviation { get; init; }

    /// <summary>The largest ratio of two standard deviations where labels do not hold the smaller one, above 1.</summary>
    public double LargestRatio { get; init; } = 500;

    /// <summary>The fewest rows a component that labels do not hold may be expected to have, not negative. Their squared deviations must sum to 1% of
    /// s² ∕ k², s the standard deviation of all values and k the number of components: a few close values make maxima that mean nothing.</summary>
    public double FewestRows { get; init; } = 2;

    /// <summary>How labels got lost. Default <see cref="LabelLoss.Ignorable"/>.</summary>
    public LabelLoss LabelLoss { get; init; }

    /// <summary>P(label | component), one row for each component and a column for each label; null where every label is right.</summary>
    public IReadOnlyList<IReadOnlyList<double>>? Misclassification { get; init; }

    /// <summary>Whether one rate of wrong labels, below one half and evenly spread over the other components, is estimated.</summary>
    public bool EstimateMisclassification { get; init; }

    /// <summary>Error level of tests; intervals have level 1 − Alpha. In (0, 1).</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>The number of threads; null for as many as there are processors. The answer does not depend on it.</summary>
    public int? Threads { get; init; }
}

/// <summary>How far a fit has come.</summary>
/// <param name="Iteration">The iteration of the final search; 0 while starts are tried.</param>
/// <param name="LogLikelihood">The log-likelihood there.</param>
public sealed record MixtureProgress(int Iteration, double LogLikelihood);
