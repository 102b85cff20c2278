using Credence.Bayes;

namespace Credence.Experiments;

/// <summary>How a treatment compares with the control, given the exact posteriors of both means.</summary>
public sealed record PosteriorComparison
{
    // A lift needs a control mean that is above 0; this much probability of the contrary is tolerated.
    private const double LargestDoubt = 1e-3;

    private PosteriorComparison(ArmPosterior control, ArmPosterior treatment, bool lowerIsBetter)
    {
        (Control, Treatment, LowerIsBetter) = (control, treatment, lowerIsBetter);
        Arms arms = new(control.Mean, control.ToDensity(), treatment.Mean, treatment.ToDensity());
        (PosteriorDensity a, PosteriorDensity b) = (arms.A, arms.B);
        ArmComparison means = new ArmIntegral(a, b, 1, 0, ofRatio: false).Over();
        (ProbabilityBetter, ProbabilityWorse) = lowerIsBetter ? (means.Lower, means.Upper) : (means.Upper, means.Lower);
        Difference = control is NormalPosterior && treatment is NormalPosterior
            ? Distribution.Normal(arms.Treatment.Mean - arms.Control.Mean, double.Hypot(arms.Control.StandardDeviation, arms.Treatment.StandardDeviation))
            : new DifferencePosterior(arms);
        Lift = LiftOf(control, arms);
        (double shortfall, double excess) = ExpectedExcess.Both(a, b, Difference.Mean);
        (ExpectedLossOfTreatment, ExpectedLossOfControl) = lowerIsBetter ? (excess, shortfall) : (shortfall, excess);
    }

    /// <summary>The control.</summary>
    public ArmPosterior Control { get; }

    /// <summary>The treatment.</summary>
    public ArmPosterior Treatment { get; }

    /// <summary>Whether a lower mean is better.</summary>
    public bool LowerIsBetter { get; }

    /// <summary>The probability that the treatment's mean is better than the control's.</summary>
    public double ProbabilityBetter { get; }

    /// <summary>The probability that it is worse; computed on its own, so that it is exact also where the other rounds to 1.</summary>
    public double ProbabilityWorse { get; }

    /// <summary>What is lost on average by choosing the treatment: E max(control − treatment, 0), or the reverse where lower is better.</summary>
    public double ExpectedLossOfTreatment { get; }

    /// <summary>What is lost on average by choosing the control.</summary>
    public double ExpectedLossOfControl { get; }

    /// <summary>The posterior of the treatment's mean minus the control's.</summary>
    public IDistribution Difference { get; }

    /// <summary>The posterior of treatment / control − 1; null where the control's mean is not above 0 with a probability of at least 0.999.</summary>
    public IDistribution? Lift { get; }

    /// <summary>Compares two arms.</summary>
    /// <param name="control">The control.</param>
    /// <param name="treatment">The treatment, under a model of the same kind of mean.</param>
    /// <param name="lowerIsBetter">Whether a lower mean is better.</param>
    /// <exception cref="ArgumentException">The one mean is a probability or a rate and the other is not.</exception>
    public static PosteriorComparison Of(ArmPosterior control, ArmPosterior treatment, bool lowerIsBetter = false)
    {
        ArgumentNullException.ThrowIfNull(control);
        ArgumentNullException.ThrowIfNull(treatment);
        if (control.Mean.Lower != treatment.Mean.Lower || control.Mean.Upper != treatment.Mean.Upper)
            throw new ArgumentException($"A mean that is {control.Mean} cannot be compared with one that is {treatment.Mean}.", nameof(treatment));
        return new PosteriorComparison(control, treatment, lowerIsBetter);
    }

    private static IDistribution? LiftOf(ArmPosterior control, Arms arms) => control switch
    {
        // The mean and the variance of the control's inverse, infinite where its shape is too small.
        BetaPosterior { A: double a, B: double b } => new PositiveLiftPosterior(
            arms, Moment(a > 1, (a + b - 1) / (a - 1)), Moment(a > 2, (a + b - 1) / (a - 1) * (b / (a - 1) / (a - 2)))),
        GammaPosterior { Shape: double shape, Rate: double rate } => new PositiveLiftPosterior(
            arms, Moment(shape > 1, rate / (shape - 1)), Moment(shape > 2, rate / (shape - 1) * (rate / (shape - 1)) / (shape - 2))),
        _ => arms.Control.Cdf(0) <= LargestDoubt ? new LineLiftPosterior(arms) : null,
    };

    private static double Moment(bool exists, double value) => exists ? value : double.PositiveInfinity;
}
