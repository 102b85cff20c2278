using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>
/// The planned end of a test that was watched by an always-valid sequence: what the sequence has left of alpha goes to one fixed test, so that
/// both together keep their level.
/// </summary>
/// <remarks>
/// The looks made are taken as those of a group-sequential test whose interim boundaries are the radii of the sequence; the boundary of the
/// last look is solved as Haybittle (1971) and Peto and others (1976) solve theirs, by the recursion of Armitage, McPherson and Rowe (1969).
/// </remarks>
public sealed class PlannedEnd
{
    private readonly IReadOnlyList<(double Information, double Radius)> _looks;
    private readonly double _information, _estimate, _standardError, _alpha;

    private PlannedEnd(IReadOnlyList<(double Information, double Radius)> looks, double information, double estimate, double standardError, double alpha)
    {
        (_looks, _information, _estimate, _standardError, _alpha) = (looks, information, estimate, standardError, alpha);
        StoppingRegion made = Before((0, 0));
        double spent = made.UpperRejection(0);
        Boundary = BoundarySolver.UpperBound(made.Before(1), 1, alpha / 2 - spent, spent);
        Spent = 2 * spent;
    }

    /// <summary>z value at which the fixed test rejects, little above its usual one.</summary>
    public double Boundary { get; }

    /// <summary>Type I error of the looks before, both sides together.</summary>
    public double Spent { get; }

    /// <summary>Estimate ± boundary × standard error: holds at all looks together.</summary>
    public Interval Interval => new(_estimate - Boundary * _standardError, _estimate + Boundary * _standardError, 1 - _alpha);

    /// <summary>The end of a test.</summary>
    /// <param name="looks">Information and radius, in standard errors, of the earlier looks that could reject, information rising.</param>
    /// <param name="information">Information at the end, on the same scale and above that of the looks.</param>
    /// <param name="estimate">Estimated effect.</param>
    /// <param name="standardError">Its standard error, above 0.</param>
    /// <param name="alpha">Error level of the looks and the end together, in (0, 1).</param>
    /// <exception cref="ArgumentException">Information does not rise.</exception>
    public static PlannedEnd At(IReadOnlyList<(double Information, double Radius)> looks, double information, double estimate, double standardError, double alpha)
    {
        ArgumentNullException.ThrowIfNull(looks);
        return new([.. looks], Guard.Positive(information), Guard.Finite(estimate), Guard.Positive(standardError), Guard.Fraction(alpha));
    }

    /// <summary>What a test that came to its end says about the effect, by the stage-wise ordering.</summary>
    public StoppedInference Infer() => StageWiseOrdering.Infer(Before, 1, _estimate, _standardError, Interval, 2);

    private StoppingRegion Before((double Low, double High) drifts)
    {
        StoppingRegion region = new(2, drifts, StoppingRegion.ReachFor(_alpha));
        double earlier = 0;
        foreach ((double at, double radius) in _looks)
        {
            if (!(at > earlier && at < _information))
                throw new ArgumentException("Information must rise from look to look and to the end.");
            earlier = at;
            region.Add(at / _information, new LookBoundary(Guard.Positive(radius), 0));
        }
        return region;
    }
}
