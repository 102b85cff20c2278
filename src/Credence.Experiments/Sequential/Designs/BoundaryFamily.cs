using System.Globalization;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>A rule that gives the rejection boundaries of a group-sequential design.</summary>
public abstract record BoundaryFamily
{
    /// <summary>O'Brien and Fleming's boundaries (1979), z_k = C/√t_k with C solved exactly.</summary>
    public static BoundaryFamily OBrienFleming { get; } = new WangTsiatisBoundary(0);

    /// <summary>Pocock's boundaries (1977), z_k = C with C solved exactly.</summary>
    public static BoundaryFamily Pocock { get; } = new WangTsiatisBoundary(0.5);

    /// <summary>The name and parameter as written in options, e.g. <c>wang-tsiatis(0.25)</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Reads a name such as <c>obrien-fleming</c>, <c>wang-tsiatis(0.25)</c> or <c>ld-pocock</c>.</summary>
    /// <exception cref="InputException">The name or its parameter is unknown; the message lists the nearest names.</exception>
    public static BoundaryFamily Parse(string text) => BoundaryNames.Boundary(text);

    /// <summary>The name as written in options.</summary>
    public sealed override string ToString() => Name;
}

/// <summary>Boundaries z_k = C t_k^(Shape − ½) with C solved exactly (Wang and Tsiatis, 1987).</summary>
public sealed record WangTsiatisBoundary : BoundaryFamily
{
    /// <summary>Creates the family's member.</summary>
    /// <param name="shape">Exponent in [−10, 10]: 0 is O'Brien-Fleming, ½ Pocock.</param>
    public WangTsiatisBoundary(double shape)
        => Shape = shape is >= -10 and <= 10 ? shape : throw new ArgumentOutOfRangeException(nameof(shape), shape, "shape must be in [-10, 10].");

    /// <summary>The exponent: 0 is O'Brien-Fleming, ½ Pocock.</summary>
    public double Shape { get; }

    /// <inheritdoc/>
    public override string Name => Shape switch
    {
        0 => "obrien-fleming",
        0.5 => "pocock",
        _ => string.Create(CultureInfo.InvariantCulture, $"wang-tsiatis({Shape})"),
    };
}

/// <summary>The same high boundary at every interim look, the last one solved to use what is left of alpha (Haybittle, 1971; Peto, 1976).</summary>
public sealed record HaybittlePetoBoundary : BoundaryFamily
{
    /// <summary>Creates the rule.</summary>
    /// <param name="interim">z value of every look but the last, above 0; by default 3.</param>
    public HaybittlePetoBoundary(double interim = 3) => Interim = Guard.Positive(interim);

    /// <summary>The z value of every look but the last.</summary>
    public double Interim { get; }

    /// <inheritdoc/>
    public override string Name => Interim == 3 ? "haybittle-peto" : string.Create(CultureInfo.InvariantCulture, $"haybittle-peto({Interim})");
}

/// <summary>Boundaries that spend alpha by a spending function, solved look by look (Lan and DeMets, 1983).</summary>
/// <param name="Function">The spending function.</param>
/// <param name="TwoSidedTotal">
/// For two-sided designs: whether the function is applied to the whole of alpha, instead of to alpha/2 in each tail. It matters only
/// where the function is not proportional to the error, as with the O'Brien-Fleming type.
/// </param>
public sealed record SpendingBoundary(SpendingFunction Function, bool TwoSidedTotal = false) : BoundaryFamily
{
    /// <inheritdoc/>
    public override string Name => Function switch
    {
        OBrienFlemingSpending => TwoSidedTotal ? "ld-obrien-fleming-total" : "ld-obrien-fleming",
        PocockSpending => "ld-pocock",
        _ => Function.Name,
    };

    /// <summary>The alpha, both tails together where there are two, spent by an information fraction.</summary>
    internal double CumulativeAlpha(double fraction, double alpha, int sides)
        => sides == 1 || TwoSidedTotal ? Function.Spent(fraction, alpha) : 2 * Function.Spent(fraction, alpha / 2);
}
