using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>
/// Σ over patterns: s η − n log(1 + e^η) for outcomes of 0 or 1, s η − n e^η for counts, with η = xβ + u of the pattern's groups.
/// </summary>
internal sealed class CountRegression : RegressionLikelihood
{
    private readonly int columns, groupings;
    private readonly bool binary;
    private readonly double[] rows, counts, sums;
    private readonly int[] places;
    private readonly double[] estimates, errors;

    public CountRegression(RegressionDesign design, bool binary)
        : base(Offsets(design)[^1])
    {
        this.binary = binary;
        (columns, groupings) = (design.Coefficients.Count, design.Groupings.Count);
        int[] offsets = Offsets(design);
        rows = [.. design.Patterns.SelectMany(pattern => pattern.Row)];
        counts = [.. design.Patterns.Select(pattern => pattern.Count)];
        sums = [.. design.Patterns.Select(pattern => pattern.Sum)];
        places = [.. design.Patterns.SelectMany(pattern => pattern.Groups.Select((level, g) => offsets[g] + level))];
        (estimates, errors) = (new double[columns], new double[columns]);
        double mean = binary ? (sums.Sum() + 0.5) / (design.Rows + 1) : (sums.Sum() + 0.5) / design.Rows;
        if (design.HasIntercept)
            estimates[0] = binary ? Math.Log(mean / (1 - mean)) : Math.Log(mean);
        double weight = binary ? mean * (1 - mean) : mean;
        for (int j = 0; j < columns; j++)
            errors[j] = 1 / Math.Sqrt(weight * design.Gram[j * columns + j]);
    }

    public override double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        gradient.Clear();
        Array.Clear(OfEffects);
        double value = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            ReadOnlySpan<double> row = rows.AsSpan(i * columns, columns);
            ReadOnlySpan<int> own = places.AsSpan(i * groupings, groupings);
            double predictor = 0;
            for (int j = 0; j < row.Length; j++)
                predictor += row[j] * parameters[j];
            foreach (int place in own)
                predictor += Effects[place];
            double exponential = Math.Exp(binary ? -Math.Abs(predictor) : predictor);
            double expected = !binary ? exponential : predictor < 0 ? exponential / (1 + exponential) : 1 / (1 + exponential);
            double normalizer = binary ? Math.Max(predictor, 0) + Elementary.Log1p(exponential) : exponential;
            value += sums[i] * predictor - counts[i] * normalizer;
            double residual = sums[i] - counts[i] * expected;
            for (int j = 0; j < row.Length; j++)
                gradient[j] += residual * row[j];
            foreach (int place in own)
                OfEffects[place] += residual;
        }
        return value;
    }

    public override void Estimate(Span<double> ofCoefficients, Span<double> standardErrors)
    {
        estimates.CopyTo(ofCoefficients);
        errors.CopyTo(standardErrors);
    }
}
