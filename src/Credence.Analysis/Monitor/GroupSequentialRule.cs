using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>A group-sequential design, whose boundaries are solved again for the looks really made.</summary>
internal sealed class GroupSequentialRule(GroupSequentialDesign design, MetricKind kind, BurnIn opening, bool describe)
    : LookRule(kind, opening, design.Options.Alpha)
{
    private GroupSequentialMonitor _monitor = GroupSequentialMonitor.Start(design);
    private double _scale = double.NaN;
    private double _pValue = 1;

    public override bool Stopped => _monitor.Decision != LookDecision.Continue;

    public override FinalInference Final => _monitor.Final() is { } stopped
        ? new(stopped.RepeatedInterval, stopped.AdjustedPValue, stopped.MedianUnbiasedEstimate)
        : new(_monitor.Looks.IsEmpty ? new(double.NegativeInfinity, double.PositiveInfinity, 1 - Alpha) : _monitor.Looks[^1].RepeatedInterval, _pValue, null);

    public override RelativeEffect FinalRelative(LookOutcome last, EffectOptions options) => RelativeAt(last, options);

    protected override bool CanJudge(CumulativeLook look) => look.PlanShare is not null;

    protected override EstimatedDifference Difference(MetricKind kind, CrossMoments control, CrossMoments treatment)
        => SequentialDifference.ForDesigns(kind, control, treatment);

    protected override LookOutcome Judge(CumulativeLook look, EstimatedDifference difference, bool last, bool overrun)
    {
        // Information is only ever compared between looks; units give it, and the plan says how much of alpha may be spent.
        double share = look.PlanShare!.Value;
        if (double.IsNaN(_scale))
            _scale = share / look.Units;
        LookData data = new(look.Units * _scale, difference.Difference, Math.Sqrt(difference.Variance))
        {
            SpendingTime = Math.Min(1, share),
            Last = last,
            Overrun = overrun,
        };
        _monitor = _monitor.Add(data);
        LookResult made = _monitor.Looks[^1];
        if (describe)
            _pValue = _monitor.RepeatedPValue(overrun || _monitor.Looks.Length == 1 ? null : _pValue);
        return new(difference, made.Boundary, made.RepeatedInterval, describe ? _pValue : double.NaN, made.Crossed, made.Decision);
    }
}
