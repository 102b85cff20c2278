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

    protected override bool CanJudge(CumulativeLook look) => look.PlanShare is not null;

    protected override (ArmMean Control, ArmMean Treatment) Arms(CrossMoments control, CrossMoments treatment)
    {
        switch (Kind)
        {
            case MetricKind.Ratio:
                return (RatioDifference.Arm(control), RatioDifference.Arm(treatment));
            case MetricKind.Proportion:
                // The variance without an effect, as in the pooled z test, whose tails are the better ones where events are few.
                double all = control.Count + treatment.Count, rate = all == 0 ? double.NaN : Mean(control) * (control.Count / all) + Mean(treatment) * (treatment.Count / all);
                return (new(Mean(control), rate * (1 - rate) / control.Count), new(Mean(treatment), rate * (1 - rate) / treatment.Count));
            default:
                MeanComparison comparison = MeanDifference.Z(control.Of(0), treatment.Of(0));
                return (comparison.Control, comparison.Treatment);
        }

        static double Mean(CrossMoments arm) => arm.Count == 0 ? 0 : arm.Means[0];
    }

    protected override LookOutcome Judge(CumulativeLook look, ArmMean control, ArmMean treatment, bool last, bool overrun)
    {
        // Information is only ever compared between looks; units give it, and the plan says how much of alpha may be spent.
        double share = look.PlanShare!.Value;
        if (double.IsNaN(_scale))
            _scale = share / look.Units;
        LookData data = new(look.Units * _scale, treatment.Mean - control.Mean, Math.Sqrt(control.Variance + treatment.Variance))
        {
            SpendingTime = Math.Min(1, share),
            Last = last,
            Overrun = overrun,
        };
        _monitor = _monitor.Add(data);
        LookResult made = _monitor.Looks[^1];
        if (describe)
            _pValue = _monitor.RepeatedPValue(overrun || _monitor.Looks.Length == 1 ? null : _pValue);
        return new(control, treatment, made.Boundary, made.RepeatedInterval, describe ? _pValue : double.NaN, made.Crossed, made.Decision);
    }
}
