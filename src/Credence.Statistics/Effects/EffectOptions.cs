namespace Credence.Statistics;

/// <summary>How the set of the relative effect is made.</summary>
public enum RelativeMethod
{
    /// <summary>Closed-form Fieller set with the degrees of freedom of the absolute test (Fieller 1954); for proportions Koopman's score
    /// interval (1984).</summary>
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
    /// <summary>Error level of the test, in (0, 1), at most 0.5 one-sided; the interval has level 1 − Alpha. Default 0.05.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>Side of the test; one-sided puts all of <see cref="Alpha"/> on one side. Default two-sided.</summary>
    public Alternative Alternative { get; init; } = Alternative.TwoSided;

    /// <summary>How the relative set is made. Default Fieller, the only one that always agrees with the absolute test.</summary>
    public RelativeMethod Relative { get; init; } = RelativeMethod.Fieller;

    /// <summary>How the interval of a difference in proportions is made. Default score.</summary>
    public ProportionInterval ProportionInterval { get; init; } = ProportionInterval.Score;

    /// <summary>Level of the interval, after checking the error level.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Alpha is not in (0, 1), or above 0.5 for a one-sided test.</exception>
    public double Level()
    {
        Guard.Fraction(Alpha);
        if (Alternative != Alternative.TwoSided && Alpha > 0.5)
            throw new ArgumentOutOfRangeException(nameof(Alpha), Alpha, "Alpha of a one-sided test must be in (0, 0.5].");
        return 1 - Alpha;
    }
}
