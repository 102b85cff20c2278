using Credence.Data;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What a choice of estimators may draw on.</summary>
/// <param name="Options">What to analyse, and how.</param>
/// <param name="Table">The moments.</param>
/// <param name="Engine">Asked for rows, residuals or clusters where a method needs them.</param>
/// <param name="Progress">Told the share done; may be null.</param>
internal sealed record EstimationInput(AnalyzeOptions Options, MomentsTable Table, IMomentsEngine Engine, IProgress<double>? Progress);

/// <summary>Chooses how each metric is estimated, and fetches what that needs beside the moments.</summary>
internal static class Estimators
{
    /// <summary>The estimator of each metric, in their order.</summary>
    /// <param name="input">The question and what there is to answer it.</param>
    /// <param name="cancellation">Stops the engine.</param>
    public static Task<IReadOnlyList<IEstimator>> ForAsync(EstimationInput input, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(FromMoments(input.Options));
    }

    /// <summary>The estimators that need moments only.</summary>
    public static IReadOnlyList<IEstimator> FromMoments(AnalyzeOptions options)
    {
        MomentsEstimator estimator = new(options.Test);
        return [.. options.Metrics.Select(_ => estimator)];
    }
}
