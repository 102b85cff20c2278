using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What to know about a plan with several looks.</summary>
internal static class SequentialFindings
{
    private const double FewExpected = 10;
    private const double Week = 7;

    public static IEnumerable<Finding> Of(SequentialPlanResult result)
    {
        if (result.Plans[0] is not { Size: { } size, Design: var design })
            yield break;
        if (result.Metric is ProportionDesign proportion && RarestAtFirstLook(proportion, design, size) is var events and < FewExpected)
        {
            yield return new("few-expected-events", Severity.Warning,
                FormattableString.Invariant($"At the first look an arm has only {events:G3} successes or failures to expect, too few for a normal approximation."),
                "Look later for the first time.");
        }
        if (size.Days < Week)
        {
            yield return new("shorter-than-a-week", Severity.Note,
                FormattableString.Invariant($"The last look is reached after {size.Days} days, so not every weekday is seen."),
                "Run whole weeks where behaviour differs between weekdays.");
        }
    }

    private static double RarestAtFirstLook(ProportionDesign proportion, GroupSequentialDesign design, SequentialPlanSize size)
    {
        double treated = proportion.Baseline + size.Effect, share = design.InformationTimes[0];
        return share * Math.Min(
            size.NPerArm.Control * Math.Min(proportion.Baseline, 1 - proportion.Baseline),
            size.NPerArm.Treatment * Math.Min(treated, 1 - treated));
    }
}
