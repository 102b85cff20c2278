using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>p-values corrected for their number: a comparison is rejected at level alpha where its adjusted p-value is below alpha.</summary>
public static class AdjustedPValues
{
    /// <summary>Adjusts the p-values of one family.</summary>
    /// <param name="pValues">p-values in [0, 1]; NaN stands for a comparison that could not be tested, which stays NaN and is not counted.</param>
    /// <param name="correction">The correction; Dunnett's needs more than p-values (see <see cref="ComparisonFamily"/>).</param>
    /// <returns>The adjusted values in the same order, in [0, 1].</returns>
    /// <exception cref="ArgumentOutOfRangeException">A p-value is below 0 or above 1, or the correction is Dunnett's.</exception>
    public static double[] Of(ReadOnlySpan<double> pValues, Correction correction)
    {
        double[] adjusted = new double[pValues.Length];
        adjusted.AsSpan().Fill(double.NaN);
        List<int> places = [];
        for (int i = 0; i < pValues.Length; i++)
        {
            if (!double.IsNaN(pValues[i]))
            {
                Guard.Probability(pValues[i], nameof(pValues));
                places.Add(i);
            }
        }
        int[] order = [.. places];
        double[] sorted = new double[order.Length];
        for (int i = 0; i < order.Length; i++)
            sorted[i] = pValues[order[i]];
        Array.Sort(sorted, order);
        Adjust(sorted, correction);
        for (int i = 0; i < order.Length; i++)
            adjusted[order[i]] = sorted[i];
        return adjusted;
    }

    /// <summary>1 + 1/2 + … + 1/m, the price of any dependence (Benjamini and Yekutieli 2001, theorem 1.3).</summary>
    internal static double HarmonicSum(int count)
    {
        double sum = 0;
        for (int i = count; i >= 1; i--)
            sum += 1.0 / i;
        return sum;
    }

    private static void Adjust(double[] sorted, Correction correction)
    {
        int count = sorted.Length;
        switch (correction)
        {
            case Correction.None:
                break;
            case Correction.Bonferroni:
                Scale(sorted, _ => count);
                break;
            case Correction.Sidak:
                for (int i = 0; i < count; i++)
                    sorted[i] = Math.Max(sorted[i], -Elementary.Expm1(count * Elementary.Log1p(-sorted[i])));
                break;
            case Correction.Holm:
                Scale(sorted, i => count - i);
                for (int i = 1; i < count; i++)
                    sorted[i] = Math.Max(sorted[i], sorted[i - 1]);
                break;
            case Correction.Hochberg:
                StepUp(sorted, i => count - i);
                break;
            case Correction.Bh:
                StepUp(sorted, i => (double)count / (i + 1));
                break;
            case Correction.By:
                double price = HarmonicSum(count);
                StepUp(sorted, i => price * count / (i + 1));
                break;
            case Correction.Hommel:
                Hommel(sorted);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(correction), correction, "This correction needs more than p-values.");
        }
    }

    private static void Scale(double[] sorted, Func<int, double> factor)
    {
        for (int i = 0; i < sorted.Length; i++)
            sorted[i] = Math.Min(1, sorted[i] * factor(i));
    }

    private static void StepUp(double[] sorted, Func<int, double> factor)
    {
        Scale(sorted, factor);
        for (int i = sorted.Length - 2; i >= 0; i--)
            sorted[i] = Math.Min(sorted[i], sorted[i + 1]);
    }

    // Closed testing by Simes (Hommel 1988; adjusted values after Wright 1992): an intersection of k hypotheses that holds the i-th smallest
    // p-value is judged at its worst, with the k − 1 largest others, or with the k largest of all where it is one of them.
    private static void Hommel(double[] sorted)
    {
        int count = sorted.Length;
        if (count == 0)
            return;
        double[] worst = new double[count];
        for (int size = count; size >= 1; size--)
        {
            int first = count - size;
            double largest = double.PositiveInfinity;
            for (int k = 2; k <= size; k++)
                largest = Math.Min(largest, size * sorted[first + k - 1] / k);
            double ofLargest = Math.Min(size * sorted[first], largest);
            for (int i = 0; i < count; i++)
                worst[i] = Math.Max(worst[i], i > first ? ofLargest : Math.Min(size * sorted[i], largest));
        }
        for (int i = 0; i < count; i++)
            sorted[i] = Math.Min(1, worst[i]);
    }
}
