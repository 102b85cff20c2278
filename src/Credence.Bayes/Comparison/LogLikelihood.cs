using System.Numerics.Tensors;

namespace Credence.Bayes;

/// <summary>The log likelihood of each observation at each draw.</summary>
public sealed class LogLikelihood
{
    private readonly double[] values;

    /// <summary>Takes over values laid out by observation, chain and draw; the last runs fastest.</summary>
    /// <param name="observations">The number of observations, or of groups of equal ones.</param>
    /// <param name="chains">The number of chains, at least 1.</param>
    /// <param name="count">The number of draws of each chain.</param>
    /// <param name="values">The values: observations × chains × draws.</param>
    /// <param name="weights">How many equal observations each stands for; empty where each stands for itself.</param>
    public LogLikelihood(int observations, int chains, int count, double[] values, IReadOnlyList<double>? weights = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        Guard.AtLeast(observations, 0);
        Guard.AtLeast(chains, 1);
        Guard.AtLeast(count, 0);
        Guard.SameLength(values.Length, checked(observations * chains * count));
        if (weights is { Count: > 0 })
            Guard.SameLength(weights.Count, observations);
        (Observations, Chains, Count, this.values) = (observations, chains, count, values);
        Weights = weights is { Count: > 0 } ? weights : [.. Enumerable.Repeat(1.0, observations)];
    }

    /// <summary>The number of observations, or of groups of equal ones.</summary>
    public int Observations { get; }

    /// <summary>The number of chains.</summary>
    public int Chains { get; }

    /// <summary>The number of draws of each chain.</summary>
    public int Count { get; }

    /// <summary>How many equal observations each one stands for.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>The log likelihood of one observation at all draws, one chain after another.</summary>
    public ReadOnlySpan<double> Of(int observation) => values.AsSpan(observation * Chains * Count, Chains * Count);

    /// <summary>Evaluates a model's log likelihood at all draws.</summary>
    /// <exception cref="OverflowException">Observations × draws exceed what an array can hold; <see cref="LeaveOneOut.Of(IPointwiseLikelihood, Draws)"/> works in parts.</exception>
    public static LogLikelihood Of(IPointwiseLikelihood model, Draws draws)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Of(model, draws, 0, model.Observations);
    }

    /// <summary>The joint log likelihood of all observations at each draw, one chain after another.</summary>
    public static double[] Joint(IPointwiseLikelihood model, Draws draws)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(draws);
        double[] joint = new double[draws.Chains * draws.Count], reported = new double[draws.Parameters.Count], pointwise = new double[model.Observations];
        for (int draw = 0; draw < joint.Length; draw++)
        {
            draws.CopyDraw(draw / draws.Count, draw % draws.Count, reported);
            joint[draw] = Joint(model, reported, pointwise);
        }
        return joint;
    }

    /// <summary>The joint log likelihood given the reported values.</summary>
    internal static double Joint(IPointwiseLikelihood model, ReadOnlySpan<double> reported, Span<double> pointwise)
    {
        model.LogLikelihood(reported, pointwise);
        return model.Weights.IsEmpty ? TensorPrimitives.Sum<double>(pointwise) : TensorPrimitives.Dot(pointwise, model.Weights);
    }

    /// <summary>Evaluates a model's log likelihood of some consecutive observations at all draws.</summary>
    internal static LogLikelihood Of(IPointwiseLikelihood model, Draws draws, int first, int observations)
    {
        ArgumentNullException.ThrowIfNull(draws);
        int size = draws.Chains * draws.Count;
        double[] values = new double[checked(observations * size)], reported = new double[draws.Parameters.Count], pointwise = new double[model.Observations];
        for (int draw = 0; draw < size; draw++)
        {
            draws.CopyDraw(draw / draws.Count, draw % draws.Count, reported);
            model.LogLikelihood(reported, pointwise);
            for (int i = 0; i < observations; i++)
                values[i * size + draw] = pointwise[first + i];
        }
        double[] weights = model.Weights.IsEmpty ? [] : model.Weights.Slice(first, observations).ToArray();
        return new LogLikelihood(observations, draws.Chains, draws.Count, values, weights);
    }
}
