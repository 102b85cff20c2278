using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Corrects the comparisons of an analysis for their number, family by family.</summary>
/// <remarks>The families are the primary metric, the secondary metrics together, and each breakdown of a metric that is no guardrail.
/// Guardrails keep alpha: a correction would hide harm. With gatekeeping the secondary family follows the primary one in a fixed sequence, so
/// that both together keep its error level (Maurer, Hothorn and Lehmacher 1995).</remarks>
internal sealed class Corrections
{
    private readonly AnalyzeOptions _options;
    private readonly Dictionary<ComparisonPlace, CorrectedComparison> _corrected = [];
    private readonly List<FamilyResult> _families = [];

    private Corrections(AnalyzeOptions options) => _options = options;

    /// <summary>What the report says of the correction.</summary>
    public CorrectionResult Result { get; private set; } = null!;

    /// <summary>How the primary metric shares its error level.</summary>
    public ErrorControl? Primary { get; private set; }

    /// <summary>The corrections that the options ask for; null where they ask for none.</summary>
    /// <param name="options">What to analyse, and how.</param>
    /// <param name="metrics">The metrics, each comparison at alpha.</param>
    public static Corrections? For(AnalyzeOptions options, IReadOnlyList<MetricResult> metrics)
    {
        if (options.Correction == Correction.None && !options.Gatekeeping)
            return null;
        if (options is { Correction: Correction.Dunnett, Sequential: not null })
            throw new InputException("--correction dunnett", "it needs the joint distribution of tests with one look", "use holm or bonferroni with sequential inference");
        Corrections corrections = new(options);
        corrections.Correct(metrics);
        return corrections;
    }

    /// <summary>Whether metrics of this role are corrected.</summary>
    public static bool Concern(MetricRole role) => role != MetricRole.Guardrail;

    /// <summary>What is left of a comparison; null where it is not corrected.</summary>
    public CorrectedComparison? Of(ComparisonPlace place) => _corrected.GetValueOrDefault(place);

    private void Correct(IReadOnlyList<MetricResult> metrics)
    {
        Member[] primary = [.. Whole(metrics, MetricRole.Primary)], secondary = [.. Whole(metrics, MetricRole.Secondary)];
        Family(Role(MetricRole.Primary), primary);
        Primary = new(_options.Correction, _families.Count > 0 ? _families[0].Comparisons : 0, _options.Effect.Alpha);
        double? gate = _options.Gatekeeping ? Gate(primary) : null;
        Family(Role(MetricRole.Secondary), secondary, gate);
        foreach ((int index, MetricResult metric) in metrics.Index().Where(metric => Concern(metric.Item.Role)))
        {
            foreach (Breakdown breakdown in metric.Breakdowns)
                Family($"{metric.Name} by {breakdown.By}", [.. Segments(metric, index, breakdown)]);
        }
        Result = new(_options.Correction, _options.Gatekeeping, gate is { } p ? p < _options.Effect.Alpha : null, _families);
    }

    private static string Role(MetricRole role) => role == MetricRole.Primary ? "primary" : "secondary";

    private static IEnumerable<Member> Whole(IReadOnlyList<MetricResult> metrics, MetricRole role)
        => metrics.Index().Where(metric => metric.Item.Role == role).SelectMany(metric => metric.Item.Comparisons.Select(comparison
            => new Member(metric.Item.Name, new(metric.Index, null, comparison.Variant), comparison, metric.Item.Variants, metric.Index)));

    private static IEnumerable<Member> Segments(MetricResult metric, int index, Breakdown breakdown)
        => breakdown.Segments.Index().SelectMany(segment => segment.Item.Comparisons.Select(comparison
            => new Member(metric.Name, new(index, new(breakdown.By, segment.Item.Value), comparison.Variant), comparison, segment.Item.Variants, segment.Index)));

    private void Family(string name, IReadOnlyList<Member> members, double? gate = null)
    {
        if (members.Count == 0)
            return;
        EffectOptions form = _options.Effect;
        bool twoSided = form.Alternative == Alternative.TwoSided;
        double oneSided = twoSided ? form.Alpha / 2 : form.Alpha;
        CorrectedTest[] differences = Tests(members, member => member.Comparison.PValue, form.Alpha, twoSided, gate);
        CorrectedTest[] margins = Tests(members, member => member.Comparison.Margin?.PValue ?? double.NaN, oneSided, false, gate * oneSided / form.Alpha);
        CorrectedTest[] equivalences = Tests(members, member => member.Comparison.Equivalence?.PValue ?? double.NaN, form.Alpha, false, gate);
        foreach ((int i, Member member) in members.Index())
        {
            _corrected.Add(member.Place, new(
                differences[i],
                member.Comparison.Margin is null ? null : margins[i],
                member.Comparison.Equivalence is null ? null : equivalences[i]));
        }
        _families.Add(new(
            name,
            [.. members.Select(member => member.Metric).Distinct()],
            differences.Count(test => !double.IsNaN(test.PValue)),
            form.Alpha,
            differences.Count(test => test.Rejects)));
    }

    private CorrectedTest[] Tests(IReadOnlyList<Member> members, Func<Member, double> pValue, double alpha, bool twoSided, double? gate)
    {
        ComparisonFamily family = ComparisonFamily.Of(
            [.. members.Select(member => new FamilyMember(pValue(member), member.Group, member.ControlShare))], _options.Correction, alpha, twoSided);
        return
        [
            .. members.Select((_, i) => new CorrectedTest(family.PValues[i], family.IntervalAlphas[i], family.Rejects(i)))
                .Select(test => gate is { } p ? test.Behind(p, alpha) : test),
        ];
    }

    // The adjusted p-value of "some treatment does not pass": of its margin or equivalence, where these are what passes.
    private double Gate(IReadOnlyList<Member> primary)
    {
        bool twoSided = _options.Effect.Alternative == Alternative.TwoSided;
        double worst = primary.Count == 0 ? 1 : 0;
        foreach (CorrectedComparison corrected in primary.Select(member => _corrected[member.Place]))
        {
            double p = corrected switch
            {
                { Margin: { } margin } => Math.Min(1, (twoSided ? 2 : 1) * margin.PValue),
                { Equivalence: { } equivalence } => equivalence.PValue,
                _ => corrected.Difference.PValue,
            };
            worst = Math.Max(worst, double.IsNaN(p) ? 1 : p);
        }
        return worst;
    }

    private sealed record Member(
        string Metric, ComparisonPlace Place, Comparison Comparison, IReadOnlyDictionary<string, VariantSummary> Variants, int Group)
    {
        /// <summary>The control's share in the squared standard error, from the levels' own; adjustments shrink both alike.</summary>
        public double ControlShare
        {
            get
            {
                VariantSummary control = Variants[Comparison.Control], treatment = Variants[Comparison.Variant];
                double share = Square(control) / (Square(control) + Square(treatment));
                return double.IsFinite(share) ? share : (double)treatment.Count / Math.Max(1, control.Count + treatment.Count);
            }
        }

        private static double Square(VariantSummary summary) => summary.StandardDeviation * summary.StandardDeviation / summary.Count;
    }
}
