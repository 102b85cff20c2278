using Credence.Bayes;
using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>The prior of one parameter.</summary>
/// <param name="Parameter">The parameter, with its variant where the prior is of that variant alone: <c>mean</c> or <c>mean[B]</c>.</param>
/// <param name="Distribution">Its distribution, within the range of the parameter.</param>
/// <param name="IsStated">Whether it was stated; otherwise it is the default.</param>
/// <param name="DependsOnData">Whether the data it is confronted with have chosen its location or scale.</param>
public sealed record ParameterPrior(string Parameter, IDistribution Distribution, bool IsStated, bool DependsOnData)
{
    /// <summary>The prior as it is written, such as <c>sd ~ half-normal(10)</c>.</summary>
    public override string ToString() => $"{Parameter} ~ {Distribution}";
}

/// <summary>A prior as it enters a density: of a parameter, or of its square.</summary>
/// <param name="Statement">The prior.</param>
/// <param name="OfSquare">Whether its distribution is that of the parameter's square, such as the variance.</param>
internal sealed record ParameterDensity(ParameterPrior Statement, bool OfSquare)
{
    private readonly IDistribution distribution = Statement.Distribution;

    /// <summary>The ends of the support of the parameter.</summary>
    public double Lower => OfSquare ? Math.Sqrt(distribution.Lower) : distribution.Lower;

    public double Upper => OfSquare ? Math.Sqrt(distribution.Upper) : distribution.Upper;

    public double LogDensity(double value, out double slope)
    {
        if (!OfSquare)
            return distribution.LogDensity(value, out slope);
        double density = distribution.LogDensity(value * value, out double ofSquare);
        slope = 2 * value * ofSquare + 1 / value;
        return density + Math.Log(2 * value);
    }

    public double Cdf(double value) => distribution.Cdf(OfSquare ? value * value : value);

    public double UpperTail(double value) => distribution.UpperTail(OfSquare ? value * value : value);

    public double Quantile(double probability) => OfSquare ? Math.Sqrt(distribution.Quantile(probability)) : distribution.Quantile(probability);

    public double Draw(RandomStream random) => OfSquare ? Math.Sqrt(distribution.Draw(random)) : distribution.Draw(random);
}
