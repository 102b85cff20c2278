namespace Credence.Statistics;

/// <summary>How the set of the relative effect is made.</summary>
public enum RelativeMethod
{
    /// <summary>Closed-form Fieller set with the degrees of freedom of the absolute test (Fieller 1954); for proportions Koopman's score interval.</summary>
    Fieller,

    /// <summary>First-order delta method on the lift; can disagree with the absolute test.</summary>
    Delta,

    /// <summary>Delta method on the log ratio; needs positive means; can disagree with the absolute test.</summary>
    Log,
}

/// <summary>How the interval of a difference in proportions is made.</summary>
public enum ProportionInterval
{
    /// <summary>Uncorrected score interval (Mee 1984): inverts the pooled z test.</summary>
    Score,

    /// <summary>Unpooled normal interval.</summary>
    Wald,

    /// <summary>Newcombe's hybrid score interval (1998, method 10).</summary>
    Newcombe,

    /// <summary>Agresti and Caffo's interval (2000): one success and one failure added to each arm.</summary>
    AgrestiCaffo,
}

/// <summary>Level and form of a comparison of treatment against control.</summary>
public sealed record EffectOptions
{
    /// <summary>Error level of the test; the interval has level 1 − Alpha. Default 0.05.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>Side of the test; one-sided puts all of <see cref="Alpha"/> on one side. Default two-sided.</summary>
    public Alternative Alternative { get; init; } = Alternative.TwoSided;

    /// <summary>How the relative set is made. Default Fieller, the only one that always agrees with the absolute test.</summary>
    public RelativeMethod Relative { get; init; } = RelativeMethod.Fieller;

    /// <summary>How the interval of a difference in proportions is made. Default score.</summary>
    public ProportionInterval ProportionInterval { get; init; } = ProportionInterval.Score;
}
