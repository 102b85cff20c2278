namespace Credence.Experiments;

/// <summary>What a group-sequential design is asked to be.</summary>
public sealed record GroupSequentialOptions
{
    /// <summary>Information fractions of the looks, rising to 1; see <see cref="Experiments.InformationTimes.Equal"/>. Default five equal ones.</summary>
    public IReadOnlyList<double> InformationTimes { get; init; } = Experiments.InformationTimes.Equal(5);

    /// <summary>How the rejection boundaries are made. Default Lan-DeMets spending of O'Brien-Fleming type, which bears unplanned looks.</summary>
    public BoundaryFamily Bounds { get; init; } = new SpendingBoundary(SpendingFunction.OBrienFleming);

    /// <summary>Type I error, both tails together where there are two; in (0, 1). Default 0.05.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>1 (rejects only towards higher values) or 2. Default 2.</summary>
    public int Sides { get; init; } = 2;

    /// <summary>Power to reject towards higher values at the drift the design is made for; in (Alpha/Sides, 1). Default 0.8.</summary>
    public double Power { get; init; } = 0.8;

    /// <summary>When to stop for futility; null for never.</summary>
    public FutilityRule? Futility { get; init; }

    /// <summary>
    /// Whether a futility stop must be obeyed. If so, the rejection boundaries are lower for it, and overriding a stop breaks the type I
    /// error; if not, they ignore it. Default false.
    /// </summary>
    public bool BindingFutility { get; init; }
}
