using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>How a calibration is run.</summary>
public sealed record CalibrationOptions
{
    /// <summary>The number of simulated data sets, at least 10.</summary>
    public int Simulations { get; init; } = 200;

    /// <summary>The number L of thinned draws among which the truth is ranked, at least 2.</summary>
    public int RankedDraws { get; init; } = 99;

    /// <summary>How each data set is sampled; its seed and threads are set by the calibration.</summary>
    public SamplingOptions Sampling { get; init; } = new() { Chains = 1, Warmup = 500, Draws = 500 };

    /// <summary>The probability that all quantities of a correct program lie inside their bands, in (0, 1).</summary>
    public double Level { get; init; } = 0.99;

    /// <summary>The seed.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of data sets sampled at once; null for as many as there are processors.</summary>
    public int? Threads { get; init; }
}

/// <summary>The calibration of one quantity.</summary>
/// <param name="Name">The full name of the element, or <c>log likelihood</c> for the joint log likelihood of the data.</param>
/// <param name="Ranks">The rank of the truth among the L draws of each simulation, in [0, L].</param>
/// <param name="Ecdf">The share of simulations with a rank below 1, 2, … L: the distribution function at the band's points.</param>
/// <param name="LargestExcess">How far the distribution function strays out of the band; 0 or less where it is inside.</param>
/// <param name="PValue">The p-value of uniform ranks, of this quantity alone.</param>
public sealed record CalibratedQuantity(string Name, IReadOnlyList<int> Ranks, IReadOnlyList<double> Ecdf, double LargestExcess, double PValue)
{
    /// <summary>Whether the whole distribution function lies in the band.</summary>
    public bool Inside => LargestExcess <= 1e-12;
}

/// <summary>The outcome of a simulation-based calibration.</summary>
/// <param name="Quantities">One entry for each element and data-dependent quantity.</param>
/// <param name="Band">The band of every quantity; its level makes the probability that all are inside at least <paramref name="Level"/>.</param>
/// <param name="Level">The family-wise level.</param>
/// <param name="Extended">The number of simulations that were sampled longer, to reach the effective draws that were asked for.</param>
public sealed record Calibration(IReadOnlyList<CalibratedQuantity> Quantities, EcdfBand Band, double Level, int Extended)
{
    /// <summary>Whether all quantities lie inside their bands.</summary>
    public bool Inside => Quantities.All(quantity => quantity.Inside);

    /// <summary>The quantity that strays furthest.</summary>
    public CalibratedQuantity Worst => Quantities.MaxBy(quantity => quantity.LargestExcess)!;
}

/// <summary>
/// Simulation-based calibration: where parameters come from the prior and data from the model, the rank of each parameter among its posterior
/// draws is uniform (Talts et al., 2018, theorem 1). The joint log likelihood is ranked as well, since quantities of parameters alone miss
/// errors such as a posterior that ignores the data (Modrák et al., 2023).
/// </summary>
public static class SimulationBasedCalibration
{
    private const int LongestExtension = 16;

    /// <summary>A model with data simulated from it, and the values of all reported quantities the data came from.</summary>
    /// <param name="Model">The model, bound to the data.</param>
    /// <param name="Truth">One value for each element of its layout.</param>
    public sealed record Simulation(IModel Model, double[] Truth);

    /// <summary>Simulates, samples and ranks, many data sets at once; the same seed gives the same ranks whatever the number of threads.</summary>
    /// <param name="simulate">Draws a truth from the prior and data from the model; called by several threads, each with its own stream.</param>
    /// <param name="options">How much to run; null for the defaults.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static Calibration Run(Func<RandomStream, int, Simulation> simulate, CalibrationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(simulate);
        options ??= new CalibrationOptions();
        Guard.AtLeast(options.Simulations, 10);
        Guard.AtLeast(options.RankedDraws, 2);
        Guard.Fraction(options.Level);
        RankedSimulation[] ranked = new RankedSimulation[options.Simulations];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.Threads ?? Environment.ProcessorCount, CancellationToken = cancellation };
        Parallel.For(0, ranked.Length, parallel, i =>
        {
            RandomStream random = new(options.Seed, "calibration", (ulong)i);
            Simulation simulation = simulate(random, i);
            Guard.SameLength(simulation.Truth.Length, simulation.Model.Parameters.Count);
            ranked[i] = Rank(simulation, options, new RandomStream(options.Seed, "calibration-ranks", (ulong)i), cancellation);
        });
        return Judge(ranked, options);
    }

    private readonly record struct RankedSimulation(IReadOnlyList<string> Names, int[] Ranks, bool Extended);

    private static RankedSimulation Rank(Simulation simulation, CalibrationOptions options, RandomStream random, CancellationToken cancellation)
    {
        IModel model = simulation.Model;
        SamplingOptions sampling = options.Sampling with { Seed = random.NextUInt64(), Threads = 1, Checkpoint = null };
        Draws draws = NutsSampler.Sample(model, sampling, null, cancellation);
        bool extended = false;
        for (int factor = 2; factor <= LongestExtension && SmallestEss(draws) < options.RankedDraws; factor *= 2)
        {
            extended = true;
            draws = NutsSampler.Sample(model, sampling with { Draws = factor * sampling.Draws }, null, cancellation);
        }
        cancellation.ThrowIfCancellationRequested();
        int elements = model.Parameters.Count, size = draws.Chains * draws.Count;
        IPointwiseLikelihood? data = model as IPointwiseLikelihood;
        double[] values = new double[elements], pointwise = new double[data?.Observations ?? 0];
        double truth = data is null ? 0 : LogLikelihood.Joint(data, simulation.Truth, pointwise);
        int[] below = new int[elements + (data is null ? 0 : 1)], tied = new int[below.Length];
        for (int i = 0; i < options.RankedDraws; i++)
        {
            int draw = (int)((i + 0.5) * size / options.RankedDraws);
            draws.CopyDraw(draw / draws.Count, draw % draws.Count, values);
            for (int element = 0; element < elements; element++)
                Count(values[element], simulation.Truth[element], element);
            if (data is not null)
                Count(LogLikelihood.Joint(data, values, pointwise), truth, elements);
        }
        // Ties, as of fixed elements, are broken at random, which keeps the ranks uniform.
        int[] ranks = [.. below.Zip(tied, (count, ties) => count + (int)random.NextInteger(ties + 1))];
        return new RankedSimulation(data is null ? model.Parameters.ElementNames : [.. model.Parameters.ElementNames, "log likelihood"], ranks, extended);

        void Count(double value, double against, int quantity)
        {
            below[quantity] += value < against ? 1 : 0;
            tied[quantity] += value == against ? 1 : 0;
        }
    }

    /// <summary>The smallest effective sample size of the elements that vary; 0 where draws cannot be judged, infinite where none vary.</summary>
    private static double SmallestEss(Draws draws)
    {
        ElementDiagnostics diagnostics = new(draws.Chains, draws.Count);
        double smallest = double.PositiveInfinity;
        for (int element = 0; element < draws.Parameters.Count; element++)
        {
            diagnostics.Load(draws.Of(element));
            double ess = diagnostics.EssBulk();
            if (!diagnostics.IsConstant)
                smallest = Math.Min(smallest, double.IsNaN(ess) ? 0 : ess);
        }
        return smallest;
    }

    private static Calibration Judge(RankedSimulation[] ranked, CalibrationOptions options)
    {
        IReadOnlyList<string> names = ranked[0].Names;
        double[] points = [.. Enumerable.Range(1, options.RankedDraws).Select(rank => rank / (options.RankedDraws + 1.0))];
        // Bonferroni's inequality holds however the quantities depend on each other.
        EcdfBand band = EcdfBand.Of(ranked.Length, points, 1 - (1 - options.Level) / names.Count);
        CalibratedQuantity[] quantities = new CalibratedQuantity[names.Count];
        for (int quantity = 0; quantity < quantities.Length; quantity++)
        {
            int[] ranks = [.. ranked.Select(simulation => simulation.Ranks[quantity])];
            int[] below = [.. Enumerable.Range(1, options.RankedDraws).Select(rank => ranks.Count(own => own < rank))];
            double[] ecdf = [.. below.Select(count => (double)count / ranks.Length)];
            quantities[quantity] = new CalibratedQuantity(names[quantity], ranks, ecdf, band.LargestExcess(ecdf), EcdfBand.PValue(ranks.Length, points, below));
        }
        return new Calibration(quantities, band, options.Level, ranked.Count(simulation => simulation.Extended));
    }
}
