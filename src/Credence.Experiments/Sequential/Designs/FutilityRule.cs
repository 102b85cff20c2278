using System.Globalization;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>A rule for stopping because the effect sought is unlikely to be shown.</summary>
public abstract record FutilityRule
{
    /// <summary>The name as written in options.</summary>
    public abstract string Name { get; }

    /// <summary>Reads <c>none</c> (which gives null) or a beta-spending name such as <c>obrien-fleming</c> or <c>hwang-shih-decani(-2)</c>.</summary>
    /// <exception cref="InputException">The name or its parameter is unknown; the message lists the nearest names.</exception>
    public static FutilityRule? Parse(string text) => BoundaryNames.Futility(text);

    /// <summary>The name as written in options.</summary>
    public sealed override string ToString() => Name;
}

/// <summary>Futility boundaries that spend the type II error by a spending function (Pampallona, Tsiatis and Kim, 2001).</summary>
/// <param name="Function">The spending function of beta.</param>
public sealed record BetaSpending(SpendingFunction Function) : FutilityRule
{
    /// <inheritdoc/>
    public override string Name => Function.Name;
}

/// <summary>Futility boundaries given on the z scale, one for every look but the last.</summary>
public sealed record FixedFutility : FutilityRule
{
    /// <summary>Creates the rule.</summary>
    /// <param name="bounds">z values below which (in a two-sided design: within which) the test stops; −∞ for none. They are checked against the design.</param>
    public FixedFutility(IReadOnlyList<double> bounds) => Bounds = [.. bounds];

    /// <summary>z values of every look but the last.</summary>
    public IReadOnlyList<double> Bounds { get; }

    /// <inheritdoc/>
    public override string Name => $"fixed({string.Join(',', Bounds.Select(bound => bound.ToString(CultureInfo.InvariantCulture)))})";

    /// <inheritdoc/>
    public bool Equals(FixedFutility? other) => other is not null && Bounds.SequenceEqual(other.Bounds);

    /// <inheritdoc/>
    public override int GetHashCode() => Bounds.Count == 0 ? 0 : HashCode.Combine(Bounds.Count, Bounds[0], Bounds[^1]);
}
