using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>Which components lose labels more readily the higher the outcome.</summary>
public enum TiltDirection
{
    /// <summary>All components by the same tilt.</summary>
    Common,

    /// <summary>The second component by the tilt, the first by its opposite, the others not: what moves the difference of means most.</summary>
    Opposed,
}

/// <summary>The fit under one assumed tilt.</summary>
/// <param name="Tilt">γ: what the log odds of a missing label rise by for one standard deviation of all values.</param>
/// <param name="Components">The components of the whole population, without errors.</param>
/// <param name="MissingRates">P(no label | component).</param>
/// <param name="LogLikelihood">The log-likelihood of values, labels and their absence.</param>
/// <param name="Difference">Second component's mean minus the first's; without errors at the boundary.</param>
/// <param name="AtBoundary">Whether a component is estimated to lose none or all of its labels, where errors from the information fail.</param>
public sealed record TiltedFit(
    double Tilt, IReadOnlyList<MixtureComponent> Components, IReadOnlyList<double> MissingRates, double LogLikelihood, Effect Difference, bool AtBoundary);

/// <summary>How the difference of means depends on label loss that depends on the outcome within components.</summary>
/// <remarks>
/// <para>logit P(no label | y, j) = aⱼ + γⱼ (y − ȳ) ∕ s. A row with label l has the density πₗ fₗ(y) (1 − eₗ(y)), one without Σⱼ πⱼ fⱼ(y) eⱼ(y), e being
/// the probability of no label. Means, standard deviations, shares and the aⱼ are estimated; γ is given, because data tell it from the shape of the
/// components alone, which is assumed.</para>
/// <para>Where no aⱼ or γⱼ differ between components the loss is ignorable and the answer that of an ignorable fit.</para>
/// </remarks>
/// <param name="Fits">The fits, by rising tilt.</param>
/// <param name="TippingBelow">The nearest tilt below 0 at which the decision about the difference changes, between grid points by linear
/// interpolation; null where it does not on the grid. Fits at the boundary are left out.</param>
/// <param name="TippingAbove">The nearest such tilt above 0.</param>
public sealed record LabelLossSensitivity(IReadOnlyList<TiltedFit> Fits, double? TippingBelow, double? TippingAbove)
{
    /// <summary>Refits the mixture for each tilt of a grid.</summary>
    /// <param name="data">The data, with labelled and unlabelled rows and a label of each component.</param>
    /// <param name="tilts">The tilts, finite and rising; 0 is added where it is missing.</param>
    /// <param name="direction">Which components are tilted.</param>
    /// <param name="options">How the ignorable fit is made that starts the others; null for the defaults.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InputException">Some component has no labelled row, or no row lacks a label.</exception>
    public static LabelLossSensitivity Run(
        MixtureData data, IReadOnlyList<double> tilts, TiltDirection direction = TiltDirection.Common, MixtureOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(tilts);
        Guard.AtLeast(data.Components, 2);
        options = (options ?? new()) with { LabelLoss = LabelLoss.Ignorable, Misclassification = null, EstimateMisclassification = false };
        for (int label = 0; label < data.Components; label++)
        {
            if (data.MomentsOf(label).Count < 2)
                throw new InputException("", "a component has fewer than two labelled rows", "label rows of every component");
        }
        if (data.Labelled == data.Rows)
            throw new InputException("", "every row has a label", "there is no label loss to study");
        double[] grid = [.. tilts.Select(tilt => Guard.Finite(tilt, nameof(tilts))).Append(0).Distinct().Order()];
        MixtureChecks.Check(data, options);
        TiltedLikelihood likelihood = new(data, options, direction);
        TiltedFit[] fits = new TiltedFit[grid.Length];
        int zero = Array.IndexOf(grid, 0);
        double[] start = likelihood.Start(NormalMixture.Fit(data, options, null, cancellation)), at = start;
        for (int i = zero; i < grid.Length; i++)
            (fits[i], at) = likelihood.Fit(grid[i], at, options.Alpha, cancellation);
        at = start;
        for (int i = zero - 1; i >= 0; i--)
            (fits[i], at) = likelihood.Fit(grid[i], at, options.Alpha, cancellation);
        return new(fits, Tipping(fits, zero, -1, options.Alpha), Tipping(fits, zero, 1, options.Alpha));
    }

    // The decision changes where the end of the interval nearer to 0 crosses it.
    private static double? Tipping(TiltedFit[] fits, int zero, int way, double alpha)
    {
        double sign = Math.Sign(fits[zero].Difference.Estimate), critical = Normal.UpperQuantile(alpha / 2);
        if (fits[zero].AtBoundary)
            return null;
        TiltedFit here = fits[zero];
        for (int i = zero + way; i >= 0 && i < fits.Length; i += way)
        {
            // Nothing is decided at a boundary.
            if (fits[i].AtBoundary)
                continue;
            double before = Margin(here), after = Margin(fits[i]);
            if (before > 0 != after > 0)
                return here.Tilt + ((fits[i].Tilt - here.Tilt) * before / (before - after));
            here = fits[i];
        }
        return null;

        double Margin(TiltedFit fit) => (sign * fit.Difference.Estimate) - (critical * fit.Difference.StandardError);
    }
}
