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
        _ => new(_running.Intersection with { Level = 1 - Alpha }, _running.PValue, null),
    };

    protected override (ArmMean Control, ArmMean Treatment) Arms(CrossMoments control, CrossMoments treatment) => Kind == MetricKind.Ratio
        ? (RatioDifference.Arm(control), RatioDifference.Arm(treatment))
        : (SequentialArm.Of(control.Of(0)), SequentialArm.Of(treatment.Of(0)));

    protected override LookOutcome Judge(CumulativeLook look, ArmMean control, ArmMean treatment, bool last, bool overrun)
    {
        if (last)
            return Ending(look, control, treatment);
        double variance = control.Variance + treatment.Variance;
        // The mixture is tuned once, where the burn-in ends: tuned again at every look it would lose its level.
        _mixture ??= _sequence is null ? MixtureSequentialTest.TunedAt(variance * look.Values / _options.Tuning, Alpha) : null;
        AlwaysValidResult result = _sequence?.At(control, treatment, look.Values) ?? _mixture!.At(control, treatment);
        _running = _running.Add(result);
        double radius = (result.Interval.Upper - result.Estimate) / result.StandardError;
        _looks.Add((look.Units, radius));
        return new(control, treatment, radius, result.Interval, _running.PValue, Crossing(result.PValue <= Alpha, result.Estimate), Rejected ? LookDecision.Reject : LookDecision.Continue);
    }

    private LookOutcome Ending(CumulativeLook look, ArmMean control, ArmMean treatment)
    {
        double estimate = treatment.Mean - control.Mean, error = Math.Sqrt(control.Variance + treatment.Variance);
        _end = PlannedEnd.At(_looks, look.Units, estimate, error, Alpha);
        _stopped = null;
        bool crosses = Math.Abs(estimate) >= _end.Boundary * error;
        return new(control, treatment, _end.Boundary, _end.Interval, _describe ? Final.AdjustedPValue : double.NaN, Crossing(crosses, estimate), Rejected || crosses ? LookDecision.Reject : LookDecision.End);
    }

    private static CrossedBoundary Crossing(bool crosses, double estimate)
        => !crosses ? CrossedBoundary.None : estimate > 0 ? CrossedBoundary.Upper : CrossedBoundary.Lower;
}
