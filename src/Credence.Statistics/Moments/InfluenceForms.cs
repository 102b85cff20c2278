namespace Credence.Statistics;

/// <summary>A linear function of several columns: constant + Σ slope · column.</summary>
/// <param name="Constant">The constant.</param>
/// <param name="Slopes">One slope per column.</param>
public sealed record LinearForm(double Constant, IReadOnlyList<double> Slopes)
{
    /// <summary>Its value at a point.</summary>
    public double At(ReadOnlySpan<double> columns)
    {
        double value = Constant;
        for (int i = 0; i < columns.Length; i++)
            value += Slopes[i] * columns[i];
        return value;
    }
}

/// <summary>How the units of one arm influence estimates from regressions: all that a sum over rows needs to know of a fit.</summary>
/// <remarks>A unit with the outcome y and the covariates x, both less the centres, has the residual e = y − <see cref="Prediction"/>(x), the
/// leverage h = <see cref="BaseLeverage"/> + Σ <see cref="Leverages"/>(x)², and in each estimate the weight a = <see cref="Weights"/>(x); its
/// influence is a·e.</remarks>
public sealed record InfluenceForms
{
    /// <summary>The outcome as predicted from covariates, less its centre.</summary>
    public required LinearForm Prediction { get; init; }

    /// <summary>The part of the leverage that does not depend on covariates.</summary>
    public required double BaseLeverage { get; init; }

    /// <summary>Forms whose squares add up to the rest of the leverage.</summary>
    public required IReadOnlyList<LinearForm> Leverages { get; init; }

    /// <summary>One weight per estimate.</summary>
    public required IReadOnlyList<LinearForm> Weights { get; init; }

    /// <summary>Mean of the outcome, less its centre.</summary>
    public required double OutcomeMean { get; init; }

    /// <summary>Typical size of the squared influence in each estimate, so that sums can be taken in fixed point.</summary>
    public required IReadOnlyList<double> TypicalSquares { get; init; }

    /// <summary>Typical size of the outcome's deviation from its mean.</summary>
    public required double TypicalDeviation { get; init; }
}

/// <summary>Sums of influences over the units of one arm.</summary>
/// <param name="Count">Units.</param>
/// <param name="Unusable">Units that determine their own prediction, so that their residual says nothing.</param>
/// <param name="Squares">Σ (a e)² (1 − h)^−p for each estimate.</param>
/// <param name="WithOutcome">Σ a e (y − ȳ) (1 − h)^(−p/2) for each estimate.</param>
public sealed record InfluenceSums(long Count, long Unusable, IReadOnlyList<double> Squares, IReadOnlyList<double> WithOutcome)
{
    /// <summary>Leverages above this leave no residual that could be told from rounding.</summary>
    public const double HighestLeverage = 1 - 1e-9;

    /// <summary>Sums over rows in memory.</summary>
    /// <param name="forms">The arm's forms.</param>
    /// <param name="centres">Centre of the outcome and of each covariate.</param>
    /// <param name="rows">Values row after row: outcome, then covariates.</param>
    /// <param name="power">The power p of 1 − h: 0, 1 or 2.</param>
    /// <exception cref="ArgumentException">The rows are not whole.</exception>
    public static InfluenceSums FromRows(InfluenceForms forms, ReadOnlySpan<double> centres, ReadOnlySpan<double> rows, int power)
    {
        ArgumentNullException.ThrowIfNull(forms);
        int width = centres.Length;
        Guard.SameLength(rows.Length % width, 0, nameof(rows));
        double[] squares = new double[forms.Weights.Count], withOutcome = new double[forms.Weights.Count], x = new double[width - 1];
        long unusable = 0;
        for (int start = 0; start < rows.Length; start += width)
        {
            for (int i = 1; i < width; i++)
                x[i - 1] = rows[start + i] - centres[i];
            double y = rows[start] - centres[0], leverage = forms.BaseLeverage;
            foreach (LinearForm form in forms.Leverages)
                leverage += form.At(x) * form.At(x);
            if (power > 0 && leverage > HighestLeverage)
            {
                unusable++;
                continue;
            }
            double error = (y - forms.Prediction.At(x)) * Math.Pow(1 - leverage, -power / 2.0);
            for (int i = 0; i < squares.Length; i++)
            {
                double influence = forms.Weights[i].At(x) * error;
                squares[i] += influence * influence;
                withOutcome[i] += influence * (y - forms.OutcomeMean);
            }
        }
        return new(rows.Length / width, unusable, squares, withOutcome);
    }
}
