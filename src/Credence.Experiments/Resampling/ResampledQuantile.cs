using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>A quantile of a value per unit.</summary>
/// <remarks>The k-th smallest of n units drawn with replacement is the unit at n times the k-th smallest of n uniform numbers, which is a beta
/// number (k, n − k + 1); the one after it follows by the beta number (1, n − k) of the space that is left. A resample thus costs two draws.</remarks>
internal sealed class ResampledQuantile : ArmSample
{
    private readonly double[] _sorted;
    private readonly int _below;
    private readonly double _fraction;

    public ResampledQuantile(double[] values, double probability)
    {
        _sorted = [.. values];
        Array.Sort(_sorted);
        double place = probability * Math.Max(0, values.Length - 1);
        _below = (int)place;
        _fraction = place - _below;
    }

    public override int Count => _sorted.Length;

    public override double Estimate => Count == 0 ? double.NaN : Between(_sorted[_below], _sorted[Math.Min(Count - 1, _below + 1)]);

    public override double StandardError => double.NaN;

    private double Between(double lower, double upper) => lower + _fraction * (upper - lower);

    private protected override Action<int, RandomStream, ResamplingScratch> Drawing(double[] estimates, double[]? errors)
        => (i, random, _) => estimates[i] = Draw(random);

    private double Draw(RandomStream random)
    {
        double lower = random.NextBeta(_below + 1, Count - _below);
        if (_fraction == 0)
            return At(lower);
        double upper = lower + (1 - lower) * random.NextBeta(1, Count - _below - 1);
        return Between(At(lower), At(upper));
    }

    private double At(double share) => _sorted[Math.Min(Count - 1, (int)(share * Count))];

    // Neighbouring order statistics would need the joint distribution of both.
    private protected override (double[] Estimates, double[]? Errors, double[] Probabilities)? All(bool withErrors) => null;

    private protected override double[] LeaveOneOut()
    {
        double[] levels = new double[Count];
        double place = (_below + _fraction) / Math.Max(1, Count - 1) * Math.Max(0, Count - 2);
        int below = (int)place;
        double fraction = place - below;
        for (int left = 0; left < Count && Count > 1; left++)
            levels[left] = Without(below, left) + fraction * (Without(Math.Min(Count - 2, below + 1), left) - Without(below, left));
        return levels;
    }

    private double Without(int place, int left) => _sorted[place < left ? place : place + 1];
}
