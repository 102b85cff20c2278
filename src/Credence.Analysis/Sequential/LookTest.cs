using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>A test at one of several looks: how large z must be, and the p-value that holds at all of them together.</summary>
/// <param name="Method">Name of the rule in kebab case.</param>
internal abstract record LookTest(string Method)
{
    /// <summary>z value at which the look rejects; +∞ where it cannot.</summary>
    public abstract double CriticalValue(double alpha, int sides);

    /// <summary>At most alpha exactly where z reaches the critical value.</summary>
    /// <param name="z">Statistic; with one side, positive towards the alternative.</param>
    /// <param name="sides">1 or 2.</param>
    public abstract double PValue(double z, int sides);
}

/// <summary>A look before the burn-in is over: it says nothing.</summary>
internal sealed record SilentLook(string Method) : LookTest(Method)
{
    public override double CriticalValue(double alpha, int sides) => double.PositiveInfinity;

    public override double PValue(double z, int sides) => 1;
}

/// <summary>A look at an asymptotic confidence sequence, one of any number.</summary>
/// <param name="Units">Units so far, both variants together.</param>
/// <param name="TuneAt">Units at which the sequence is narrowest at the level <paramref name="Alpha"/>.</param>
/// <param name="Alpha">The level it is tuned for; at other levels it stays the same sequence, so that p-value and intervals agree.</param>
internal sealed record SequenceLook(double Units, double TuneAt, double Alpha) : LookTest("confidence-sequence")
{
    public override double CriticalValue(double alpha, int sides) => Sequence(alpha, sides).Radius(Units);

    public override double PValue(double z, int sides) => Sequence(Alpha, sides).At(new ArmMean(0, 0), new ArmMean(z, 1), Units).PValue;

    private AsymptoticConfidenceSequence Sequence(double alpha, int sides)
    {
        Alternative side = sides == 2 ? Alternative.TwoSided : Alternative.Greater;
        return new(TuneAt, alpha, side) { Rho = new AsymptoticConfidenceSequence(TuneAt, Alpha, side).Rho };
    }
}

/// <summary>A look at a group-sequential design; the looks that were planned before it are taken as made, without a stop.</summary>
/// <param name="Design">The design.</param>
/// <param name="Share">Share of the planned size that has come; 1 or more is the last look.</param>
internal sealed record DesignLook(DeclaredLooks Design, double Share) : LookTest("group-sequential")
{
    public override double CriticalValue(double alpha, int sides) => Made(0, alpha, sides).Looks[^1].Boundary;

    public override double PValue(double z, int sides) => Made(z, 0.05, sides).RepeatedPValue(before: 1);

    private GroupSequentialMonitor Made(double z, double alpha, int sides)
    {
        GroupSequentialDesign design = GroupSequentialDesign.Create(Design.At(alpha, sides));
        GroupSequentialMonitor monitor = GroupSequentialMonitor.Start(design);
        foreach (double time in design.InformationTimes.Where(time => time < Math.Min(1, Share) - 1e-9))
            monitor = monitor.Add(new(time, 0, 1));
        return monitor.Add(new(Share, z, 1) { SpendingTime = Math.Min(1, Share), Last = Share >= 1 });
    }
}
