using System.Globalization;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>Decides whether a mixture's difference of means can be stated, and says why not.</summary>
internal static class MixtureGate
{
    /// <summary>Pooled standard deviations between two means below which labels are needed.</summary>
    public const double LeastSeparation = 2;

    /// <summary>The condition number of the information above which its inverse is no guide to the error.</summary>
    public const double LargestCondition = 1e4;

    public static MixtureFit Judge(MixtureFit fit, MixtureSearch search, IReadOnlyList<Ascent> maxima, MixtureOptions options, CancellationToken cancellation)
    {
        List<Finding> findings = [.. OfSearch(fit, search, maxima, options)];
        if (fit.Components.Count == 1)
            return fit with { Findings = findings };
        EffectOptions level = new() { Alpha = options.Alpha };
        MixtureState state = fit.State;
        double pooled = NormalMixture.Pooled(state);
        fit = fit with
        {
            Separation = Math.Abs(state.Mean[1] - state.Mean[0]) / pooled,
            CompleteCase = fit.Data.LabelledDifference(0, 1, level),
        };
        Effect difference = fit.Contrast(0, 1, level);
        double full = (state.Deviation[0] * state.Deviation[0] / state.Share[0]) + (state.Deviation[1] * state.Deviation[1] / state.Share[1]);
        fit = fit with { LabelInformation = full * fit.Problem.Scale * fit.Problem.Scale / (fit.Data.Rows * difference.StandardError * difference.StandardError) };
        findings.AddRange(new LabelGate(fit, options, cancellation).Findings());
        findings.AddRange(OfIdentification(fit, options));
        bool withheld = findings.Exists(finding => finding.Severity == Severity.Blocking);
        return withheld
            ? fit with { Findings = findings, Profile = DifferenceProfile.Of(fit, maxima, options, cancellation) }
            : fit with { Findings = findings, Difference = difference, DeviationDifference = fit.Contrast(0, 1, level, ofDeviations: true) };
    }

    private static IEnumerable<Finding> OfSearch(MixtureFit fit, MixtureSearch search, IReadOnlyList<Ascent> maxima, MixtureOptions options)
    {
        if (search.StartCollapsed)
        {
            yield return new("mixture-start-collapsed", Severity.Warning,
                "The search from the given start ran a component onto single values; the answer is that of the usual starts.", "Start with wider components.");
        }
        if (maxima[0].End == AscentEnd.Collapsed)
        {
            yield return new("mixture-collapsed", Severity.Blocking,
                "Every search ran a component onto single values, where the likelihood has no bound; the penalised maximum is shown instead."
                    + (OfEqualValues(fit.Data) ? Text($" The {fit.Data.Rows} rows have only {fit.Data.Distinct} distinct values, and equal values are what it runs onto.") : ""),
                OfEqualValues(fit.Data) ? "Use values that are not rounded, or a test for counts or shares." : "Use fewer components, label rows, or collect more of them.");
        }
        else if (!fit.Converged)
        {
            yield return new("mixture-not-converged", Severity.Blocking,
                $"The search {fit.StopReason}; the numbers are not those of a maximum.", "Allow more iterations, or leave out the start.");
        }
        else if (search.Collapsed > 0)
        {
            yield return new("mixture-collapsed-searches", Severity.Note,
                Text($"{search.Collapsed} of the finished searches ran a component onto single values and were set aside."), "Nothing, as long as a regular maximum was found.");
        }
        double gap = maxima.Count > 1 ? maxima[0].Objective - maxima[1].Objective : double.PositiveInfinity;
        if (gap < 0.5 * ChiSquared.Quantile(1 - options.Alpha, 1))
        {
            yield return new("mixture-several-maxima", Severity.Warning,
                Text($"Another maximum of the likelihood lies only {gap:0.##} lower: means {Means(fit.Problem, maxima[1].State)} instead of {Means(fit.Problem, maxima[0].State)}."),
                "Read the two together, or label rows.");
        }
        if (fit.Problem.Labels.LossByComponent && fit.State.Missing.Any(MixtureState.AtBound))
            yield return new("mixture-rate-at-bound", Severity.Warning, "A rate of label loss is estimated as 0 or 1.", "Read the rates as bounds.");
        if (fit.Problem.Labels.EstimatesError && (MixtureState.AtBound(fit.State.Error) || fit.State.Error >= 0.5))
            yield return new("mixture-rate-at-bound", Severity.Warning, "The rate of wrong labels is estimated at the end of its range.", "Read the rate as a bound.");
    }

    private static bool OfEqualValues(MixtureData data) => 2 * data.Distinct < data.Rows;

    private static IEnumerable<Finding> OfIdentification(MixtureFit fit, MixtureOptions options)
    {
        bool unlabelled = fit.Data.Labelled == 0;
        int[] unnamed = [.. Enumerable.Range(0, fit.Components.Count).Where(label => fit.Data.MomentsOf(label).Count == 0)];
        if (unlabelled)
        {
            yield return new("mixture-without-labels", Severity.Note,
                "No row has a label: the components are in order of their means, and the data cannot say which of them was treated.", "Label rows of both arms.");
        }
        if (unnamed.Length > 0)
        {
            double separation = unlabelled ? fit.Separation : Nearest(fit.State, unnamed);
            if (separation < LeastSeparation)
            {
                yield return new("mixture-not-separated", Severity.Blocking,
                    Text($"{(unlabelled ? "Without labels the components lie" : "A component without labels lies")} only {separation:0.00} pooled standard deviations {(unlabelled ? "apart" : "from another")}; below {LeastSeparation} their difference cannot be told from chance."),
                    "Label rows; read the profile likelihood instead of an estimate.");
            }
            (double ofLabels, int shares) = LabelLikelihood.UnderOneNormal(fit.Data, options);
            double labels = (-2 * ofLabels) + (shares * Math.Log(fit.Data.Rows)), oneNormal = fit.OneComponent.Bic + labels;
            if (oneNormal <= fit.Bic)
            {
                yield return new("one-normal-suffices", Severity.Blocking,
                    Text($"One normal explains the values as well as {fit.Components.Count}: BIC {oneNormal:0.0} against {fit.Bic:0.0}."),
                    "Do not read the components as groups.");
            }
            double logNormal = LogNormalBic(fit.Data.WithoutLabels()) + labels;
            if (logNormal < fit.Bic && oneNormal > fit.Bic)
            {
                yield return new("one-log-normal-suffices", Severity.Blocking,
                    Text($"One log-normal explains the values better than {fit.Components.Count} normals: BIC {logNormal:0.0} against {fit.Bic:0.0}; skewed values split into normals of any number."),
                    "Take logarithms first.");
            }
        }
        if (!(fit.Condition <= LargestCondition) && fit.Converged)
        {
            yield return new("mixture-ill-conditioned", Severity.Blocking,
                double.IsInfinity(fit.Condition) ? "The information matrix is singular: the data do not identify every parameter."
                    : Text($"The condition number of the information matrix is {fit.Condition:0}, above {LargestCondition:0}: standard errors from it would mislead."),
                "Label more rows, or fix the share; read the profile likelihood instead of an estimate.");
        }
    }

    // From a component that no label names to the one next to it.
    private static double Nearest(MixtureState state, int[] unnamed)
        => unnamed.Min(j => Enumerable.Range(0, state.Components).Where(other => other != j).Min(other => Math.Abs(state.Mean[j] - state.Mean[other]))) / NormalMixture.Pooled(state);

    private static double LogNormalBic(MixtureData data)
    {
        ReadOnlySpan<double> values = data.Values(MixtureData.Unknown).Span;
        ReadOnlySpan<long> counts = data.Group(MixtureData.Unknown).Counts;
        if (!(values[0] > 0))
            return double.PositiveInfinity;
        double sum = 0, squares = 0, centre = Math.Log(data.Overall.Mean);
        for (int i = 0; i < values.Length; i++)
        {
            double rows = counts.IsEmpty ? 1 : counts[i], log = Math.Log(values[i]) - centre;
            sum += rows * log;
            squares += rows * log * log;
        }
        double variance = (squares - (sum * sum / data.Rows)) / data.Rows;
        double logLikelihood = -(0.5 * data.Rows * (Math.Log(2 * Math.PI * variance) + 1)) - sum - (data.Rows * centre);
        return (-2 * logLikelihood) + (2 * Math.Log(data.Rows));
    }

    private static string Means(MixtureProblem problem, MixtureState state)
        => string.Join(" and ", state.Mean.Order().Select(mean => (problem.Centre + (problem.Scale * mean)).ToString("G6", CultureInfo.InvariantCulture)));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
