namespace Credence.Bayes;

/// <summary>A sum over observations with its standard error.</summary>
/// <param name="Estimate">The sum.</param>
/// <param name="StandardError">√(n Var) over the n observations; NaN for fewer than two.</param>
public readonly record struct PointwiseSum(double Estimate, double StandardError)
{
    /// <summary>Sums values, each of which counts as often as its weight says.</summary>
    internal static PointwiseSum Of(IReadOnlyList<double> values, IReadOnlyList<double> weights)
    {
        double sum = 0, count = 0;
        for (int i = 0; i < values.Count; i++)
        {
            sum += weights[i] * values[i];
            count += weights[i];
        }
        double mean = sum / count, squares = 0;
        for (int i = 0; i < values.Count; i++)
            squares += weights[i] * (values[i] - mean) * (values[i] - mean);
        return new PointwiseSum(sum, count > 1 ? Math.Sqrt(count * squares / (count - 1)) : double.NaN);
    }
}
