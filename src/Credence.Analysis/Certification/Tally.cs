using Credence.Experiments;

namespace Credence.Analysis;

/// <summary>Counts what the trials of a certification found; trials may report at the same time and in any order.</summary>
internal sealed class Tally
{
    // Effects of these methods are not differences of means, in which the planted lift is known.
    private static readonly string[] Ranks = ["mann-whitney", "brunner-munzel"];

    private readonly (MetricResult Metric, Comparison Comparison, PlantedLift? Lift)[] _comparisons;
    private readonly long[] _trials, _plantedTrials, _falsePositives, _covered, _coveredAbsolutely, _detected;

    public Tally(AnalysisResult result)
    {
        Planted = [.. result.Metrics.Select(PlantedLift.For)];
        _comparisons = [.. result.Metrics.SelectMany((metric, i) => metric.Comparisons.Select(comparison => (metric, comparison, Planted[i])))];
        (_trials, _plantedTrials) = (new long[_comparisons.Length], new long[_comparisons.Length]);
        (_falsePositives, _covered) = (new long[_comparisons.Length], new long[_comparisons.Length]);
        (_coveredAbsolutely, _detected) = (new long[_comparisons.Length], new long[_comparisons.Length]);
        Alpha = result.Alpha;
    }

    /// <summary>The lift planted in each metric; null where none can be.</summary>
    public IReadOnlyList<PlantedLift?> Planted { get; }

    private double Alpha { get; }

    /// <summary>Counts one trial; one that had nothing to compare does not count.</summary>
    public void Add(AnalysisResult? trial, bool planted)
    {
        if (trial is null)
            return;
        foreach ((int i, (MetricResult metric, Comparison comparison, PlantedLift? lift)) in _comparisons.Index())
        {
            Comparison? found = trial.Metrics.First(tried => tried.Name == metric.Name).Comparisons.FirstOrDefault(tried => tried.Variant == comparison.Variant);
            if (found is null)
                continue;
            Count(planted ? _plantedTrials : _trials, i, true);
            if (!planted)
                Count(_falsePositives, i, found.Significant);
            else if (lift is not null)
            {
                Count(_covered, i, found.Relative.Contains(lift.Lift));
                Count(_coveredAbsolutely, i, lift.Difference is { } difference && found.Interval.Contains(difference));
                Count(_detected, i, found.Significant);
            }
        }
    }

    /// <summary>The counts as shares of the trials.</summary>
    public Certificate Certificate(int replicates) => new(replicates, Alpha,
    [
        .. _comparisons.Select((counted, i) =>
        {
            PlantedLift? lift = Ranks.Contains(counted.Comparison.Method) ? null : counted.Lift;
            return new CertifiedComparison(
                counted.Metric.Name,
                counted.Comparison.Variant,
                counted.Comparison.Method,
                new(_falsePositives[i], _trials[i]),
                lift?.Lift,
                lift is null ? null : new ObservedShare(_covered[i], _plantedTrials[i]),
                lift?.Difference is null ? null : new ObservedShare(_coveredAbsolutely[i], _plantedTrials[i]),
                lift is null ? null : new ObservedShare(_detected[i], _plantedTrials[i]));
        }),
    ]);

    private static void Count(long[] counts, int place, bool happened)
    {
        if (happened)
            Interlocked.Increment(ref counts[place]);
    }
}
