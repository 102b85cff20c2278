using System.Globalization;
using Credence.Experiments;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Lays a mixture before the rule that decides about experiments.</summary>
internal static class MixtureVerdict
{
    public static Verdict Of(MixtureQuestion question, IReadOnlyList<string> names, MixtureFit fit, IReadOnlyList<Effect> differences, IReadOnlyList<Finding> findings)
    {
        bool blocked = findings.Any(finding => finding.Severity == Severity.Blocking);
        string[] unnamed = [.. names.Where((_, label) => fit.Data.MomentsOf(label).Count == 0)];
        if (!blocked && unnamed.Length > 0)
            return Unnamed(question, unnamed, fit, differences[0]);
        DecisionMetric metric = new(question.Value.Name, question.Direction, false, [.. differences.Select((difference, i) => Evidence(names[i + 1], fit, difference, question.Fit.Alpha))]);
        return VerdictRule.Decide(metric, [], findings, question.Randomised);
    }

    private static TreatmentEvidence Evidence(string name, MixtureFit fit, Effect difference, double alpha)
    {
        double control = fit.Components[0].Mean;
        // A posterior has no p-value: its interval decides.
        bool significant = double.IsNaN(difference.PValue) ? !difference.Interval.Contains(0) : difference.PValue < alpha;
        return new(name, control, control + difference.Estimate, difference.Estimate, difference.Interval, difference.Relative, significant);
    }

    // Nothing is decided about groups without names.
    private static Verdict Unnamed(MixtureQuestion question, string[] unnamed, MixtureFit fit, Effect difference)
    {
        string means = string.Join(" and ", fit.Components.Select(component => component.Mean.ToString("G4", CultureInfo.InvariantCulture)));
        bool none = fit.Data.Labelled == 0;
        string but = none ? "no row says which group was treated" : $"no row is labelled as {string.Join(" or ", unnamed)}, so that nothing says what was done to it";
        string reason = string.Create(
            CultureInfo.InvariantCulture,
            $"{question.Value.Name} falls into {fit.Components.Count} groups with means {means}, {fit.Separation:0.0} pooled standard deviations apart (difference {difference.Estimate:G3}; {100 * difference.Interval.Level:0.###}% interval {difference.Interval.Lower:G3} to {difference.Interval.Upper:G3}), but {but}.");
        return new(Decision.Inconclusive, null, reason)
        {
            Steps = [new("No finding may be blocking.", "None is.", false), new("Only groups with names are decided about.", none ? "No row has a label." : "A group has no labelled row.", true)],
        };
    }
}
