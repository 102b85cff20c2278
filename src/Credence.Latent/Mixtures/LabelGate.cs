using System.Globalization;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>Holds a mixture against its labelled rows: whether there are enough, whether they are normal, whether they tell the same difference, and
/// whether their labels could be lost ignorably.</summary>
internal sealed class LabelGate(MixtureFit fit, MixtureOptions options, CancellationToken cancellation)
{
    /// <summary>The fewest labelled rows of a component from which a difference is stated.</summary>
    public const int FewestLabels = 10;

    private const int EnoughLabels = 30;
    private const double Blocking = 0.001, Warning = 0.05, Contradiction = 2.58, Dependence = 3.29;

    // Of the variance of labelled rows alone: a smaller difference of two estimated variances is mostly their own error.
    private const double LeastGain = 0.1;

    private readonly MixtureProblem problem = fit.Problem;

    /// <summary>What the labelled rows say against the mixture.</summary>
    public IEnumerable<Finding> Findings()
    {
        if (fit.Data.Labelled == 0)
            yield break;
        if (FewLabels() is { } few)
            yield return few;
        if (fit.Data.Labelled == fit.Data.Rows || !problem.Labels.LabelsAreRight)
            yield break;
        LossByValue byValue = LossByValue.Of(problem);
        if (Contradicted(byValue) is { } contradicted)
            yield return contradicted;
        if (NotNormal() is { } shape)
            yield return shape;
        if (NotIgnorable(byValue) is { } loss)
            yield return loss;
    }

    private Finding? FewLabels()
    {
        long fewest = Enumerable.Range(0, fit.Components.Count).Select(label => fit.Data.MomentsOf(label).Count).Where(count => count > 0).Min();
        return fewest switch
        {
            < FewestLabels => new("mixture-few-labels", Severity.Blocking,
                Text($"A component has {fewest} labelled {(fewest == 1 ? "row" : "rows")}; below {FewestLabels} the errors of maximum likelihood are too small."),
                "Compare the labelled rows by Welch's t test (credence analyze), or label more rows."),
            < EnoughLabels => new("mixture-few-labels", Severity.Warning,
                Text($"A component has only {fewest} labelled rows; below {EnoughLabels} the errors of maximum likelihood are somewhat too small."),
                "Hold the answer against Welch's t test of the labelled rows, or label more."),
            _ => null,
        };
    }

    // Hausman (1978, Econometrica 46, 1251): the efficient estimate less the one of labelled rows alone, by the root of the difference of their variances.
    private Finding? Contradicted(LossByValue byValue)
    {
        double worst = 0;
        (double Mixture, double Labelled) told = default;
        for (int j = 1; j < fit.Components.Count; j++)
        {
            Moments control = fit.Data.MomentsOf(0), treatment = fit.Data.MomentsOf(j);
            if (control.Count < 2 || treatment.Count < 2)
                continue;
            Effect mixture = fit.Contrast(0, j, new EffectOptions());
            double alone = treatment.Mean - control.Mean, variance = Variance(control) + Variance(treatment);
            double gain = variance - (mixture.StandardError * mixture.StandardError);
            double z = gain > 0 ? (mixture.Estimate - alone) / Math.Sqrt(Math.Max(gain, LeastGain * variance)) : 0;
            if (Math.Abs(z) > Math.Abs(worst))
                (worst, told) = (z, (mixture.Estimate, alone));
        }
        if (!(Math.Abs(worst) > Contradiction))
            return null;
        // Labels lost by value make the labelled rows differ from all rows.
        bool explained = Math.Abs(byValue.Statistic) > Dependence;
        return new("mixture-contradicts-labels", explained ? Severity.Warning : Severity.Blocking,
            Text($"The mixture says {told.Mixture:G4}, the labelled rows alone {told.Labelled:G4}: z = {worst:0.00}, more than the rows without labels can explain ")
                + (explained ? "unless labels are lost by value, as they seem to be." : "if the components are normal."),
            "Compare the labelled rows by Welch's t test (credence analyze), or model log(value) where values are skewed.");

        static double Variance(Moments rows) => rows.SumSquaredDeviations / ((double)rows.Count * rows.Count);
    }

    // Jarque and Bera (1987, Int. Statist. Rev. 55, 163), of residuals standardised within labels.
    private Finding? NotNormal()
    {
        double rows = 0, cubes = 0, fourths = 0;
        foreach (StandardGroup group in problem.Groups.SkipLast(1).Where(group => group.Rows > 2 && group.Squares > 0))
        {
            double sd = Math.Sqrt(group.Squares / group.Rows);
            for (int i = 0; i < group.Values.Length; i++)
            {
                double weight = group.Weights.Length == 0 ? 1 : group.Weights[i], z = (group.Values[i] - group.Mean) / sd;
                (rows, cubes, fourths) = (rows + weight, cubes + (weight * z * z * z), fourths + (weight * z * z * z * z));
            }
        }
        double skewness = cubes / rows, excess = (fourths / rows) - 3, statistic = rows / 6 * ((skewness * skewness) + (excess * excess / 4));
        double p = ChiSquared.UpperTail(statistic, 2);
        return !(p < Warning) ? null : new("labelled-rows-not-normal", p < Blocking ? Severity.Blocking : Severity.Warning,
            Text($"The labelled rows are not normal within their components: skewness {skewness:0.00}, excess kurtosis {excess:0.00}, Jarque–Bera p = {p:G2}; rows without labels are told apart by that shape."),
            "Compare the labelled rows by Welch's t test (credence analyze), or model log(value) where values are skewed.");
    }

    private Finding? NotIgnorable(LossByValue byValue)
    {
        int components = fit.Components.Count;
        if (problem.Labels.LossByComponent || !fit.Converged || problem.Groups.Take(components).Any(group => group.Rows == 0))
            return null;
        Ascent ascent = ByComponent(out double ignorable);
        if (ascent.End != AscentEnd.Converged)
            return null;
        double lost = problem.Groups[^1].Rows, kept = problem.Rows - lost;
        double common = (lost * Math.Log(lost / problem.Rows)) + (kept * Math.Log(kept / problem.Rows));
        double statistic = Math.Max(0, 2 * (ascent.Objective - ignorable)), p = ChiSquared.UpperTail(statistic, components - 1);
        if (!(p < Warning))
            return null;
        // Loss that depends on the value alone is ignorable, and may fit as well.
        bool explained = 2 * (byValue.LogLikelihood - common) >= statistic;
        return new("label-loss-not-ignorable", p < Blocking && !explained ? Severity.Blocking : Severity.Warning,
            Text($"Labels seem to be lost at rates that differ between components ({string.Join(", ", ascent.State.Missing.Select(rate => Text($"{100 * rate:0.0}%")))}): likelihood ratio {statistic:0.00} on {components - 1} degrees of freedom against one rate, p = {p:G2}")
                + (explained ? "; loss by value alone, which is ignorable, explains them as well." : "."),
            "Model the loss with --label-loss by-component, or study it with --sensitivity.");
    }

    // The ignorable fit with one rate of loss is a point of the larger model.
    private Ascent ByComponent(out double ignorable)
    {
        MixtureProblem larger = problem with { Labels = new(problem.Components, true, null, false) };
        MixtureState start = fit.State.Copy();
        Array.Fill(start.Missing, problem.Groups[^1].Rows / problem.Rows);
        Ascent ascent = new MixtureClimb(
            new(larger, options.Threads, cancellation), new() { MaximumIterations = options.MaximumIterations, Tolerance = options.Tolerance, NewtonFirst = true }).From(start);
        ignorable = ascent.Trace[0];
        return ascent;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
