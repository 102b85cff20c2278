namespace Credence.Bayes;

/// <summary>How far one chain has come.</summary>
/// <param name="Chain">The chain, counted from 0.</param>
/// <param name="Warmup">Whether it is still warming up.</param>
/// <param name="Iteration">The number of iterations done, warm-up included.</param>
/// <param name="Iterations">The number of iterations it will do, warm-up included.</param>
/// <param name="Divergences">The number of divergent transitions after warm-up.</param>
/// <param name="StepSize">The present step size.</param>
/// <param name="Gradients">The number of gradients computed so far.</param>
/// <param name="Elapsed">The time since the chain began.</param>
public readonly record struct SamplingProgress(
    int Chain, bool Warmup, int Iteration, int Iterations, int Divergences, double StepSize, long Gradients, TimeSpan Elapsed);
