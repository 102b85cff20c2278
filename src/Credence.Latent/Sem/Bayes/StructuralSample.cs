using Credence.Statistics;

namespace Credence.Latent;

/// <summary>What the rows of one group say to a structural equation model: their moments, and the rows themselves where they are at hand.</summary>
public sealed class StructuralSample
{
    private StructuralSample(MultivariateMoments moments, ReadOnlyMemory<double> rows, bool meansKnown)
        => (Moments, Rows, MeansKnown) = (moments, rows, meansKnown);

    /// <summary>The moments of complete rows.</summary>
    public MultivariateMoments Moments { get; }

    /// <summary>The n × p rows; empty where only moments are known.</summary>
    public ReadOnlyMemory<double> Rows { get; }

    /// <summary>Whether the variables are deviations from means that are known, so that none is estimated where the model has no mean structure.</summary>
    public bool MeansKnown { get; }

    /// <summary>The variables.</summary>
    public IReadOnlyList<string> Variables => Moments.Variables;

    /// <summary>The number n of rows.</summary>
    public long Count => Moments.Count;

    /// <summary>Moments alone: all but what needs single rows, such as leave-one-out validation and latent scores.</summary>
    /// <param name="moments">The moments.</param>
    /// <param name="meansKnown">Whether the variables are deviations from the means given, which are the true ones.</param>
    /// <exception cref="InputException">There are fewer than two rows, or a variable is constant.</exception>
    public static StructuralSample Of(MultivariateMoments moments, bool meansKnown = false)
    {
        ArgumentNullException.ThrowIfNull(moments);
        return Checked(new StructuralSample(moments, default, meansKnown));
    }

    /// <summary>Complete rows.</summary>
    /// <param name="variables">The names of the p variables.</param>
    /// <param name="rows">n × p values, row by row, all finite.</param>
    /// <exception cref="InputException">There are fewer than two rows, or a variable is constant.</exception>
    public static StructuralSample OfRows(IReadOnlyList<string> variables, ReadOnlyMemory<double> rows)
        => Checked(new StructuralSample(MultivariateMoments.Of(variables, rows.Span), rows, false));

    /// <summary>The standard deviation of a variable, divisor n.</summary>
    public double Deviation(int variable) => Math.Sqrt(Covariance(variable, variable));

    /// <summary>The mean of a variable.</summary>
    public double Mean(int variable) => Moments.Means.Span[variable];

    /// <summary>The covariance of two variables, divisor n.</summary>
    public double Covariance(int i, int j) => Moments.Scatter.Span[(i * Variables.Count) + j] / Count;

    /// <summary>The likelihood of a model with or without means.</summary>
    internal GroupLikelihood Likelihood(bool meanStructure) => new MomentLikelihood(this, meanStructure);

    private static StructuralSample Checked(StructuralSample sample)
    {
        if (sample.Count < 2)
            throw new InputException("", $"{sample.Count} complete rows cannot carry a structural equation model", "give at least 2 in every group");
        for (int i = 0; i < sample.Variables.Count; i++)
        {
            if (!(sample.Covariance(i, i) > 0))
                throw new InputException($"column {sample.Variables[i]}", "it is constant", "leave it out of the model");
        }
        return sample;
    }
}
