using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>A model that can be sampled: what its parameters are called, its log density, and the way from unconstrained positions to values.</summary>
public interface IModel
{
    /// <summary>The parameters and derived quantities that are reported, in the order of <see cref="Constrain"/>.</summary>
    ParameterLayout Parameters { get; }

    /// <summary>A new instance of the log density, for one chain.</summary>
    ILogDensity Bind();

    /// <summary>The values of all reported quantities at an unconstrained position. Never called by two threads at once.</summary>
    /// <param name="position">The unconstrained position.</param>
    /// <param name="values">Receives one value for each element of <see cref="Parameters"/>.</param>
    void Constrain(ReadOnlySpan<double> position, Span<double> values);

    /// <summary>The name of an unconstrained coordinate, for messages: the parameter it moves, such as <c>sd[A]</c>.</summary>
    string CoordinateName(int coordinate);
}

/// <summary>A model that knows where its chains should start.</summary>
public interface IStartingPoint
{
    /// <summary>Fills a starting position; chains should be spread more widely than the posterior.</summary>
    void Start(RandomStream random, Span<double> position);
}

/// <summary>A model that describes itself: its quantities, their distributions, shapes and plates.</summary>
public interface IDescribedModel
{
    /// <summary>The graph of the model.</summary>
    ModelGraph Graph { get; }
}

/// <summary>A model whose likelihood is a product over observations, as leave-one-out validation needs.</summary>
public interface IPointwiseLikelihood
{
    /// <summary>The number of observations, or of groups of equal ones.</summary>
    int Observations { get; }

    /// <summary>How many equal observations each one stands for; empty where each stands for itself.</summary>
    ReadOnlySpan<double> Weights { get; }

    /// <summary>The log likelihood of one observation each, given the reported values.</summary>
    void LogLikelihood(ReadOnlySpan<double> values, Span<double> pointwise);
}

/// <summary>A model whose parameters can be drawn from their prior.</summary>
public interface IPriorSampler
{
    /// <summary>Draws the values of all reported quantities from the prior.</summary>
    void SamplePrior(RandomStream random, Span<double> values);
}

/// <summary>A model that simulates data, as prior and posterior predictive checks need.</summary>
public interface ISimulator
{
    /// <summary>What is simulated: one name for each group of values, such as the outcome of a variant.</summary>
    IReadOnlyList<string> Groups { get; }

    /// <summary>The observed data of a group as distinct values in increasing order with their counts; null where only moments are known.</summary>
    WeightedValues? Observed(int group);

    /// <summary>Draws new values of a group given the reported values.</summary>
    void Simulate(ReadOnlySpan<double> values, int group, RandomStream random, Span<double> replicate);
}

/// <summary>Distinct values with the number of times each occurs.</summary>
/// <param name="Values">The distinct values, in increasing order.</param>
/// <param name="Counts">How often each occurs; of the same length.</param>
public sealed record WeightedValues(ReadOnlyMemory<double> Values, ReadOnlyMemory<double> Counts);
