using Credence.Experiments;

namespace Credence.Analysis;

/// <summary>An analysis that holds however often it is repeated while the data come.</summary>
public sealed record SequentialOptions
{
    /// <summary>Units, both variants together, before an approximation is relied on where nothing else is said.</summary>
    public const long DefaultBurnIn = 200;

    /// <summary>Events, both variants together, that a proportion needs besides.</summary>
    public const long BurnInEvents = 40;

    /// <summary>Units at which a sequence is narrowest where nothing else is said.</summary>
    public const long DefaultTuneAt = 10_000;

    /// <summary>Units, both variants together, at which the sequence is to be narrowest; null takes <see cref="DefaultTuneAt"/>.</summary>
    public long? TuneAt { get; init; }

    /// <summary>Units, both variants together, before which nothing is said; null takes <see cref="DefaultBurnIn"/>.</summary>
    public long? BurnIn { get; init; }

    /// <summary>The burn-in after its default.</summary>
    internal static BurnIn Opening(long? burnIn) => new(burnIn ?? DefaultBurnIn, burnIn is { } units ? Math.Min(BurnInEvents, units) : BurnInEvents);
}

/// <summary>A group-sequential design as an experiment declares it.</summary>
/// <param name="Looks">Number of looks; null takes 5.</param>
/// <param name="Bounds">Boundaries; null takes Lan-DeMets spending of O'Brien-Fleming type.</param>
/// <param name="Power">Power at the smallest effect worth finding, in (0, 1).</param>
public sealed record DeclaredLooks(int? Looks, BoundaryFamily? Bounds, double Power = 0.8)
{
    internal int Count => Looks ?? 5;

    /// <summary>The design at a level.</summary>
    internal GroupSequentialOptions At(double alpha, int sides = 2) => new()
    {
        InformationTimes = InformationTimes.Equal(Count),
        Bounds = Bounds ?? new SpendingBoundary(SpendingFunction.OBrienFleming),
        Alpha = alpha,
        Sides = sides,
        Power = Math.Max(Power, 0.5 * (1 + alpha / sides)),
    };
}
