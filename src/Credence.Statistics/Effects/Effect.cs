namespace Credence.Statistics;

/// <summary>Which side of the null hypothesis a test looks at; always read as treatment against control.</summary>
public enum Alternative
{
    /// <summary>Treatment differs from control.</summary>
    TwoSided,

    /// <summary>Treatment is above control; the interval's upper limit is infinite.</summary>
    Greater,

    /// <summary>Treatment is below control; the interval's lower limit is infinite.</summary>
    Less,
}

/// <summary>The direction in which a metric is good.</summary>
public enum Direction
{
    /// <summary>Higher is better.</summary>
    Increase,

    /// <summary>Lower is better.</summary>
    Decrease,
}

/// <summary>An effect of a treatment against a control, with its uncertainty.</summary>
/// <remarks>The test's decision, the p-value and both intervals agree: the interval excludes 0, and the relative set excludes 0,
/// exactly when <see cref="PValue"/> is below 1 − <see cref="Interval.Level"/>.</remarks>
/// <param name="Method">Name of the method in kebab case, e.g. <c>welch</c>.</param>
/// <param name="Estimate">Treatment minus control, in the metric's units.</param>
/// <param name="StandardError">Standard error of the estimate (for the pooled z test the unpooled one; the test's own is in the statistic).</param>
/// <param name="DegreesOfFreedom">Degrees of freedom of the reference t distribution; null where it is normal.</param>
/// <param name="Statistic">t or z.</param>
/// <param name="PValue">p-value of the stated alternative.</param>
/// <param name="Interval">Interval of the difference.</param>
/// <param name="Relative">The effect as a fraction of the control mean.</param>
public sealed record Effect(
    string Method,
    double Estimate,
    double StandardError,
    double? DegreesOfFreedom,
    double Statistic,
    double PValue,
    Interval Interval,
    RelativeEffect Relative)
{
    /// <summary>The effect with its interval and relative set cut or stretched at 0, so that they exclude it exactly where a test rejects that is
    /// not their own, such as one corrected in steps.</summary>
    /// <param name="rejects">Whether the test rejects.</param>
    public Effect AgreeingWith(bool rejects) => this with
    {
        Interval = Coherence.Settle(Interval, Estimate, rejects),
        Relative = rejects && Relative is { Set: RelativeSet.All, Estimate: not double.NaN }
            ? Relative with { Set = RelativeSet.Complement, Complement = new(-Rounding.Unit, Rounding.Unit, Interval.Level) }
            : Coherence.Settle(Relative, rejects),
    };
}
