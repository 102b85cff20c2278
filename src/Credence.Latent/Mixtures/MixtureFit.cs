using Credence.Statistics;

namespace Credence.Latent;

/// <summary>A fitted component with standard errors, NaN where the information is singular or a number is fixed.</summary>
/// <param name="Mean">Its mean.</param>
/// <param name="StandardDeviation">Its standard deviation.</param>
/// <param name="Share">Its share.</param>
/// <param name="MeanError">Standard error of the mean.</param>
/// <param name="StandardDeviationError">Standard error of the standard deviation.</param>
/// <param name="ShareError">Standard error of the share.</param>
public sealed record FittedComponent(double Mean, double StandardDeviation, double Share, double MeanError, double StandardDeviationError, double ShareError);

/// <summary>The fit of a single normal to the same values.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">The standard deviation, with divisor n.</param>
/// <param name="LogLikelihood">The log-likelihood of the values.</param>
/// <param name="Bic">The Bayesian information criterion, smaller is better.</param>
public sealed record OneNormal(double Mean, double StandardDeviation, double LogLikelihood, double Bic);

/// <summary>The fit of a normal mixture by maximum likelihood.</summary>
public sealed record MixtureFit
{
    internal MixtureFit(MixtureProblem problem, MixtureState state) => (Problem, State) = (problem, state);

    /// <summary>The data.</summary>
    public required MixtureData Data { get; init; }

    /// <summary>The components: those of labels in their order, all others in order of their means.</summary>
    public required IReadOnlyList<FittedComponent> Components { get; init; }

    /// <summary>The names of the estimated parameters, such as <c>mean[0]</c>, <c>sd[1]</c>, <c>share[1]</c>, <c>missing[0]</c>, <c>error</c>.</summary>
    public required IReadOnlyList<string> Parameters { get; init; }

    /// <summary>The inverse of the observed information in the order of <see cref="Parameters"/>, row after row; NaN where it is singular.</summary>
    public required ReadOnlyMemory<double> Covariance { get; init; }

    /// <summary>P(no label | component) where it is estimated; null otherwise.</summary>
    public required IReadOnlyList<double>? MissingRates { get; init; }

    /// <summary>P(wrong label) where it is estimated; null otherwise.</summary>
    public required double? ErrorRate { get; init; }

    /// <summary>Standard error of <see cref="ErrorRate"/>; null where that is, NaN where it lies at the end of its range.</summary>
    public double? ErrorRateError => ErrorRate is null ? null : Parameters.Count > 0 && Parameters[^1] == "error" ? Math.Sqrt(Entry(Parameters.Count - 1, Parameters.Count - 1)) : double.NaN;

    /// <summary>The log-likelihood of values and labels.</summary>
    public required double LogLikelihood { get; init; }

    /// <summary>The log-likelihood after each accepted step of the final search, its start first; falls by no more than rounding.</summary>
    public required IReadOnlyList<double> LogLikelihoods { get; init; }

    /// <summary>The Bayesian information criterion, smaller is better.</summary>
    public required double Bic { get; init; }

    /// <summary>Akaike's information criterion, smaller is better.</summary>
    public required double Aic { get; init; }

    /// <summary>The integrated completed likelihood of Biernacki, Celeux and Govaert (2000): BIC plus twice the entropy of the membership probabilities.</summary>
    public double Icl => Bic + (2 * MembershipEntropy());

    /// <summary>The passes over the data of the final search.</summary>
    public required int Iterations { get; init; }

    /// <summary>Whether the search reached a maximum.</summary>
    public required bool Converged { get; init; }

    /// <summary>Why the search ended, such as <c>converged at iteration 12</c>.</summary>
    public required string StopReason { get; init; }

    /// <summary>The log-likelihoods of all maxima found, the highest first.</summary>
    public required IReadOnlyList<double> Maxima { get; init; }

    /// <summary>The fit of one normal; its log-likelihood leaves labels out and so compares with a fit without labels only.</summary>
    public required OneNormal OneComponent { get; init; }

    /// <summary>Second component's mean minus the first's; null where it is withheld or there is one component.</summary>
    public required Effect? Difference { get; init; }

    /// <summary>Second component's standard deviation minus the first's; null where <see cref="Difference"/> is.</summary>
    public required Effect? DeviationDifference { get; init; }

    /// <summary>Welch's comparison of the rows labelled with the first two components; null where one has no rows.</summary>
    public required Effect? CompleteCase { get; init; }

    /// <summary>Variance the difference would have with all labels, by its actual variance: the share of the full information; NaN where that is singular.</summary>
    public required double LabelInformation { get; init; }

    /// <summary>Distance of the first two means in pooled standard deviations, by shares.</summary>
    public required double Separation { get; init; }

    /// <summary>Condition number of the information with means and standard deviations in pooled standard deviations; infinite where singular.</summary>
    public required double Condition { get; init; }

    /// <summary>The profile log-likelihood of the difference where it is withheld; null otherwise.</summary>
    public required DifferenceProfile? Profile { get; init; }

    /// <summary>What has to be known beside the numbers.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Whether the difference is withheld.</summary>
    public bool Withheld => Components.Count > 1 && Difference is null;

    internal MixtureProblem Problem { get; }

    internal MixtureState State { get; }

    /// <summary>The difference of two components' means or standard deviations by the delta method, whatever the gate says.</summary>
    /// <param name="from">The component subtracted.</param>
    /// <param name="to">The component it is subtracted from.</param>
    /// <param name="options">Level and form of the comparison.</param>
    /// <param name="ofDeviations">Whether standard deviations are compared instead of means.</param>
    public Effect Contrast(int from, int to, EffectOptions options, bool ofDeviations = false)
    {
        int shift = ofDeviations ? Components.Count : 0;
        FittedComponent control = Components[from], treatment = Components[to];
        (double low, double high) = ofDeviations ? (control.StandardDeviation, treatment.StandardDeviation) : (control.Mean, treatment.Mean);
        double first = Entry(from + shift, from + shift), second = Entry(to + shift, to + shift), both = Entry(from + shift, to + shift);
        EstimatedDifference difference = new(high - low, first + second - (2 * both), new(low, first), both - first);
        return new MeanComparison("mixture", difference, null).Effect(options);
    }

    /// <summary>The probability of each component given a value, and its label where it has one.</summary>
    /// <param name="value">The value.</param>
    /// <param name="label">Its label, or <see cref="MixtureData.Unknown"/>.</param>
    /// <param name="probabilities">Receives one probability for each component.</param>
    public void Membership(double value, int label, Span<double> probabilities)
    {
        Guard.SameLength(probabilities.Length, Components.Count);
        double highest = double.NegativeInfinity, sum = 0, z = (value - Problem.Centre) / Problem.Scale;
        for (int j = 0; j < probabilities.Length; j++)
        {
            double u = (z - State.Mean[j]) / State.Deviation[j];
            probabilities[j] = Math.Log(State.Share[j] / State.Deviation[j]) - (0.5 * u * u)
                + Problem.Labels.LogChance(State, label == MixtureData.Unknown ? Components.Count : label, j);
            highest = Math.Max(highest, probabilities[j]);
        }
        foreach (ref double probability in probabilities)
            sum += probability = Math.Exp(probability - highest);
        foreach (ref double probability in probabilities)
            probability /= sum;
    }

    /// <summary>The density of a component at a value, times its share.</summary>
    public double Density(double value, int component)
    {
        FittedComponent c = Components[component];
        return c.Share / c.StandardDeviation * Numerics.Normal.Density((value - c.Mean) / c.StandardDeviation);
    }

    // −Σ r log r over rows and components.
    private double MembershipEntropy()
    {
        double[] probabilities = new double[Components.Count];
        double sum = 0;
        for (int label = MixtureData.Unknown; label < Components.Count; label++)
        {
            if (!Problem.IsMixed(label == MixtureData.Unknown ? Components.Count : label))
                continue;
            CountedValues group = Data.Group(label);
            for (int i = 0; i < group.Values.Length; i++)
            {
                Membership(group.Values[i], label, probabilities);
                double rows = group.Counts.Length == 0 ? 1 : group.Counts[i];
                foreach (double probability in probabilities)
                    sum -= probability > 0 ? rows * probability * Math.Log(probability) : 0;
            }
        }
        return sum;
    }

    private double Entry(int row, int column) => Covariance.Span[(row * Parameters.Count) + column];
}
