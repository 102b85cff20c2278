using System.Globalization;
using Credence.Bayes;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>The posteriors of effects by segment, pooled partially: what a segment tells alone is drawn towards what all tell together.</summary>
internal static class SegmentPosteriors
{
    /// <summary>Adds the effects of all segments in which both arms have at least two units.</summary>
    /// <returns>What is to be said of the pooling.</returns>
    public static IEnumerable<Finding> AddTo(
        Dictionary<(Segment? Segment, string Treatment), EffectPosterior> effects, EstimationInput input, int index, ArmOutcomes arms, CancellationToken cancellation)
    {
        List<Finding> findings = [];
        string control = arms.Summaries[0].Variant;
        foreach (string by in input.Options.By)
        {
            IGrouping<Segment, MomentsRow>[] segments = [.. input.Table.Rows.Where(row => row.Segment?.By == by).GroupBy(row => row.Segment!)];
            foreach (string treatment in arms.Summaries.Skip(1).Select(arm => arm.Variant))
            {
                (Segment Segment, Moments Control, SegmentEffect Effect)[] usable =
                [
                    .. from segment in segments
                       let moments = MetricArms.Of(segment, index)
                       where moments.ContainsKey(control) && moments.ContainsKey(treatment)
                       let baseline = moments[control].Moments.Of(0)
                       let treated = moments[treatment].Moments.Of(0)
                       where baseline.Count > 1 && treated.Count > 1
                       let effect = SegmentEffect.FromMoments(segment.Key.Value ?? "", baseline, treated)
                       where effect.StandardError > 0
                       select (segment.Key, baseline, effect),
                ];
                if (usable.Length < 2 || cancellation.IsCancellationRequested)
                    continue;
                Draws draws = NutsSampler.Sample(new SegmentModel([.. usable.Select(segment => segment.Effect)]), input.Options.Posterior!.Sampling with { Checkpoint = null }, null, cancellation);
                PosteriorSummary summary = PosteriorSummary.Of(draws, input.Options.Posterior.HdiLevel);
                findings.AddRange(Convergence.Findings(draws, summary).Where(finding => finding.Severity == Severity.Blocking));
                int first = draws.Parameters.Offset("effect");
                for (int s = 0; s < usable.Length; s++)
                    effects[(usable[s].Segment, treatment)] = new DrawnEffect(draws.Of(first + s), Enumerable.Repeat(usable[s].Control.Mean, draws.Of(first + s).Length).ToArray());
                findings.Add(Pooled(arms.Metric, by, treatment, summary));
            }
        }
        return findings.Distinct();
    }

    private static Finding Pooled(string metric, string by, string treatment, PosteriorSummary summary) => new(
        "segments-pooled", Severity.Note,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The effects of {treatment} on {metric} by {by} are pooled partially: their mean is {summary["mean"].Mean:G4} and they spread around it by a standard deviation of {summary["tau"].Mean:G4} (posterior means)."),
        "Read the effect of a segment as drawn towards the others by as much as its own data are noisy; lifts are over the segment's observed control mean.");
}
