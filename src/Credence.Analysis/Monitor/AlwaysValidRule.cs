using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>An always-valid sequence, which may be looked at without end; where an end is planned, a fixed test there uses what alpha is left.</summary>
internal sealed class AlwaysValidRule : LookRule
{
    private readonly MonitorOptions _options;
    private readonly bool _describe;
    private readonly AsymptoticConfidenceSequence? _sequence;
    private readonly List<(double Information, double Radius)> _looks = [];
    private MixtureSequentialTest? _mixture;
    private RunningEvidence _running = RunningEvidence.Start;
    private Interval? _lift;
    private PlannedEnd? _end;
    private StoppedInference? _stopped;

    /// <param name="options">The rule.</param>
    /// <param name="kind">What is compared.</param>
    /// <param name="describe">Whether looks are to be described by p-values that take time to compute.</param>
    public AlwaysValidRule(MonitorOptions options, MetricKind kind, bool describe)
        : base(kind, options.Opening, options.Analysis.Effect.Alpha)
    {
        (_options, _describe) = (options, describe);
        if (options.Rule == MonitorMethod.ConfidenceSequence)
            _sequence = new(options.Tuning, Alpha);
        else if (options.MixingDeviation is { } deviation)
            _mixture = new(deviation * deviation, Alpha);
    }

    public override bool Stopped => _end is not null;

    private bool Rejected => _running.PValue <= Alpha;

    public override FinalInference Final => (_end, Rejected) switch
    {
        ({ } end, false) when (_stopped ??= end.Infer()) is { } stopped => new(stopped.RepeatedInterval, stopped.AdjustedPValue, stopped.MedianUnbiasedEstimate),
        _ => new(Common, _running.PValue, null),
    };

    // The radii of the sequence and the boundary of the end keep the level together, so all their intervals hold at once.
    private Interval Common => _end is { Interval: var last }
        ? Intersection(last, _running.Intersection)
        : _running.Intersection with { Level = 1 - Alpha };

    public override RelativeEffect FinalRelative(LookOutcome last, EffectOptions options)
    {
        RelativeEffect now = RelativeAt(last, options);
        bool ended = _end is not null && !Rejected;
        if (ended || _lift is not { } before)
            return now;
        Interval common = now is { Set: RelativeSet.Interval, Interval: { } interval } ? Intersection(before, interval) : before;
        return common.Lower <= common.Upper ? new(Lift(last), RelativeSet.Interval, common, null) : now;
    }

    private static Interval Intersection(Interval a, Interval b) => new(Math.Max(a.Lower, b.Lower), Math.Min(a.Upper, b.Upper), a.Level);

    protected override EstimatedDifference Difference(MetricKind kind, CrossMoments control, CrossMoments treatment)
        => SequentialDifference.ForSequences(kind, control, treatment);

    protected override LookOutcome Judge(CumulativeLook look, EstimatedDifference difference, bool last, bool overrun)
    {
        if (last)
            return Ending(look, difference);
        // The mixture is tuned once, where the burn-in ends: tuned again at every look it would lose its level.
        _mixture ??= _sequence is null ? MixtureSequentialTest.TunedAt(difference.Variance * look.Values / _options.Tuning, Alpha) : null;
        AlwaysValidResult result = _sequence?.At(difference, look.Values) ?? _mixture!.At(difference);
        _running = _running.Add(result);
        if (result.Relative is { Set: RelativeSet.Interval, Interval: { } lift })
            _lift = _lift is { } before ? Intersection(before, lift) : lift;
        double radius = (result.Interval.Upper - result.Estimate) / result.StandardError;
        _looks.Add((look.Units, radius));
        return new(difference, radius, result.Interval, _running.PValue, Crossing(result.PValue <= Alpha, result.Estimate), Rejected ? LookDecision.Reject : LookDecision.Continue);
    }

    private LookOutcome Ending(CumulativeLook look, EstimatedDifference difference)
    {
        double estimate = difference.Difference, error = Math.Sqrt(difference.Variance);
        _end = PlannedEnd.At(_looks, look.Units, estimate, error, Alpha);
        _stopped = null;
        bool crosses = Math.Abs(estimate) >= _end.Boundary * error;
        return new(difference, _end.Boundary, _end.Interval, _describe ? Final.AdjustedPValue : double.NaN, Crossing(crosses, estimate), Rejected || crosses ? LookDecision.Reject : LookDecision.End);
    }

    private static CrossedBoundary Crossing(bool crosses, double estimate)
        => !crosses ? CrossedBoundary.None : estimate > 0 ? CrossedBoundary.Upper : CrossedBoundary.Lower;
}
