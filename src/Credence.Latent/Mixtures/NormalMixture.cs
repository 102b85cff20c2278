using System.Globalization;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>Normal mixtures with unequal variances whose labels are known for all, some or no rows, by maximum likelihood.</summary>
public static class NormalMixture
{
    private const double HalfLogTwoPi = 0.91893853320467274178;

    /// <summary>Fits a mixture; the same data, options and seed give the same bits whatever the number of threads.</summary>
    /// <param name="data">The data, with the number of components.</param>
    /// <param name="options">How it is fitted; null for the defaults.</param>
    /// <param name="progress">Told the log-likelihood of the final search.</param>
    /// <param name="cancellation">Stops the fit with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InputException">All values are equal, or an option needs labels and there are none.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static MixtureFit Fit(
        MixtureData data, MixtureOptions? options = null, IProgress<MixtureProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        options ??= new();
        MixtureChecks.Check(data, options);
        MixtureProblem problem = MixtureProblem.Of(data, options);
        MixtureSearch search = new(problem, options, progress, cancellation);
        IReadOnlyList<Ascent> maxima = search.Run(Start(problem, options));
        MixtureState state = maxima[0].State;
        Order(problem, state);
        MixtureCurvature curvature = MixtureCurvature.Of(search.Likelihood, state);
        double[]? covariance = maxima[0].End == AscentEnd.Collapsed ? null : curvature.Covariance();
        MixtureFit fit = Report(data, problem, maxima, curvature, covariance);
        return MixtureGate.Judge(fit, search, maxima, options, cancellation);
    }

    /// <summary>The log-likelihood of a mixture with given components, its labels' loss ignorable and themselves right.</summary>
    /// <param name="data">The data.</param>
    /// <param name="components">The components, as many as the data have.</param>
    public static double LogLikelihood(MixtureData data, IReadOnlyList<MixtureComponent> components)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(components);
        MixtureOptions options = new() { Start = components };
        MixtureChecks.Check(data, options);
        MixtureProblem problem = MixtureProblem.Of(data, options);
        return new MixtureLikelihood(problem, 1, default).Evaluate(Start(problem, options)!) - (problem.Rows * Math.Log(problem.Scale));
    }

    /// <summary>The highest regular maximum alone, without errors or findings; null where every search collapsed.</summary>
    internal static Ascent? Maximum(MixtureData data, MixtureOptions options, CancellationToken cancellation, out double scale)
    {
        MixtureProblem problem = MixtureProblem.Of(data, options);
        Ascent best = new MixtureSearch(problem, options, null, cancellation).Run(Start(problem, options))[0];
        Order(problem, best.State);
        scale = problem.Scale;
        return best.End == AscentEnd.Collapsed ? null : best;
    }

    private static MixtureState? Start(MixtureProblem problem, MixtureOptions options)
    {
        if (options.Start is null)
            return null;
        MixtureState state = new(problem.Components);
        for (int j = 0; j < state.Components; j++)
        {
            MixtureComponent component = options.Start[j];
            (state.Mean[j], state.Deviation[j]) = ((component.Mean - problem.Centre) / problem.Scale, component.StandardDeviation / problem.Scale);
            state.Share[j] = problem.FixedShares?[j] ?? component.Share;
        }
        return state;
    }

    // Components that labels name keep their places, and so do those that differing fixed shares tell apart; the others go by their means.
    private static void Order(MixtureProblem problem, MixtureState state)
    {
        int[] order = [.. Enumerable.Range(0, state.Components)];
        int[] free = [.. order.Where(j => problem.Groups[j].Rows == 0 && (problem.FixedShares is null || problem.FixedShares.All(share => share == problem.FixedShares[0])))];
        int[] sorted = [.. free.OrderBy(j => state.Mean[j])];
        for (int k = 0; k < free.Length; k++)
            order[free[k]] = sorted[k];
        state.Reorder(order);
    }

    private static MixtureFit Report(MixtureData data, MixtureProblem problem, IReadOnlyList<Ascent> maxima, MixtureCurvature curvature, double[]? covariance)
    {
        Ascent best = maxima[0];
        MixtureState state = best.State;
        double shift = problem.Rows * Math.Log(problem.Scale), logLikelihood = best.Objective - shift;
        int count = curvature.Count;
        double[] natural = new double[count * count];
        for (int i = 0; i < natural.Length; i++)
            natural[i] = covariance is null ? double.NaN : covariance[i] * Unit(i / count) * Unit(i % count);
        bool converged = best.End == AscentEnd.Converged;
        return new MixtureFit(problem, state)
        {
            Data = data,
            Components = [.. Enumerable.Range(0, state.Components).Select(Component)],
            Parameters = [.. curvature.Coordinates.Select(Name)],
            Covariance = natural,
            MissingRates = problem.Labels.LossByComponent ? [.. state.Missing] : null,
            ErrorRate = problem.Labels.EstimatesError ? state.Error : null,
            LogLikelihood = logLikelihood,
            LogLikelihoods = [.. best.Trace.Select(value => value - shift)],
            Bic = (-2 * logLikelihood) + (count * Math.Log(problem.Rows)),
            Aic = (-2 * logLikelihood) + (2 * count),
            Iterations = best.Iterations,
            Converged = converged,
            StopReason = Reason(best),
            Maxima = [.. maxima.Select(ascent => ascent.Objective - shift)],
            OneComponent = One(problem),
            Difference = null,
            DeviationDifference = null,
            CompleteCase = null,
            LabelInformation = double.NaN,
            Separation = double.NaN,
            Condition = Condition(state, curvature, covariance),
            Profile = null,
            Findings = [],
        };

        double Unit(int coordinate) => curvature.Coordinates[coordinate].Kind is MixtureCoordinate.Mean or MixtureCoordinate.Deviation ? problem.Scale : 1;

        FittedComponent Component(int j)
        {
            return new(
                problem.Centre + (problem.Scale * state.Mean[j]), problem.Scale * state.Deviation[j], state.Share[j],
                Error(MixtureCoordinate.Mean, j), Error(MixtureCoordinate.Deviation, j), j > 0 ? Error(MixtureCoordinate.Share, j) : FirstShareError());
        }

        double Error(MixtureCoordinate kind, int j)
        {
            int place = curvature.Place(kind, j);
            return place < 0 ? double.NaN : Math.Sqrt(natural[(place * count) + place]);
        }

        // The first share is 1 less the others.
        double FirstShareError()
        {
            int[] shares = [.. Enumerable.Range(0, count).Where(i => curvature.Coordinates[i].Kind == MixtureCoordinate.Share)];
            return shares.Length == 0 ? double.NaN : Math.Sqrt(shares.Sum(i => shares.Sum(k => natural[(i * count) + k])));
        }
    }

    private static string Name((MixtureCoordinate Kind, int Component) coordinate) => coordinate.Kind switch
    {
        MixtureCoordinate.Mean => $"mean[{coordinate.Component}]",
        MixtureCoordinate.Deviation => $"sd[{coordinate.Component}]",
        MixtureCoordinate.Share => $"share[{coordinate.Component}]",
        MixtureCoordinate.Missing => $"missing[{coordinate.Component}]",
        _ => "error",
    };

    private static string Reason(Ascent ascent) => ascent.End switch
    {
        AscentEnd.Converged => string.Create(CultureInfo.InvariantCulture, $"converged at iteration {ascent.Iterations}"),
        AscentEnd.Limit => string.Create(CultureInfo.InvariantCulture, $"stopped after {ascent.Iterations} iterations, before it converged"),
        _ => "every search collapsed onto single values",
    };

    private static OneNormal One(MixtureProblem problem)
    {
        double logLikelihood = -problem.Rows * (HalfLogTwoPi + 0.5 + Math.Log(problem.Scale));
        return new(problem.Centre, problem.Scale, logLikelihood, (-2 * logLikelihood) + (2 * Math.Log(problem.Rows)));
    }

    // Of means, standard deviations and shares, whatever is estimated beside them; means and standard deviations in pooled standard deviations.
    private static double Condition(MixtureState state, MixtureCurvature curvature, double[]? covariance)
    {
        if (covariance is null)
            return double.PositiveInfinity;
        int[] kept = [.. Enumerable.Range(0, curvature.Count).Where(i => curvature.Coordinates[i].Kind <= MixtureCoordinate.Share)];
        double pooled = Pooled(state);
        double[] matrix = new double[kept.Length * kept.Length], values = new double[kept.Length], vectors = new double[matrix.Length];
        for (int a = 0; a < kept.Length; a++)
        {
            for (int b = 0; b < kept.Length; b++)
                matrix[(a * kept.Length) + b] = covariance[(kept[a] * curvature.Count) + kept[b]] / (Unit(kept[a]) * Unit(kept[b]));
        }
        return SymmetricEigen.Decompose(matrix, kept.Length, values, vectors) && values.Min() > 0 ? values.Max() / values.Min() : double.PositiveInfinity;

        double Unit(int coordinate) => curvature.Coordinates[coordinate].Kind == MixtureCoordinate.Share ? 1 : pooled;
    }

    /// <summary>The root of the mean variance within components, by shares.</summary>
    internal static double Pooled(MixtureState state) => Math.Sqrt(state.Share.Zip(state.Deviation, (share, sd) => share * sd * sd).Sum());
}
