namespace Credence.Bayes;

/// <summary>Posterior draws of several chains with what the sampler recorded about each.</summary>
public sealed class Draws
{
    private readonly double[] values;

    /// <summary>Takes over draws laid out by element, chain and draw; the last runs fastest.</summary>
    /// <param name="parameters">What was drawn.</param>
    /// <param name="chains">The number of chains, at least 1.</param>
    /// <param name="count">The number of draws of each chain.</param>
    /// <param name="values">The values: elements × chains × draws.</param>
    public Draws(ParameterLayout parameters, int chains, int count, double[] values)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(values);
        Guard.AtLeast(chains, 1);
        Guard.AtLeast(count, 0);
        Guard.SameLength(values.Length, parameters.Count * chains * count);
        (Parameters, Chains, Count, this.values) = (parameters, chains, count, values);
    }

    /// <summary>What was drawn.</summary>
    public ParameterLayout Parameters { get; }

    /// <summary>The number of chains.</summary>
    public int Chains { get; }

    /// <summary>The number of draws of each chain.</summary>
    public int Count { get; }

    /// <summary>What the sampler recorded; null for draws that come from elsewhere.</summary>
    public SamplerRecord? Sampler { get; init; }

    /// <summary>The draws of one element in one chain.</summary>
    public ReadOnlySpan<double> Of(int element, int chain) => values.AsSpan(((element * Chains) + chain) * Count, Count);

    /// <summary>The draws of one element in all chains, one chain after another.</summary>
    public ReadOnlySpan<double> Of(int element) => values.AsSpan(element * Chains * Count, Chains * Count);

    /// <summary>The draws of one element as one array per chain.</summary>
    public double[][] ByChain(int element) => [.. Enumerable.Range(0, Chains).Select(chain => Of(element, chain).ToArray())];

    /// <summary>The draws of all parameters but one.</summary>
    /// <exception cref="ArgumentException">There is no such parameter.</exception>
    public Draws Without(string parameter)
    {
        int first = Parameters.Offset(parameter), size = Parameters.Parameters.First(own => own.Name == parameter).Size, block = Chains * Count;
        double[] kept = [.. values.AsSpan(0, first * block), .. values.AsSpan((first + size) * block)];
        return new Draws(new ParameterLayout([.. Parameters.Parameters.Where(own => own.Name != parameter)]), Chains, Count, kept) { Sampler = Sampler };
    }

    /// <summary>Copies the values of all elements at one draw.</summary>
    public void CopyDraw(int chain, int draw, Span<double> destination)
    {
        for (int element = 0; element < Parameters.Count; element++)
            destination[element] = Of(element, chain)[draw];
    }
}
