using System.Globalization;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Whether the outcome is missing equally often in every variant.</summary>
internal static class MissingnessCheck
{
    /// <summary>Level of the test: a false alarm in a thousand sound metrics.</summary>
    private const double Alpha = 0.001;

    /// <summary>The test of one metric; its p-value is NaN where nothing is missing.</summary>
    public static IndependenceTest Test(MomentsTable table, int index)
    {
        MetricMoments[] arms = [.. table.Rows.Where(row => row.Segment is null).Select(row => row.Metrics[index])];
        return IndependenceTest.Of([.. arms.Select(arm => (long[])[arm.Moments.Count, arm.Missing + arm.Invalid])]);
    }

    /// <summary>Whether the test finds a difference that its reference distribution can be trusted for.</summary>
    public static bool Rejects(IndependenceTest test) => test is { PValue: < Alpha, SmallestExpected: >= 5 };

    /// <summary>The finding <c>unequal-missingness</c> of each metric that is missing more in one variant.</summary>
    public static IEnumerable<Finding> Findings(MomentsTable table, VariantOrder variants, IReadOnlyList<MetricResult> metrics)
    {
        foreach ((int index, MetricResult metric) in metrics.Index())
        {
            IndependenceTest test = Test(table, index);
            if (!Rejects(test))
                continue;
            string rates = string.Join(", ", table.Rows.Where(row => row.Segment is null).OrderBy(row => variants.All.ToList().IndexOf(row.Variant)).Select(row =>
            {
                MetricMoments arm = row.Metrics[index];
                double missing = arm.Missing + arm.Invalid;
                return string.Create(CultureInfo.InvariantCulture, $"{missing / (missing + arm.Moments.Count):0.0#%} in {row.Variant}");
            }));
            yield return new("unequal-missingness", Severity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"{metric.Name} is missing unequally: {rates}; {PValueText.WithLetter(test.PValue)}. The units that are left are no longer comparable."),
                "Find out why the treatment makes values disappear; bound the effect by filling the gaps with the worst and the best value.");
        }
    }
}
