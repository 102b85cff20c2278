using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>The course of one test: from moments by time to looks, findings and a verdict.</summary>
internal sealed class MonitorCourse
{
    private readonly MonitorOptions _options;
    private readonly AnalyzeOptions _watched;
    private readonly MomentsTable _table;
    private readonly VariantOrder _variants;
    private readonly MetricAnalysis _analysis;
    private readonly IReadOnlyList<CumulativeLook> _series;
    private readonly IReadOnlyList<double> _shares;
    private readonly MonitorPlan _plan;
    private readonly MetricKind _kind;
    private readonly LookRule _rule;
    private readonly List<Look> _looks = [];
    private SequentialSampleRatio _allocation;
    private CumulativeLook? _last;
    private LookOutcome? _outcome;
    private long _afterStop;

    public MonitorCourse(MonitorOptions options, AnalyzeOptions watched, MomentsTable table, VariantOrder variants, string treatment)
    {
        (_options, _watched, _table, _variants, _analysis) = (options, watched, table, variants, new(watched, variants, Estimators.Unadjusted(watched)));
        _shares = watched.Expected?.For(variants.All) ?? variants.Shares;
        _series = LookSeries.Of(table, options.Schedule.Buckets(options.Time, options.Planned), options.Schedule, options.Planned, variants.Control, treatment);
        if (_series.Count == 0)
            throw new InputException($"--time {options.Time}", "no row with a variant has a time", "name the column that says when a unit came");
        LookTime start = _series[0].Time;
        if (start.IsNumber && (options.Planned?.Day is not null || options.Schedule.Days.Count > 0))
            throw new InputException($"--time {options.Time}", "holds numbers, which cannot be compared with a day", "plan a number of units");
        _kind = _analysis.Of(watched.Metrics[0], 0, Whole(_series[^1])).Kind;
        double control = _shares[variants.All.ToList().IndexOf(variants.Control)];
        GroupSequentialDesign? design = options.Rule == MonitorMethod.GroupSequential ? Design() : null;
        _plan = new(options, design, start, control is > 0 and < 1 ? (1 - control) / control : 1);
        _rule = design is null ? new AlwaysValidRule(options, _kind, describe: true) : new GroupSequentialRule(design, _kind, options.Opening, describe: true);
        _allocation = SequentialSampleRatio.Start([.. _shares], alpha: watched.SampleRatioAlpha);
        if (design is not null && !_plan.IsStated && options.Schedule is { Period: null, Step: null, Units.Count: 0, Days.Count: 0, Count: { } count })
            _series = [.. AtShares(count)];
    }

    /// <summary>Makes the looks, until the test stops or the data end.</summary>
    public void Run()
    {
        for (int i = 0; i < _series.Count; i++)
        {
            CumulativeLook look = Planned(_series[i]);
            bool beyond = look.PlanShare > 1 && _plan.IsStated;
            bool ended = _rule.Stopped && !(_last?.PlanShare >= 1 && _plan.IsStated);
            if (ended && !_options.Overrun)
            {
                _afterStop = _series[^1].Units - _last!.Units;
                return;
            }
            if (beyond && !_options.Overrun)
                throw _plan.Beyond(look);
            if (!beyond && !ended)
            {
                Add(look, overrun: false);
                continue;
            }
            // Data that were under way make one look together.
            Add(Planned(_series[^1]), overrun: true);
            return;
        }
    }

    /// <summary>The result of the looks made.</summary>
    public MonitorResult Result()
    {
        MetricResult fixedMetric = DistributionColumns.Capped(_analysis.Of(_watched.Metrics[0], 0, Whole(_last!)), _watched.Metrics[0], Whole(_last!));
        FinalInference final = _rule.Final;
        MetricResult metric = fixedMetric with { Comparisons = [Judged(fixedMetric.Comparisons[0], final)] };
        SequentialAllocation? allocation = Allocation();
        long missingTime = _table.Rows.Where(row => row.Segment is { Value: null } && _variants.All.Contains(row.Variant)).Sum(row => row.Units);
        MonitorFindings findings = new(_options, _rule, _looks, final, allocation, missingTime, _afterStop);
        Finding[] all = [.. findings.All.Concat(AnalysisFindings.Of(_watched, _table, _variants, null, [fixedMetric])).OrderByDescending(finding => finding.Severity)];
        Verdict verdict = Judgement.Of(_watched, [metric], all);
        if (verdict.Decision == Decision.Inconclusive && _looks[^1].Decision == LookDecision.Continue)
            verdict = verdict with { Reason = $"{verdict.Reason.TrimEnd('.')}; the test goes on." };
        AnalysisResult analysis = new(
            _watched.Experiment ?? _watched.Source.Text, _watched.Question, _watched.Unit, _table.InputRows, _watched.Randomised, _variants.Control, _watched.Effect.Alpha,
            new Exclusions(_table.ExcludedByWhere, _table.MissingVariant, _table.UnitsInSeveralVariants), null, [metric], all, verdict)
        {
            Options = _watched.Effect,
        };
        bool tuned = _options.Rule == MonitorMethod.ConfidenceSequence || (_options.Rule == MonitorMethod.Msprt && _options.MixingDeviation is null);
        RuleUsed used = new(_options.Rule, _options.Rule == MonitorMethod.GroupSequential ? Bounds.Name : null, _options.Planned, tuned ? _options.Tuning : null, _options.Opening, _options.Time);
        return new(analysis, used, _looks, final, allocation, missingTime);
    }

    // Where the size is computed from the data, a look is due when the next part of it has come; the data so far always make one.
    private IEnumerable<CumulativeLook> AtShares(int count)
    {
        double made = 0;
        foreach ((int i, CumulativeLook look) in _series.Index())
        {
            double part = Math.Floor((_plan.ShareAt(look, _kind) ?? 0) * count + 1e-9);
            if (part <= made && i < _series.Count - 1)
                continue;
            made = part;
            yield return look;
        }
    }

    private BoundaryFamily Bounds => _options.Bounds ?? new SpendingBoundary(SpendingFunction.OBrienFleming);

    private GroupSequentialDesign Design()
    {
        LookSchedule schedule = _options.Schedule;
        double[] times = InformationTimes.Equal(schedule.Count ?? 5);
        if (schedule.Units.Count > 0 && _options.Planned?.Units is { } units)
            times = [.. schedule.Units.Where(edge => edge < units).Select(edge => (double)edge / units), 1];
        return GroupSequentialDesign.Create(new()
        {
            InformationTimes = times,
            Bounds = Bounds,
            Alpha = _watched.Effect.Alpha,
            Power = Math.Max(_options.Power, 0.5 * (1 + (_watched.Effect.Alpha / 2))),
        });
    }

    private CumulativeLook Planned(CumulativeLook look) => look with { PlanShare = _plan.ShareAt(look, _kind) };

    private void Add(CumulativeLook look, bool overrun)
    {
        LookOutcome outcome = _rule.Next(look, overrun);
        Comparison single = _analysis.Of(_watched.Metrics[0], 0, Whole(look)).Comparisons[0];
        _allocation = _allocation.At([.. _variants.All.Select(name => name == _variants.Control ? look.Control.Units : look.Treatment.Units)]);
        OrderedDictionary<string, long> count = new(StringComparer.Ordinal);
        foreach (string name in _variants.All)
            count.Add(name, name == _variants.Control ? look.Arms.Control.Count : look.Arms.Treatment.Count);
        _looks.Add(new(look.Time, count, look.PlanShare, outcome.Estimate, outcome.StandardError, outcome.Interval, outcome.Z, outcome.Boundary, outcome.PValue,
            outcome.Crossed, outcome.Decision, single.Interval, single.PValue));
        (_last, _outcome) = (look, outcome);
    }

    // The comparison as the rule has it, so that verdict, tables and report speak of one result.
    private Comparison Judged(Comparison single, FinalInference final)
    {
        bool significant = _looks[^1].Decision == LookDecision.Reject;
        EffectOptions options = new() { Alpha = _watched.Effect.Alpha };
        bool isEmpty = final.RepeatedInterval.Lower > final.RepeatedInterval.Upper;
        LookOutcome last = _outcome!;
        return single with
        {
            Method = MonitorWords.Name(_options.Rule),
            Estimate = last.Estimate,
            StandardError = last.StandardError,
            DegreesOfFreedom = null,
            Statistic = last.Z,
            PValue = final.AdjustedPValue,
            AdjustedPValue = final.AdjustedPValue,
            Significant = significant,
            Interval = isEmpty ? last.Interval : final.RepeatedInterval,
            Relative = _rule.FinalRelative(last, options),
            Margin = null,
        };
    }

    private SequentialAllocation? Allocation()
    {
        if (!_watched.Randomised)
            return null;
        OrderedDictionary<string, long> observed = new(StringComparer.Ordinal);
        OrderedDictionary<string, double> expected = new(StringComparer.Ordinal);
        for (int i = 0; i < _variants.All.Count; i++)
        {
            observed.Add(_variants.All[i], _variants.All[i] == _variants.Control ? _last!.Control.Units : _last!.Treatment.Units);
            expected.Add(_variants.All[i], _allocation.Shares[i]);
        }
        return new(observed, expected, _allocation.PValue, _allocation.Mismatch, _allocation.Alpha);
    }

    private MomentsTable Whole(CumulativeLook look) => _table with { Rows = [look.Control with { Segment = null }, look.Treatment with { Segment = null }] };
}
