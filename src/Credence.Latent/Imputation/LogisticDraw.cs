using System.Numerics.Tensors;
using Credence.Numerics;

namespace Credence.Latent;

/// <summary>A multinomial logistic regression on a bootstrap sample of the rows, whose coefficients stand for a draw from their posterior.</summary>
/// <remarks>
/// The first level is the reference. A bootstrap of the rows makes imputation proper without a normal approximation (Rubin 1987, section 4.4; van
/// Buuren 2018, section 3.6). Coefficients have a normal prior of variance 10, in units in which predictors have a standard deviation of 1, so that
/// levels which predictors tell apart perfectly keep them finite.
/// </remarks>
internal sealed class LogisticDraw
{
    private const double Ridge = 0.1, InterceptRidge = 1e-3;
    private static readonly LbfgsOptions s_search = new() { MaximumIterations = 100, GradientTolerance = 1e-4, RelativeTolerance = 1e-9 };

    private readonly int levels, width;
    private readonly double[] coefficients;

    private LogisticDraw(int levels, int width, double[] coefficients) => (this.levels, this.width, this.coefficients) = (levels, width, coefficients);

    /// <summary>Fits the bootstrap sample.</summary>
    /// <param name="rows">Rows of the design, one after another, with 0 where a predictor is not used.</param>
    /// <param name="width">Their length.</param>
    /// <param name="codes">The place of each row's level.</param>
    /// <param name="levels">The number of levels.</param>
    /// <param name="random">The random numbers.</param>
    /// <param name="cancellation">Stops the search.</param>
    public static LogisticDraw Of(double[] rows, int width, int[] codes, int levels, RandomStream random, CancellationToken cancellation)
    {
        double[] weights = new double[codes.Length];
        for (int i = 0; i < codes.Length; i++)
            weights[random.NextInteger(codes.Length)]++;
        double[] scores = new double[levels];
        double Loss(ReadOnlySpan<double> position, Span<double> gradient)
        {
            double loss = 0;
            for (int i = 0; i < position.Length; i++)
            {
                double ridge = i % width == 0 ? InterceptRidge : Ridge;
                loss += ridge / 2 * position[i] * position[i];
                gradient[i] = ridge * position[i];
            }
            for (int row = 0; row < codes.Length; row++)
            {
                if (weights[row] == 0)
                    continue;
                ReadOnlySpan<double> x = rows.AsSpan(row * width, width);
                double logSum = Score(x, position, scores);
                loss += weights[row] * (logSum - scores[codes[row]]);
                for (int level = 1; level < scores.Length; level++)
                {
                    double slope = weights[row] * (Math.Exp(scores[level] - logSum) - (codes[row] == level ? 1 : 0));
                    Span<double> target = gradient.Slice((level - 1) * width, width);
                    TensorPrimitives.MultiplyAdd(x, slope, target, target);
                }
            }
            return loss;
        }
        Minimum fit = Lbfgs.Minimize(Loss, new double[(levels - 1) * width], s_search, cancellation: cancellation);
        return new(levels, width, fit.Position);
    }

    /// <summary>Draws the place of a level for a row of the design.</summary>
    public int Draw(ReadOnlySpan<double> row, RandomStream random)
    {
        Span<double> scores = levels <= 64 ? stackalloc double[levels] : new double[levels];
        double logSum = Score(row, coefficients, scores), left = random.NextDouble();
        for (int level = 0; level < levels - 1; level++)
        {
            left -= Math.Exp(scores[level] - logSum);
            if (left < 0)
                return level;
        }
        return levels - 1;
    }

    // Fills the linear predictors and gives the log of the sum of their exponentials.
    private static double Score(ReadOnlySpan<double> x, ReadOnlySpan<double> coefficients, Span<double> scores)
    {
        scores[0] = 0;
        double largest = 0, sum = 0;
        for (int level = 1; level < scores.Length; level++)
        {
            scores[level] = TensorPrimitives.Dot(x, coefficients.Slice((level - 1) * x.Length, x.Length));
            largest = Math.Max(largest, scores[level]);
        }
        foreach (double score in scores)
            sum += Math.Exp(score - largest);
        return largest + Math.Log(sum);
    }
}
