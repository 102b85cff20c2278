using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Student's t around a centre, from distinct values with their counts.</summary>
internal sealed class StudentOutcomes : OutcomeFamily
{
    public override IReadOnlyList<OutcomeParameter> Parameters { get; } = [new("mean"), new("scale", 0), new("nu", 1)];

    public override string Text => "student-t(nu, mean, scale)";

    /// <summary>mean and scale as for normal outcomes; nu ~ gamma(2, 0.1) above 1, where the mean exists (Juárez and Steel, 2010).</summary>
    public override IReadOnlyList<DefaultPrior> Defaults(OutcomeSummary all)
        => [.. NormalOutcomes.Defaults(all.Moments), new(Distribution.Gamma(2, 0.1), false)];

    public override void Require(OutcomeSummary arm)
    {
        if (arm.Values is null)
            throw Lacking(arm, "the distinct values");
    }

    public override IEnumerable<Finding> Findings(OutcomeSummary arm)
    {
        if (arm.Count < 2)
            yield return TooFew(arm, arm.Count, "", "scale");
        else if (IsDegenerate(arm))
            yield return new Finding("not-computable", Severity.Blocking,
                $"More than half of the values of variant {arm.Variant} are equal: Student's t has no posterior, as its likelihood grows without bound around that value.",
                "Use --likelihood hurdle where the value is 0, else normal.");
        else if (arm.IsBinary)
            yield return new Finding("binary-outcome", Severity.Warning,
                $"All values of variant {arm.Variant} are 0 or 1, which Student's t does not describe.", "Use the binomial likelihood (--likelihood binomial).");
    }

    // With k of n values equal the likelihood around that value, as the scale s goes to 0, is s^(ν(n − k) − k): integrable over centre and scale
    // for all ν > 1 where 2k < n + 2 (Fernández and Steel, 1999, Biometrika 86, 153).
    public override bool IsDegenerate(OutcomeSummary arm)
    {
        double most = 0;
        foreach (double count in arm.Values!.Counts.Span)
            most = Math.Max(most, count);
        return arm.Count > 1 && 2 * most >= arm.Count + 2;
    }

    public override ArmLikelihood Bind(OutcomeSummary arm) => new StudentArm(arm.Values!, arm.Moments);

    public override double LogDensity(double outcome, ReadOnlySpan<double> parameters)
    {
        double z = (outcome - parameters[0]) / parameters[1], nu = parameters[2];
        return -GammaFunction.LogBeta(0.5 * nu, 0.5) - 0.5 * Math.Log(nu) - Math.Log(parameters[1]) - 0.5 * (nu + 1) * Elementary.Log1p(z * z / nu);
    }

    public override double Draw(ReadOnlySpan<double> parameters, RandomStream random)
    {
        double z = random.NextNormal(), half = 0.5 * parameters[2];
        return parameters[0] + parameters[1] * z / Math.Sqrt(random.NextGamma(half) / half);
    }
}

/// <summary>n [−log B(ν/2, ½) − ½ log ν − log s] − (ν + 1)/2 Σ w log(1 + z²/ν), four distinct values at a time.</summary>
internal sealed class StudentArm : ArmLikelihood
{
    private readonly double[] deviations, counts;
    private readonly double total, spread;

    public StudentArm(WeightedValues table, Moments moments)
    {
        // Padded with values of no weight to whole blocks.
        int length = (table.Values.Length + 3) / 4 * 4;
        (deviations, counts) = (new double[length], new double[length]);
        (total, Origin) = (moments.Count, moments.Count > 0 ? moments.Mean : 0);
        table.Counts.CopyTo(counts);
        for (int i = 0; i < table.Values.Length; i++)
            deviations[i] = table.Values.Span[i] - Origin;
        spread = Quartile(0.75) - Quartile(0.25) is > 0 and var range ? range / 1.349 : moments.StandardDeviation;
    }

    public override double Origin { get; }

    public override bool HasMode => total != 1;

    public override double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        double scale = parameters[1], nu = parameters[2];
        Vector256<double> shift = Vector256.Create(parameters[0]), inverse = Vector256.Create(1 / scale), reciprocal = Vector256.Create(1 / nu);
        Vector256<double> logs = default, first = default, second = default;
        ReadOnlySpan<Vector256<double>> values = MemoryMarshal.Cast<double, Vector256<double>>(deviations);
        ReadOnlySpan<Vector256<double>> weights = MemoryMarshal.Cast<double, Vector256<double>>(counts);
        for (int i = 0; i < values.Length; i++)
        {
            Vector256<double> z = (values[i] - shift) * inverse, inflated = Vector256<double>.One + z * z * reciprocal, weighted = weights[i] * z / inflated;
            logs += weights[i] * Vector256.Log(inflated);
            first += weighted;
            second += weighted * z;
        }
        double logSum = Vector256.Sum(logs), squareSum = Vector256.Sum(second) / nu, power = 0.5 * (nu + 1);
        gradient[0] = 2 * power / (nu * scale) * Vector256.Sum(first);
        gradient[1] = (2 * power * squareSum - total) / scale;
        gradient[2] = 0.5 * (total * (GammaFunction.Digamma(power) - GammaFunction.Digamma(0.5 * nu) - 1 / nu) - logSum) + power / nu * squareSum;
        return total * (-GammaFunction.LogBeta(0.5 * nu, 0.5) - 0.5 * Math.Log(nu) - Math.Log(scale)) - power * logSum;
    }

    public override void Estimate(Span<double> estimates, Span<double> errors)
    {
        (estimates[0], errors[0]) = total > 0 ? (Quartile(0.5), spread / Math.Sqrt(total)) : (double.NaN, double.NaN);
        (estimates[1], errors[1]) = spread > 0 ? (spread, spread / Math.Sqrt(total)) : (double.NaN, double.NaN);
        // The likelihood alone does not bound the degrees of freedom from above.
        (estimates[2], errors[2]) = (double.NaN, double.NaN);
    }

    private double Quartile(double probability)
    {
        double below = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            below += counts[i];
            if (below >= probability * total && counts[i] > 0)
                return deviations[i];
        }
        return double.NaN;
    }
}
