using System.Globalization;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>Standard errors of a multivariate normal's parameters, from the inverse of the observed information; NaN where not identified.</summary>
/// <param name="Means">Of the p means.</param>
/// <param name="StandardDeviations">Of the p standard deviations, by the delta method.</param>
/// <param name="Covariance">Of the variances and covariances, p × p.</param>
/// <param name="Correlations">Of the correlations, p × p, by the delta method; 0 on the diagonal.</param>
public sealed record MultivariateNormalErrors(
    ReadOnlyMemory<double> Means, ReadOnlyMemory<double> StandardDeviations, ReadOnlyMemory<double> Covariance, ReadOnlyMemory<double> Correlations);

/// <summary>The maximum likelihood estimate of a multivariate normal from rows with cells missing at random.</summary>
/// <remarks>
/// The likelihood is that of the observed cells (Little and Rubin, 2019, <i>Statistical Analysis with Missing Data</i>, section 11.2); divisor n
/// in the covariance.
/// </remarks>
public sealed class MultivariateNormalFit
{
    private MultivariateNormalFit(PatternMoments moments) => Moments = moments;

    /// <summary>The data.</summary>
    public PatternMoments Moments { get; }

    /// <summary>The names of the p variables.</summary>
    public IReadOnlyList<string> Variables => Moments.Variables;

    /// <summary>The log likelihood of the observed cells, constants included.</summary>
    public double LogLikelihood { get; private init; }

    /// <summary>The p means.</summary>
    public required ReadOnlyMemory<double> Means { get; init; }

    /// <summary>The covariance matrix, p × p.</summary>
    public required ReadOnlyMemory<double> Covariance { get; init; }

    /// <summary>The p standard deviations.</summary>
    public required ReadOnlyMemory<double> StandardDeviations { get; init; }

    /// <summary>The correlation matrix, p × p; NaN for variables that no row has both of.</summary>
    public required ReadOnlyMemory<double> Correlations { get; init; }

    /// <summary>The standard errors.</summary>
    public required MultivariateNormalErrors StandardErrors { get; init; }

    /// <summary>Little's test that cells are missing completely at random; none where the search found no maximum.</summary>
    public required LittleTest LittleTest { get; init; }

    /// <summary>The search, iteration by iteration; the first is the start.</summary>
    public required IReadOnlyList<FitIteration> Iterations { get; init; }

    /// <summary>Why the search stopped.</summary>
    public FitStop Stop { get; private init; }

    /// <summary>What is odd about the data or the estimate.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Finds the estimate.</summary>
    /// <param name="moments">The data.</param>
    /// <param name="options">How it is searched; null for the defaults.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="InputException">
    /// A column is all missing or constant, there are no more rows than columns, or a column is a linear combination of others.
    /// </exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public static MultivariateNormalFit Of(PatternMoments moments, MultivariateNormalOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(moments);
        options ??= new();
        Guard.Positive(options.Tolerance);
        Guard.AtLeast(options.MaximumIterations, 1);
        int p = moments.Variables.Count;
        (double[] centre, double[] scale) = Scales(moments);
        PatternRows rows = new(moments, centre, scale);
        MultivariateNormalSearch search = new(rows, moments, options);
        FitStop stop = search.Run(new double[p], Start(moments, scale, options.Method), cancellation);

        double shift = -moments.Patterns.Sum(pattern => pattern.Observed.ToArray().Sum(i => pattern.Count * Math.Log(scale[i])));
        double[] means = new double[p], covariance = new double[p * p], deviations = new double[p], correlations = new double[p * p];
        for (int i = 0; i < p; i++)
        {
            means[i] = centre[i] + (scale[i] * search.Mean[i]);
            deviations[i] = scale[i] * Math.Sqrt(search.Covariance[(i * p) + i]);
            for (int j = 0; j < p; j++)
                covariance[(i * p) + j] = scale[i] * scale[j] * search.Covariance[(i * p) + j];
        }
        for (int i = 0; i < p * p; i++)
            correlations[i] = i / p == i % p ? 1 : covariance[i] / (deviations[i / p] * deviations[i % p]);
        IReadOnlyList<(int First, int Second)> apart = moments.NeverTogether();
        foreach ((int i, int j) in apart)
            correlations[(i * p) + j] = correlations[(j * p) + i] = double.NaN;
        MultivariateNormalErrors errors = Errors(search, scale, out bool known);
        return new MultivariateNormalFit(moments)
        {
            LogLikelihood = search.LogLikelihood + shift,
            Means = means,
            Covariance = covariance,
            StandardDeviations = deviations,
            Correlations = correlations,
            StandardErrors = errors,
            LittleTest = stop == FitStop.Converged ? LittleTest.Of(moments, search.MeanDistance) : LittleTest.None,
            Iterations = [.. search.Iterations.Select(iteration => iteration with { LogLikelihood = iteration.LogLikelihood + shift })],
            Stop = stop,
            Findings = MultivariateNormalFindings.Of(moments, apart, search.Covariance, stop, known),
        };
    }

    // Available-case means and standard deviations with divisor n.
    private static (double[] Centre, double[] Scale) Scales(PatternMoments moments)
    {
        int p = moments.Variables.Count;
        if (moments.Count <= p)
        {
            throw new InputException(
                "", string.Create(CultureInfo.InvariantCulture, $"{moments.Count} rows with data cannot carry a multivariate normal of {p} columns"),
                string.Create(CultureInfo.InvariantCulture, $"give at least {p + 1} rows, or fewer columns"));
        }
        double[] centre = new double[p], scale = new double[p];
        IReadOnlyList<Moments> available = moments.Available();
        for (int i = 0; i < p; i++)
        {
            string place = $"column {moments.Variables[i]}";
            if (available[i].Count == 0)
                throw new InputException(place, "all its cells are missing", "leave it out");
            centre[i] = available[i].Mean;
            scale[i] = Math.Sqrt(available[i].SumSquaredDeviations / available[i].Count);
            if (!double.IsFinite(scale[i]) || !double.IsFinite(centre[i]))
                throw new InputException(place, "the spread of its values is too large for 64-bit numbers", "scale the column");
            // Rounding alone leaves this much.
            if (!(scale[i] > 1e-15 * Math.Abs(centre[i])))
                throw new InputException(place, available[i].Count == 1 ? "only one of its cells is observed" : "all its observed cells are equal", "leave it out");
        }
        return (centre, scale);
    }

    private static double[] Start(PatternMoments moments, double[] scale, FitMethod method)
    {
        int p = scale.Length;
        double[] start = new double[p * p];
        bool closed = moments.IsComplete && method == FitMethod.Automatic;
        for (int i = 0; i < p * p; i++)
            start[i] = closed ? moments.Patterns[0].Scatter.Span[i] / moments.Count / scale[i / p] / scale[i % p] : i / p == i % p ? 1 : 0;
        if (closed && !Cholesky.TryFactor(start, p, new double[p * p], out int pivot, 1e-12))
            throw new InputException($"column {moments.Variables[pivot]}", "it is a linear combination of the columns before it", "leave it out");
        return start;
    }

    private static MultivariateNormalErrors Errors(MultivariateNormalSearch search, double[] scale, out bool known)
    {
        int p = scale.Length, d = PatternInformation.Parameters(p);
        double[] means = new double[p], deviations = new double[p], covariances = new double[p * p], correlations = new double[p * p];
        double[] spread = d > MultivariateNormalOptions.MostParameters ? [] : new double[d * d];
        known = spread.Length > 0 && search.TryErrors(spread);
        for (int i = 0; i < p; i++)
        {
            means[i] = known ? scale[i] * Math.Sqrt(spread[(i * d) + i]) : double.NaN;
            for (int j = 0; j <= i; j++)
            {
                int place = PatternInformation.Place(p, i, j);
                double error = known ? Math.Sqrt(spread[(place * d) + place]) : double.NaN;
                covariances[(i * p) + j] = covariances[(j * p) + i] = scale[i] * scale[j] * error;
                if (i == j)
                    deviations[i] = scale[i] * error / (2 * Math.Sqrt(search.Covariance[(i * p) + i]));
                else
                    correlations[(i * p) + j] = correlations[(j * p) + i] = known ? CorrelationError(search.Covariance, spread, p, i, j) : double.NaN;
            }
        }
        return new MultivariateNormalErrors(means, deviations, covariances, correlations);
    }

    private static double CorrelationError(ReadOnlySpan<double> covariance, ReadOnlySpan<double> spread, int p, int i, int j)
    {
        int d = PatternInformation.Parameters(p);
        double first = covariance[(i * p) + i], second = covariance[(j * p) + j], scale = 1 / Math.Sqrt(first * second), correlation = covariance[(i * p) + j] * scale;
        ReadOnlySpan<int> places = [PatternInformation.Place(p, i, j), PatternInformation.Place(p, i, i), PatternInformation.Place(p, j, j)];
        ReadOnlySpan<double> slopes = [scale, -correlation / (2 * first), -correlation / (2 * second)];
        double variance = 0;
        for (int a = 0; a < 3; a++)
        {
            for (int b = 0; b < 3; b++)
                variance += slopes[a] * slopes[b] * spread[(places[a] * d) + places[b]];
        }
        return Math.Sqrt(variance);
    }
}
