using Credence.Numerics;

namespace Credence.Latent;

/// <summary>Predictive mean matching: observed rows sorted by their prediction, of which those nearest to a missing row's lend their value.</summary>
/// <remarks>Type-1 matching (van Buuren, 2018, <i>Flexible Imputation of Missing Data</i>, section 3.4): donors are predicted by the estimate of the
/// coefficients, missing rows by a draw of them.</remarks>
internal sealed class DonorPool
{
    private readonly double[] predictions, values;
    private readonly int donors;

    /// <param name="predictions">Predictions of the observed rows; sorted in place.</param>
    /// <param name="values">Their values; put into the same order.</param>
    /// <param name="donors">From how many of the nearest one is taken.</param>
    public DonorPool(double[] predictions, double[] values, int donors)
    {
        Array.Sort(predictions, values);
        (this.predictions, this.values, this.donors) = (predictions, values, Math.Min(donors, values.Length));
    }

    /// <summary>The value of one of the donors nearest to a prediction.</summary>
    public double Draw(double prediction, RandomStream random)
    {
        int from = Array.BinarySearch(predictions, prediction);
        from = from >= 0 ? from : ~from;
        (int low, int high) = (from - 1, from);
        // Among donors that are predicted exactly alike none is nearer: all of them stand for the first.
        for (int taken = 0; taken < donors; taken++)
        {
            bool below = high == predictions.Length || (low >= 0 && prediction - predictions[low] < predictions[high] - prediction);
            (low, high) = below ? (low - 1, high) : (low, high + 1);
        }
        int chosen = low + 1 + (int)random.NextInteger(donors);
        return values[Tied(chosen, random)];
    }

    private int Tied(int chosen, RandomStream random)
    {
        double prediction = predictions[chosen];
        if ((chosen == 0 || predictions[chosen - 1] != prediction) && (chosen + 1 == predictions.Length || predictions[chosen + 1] != prediction))
            return chosen;
        int first = Bound(prediction, false), last = Bound(prediction, true);
        return first + (int)random.NextInteger(last - first);
    }

    // The first place that is not below, or that is above, a prediction.
    private int Bound(double prediction, bool above)
    {
        int low = 0, high = predictions.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (predictions[middle] < prediction || (above && predictions[middle] == prediction))
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
