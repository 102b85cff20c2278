using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>The units of one arm, whose level can be resampled.</summary>
public abstract class ArmSample
{
    /// <summary>Units, or clusters, to resample.</summary>
    public abstract int Count { get; }

    /// <summary>The level over the units as they are; NaN without units.</summary>
    public abstract double Estimate { get; }

    /// <summary>Its standard error; NaN where it has none in closed form.</summary>
    public abstract double StandardError { get; }

    /// <summary>Number of different resamples, C(2n − 1, n); approximate where it is above 10¹⁵, infinite without units.</summary>
    public double Resamples => Count == 0 ? double.PositiveInfinity : Compositions.Number(Count);

    /// <summary>The mean of a value per unit.</summary>
    /// <param name="values">Finite.</param>
    public static ArmSample Mean(double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new MeanSample(values);
    }

    /// <summary>The sum of the numerators over the sum of the denominators.</summary>
    /// <param name="numerators">Finite.</param>
    /// <param name="denominators">Finite, one per numerator.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static ArmSample Ratio(double[] numerators, double[] denominators)
    {
        ArgumentNullException.ThrowIfNull(numerators);
        ArgumentNullException.ThrowIfNull(denominators);
        Guard.SameLength(denominators.Length, numerators.Length);
        return new RatioSample(numerators, denominators);
    }

    /// <summary>The mean of a value per unit, or a ratio of sums, where whole clusters of units are resampled.</summary>
    /// <param name="numerators">Values, or numerators.</param>
    /// <param name="denominators">Denominators; null for a mean.</param>
    /// <param name="clusters">The cluster of each unit, a number from 0 on.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static ArmSample Clustered(double[] numerators, double[]? denominators, int[] clusters)
    {
        (double[] over, double[] under) = ClusterSums.Of(numerators, denominators, clusters);
        return new RatioSample(over, under);
    }

    /// <summary>A quantile, between order statistics by linear interpolation (Hyndman and Fan 1996, type 7).</summary>
    /// <param name="values">Finite.</param>
    /// <param name="probability">In [0, 1].</param>
    public static ArmSample Quantile(double[] values, double probability)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new ResampledQuantile(values, Guard.Probability(probability));
    }

    /// <summary>Draws resamples: as many units with replacement as there are.</summary>
    /// <param name="options">How many, and from which random numbers.</param>
    /// <param name="interval">What they are for: BCa asks for the levels without each unit, studentised for standard errors.</param>
    /// <param name="name">A name that no other arm of the analysis has, by which its random numbers are told from theirs.</param>
    /// <param name="progress">Told the share done; may be null.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">A studentised interval is asked for of a level without a standard error.</exception>
    public ArmReplicates Resample(
        ResamplingOptions options, BootstrapInterval interval, string name, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        RequireError(interval);
        if (Count == 0)
            return new(0, double.NaN, double.NaN, [], null, null, null);
        double[] estimates = new double[options.Replicates];
        double[]? errors = interval == BootstrapInterval.Studentized ? new double[options.Replicates] : null;
        Action<int, RandomStream, ResamplingScratch> draw = Drawing(estimates, errors);
        ReplicateLoop.Run(options, $"bootstrap {name}", draw, progress, cancellation);
        return new(Count, Estimate, StandardError, estimates, errors, null, interval == BootstrapInterval.Bca ? LeaveOneOut() : null);
    }

    /// <summary>All resamples with their probabilities, where there are no more than <paramref name="most"/>; else null.</summary>
    /// <param name="most">The most resamples to enumerate.</param>
    /// <param name="interval">What they are for.</param>
    /// <exception cref="ArgumentException">A studentised interval is asked for of a level without a standard error.</exception>
    public ArmReplicates? Enumerate(int most, BootstrapInterval interval)
    {
        RequireError(interval);
        if (Count == 0 || Compositions.Number(Count) > most || All(interval == BootstrapInterval.Studentized) is not var (estimates, errors, probabilities))
            return null;
        return new(Count, Estimate, StandardError, estimates, errors, probabilities, interval == BootstrapInterval.Bca ? LeaveOneOut() : null);
    }

    private protected abstract Action<int, RandomStream, ResamplingScratch> Drawing(double[] estimates, double[]? errors);

    private protected abstract (double[] Estimates, double[]? Errors, double[] Probabilities)? All(bool withErrors);

    private protected abstract double[] LeaveOneOut();

    private void RequireError(BootstrapInterval interval)
    {
        if (interval == BootstrapInterval.Studentized && this is ResampledQuantile)
            throw new ArgumentException("A quantile has no standard error to studentise by.", nameof(interval));
    }
}
