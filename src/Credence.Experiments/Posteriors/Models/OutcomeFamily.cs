using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>A parameter that each variant has.</summary>
/// <param name="Name">Its name, such as <c>sd</c>.</param>
/// <param name="Lower">The lower end of its range.</param>
/// <param name="Upper">The upper end of its range.</param>
/// <param name="Square">The name of its square, for which a prior may be stated in its place; null where there is none.</param>
internal sealed record OutcomeParameter(string Name, double Lower = double.NegativeInfinity, double Upper = double.PositiveInfinity, string? Square = null)
{
    public IEnumerable<string> PriorNames => Square is null ? [Name] : [Name, Square];
}

/// <summary>A prior chosen where none is stated.</summary>
internal sealed record DefaultPrior(IDistribution Distribution, bool DependsOnData);

/// <summary>A family of outcome distributions: its parameters, their priors, densities and draws, and how it is bound to the data of a variant.</summary>
internal abstract class OutcomeFamily
{
    /// <summary>The parameters of a variant; the first may be a location (<see cref="ArmLikelihood.Origin"/>).</summary>
    public abstract IReadOnlyList<OutcomeParameter> Parameters { get; }

    /// <summary>The distribution of an outcome in words, such as <c>normal(mean, sd)</c>.</summary>
    public abstract string Text { get; }

    /// <summary>Whether the first parameter is the mean of the outcomes.</summary>
    public virtual bool MeanIsFirst => true;

    public static OutcomeFamily Of(OutcomeLikelihood likelihood) => likelihood switch
    {
        OutcomeLikelihood.Normal => new NormalOutcomes(),
        OutcomeLikelihood.Student => new StudentOutcomes(),
        OutcomeLikelihood.LogNormal => new LogNormalOutcomes(),
        OutcomeLikelihood.Binomial => new BinaryOutcomes(),
        OutcomeLikelihood.Poisson => new PoissonOutcomes(),
        OutcomeLikelihood.NegativeBinomial => new NegativeBinomialOutcomes(),
        OutcomeLikelihood.Hurdle => new HurdleOutcomes(),
        _ => throw new ArgumentOutOfRangeException(nameof(likelihood)),
    };

    /// <summary>The mean of the outcomes.</summary>
    public virtual double Mean(ReadOnlySpan<double> parameters) => parameters[0];

    /// <summary>Weakly informative priors on the scale of all data together.</summary>
    public abstract IReadOnlyList<DefaultPrior> Defaults(OutcomeSummary all);

    /// <summary>Refuses data the likelihood cannot have produced.</summary>
    /// <exception cref="InputException">Some values are impossible.</exception>
    /// <exception cref="ArgumentException">The summary lacks what the likelihood needs.</exception>
    public abstract void Require(OutcomeSummary arm);

    /// <summary>What is remarkable about the data of a variant; a blocking finding where they do not determine its parameters.</summary>
    public virtual IEnumerable<Finding> Findings(OutcomeSummary arm) => [];

    /// <summary>Whether no posterior exists: the likelihood grows without bound.</summary>
    public virtual bool IsDegenerate(OutcomeSummary arm) => false;

    /// <summary>The likelihood of the data of a variant, for one chain.</summary>
    public abstract ArmLikelihood Bind(OutcomeSummary arm);

    /// <summary>The log density (or probability) of one outcome.</summary>
    public abstract double LogDensity(double outcome, ReadOnlySpan<double> parameters);

    /// <summary>Draws one outcome.</summary>
    public abstract double Draw(ReadOnlySpan<double> parameters, RandomStream random);

    protected static InputException Impossible(OutcomeSummary arm, long count, string what, string need, string remedy)
        => new($"variant {arm.Variant}", FormattableString.Invariant($"{count} of {arm.Count} values are {what}; {need}"), remedy);

    protected static ArgumentException Lacking(OutcomeSummary arm, string what)
        => new($"The summary of variant {arm.Variant} lacks {what}.", nameof(arm));

    protected static Finding TooFew(OutcomeSummary arm, long count, string what, string parameter) => new(
        "too-few-units", Severity.Blocking,
        FormattableString.Invariant($"Variant {arm.Variant} has {count} {(count == 1 ? "value" : "values")}{what}; its {parameter} would rest on the prior alone."),
        "Collect more before reading any effect.");

    protected static Finding Constant(OutcomeSummary arm, string what, string remedy) => new(
        "not-computable", Severity.Blocking,
        FormattableString.Invariant($"All {arm.Count} values of variant {arm.Variant} are equal: {what} have no posterior, as the likelihood grows without bound when the spread goes to 0."),
        remedy);
}

/// <summary>The log likelihood of the data of a variant with its gradient. Not thread-safe.</summary>
internal abstract class ArmLikelihood
{
    /// <summary>What is subtracted from the first parameter, so that no digits are lost far from 0.</summary>
    public virtual double Origin => 0;

    /// <summary>What is subtracted from a parameter.</summary>
    public virtual double OriginOf(int parameter) => parameter == 0 ? Origin : 0;

    /// <summary>Whether a mode can be sought: a single value leaves a ridge along which location and scale close in on it.</summary>
    public virtual bool HasMode => true;

    /// <summary>The log likelihood up to a constant; the first parameter is measured from the origin.</summary>
    public abstract double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient);

    /// <summary>An estimate of each parameter, the first measured from the origin, with its standard error; NaN where the data give none.</summary>
    public abstract void Estimate(Span<double> estimates, Span<double> errors);
}
