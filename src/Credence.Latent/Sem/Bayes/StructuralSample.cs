using System.Numerics.Tensors;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>What the rows of one group say to a structural equation model: their moments, and the rows themselves where they are at hand.</summary>
public sealed class StructuralSample
{
    private StructuralSample(MultivariateMoments moments, PatternMoments? patterns, ReadOnlyMemory<double> rows, bool meansKnown)
    {
        (Moments, Patterns, Rows, MeansKnown) = (moments, patterns, rows, meansKnown);
        if (Count < 2)
            throw new InputException("", $"{Count} rows cannot carry a structural equation model", "give at least 2 in every group");
        for (int i = 0; i < Variables.Count; i++)
        {
            if (!(Covariance(i, i) > 0))
                throw new InputException($"column {Variables[i]}", "it is constant", "leave it out of the model");
        }
    }

    /// <summary>The moments of complete rows; with missing cells those of the maximum-likelihood normal distribution.</summary>
    public MultivariateMoments Moments { get; }

    /// <summary>The moments of each missingness pattern; null where no cell is missing.</summary>
    public PatternMoments? Patterns { get; }

    /// <summary>The n × p rows, NaN where a cell is missing; empty where only moments are known.</summary>
    public ReadOnlyMemory<double> Rows { get; }

    /// <summary>Whether the variables are deviations from means that are known, so that none is estimated where the model has no mean structure.</summary>
    public bool MeansKnown { get; }

    /// <summary>The variables.</summary>
    public IReadOnlyList<string> Variables => Moments.Variables;

    /// <summary>The number n of rows in which any variable is observed.</summary>
    public long Count => Moments.Count;

    /// <summary>Moments alone: all but what needs single rows, such as leave-one-out validation and latent scores.</summary>
    /// <param name="moments">The moments.</param>
    /// <param name="meansKnown">Whether the means given are the true ones, so that the scatter about them loses no degree of freedom.</param>
    /// <exception cref="InputException">There are fewer than two rows, or a variable is constant.</exception>
    public static StructuralSample Of(MultivariateMoments moments, bool meansKnown = false)
    {
        ArgumentNullException.ThrowIfNull(moments);
        return new StructuralSample(moments, null, default, meansKnown);
    }

    /// <summary>Rows, in which cells may be missing at random.</summary>
    /// <param name="variables">The names of the p variables.</param>
    /// <param name="rows">n × p values, row by row; NaN is missing.</param>
    /// <exception cref="InputException">There are too few rows, or a variable is constant, all missing or a linear combination of others.</exception>
    public static StructuralSample OfRows(IReadOnlyList<string> variables, ReadOnlyMemory<double> rows)
    {
        if (!TensorPrimitives.IsNaNAny(rows.Span))
            return new StructuralSample(MultivariateMoments.Of(variables, rows.Span), null, rows, false);
        PatternMoments patterns = PatternMoments.Of(variables, rows.Span);
        MultivariateNormalFit fit = MultivariateNormalFit.Of(patterns);
        double[] scatter = [.. fit.Covariance.Span];
        for (int i = 0; i < scatter.Length; i++)
            scatter[i] *= patterns.Count;
        return new StructuralSample(new MultivariateMoments(patterns.Variables, patterns.Count, fit.Means, scatter), patterns, rows, false);
    }

    /// <summary>What the data say of the observed variables of a model, for each of its groups.</summary>
    /// <param name="table">The model.</param>
    /// <param name="data">The data.</param>
    /// <param name="missing">What becomes of rows with missing cells; rows without all exogenous variables are left out in any case.</param>
    /// <exception cref="ArgumentException">A variable or group of the model is not in the data, or means are needed and not known.</exception>
    /// <exception cref="InputException">A group has too few rows, or a variable is constant, all missing or a linear combination of others.</exception>
    public static IReadOnlyList<StructuralSample> From(ParameterTable table, SemData data, SemMissing missing = SemMissing.Listwise)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(data);
        return [.. SampleReader.Read(table, data, missing).Select(group => group.Rows.Length > 0
            ? OfRows(table.Observed, group.Rows)
            : Of(new MultivariateMoments(table.Observed, group.Count, group.Means, group.Covariance.Select(value => group.Count * value).ToArray())))];
    }

    /// <summary>The standard deviation of a variable, divisor n.</summary>
    public double Deviation(int variable) => Math.Sqrt(Covariance(variable, variable));

    /// <summary>The mean of a variable.</summary>
    public double Mean(int variable) => Moments.Means.Span[variable];

    /// <summary>The covariance of two variables, divisor n.</summary>
    public double Covariance(int i, int j) => Moments.Scatter.Span[(i * Variables.Count) + j] / Count;

    /// <summary>Whether a cell of a variable is missing.</summary>
    internal bool IsIncomplete(int variable) => Patterns is { } patterns && patterns.Patterns.Any(pattern => !pattern.Observed.Span.Contains(variable));

    /// <summary>The likelihood of a model with or without means.</summary>
    internal GroupLikelihood Likelihood(bool meanStructure)
        => Patterns is null ? new MomentLikelihood(this, meanStructure) : new IncompleteLikelihood(new PatternLikelihood(new PatternRows(Patterns)));
}
