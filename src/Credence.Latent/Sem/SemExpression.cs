namespace Credence.Latent;

/// <summary>An expression of labelled parameters and defined quantities, with its derivatives.</summary>
public abstract record SemExpression
{
    /// <summary>The labels and names it uses, each once, in the order of the text.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>Its value and derivatives.</summary>
    /// <param name="values">The value of each of <see cref="Names"/>.</param>
    /// <param name="derivatives">Receives the derivative by each of <see cref="Names"/>.</param>
    public abstract double Evaluate(ReadOnlySpan<double> values, Span<double> derivatives);
}
