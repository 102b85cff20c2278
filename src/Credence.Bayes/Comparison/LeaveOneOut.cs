using System.Globalization;
using System.Numerics.Tensors;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Bayes;

/// <summary>How well an observation is predicted by the posterior without it.</summary>
/// <param name="Elpd">The log predictive density of the observation given all others.</param>
/// <param name="LogPredictive">The log predictive density given all observations, this one included.</param>
/// <param name="ParetoShape">The Pareto k of the importance weights.</param>
/// <param name="RelativeEfficiency">Effective draws per draw of the likelihood.</param>
/// <param name="EffectiveDraws">The effective number of draws behind <paramref name="Elpd"/>: r/Σw².</param>
/// <param name="Mcse">The Monte Carlo standard error of <paramref name="Elpd"/>.</param>
public readonly record struct PointwiseElpd(
    double Elpd, double LogPredictive, double ParetoShape, double RelativeEfficiency, double EffectiveDraws, double Mcse);

/// <summary>
/// Leave-one-out cross-validation by Pareto-smoothed importance sampling (Vehtari, Gelman and Gabry, 2017): the expected log pointwise
/// predictive density of new data, without fitting again.
/// </summary>
/// <param name="Pointwise">One entry for each observation, or group of equal ones.</param>
/// <param name="Weights">How many equal observations each entry stands for.</param>
/// <param name="GoodShape">The Pareto k up to which an entry is dependable.</param>
public sealed record LeaveOneOut(IReadOnlyList<PointwiseElpd> Pointwise, IReadOnlyList<double> Weights, double GoodShape)
{
    private const long ValuesAtOnce = 1 << 24;

    /// <summary>The expected log pointwise predictive density.</summary>
    public PointwiseSum Elpd { get; } = PointwiseSum.Of([.. Pointwise.Select(entry => entry.Elpd)], Weights);

    /// <summary>The effective number of parameters: what each observation gains by having been seen.</summary>
    public PointwiseSum EffectiveParameters { get; } = PointwiseSum.Of([.. Pointwise.Select(entry => entry.LogPredictive - entry.Elpd)], Weights);

    /// <summary>The Monte Carlo standard error of <see cref="Elpd"/>.</summary>
    public double Mcse { get; } = Math.Sqrt(Pointwise.Zip(Weights, (entry, weight) => weight * weight * entry.Mcse * entry.Mcse).Sum());

    /// <summary>Cross-validates a model from its draws, some observations at a time, so that memory stays bounded.</summary>
    public static LeaveOneOut Of(IPointwiseLikelihood model, Draws draws)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(draws);
        int part = (int)Math.Clamp(ValuesAtOnce / Math.Max(1, draws.Chains * draws.Count), 1, Math.Max(1, model.Observations));
        List<PointwiseElpd> pointwise = [];
        List<double> weights = [];
        for (int first = 0; first < model.Observations; first += part)
        {
            LogLikelihood values = LogLikelihood.Of(model, draws, first, Math.Min(part, model.Observations - first));
            pointwise.AddRange(Entries(values, null));
            weights.AddRange(values.Weights);
        }
        return new LeaveOneOut(pointwise, weights, ParetoSmoothing.GoodShape(draws.Chains * draws.Count));
    }

    /// <summary>Cross-validates from the log likelihood at all draws.</summary>
    /// <param name="logLikelihood">The log likelihood of each observation at each draw.</param>
    /// <param name="relativeEfficiency">Effective draws per draw, the same for all observations; null to estimate that of each likelihood.</param>
    public static LeaveOneOut Of(LogLikelihood logLikelihood, double? relativeEfficiency = null)
    {
        ArgumentNullException.ThrowIfNull(logLikelihood);
        return new LeaveOneOut(Entries(logLikelihood, relativeEfficiency), logLikelihood.Weights, ParetoSmoothing.GoodShape(logLikelihood.Chains * logLikelihood.Count));
    }

    /// <summary>What is doubtful about the estimate.</summary>
    public IReadOnlyList<Finding> Findings()
    {
        int[] high = [.. Enumerable.Range(0, Pointwise.Count).Where(i => Pointwise[i].ParetoShape > GoodShape).OrderByDescending(i => Pointwise[i].ParetoShape)];
        if (high.Length == 0)
            return [];
        double count = high.Sum(i => Weights[i]);
        return [new Finding("influential-observations", Severity.Warning,
            string.Create(CultureInfo.InvariantCulture, $"Pareto k is above {GoodShape:0.00} for {count:0} of {Weights.Sum():0} observations, up to {Pointwise[high[0]].ParetoShape:0.00} for observation {high[0] + 1}: the posterior without them differs too much to be had from these draws."),
            "Look at these observations, consider a likelihood with heavier tails, and do not compare models by this estimate.")];
    }

    private static PointwiseElpd[] Entries(LogLikelihood values, double? relativeEfficiency)
    {
        PointwiseElpd[] entries = new PointwiseElpd[values.Observations];
        Parallel.For(0, entries.Length,
            () => (Formulas: new ChainFormulas(values.Chains, values.Count), First: new double[values.Chains * values.Count], Second: new double[values.Chains * values.Count]),
            (i, _, work) =>
            {
                double efficiency = relativeEfficiency ?? Efficiency(values.Of(i), work.Formulas, work.First);
                entries[i] = Entry(values.Of(i), efficiency, work.First, work.Second);
                return work;
            },
            _ => { });
        return entries;
    }

    private static PointwiseElpd Entry(ReadOnlySpan<double> logLikelihood, double efficiency, double[] ratios, double[] weights)
    {
        for (int s = 0; s < ratios.Length; s++)
            ratios[s] = -logLikelihood[s];
        double shape = ParetoSmoothing.Smooth(ratios, efficiency, weights);
        for (int s = 0; s < ratios.Length; s++)
            ratios[s] = weights[s] + logLikelihood[s];
        double elpd = ParetoSmoothing.LogSum(ratios), squares = 0, variance = 0;
        for (int s = 0; s < weights.Length; s++)
        {
            double weight = Math.Exp(weights[s]), relative = Math.Exp(logLikelihood[s] - elpd) - 1;
            squares += weight * weight;
            variance += weight * weight * relative * relative;
        }
        // The delta method on the log, with the estimate taken as log-normal, so that a large error stays finite.
        double mcse = Math.Sqrt(Elementary.Log1p(variance) / efficiency);
        return new PointwiseElpd(elpd, ParetoSmoothing.LogSum(logLikelihood) - Math.Log(logLikelihood.Length), shape, efficiency, efficiency / squares, mcse);
    }

    /// <summary>Effective draws per draw of the mean likelihood, of whole chains; 1 where it does not vary.</summary>
    internal static double Efficiency(ReadOnlySpan<double> logLikelihood, ChainFormulas formulas, double[] work)
    {
        double largest = TensorPrimitives.Max(logLikelihood);
        for (int s = 0; s < work.Length; s++)
            work[s] = Math.Exp(logLikelihood[s] - largest);
        double efficiency = formulas.EffectiveSampleSize(work) / work.Length;
        return double.IsNaN(efficiency) ? 1 : efficiency;
    }
}
