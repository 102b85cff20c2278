using System.Collections.Immutable;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>A test under a group-sequential design, look by look: an immutable value that each look turns into a new one.</summary>
/// <remarks>
/// Boundaries are solved again at every look for the information there really was, so looks need not come when planned. Designs that are
/// not spending designs spend along the straight lines through what they spend at their planned looks.
/// </remarks>
public sealed class GroupSequentialMonitor
{
    private readonly MonitorRules _rules;

    private GroupSequentialMonitor(MonitorRules rules, ImmutableArray<LookResult> looks) => (_rules, Looks) = (rules, looks);

    /// <summary>The design.</summary>
    public GroupSequentialDesign Design => _rules.Design;

    /// <summary>The looks so far; a look that overrunning data replaced is no longer among them.</summary>
    public ImmutableArray<LookResult> Looks { get; }

    /// <summary>What to do now.</summary>
    public LookDecision Decision => Looks.IsEmpty ? LookDecision.Continue : Looks[^1].Decision;

    /// <summary>A test before its first look.</summary>
    /// <exception cref="InputException">The design is two-sided with binding futility, whose outcomes have no stage-wise order.</exception>
    public static GroupSequentialMonitor Start(GroupSequentialDesign design) => new(design.Monitoring, []);

    /// <summary>The state after one more look.</summary>
    /// <param name="data">What is known at the look.</param>
    /// <exception cref="InputException">
    /// The information does not rise, is over the plan without a declared overrun, the standard error is not above 0, or the test has stopped.
    /// </exception>
    public GroupSequentialMonitor Add(LookData data)
    {
        string place = FormattableString.Invariant($"look {Looks.Length + 1}");
        if (!(data.StandardError > 0 && double.IsFinite(data.StandardError) && double.IsFinite(data.Estimate)))
            throw new InputException(place, "the standard error must be a finite number above 0 and the estimate finite", "wait until both arms have data that vary");
        ImmutableArray<LookResult> before = Looks;
        bool stopped = Stopped;
        if (stopped && !data.Overrun)
            throw new InputException(place, $"the test has stopped already ({Decision})", "declare an overrun if these data were under way when it stopped");
        // The deletion method (Whitehead, 1992): the look that stopped the test is taken as not made.
        if (stopped)
            before = before.RemoveAt(before.Length - 1);
        double earlier = Looks.IsEmpty ? 0 : Looks[^1].Data.InformationFraction;
        if (!(data.InformationFraction > earlier && double.IsFinite(data.InformationFraction)))
        {
            throw new InputException(place, FormattableString.Invariant($"information {data.InformationFraction} does not rise above {earlier}"),
                "add looks in order of time, each with more data than the one before");
        }
        if (data.PlanTime > 1 && !data.Overrun)
            throw new InputException(place, FormattableString.Invariant($"information {data.PlanTime} is over 1, beyond the plan"), "declare an overrun");
        if (data.SpendingTime is not null && (Design.Options.Futility is not null || !(data.PlanTime > 0)))
            throw new InputException(place, "a spending time must be above 0, and cannot go with futility, which needs the information itself", "give the information fraction alone");
        return new GroupSequentialMonitor(_rules, before.Add(_rules.Look(before, data)));
    }

    /// <summary>What the stopped test says about the effect; null while it goes on.</summary>
    public StoppedInference? Final() => Decision == LookDecision.Continue ? null : StageWiseOrdering.Infer(_rules, Looks);

    /// <summary>The least alpha at which the looks so far would have rejected: a p-value that holds at all looks together.</summary>
    /// <param name="before">Its value at the look before, which saves solving that look and the earlier ones again; null where it is not known.</param>
    /// <returns>At least 1e-12; 1 before the first look. It is at most alpha exactly when a look has rejected.</returns>
    /// <remarks>Jennison and Turnbull (1989), section 5.</remarks>
    public double RepeatedPValue(double? before = null) => RepeatedSignificance.PValue(Design.Options, Looks, before);

    /// <summary>The probability to reject at a later planned look, given the data so far, if the effect is as stated.</summary>
    /// <param name="effect">Effect assumed.</param>
    /// <returns>Of rejecting on either side where there are two. After a stop 1 or 0. NaN before the first look.</returns>
    public double ConditionalPower(double effect)
    {
        Guard.Finite(effect);
        if (Looks.IsEmpty)
            return double.NaN;
        double drift = effect / EffectPerDrift;
        return Future((drift, drift)) is { } future ? Rejection(future, drift) : Settled;
    }

    /// <summary>The conditional power at the estimate so far.</summary>
    public double ConditionalPowerAtTrend() => Looks.IsEmpty ? double.NaN : ConditionalPower(Looks[^1].Data.Estimate);

    /// <summary>The probability to reject at a later planned look, averaged over the posterior of the effect under a flat prior.</summary>
    /// <remarks>Spiegelhalter, Freedman and Blackburn (1986).</remarks>
    public double PredictivePower()
    {
        if (Looks.IsEmpty)
            return double.NaN;
        LookResult look = Looks[^1];
        double root = Math.Sqrt(look.Data.InformationFraction), centre = look.Z / root, spread = 1 / root;
        if (Future((centre - 8 * spread, centre + 8 * spread)) is not { } future)
            return Settled;
        return GaussLegendre.OfOrder(64).Integrate(u => Normal.Density(u) * Rejection(future, centre + u * spread), -8, 8);
    }

    /// <summary>The state as JSON: the design and the looks' data.</summary>
    public string ToJson() => MonitorJson.Write(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote; the state is the same to the bit.</summary>
    /// <exception cref="InputException">The text is not such a state.</exception>
    public static GroupSequentialMonitor FromJson(string json) => MonitorJson.Read(json);

    private double EffectPerDrift => Looks[^1].Data.StandardError * Math.Sqrt(Looks[^1].Data.InformationFraction);

    // A futility stop that does not bind may be overruled.
    private bool Stopped
        => Decision is LookDecision.Reject or LookDecision.End || (Decision == LookDecision.Futility && Design.Options.BindingFutility);

    private double Settled => Decision == LookDecision.Reject ? 1 : 0;

    /// <summary>The looks still planned, from where the test is now; null where there are none.</summary>
    private StoppingRegion? Future((double Low, double High) drifts)
        => Stopped ? null : _rules.Future(Looks, drifts);

    private static double Rejection(StoppingRegion future, double drift)
    {
        double sum = 0;
        for (int k = 0; k < future.Count; k++)
        {
            StopProbability stop = future.Stop(k, drift);
            sum += stop.Upper + stop.Lower;
        }
        return Math.Min(1, sum);
    }
}
