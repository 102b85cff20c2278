using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>What repeated looks do to a test made for one look.</summary>
public static class Peeking
{
    /// <summary>The probability that a two-sided test at level alpha is significant at one or more of its looks where there is no effect.</summary>
    /// <param name="information">Information at each look, on any scale, rising.</param>
    /// <param name="alpha">Level of each look, in (0, 1).</param>
    /// <returns>0.142 for five equally spaced looks at 0.05.</returns>
    /// <remarks>Exact by the recursion of Armitage, McPherson and Rowe (1969).</remarks>
    public static double TypeIError(IReadOnlyList<double> information, double alpha)
    {
        ArgumentNullException.ThrowIfNull(information);
        LookBoundary boundary = new(Normal.UpperQuantile(Guard.Fraction(alpha) / 2), 0);
        StoppingRegion region = new(2, (0, 0), StoppingRegion.ReachFor(alpha));
        double earlier = 0;
        foreach (double at in information)
        {
            if (!(at > earlier))
                throw new ArgumentException("Information must rise from look to look.", nameof(information));
            earlier = at;
            region.Add(at / information[^1], boundary);
        }
        return 2 * region.UpperRejection(0);
    }
}
