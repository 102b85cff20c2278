using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>Power of z and t tests on a difference in means; infinite degrees of freedom mean z.</summary>
internal static class DifferencePower
{
    /// <summary>Power of a test whose statistic is shifted by <paramref name="drift"/>: noncentral t (Johnson and Welch 1940) or normal.</summary>
    /// <param name="drift">Distance from the hypothesis in standard errors, positive towards the side tested.</param>
    /// <param name="degreesOfFreedom">Of the t statistic; infinite for z.</param>
    /// <param name="tailLevel">Error level in one tail.</param>
    /// <param name="bothTails">Whether rejections in the other tail count too.</param>
    public static double OfTest(double drift, double degreesOfFreedom, double tailLevel, bool bothTails)
    {
        if (double.IsPositiveInfinity(drift))
            return 1;
        double critical = StudentT.UpperQuantile(tailLevel, degreesOfFreedom);
        double power = UpperTail(critical, degreesOfFreedom, drift);
        return bothTails ? power + UpperTail(critical, degreesOfFreedom, -drift) : power;
    }

    /// <summary>The drift at which a test has the power; for z the far tail is left out.</summary>
    public static double RequiredDrift(double degreesOfFreedom, double tailLevel, bool bothTails, double power)
    {
        double normal = Normal.UpperQuantile(tailLevel) + Normal.Quantile(power);
        if (double.IsPositiveInfinity(degreesOfFreedom))
            return Math.Max(0, normal);
        double upper = Math.Max(1, normal);
        while (OfTest(upper, degreesOfFreedom, tailLevel, bothTails) < power)
            upper *= 2;
        return Brent.FindRoot(drift => OfTest(drift, degreesOfFreedom, tailLevel, bothTails) - power, 0, upper).Position;
    }

    /// <summary>Power of two one-sided tests that a difference lies within ±margin (Phillips 1990).</summary>
    /// <param name="effect">True difference in standard errors.</param>
    /// <param name="margin">Margin in standard errors.</param>
    /// <param name="degreesOfFreedom">Of the t statistics; infinite for z.</param>
    /// <param name="tailLevel">Error level of each test.</param>
    public static double OfEquivalence(double effect, double margin, double degreesOfFreedom, double tailLevel)
    {
        double critical = StudentT.UpperQuantile(tailLevel, degreesOfFreedom);
        double below = margin - effect, above = margin + effect;
        if (double.IsPositiveInfinity(degreesOfFreedom))
            return Within(below, above, critical);
        return ChiAverage.Over(scale => Within(below, above, critical * scale), degreesOfFreedom, margin / critical);
    }

    // Probability that both tests reject where the standard error is known.
    private static double Within(double below, double above, double critical)
        => Math.Max(0, Normal.Cdf(below - critical) - Normal.UpperTail(above - critical));

    private static double UpperTail(double critical, double degreesOfFreedom, double drift)
        => double.IsPositiveInfinity(degreesOfFreedom)
            ? Normal.UpperTail(critical - drift)
            : NoncentralT.UpperTail(critical, degreesOfFreedom, drift);
}
