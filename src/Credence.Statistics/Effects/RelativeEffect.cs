namespace Credence.Statistics;

/// <summary>The shape of a confidence set for a relative effect.</summary>
public enum RelativeSet
{
    /// <summary>All lifts between two limits.</summary>
    Interval,

    /// <summary>All lifts outside an open gap: the control mean is not clearly apart from 0.</summary>
    Complement,

    /// <summary>Every lift: the data say nothing about the relative effect.</summary>
    All,
}

/// <summary>The effect as a fraction of the control mean (0.05 is five percent), with its confidence set.</summary>
/// <param name="Estimate">Difference divided by the control mean.</param>
/// <param name="Set">Shape of the set.</param>
/// <param name="Interval">The limits where the set is an interval; otherwise null.</param>
/// <param name="Complement">The open gap that the set leaves out where it is a complement; otherwise null.</param>
public sealed record RelativeEffect(double Estimate, RelativeSet Set, Interval? Interval, Interval? Complement)
{
    /// <summary>Whether the set holds <paramref name="lift"/>.</summary>
    public bool Contains(double lift) => Set switch
    {
        RelativeSet.Interval => Interval!.Value.Contains(lift),
        RelativeSet.Complement => !(Complement!.Value.Lower < lift && lift < Complement.Value.Upper),
        _ => true,
    };
}
