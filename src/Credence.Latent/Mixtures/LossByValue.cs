namespace Credence.Latent;

/// <summary>The loss of labels as a logistic regression on the standardised value, by maximum likelihood.</summary>
/// <param name="LogLikelihood">The log-likelihood of which rows have a label.</param>
/// <param name="Statistic">The slope over its standard error.</param>
internal sealed record LossByValue(double LogLikelihood, double Statistic)
{
    private const int Steps = 25;

    /// <summary>Fits the regression to data with and without labels.</summary>
    public static LossByValue Of(MixtureProblem problem)
    {
        double missing = problem.Groups[^1].Rows / problem.Rows, intercept = Math.Log(missing / (1 - missing)), slope = 0;
        for (int step = 0; ; step++)
        {
            (double height, double first, double second, double h00, double h01, double h11) = Sums(problem, intercept, slope);
            double determinant = (h00 * h11) - (h01 * h01);
            if (step == Steps || !(determinant > 0))
                return new(height, slope * Math.Sqrt(determinant / h00));
            intercept += ((h11 * first) - (h01 * second)) / determinant;
            slope += ((h00 * second) - (h01 * first)) / determinant;
        }
    }

    private static (double Height, double First, double Second, double H00, double H01, double H11) Sums(MixtureProblem problem, double intercept, double slope)
    {
        double height = 0, first = 0, second = 0, h00 = 0, h01 = 0, h11 = 0;
        for (int label = 0; label < problem.Groups.Length; label++)
        {
            StandardGroup group = problem.Groups[label];
            double lost = label == problem.Components ? 1 : 0;
            for (int i = 0; i < group.Values.Length; i++)
            {
                double value = group.Values[i], weight = group.Weights.Length == 0 ? 1 : group.Weights[i], odds = intercept + (slope * value);
                double chance = 1 / (1 + Math.Exp(-odds)), spread = weight * chance * (1 - chance);
                height += weight * ((lost * odds) - Math.Max(odds, 0) - Math.Log(1 + Math.Exp(-Math.Abs(odds))));
                (first, second) = (first + (weight * (lost - chance)), second + (weight * (lost - chance) * value));
                (h00, h01, h11) = (h00 + spread, h01 + (spread * value), h11 + (spread * value * value));
            }
        }
        return (height, first, second, h00, h01, h11);
    }
}
