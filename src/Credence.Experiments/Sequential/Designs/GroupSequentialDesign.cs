using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>A group-sequential design: boundaries with an exact type I error, and how it behaves.</summary>
/// <remarks>
/// <para>The z statistics at information fractions t_k have mean drift·√t_k, variance 1 and correlation √(t_i/t_j). Crossing
/// probabilities are integrated numerically by the recursion of Armitage, McPherson and Rowe (1969) on Gauss-Legendre nodes.</para>
/// <para>The drift is the effect divided by its standard error at full information. Power counts rejections towards higher values.</para>
/// </remarks>
public sealed class GroupSequentialDesign
{
    private readonly StoppingRegion _region;

    private GroupSequentialDesign(GroupSequentialOptions options, double[] times, StoppingRegion region, double[] cumulativeAlpha, double? drift)
    {
        (Options, InformationTimes, _region, CumulativeAlpha) = (options, times, region, cumulativeAlpha);
        FixedDrift = FixedDriftOf(options);
        Drift = drift ?? ProbabilityRoot.Solve(region.UpperRejection, options.Power, FixedDrift, -1);
        Boundaries = [.. region.Boundaries.Select(look => look.Upper)];
        FutilityBoundaries = options.Futility is null ? [] : [.. region.Boundaries.Take(times.Length - 1).Select(look => look.Futility)];
        NominalPValues = [.. Boundaries.Select(z => options.Sides * Normal.UpperTail(z))];
        Alternative = Operate(Drift);
    }

    /// <summary>What was asked for.</summary>
    public GroupSequentialOptions Options { get; }

    /// <summary>Information fractions of the looks.</summary>
    public IReadOnlyList<double> InformationTimes { get; }

    /// <summary>z values at or above which each look rejects (with two sides, at or below their negatives too); +∞ where a look cannot reject.</summary>
    public IReadOnlyList<double> Boundaries { get; }

    /// <summary>
    /// z values of every look but the last below which the test stops for futility (with two sides, within ±); −∞ (0) where a look cannot.
    /// Empty without futility.
    /// </summary>
    public IReadOnlyList<double> FutilityBoundaries { get; }

    /// <summary>Fixed-sample p-values, of as many sides as the design, that the boundaries correspond to.</summary>
    public IReadOnlyList<double> NominalPValues { get; }

    /// <summary>Type I error spent by each look, both tails together; non-binding futility is left out of account.</summary>
    public IReadOnlyList<double> CumulativeAlpha { get; }

    /// <summary>The drift at which the power is reached.</summary>
    public double Drift { get; }

    /// <summary>The drift a test with a single look would need, z_{alpha/sides} + z_{power}.</summary>
    public double FixedDrift { get; }

    /// <summary>Maximum information relative to that of a test with a single look, (Drift/FixedDrift)².</summary>
    public double InflationFactor => Drift / FixedDrift * (Drift / FixedDrift);

    /// <summary>How the design behaves at <see cref="Drift"/>.</summary>
    public OperatingCharacteristics Alternative { get; }

    /// <summary>The rules by which a test under the design is monitored.</summary>
    internal MonitorRules Monitoring => field ??= new MonitorRules(this);

    /// <summary>Makes the design.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Alpha, power or sides are outside their ranges.</exception>
    /// <exception cref="InputException">Information times do not rise to 1, boundaries cross, or no design of this form exists.</exception>
    public static GroupSequentialDesign Create(GroupSequentialOptions options)
    {
        Guard.Fraction(options.Alpha);
        Guard.Fraction(options.Power);
        if (options.Sides is not (1 or 2))
            throw new ArgumentOutOfRangeException(nameof(options), options.Sides, "Sides must be 1 or 2.");
        if (options.Power <= options.Alpha / options.Sides)
            throw new ArgumentOutOfRangeException(nameof(options), options.Power, "Power must be above Alpha / Sides.");
        double[] times = Experiments.InformationTimes.Checked(options.InformationTimes);
        if (options.Futility is BetaSpending beta)
            return WithBetaSpending(options, times, beta);
        double[] none = None(options.Sides, times.Length), futility = Fixed(options, times.Length);
        // Designs with many early looks inflate the drift by at most about a half.
        double reach = 1.6 * FixedDriftOf(options);
        StoppingRegion region = BoundarySolver.Solve(
            options.Bounds, times, options.Alpha, options.Sides, options.BindingFutility ? futility : none, reach);
        double[] spent = Spent(options, times, region);
        CheckOrder(region.Boundaries, futility);
        if (options.Futility is not null && !options.BindingFutility)
            region = region.With([.. region.Boundaries.Select((look, k) => look with { Futility = futility[k] })], (0, reach));
        return new GroupSequentialDesign(options, times, region, spent, null);
    }

    /// <summary>How the design behaves at any drift.</summary>
    /// <param name="drift">The effect divided by its standard error at full information.</param>
    public OperatingCharacteristics Operate(double drift)
    {
        Guard.Finite(drift);
        StoppingRegion region = drift >= 0 && drift <= Drift ? _region : _region.With(_region.Boundaries, (Math.Min(0, drift), Math.Max(0, drift)));
        return OperatingCharacteristics.Of(drift, region.Stops(drift), InformationTimes);
    }

    private static double FixedDriftOf(GroupSequentialOptions options)
        => Normal.UpperQuantile(options.Alpha / options.Sides) + Normal.Quantile(options.Power);

    private static GroupSequentialDesign WithBetaSpending(GroupSequentialOptions options, double[] times, BetaSpending beta)
    {
        if (options.BindingFutility && options.Bounds is not SpendingBoundary)
        {
            throw new InputException("", $"binding beta spending cannot go with {options.Bounds.Name} boundaries",
                "use a spending boundary such as ld-obrien-fleming, or futility that does not bind");
        }
        StoppingRegion? unbound = options.BindingFutility
            ? null
            : BoundarySolver.Solve(options.Bounds, times, options.Alpha, options.Sides, None(options.Sides, times.Length), 0);
        FutilitySolver solver = new(options, times, beta, unbound is null ? null : [.. unbound.Boundaries.Select(look => look.Upper)]);
        (StoppingRegion region, double drift) = solver.Solve();
        return new GroupSequentialDesign(options, times, region, Spent(options, times, unbound ?? region), drift);
    }

    private static double[] None(int sides, int looks) => [.. Enumerable.Repeat(sides == 1 ? double.NegativeInfinity : 0, looks)];

    private static double[] Fixed(GroupSequentialOptions options, int looks)
    {
        double[] futility = None(options.Sides, looks);
        if (options.Futility is not FixedFutility rule)
            return futility;
        if (rule.Bounds.Count != looks - 1)
            throw new InputException("", FormattableString.Invariant($"{rule.Bounds.Count} futility bounds for {looks} looks"), "give one for every look but the last");
        for (int k = 0; k < looks - 1; k++)
        {
            if (double.IsNaN(rule.Bounds[k]))
                throw new InputException("", "a futility bound is not a number", "give z values, -Infinity for none");
            futility[k] = Math.Max(futility[k], rule.Bounds[k]);
        }
        return futility;
    }

    private static void CheckOrder(IReadOnlyList<LookBoundary> looks, double[] futility)
    {
        for (int k = 0; k < looks.Count; k++)
        {
            if (futility[k] >= looks[k].Upper)
            {
                throw new InputException("",
                    FormattableString.Invariant($"boundaries cross: at look {k + 1} the futility bound {futility[k]:G6} is not below the rejection boundary {looks[k].Upper:G6}"),
                    "lower the futility bound");
            }
        }
    }

    private static double[] Spent(GroupSequentialOptions options, double[] times, StoppingRegion region)
    {
        if (options.Bounds is SpendingBoundary spending)
            return [.. times.Select(t => spending.CumulativeAlpha(t, options.Alpha, options.Sides))];
        double sum = 0;
        return [.. region.Stops(0).Select(stop => sum += stop.Upper + stop.Lower)];
    }
}
