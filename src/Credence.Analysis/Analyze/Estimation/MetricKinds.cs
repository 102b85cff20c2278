using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Tells what a metric measures where the user left it open.</summary>
internal static class MetricKinds
{
    /// <summary>The kind asked for, else proportion where all values are 0 or 1, else mean.</summary>
    /// <exception cref="InputException">A proportion is asked for of other values.</exception>
    public static MetricKind Of(MetricSpec spec, IReadOnlyCollection<MetricMoments> arms)
    {
        bool binary = arms.All(arm => arm.Binary) && arms.Any(arm => arm.Moments.Count > 0);
        if (spec.Kind == MetricKind.Proportion && !binary && arms.Any(arm => arm.Moments.Count > 0))
        {
            throw new InputException(
                $"--metric {spec.Name}",
                $"a proportion needs values 0 and 1, but {spec.Text} has others",
                "write mean: for a number, or compare it with a threshold, as in \"amount > 0\"");
        }
        return spec.Kind ?? (binary ? MetricKind.Proportion : MetricKind.Mean);
    }
}
