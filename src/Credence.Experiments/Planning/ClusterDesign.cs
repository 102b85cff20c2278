using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>A comparison of means where whole clusters are randomised.</summary>
/// <remarks>Variance of an arm's mean: σ² · design effect / members (Donner and Klar 2000); t with clusters − 2 degrees of freedom. n counts
/// clusters in the control arm.</remarks>
public sealed record ClusterDesign : DifferenceDesign
{
    /// <param name="standardDeviation">Standard deviation of the metric over members of all clusters, above 0.</param>
    /// <param name="icc">Intraclass correlation: share of the variance that lies between clusters, in [0, 1].</param>
    /// <param name="sizes">Sizes of the clusters.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public ClusterDesign(double standardDeviation, double icc, ClusterSizes sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        (StandardDeviation, IntraclassCorrelation, Sizes) = (Guard.Positive(standardDeviation), Guard.Probability(icc), sizes);
    }

    /// <summary>Standard deviation of the metric over members of all clusters.</summary>
    public double StandardDeviation { get; }

    /// <summary>Share of the variance that lies between clusters.</summary>
    public double IntraclassCorrelation { get; init => field = Guard.Probability(value, nameof(IntraclassCorrelation)); }

    /// <summary>Sizes of the clusters.</summary>
    public ClusterSizes Sizes { get; init; }

    /// <summary>How members are weighted in the mean of an arm. Default: every member counts the same.</summary>
    public ClusterWeighting Weighting { get; init; } = ClusterWeighting.Members;

    /// <summary>Mean of the metric in the control arm; null where it is not known.</summary>
    public double? Baseline { get; init => field = value is { } mean ? Guard.Finite(mean, nameof(Baseline)) : null; }

    /// <inheritdoc/>
    public override double? ControlLevel => Baseline;

    /// <summary>Variance of the estimate against that of as many independent members.</summary>
    public double DesignEffect => Sizes.DesignEffect(IntraclassCorrelation, Weighting);

    /// <summary>Mean cluster size with which a given number of clusters finds an effect; NaN where no size suffices.</summary>
    /// <remarks>For equal sizes m = n(1 − ICC)/(G − n·ICC), with n the independent units an arm needs: nothing where G ≤ n·ICC.</remarks>
    /// <param name="clusters">Clusters in the control arm, at least 2.</param>
    /// <param name="effect">Effect to be found.</param>
    /// <param name="power">Power wanted, in (<see cref="FixedDesign.Alpha"/>, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public double ClusterSize(long clusters, double effect, double power)
    {
        PerArm<double> arms = Arms(clusters);
        double target = CheckedTarget(effect, power);
        double deviation = StandardDeviation * Math.Sqrt(1 / arms.Control + 1 / arms.Treatment);
        double required = RequiredStandardError(Degrees(arms), effect, target) / deviation;
        return Sizes.MeanForVariance(required * required, IntraclassCorrelation, Weighting);
    }

    /// <summary>The plan with a given number of clusters whose size finds an effect; without units where no size suffices.</summary>
    /// <inheritdoc cref="ClusterSize"/>
    public Plan PlanClusterSize(long clusters, double effect, double power)
    {
        double size = ClusterSize(clusters, effect, power);
        if (double.IsNaN(size))
            return NoSizeSuffices(clusters, effect, power);
        Plan whole = (this with { Sizes = Sizes.WithMean(Math.Max(1, RoundUp(size))) }).PlanPower(clusters, effect);
        (long control, long treatment) = whole.Clusters!.PerArm;
        return whole with { NPerArmExact = new(control * size, treatment * size) };
    }

    /// <summary>What a number of clusters can do at several intraclass correlations.</summary>
    /// <param name="iccs">Intraclass correlations, each in [0, 1].</param>
    /// <param name="clusters">Clusters in the control arm, at least 2.</param>
    /// <param name="effect">Effect to be found.</param>
    /// <param name="power">Power wanted, in (<see cref="FixedDesign.Alpha"/>, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public IReadOnlyList<ClusterScenario> OverIcc(IEnumerable<double> iccs, long clusters, double effect, double power)
    {
        ArgumentNullException.ThrowIfNull(iccs);
        PerArm<double> arms = Arms(clusters);
        return [.. iccs.Select(icc => (this with { IntraclassCorrelation = icc }).Scenario(arms, effect, power))];
    }

    private ClusterScenario Scenario(PerArm<double> arms, double effect, double power)
    {
        double size = ClusterSize((long)arms.Control, effect, power);
        return new(
            IntraclassCorrelation,
            DesignEffect,
            JointPower(arms, effect),
            MinimumEffect(arms.Control, power),
            double.IsNaN(size) ? null : size,
            RoundUp(SampleSize(effect, power)));
    }

    private Plan NoSizeSuffices(long clusters, double effect, double power)
    {
        ClusterDesign largest = this with { Sizes = Sizes.WithMean(double.MaxValue) };
        PerArm<double> arms = Arms(clusters);
        double attained = largest.JointPower(arms, effect), fewest = Math.Floor(largest.SampleSize(effect, power)) + 1;
        return new()
        {
            Method = MethodName,
            NPerArm = null,
            NPerArmExact = new(double.PositiveInfinity, double.PositiveInfinity),
            Total = null,
            Power = attained,
            MinimumEffect = effect,
            MinimumRelativeEffect = ControlLevel is { } mean and not 0 ? effect / mean : null,
            ComparisonAlpha = ComparisonAlpha,
            DesignEffect = double.PositiveInfinity,
            Clusters = new(WholeUnits(clusters), arms, double.PositiveInfinity),
            Findings = [new("no-cluster-size-suffices", Severity.Blocking,
                FormattableString.Invariant(
                    $"{clusters} clusters in the control arm find an effect of {effect} with power {attained:F3} at most, however large they are."),
                FormattableString.Invariant($"Randomise at least {fewest} clusters per arm, or plan a larger effect."))],
        };
    }

    private protected override void CheckDesign() => Sizes.Check(Weighting);

    private protected override double StandardError(PerArm<double> sizes)
        => StandardDeviation * Math.Sqrt(Sizes.VariancePerCluster(IntraclassCorrelation, Weighting) * (1 / sizes.Control + 1 / sizes.Treatment));

    private protected override double ResidualDegrees(PerArm<double> sizes) => sizes.Control + sizes.Treatment - 2;

    private protected override Plan Complete(Plan plan)
    {
        PerArm<long> clusters = plan.NPerArm!.Value;
        PerArm<long> members = new(RoundUp(clusters.Control * Sizes.Mean), RoundUp(clusters.Treatment * Sizes.Mean));
        return plan with
        {
            Clusters = new(clusters, plan.NPerArmExact, Sizes.Mean),
            NPerArm = members,
            NPerArmExact = new(plan.NPerArmExact.Control * Sizes.Mean, plan.NPerArmExact.Treatment * Sizes.Mean),
            Total = members.Control + Multiplicity.Treatments * members.Treatment,
            DesignEffect = DesignEffect,
        };
    }

    private PerArm<double> Arms(long clusters)
    {
        PerArm<long> whole = WholeUnits(Guard.AtLeast(clusters, SmallestArm));
        return new(whole.Control, whole.Treatment);
    }
}

/// <summary>What a number of clusters can do at one intraclass correlation.</summary>
/// <param name="IntraclassCorrelation">Share of the variance that lies between clusters.</param>
/// <param name="DesignEffect">Variance of the estimate against that of as many independent members.</param>
/// <param name="Power">Power to find the effect.</param>
/// <param name="MinimumEffect">Effect found with the power wanted.</param>
/// <param name="ClusterSizeNeeded">Mean size with which the clusters find the effect, not rounded; null where no size suffices.</param>
/// <param name="ClustersNeeded">Clusters in the control arm that find the effect at the sizes given.</param>
public sealed record ClusterScenario(
    double IntraclassCorrelation,
    double DesignEffect,
    double Power,
    double MinimumEffect,
    double? ClusterSizeNeeded,
    long ClustersNeeded);
