using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>The log likelihood of a regression: its own parameters are the coefficients (and the standard deviation), the effects of groups are set beside.</summary>
internal abstract class RegressionLikelihood(int effects) : ArmLikelihood
{
    /// <summary>The random intercepts, grouping after grouping.</summary>
    public double[] Effects { get; } = new double[effects];

    /// <summary>The gradient with respect to the random intercepts at the last evaluation.</summary>
    public double[] OfEffects { get; } = new double[effects];

    /// <summary>The place of the first random intercept of each grouping.</summary>
    public static int[] Offsets(RegressionDesign design)
    {
        int[] offsets = new int[design.Groupings.Count + 1];
        for (int g = 0; g < design.Groupings.Count; g++)
            offsets[g + 1] = offsets[g] + design.Groupings[g].Levels.Count;
        return offsets;
    }
}

/// <summary>
/// −n log σ − Q/2σ² with Q the squares of y − Xβ − Zu, written around the least-squares coefficients and their residuals e:
/// Q = eᵀe + δᵀXᵀXδ + 2 δᵀXᵀZu + uᵀZᵀZu − 2 uᵀZᵀe. Costs the same for any number of rows.
/// </summary>
internal class NormalRegression : RegressionLikelihood
{
    private readonly int columns;
    private readonly double rows, squares;
    private readonly double[] gram, cross, residuals, coefficients, errors;
    private readonly (int First, int Second, double Count)[] cells;

    public NormalRegression(RegressionDesign design)
        : base(Offsets(design)[^1])
    {
        columns = design.Coefficients.Count;
        rows = design.Rows;
        int[] offsets = Offsets(design);
        (gram, cross, residuals) = (design.Gram, new double[columns * Effects.Length], new double[Effects.Length]);
        (coefficients, errors) = (new double[columns], new double[columns]);
        double[] moments = new double[columns], factor = new double[columns * columns];
        // Only an intercept can take a centre back.
        double centre = design.HasIntercept ? design.Patterns.Sum(pattern => pattern.Sum) / rows : 0;
        Dictionary<(int, int), double> together = [];
        foreach (Pattern pattern in design.Patterns)
            Add(pattern, offsets, centre, moments, together);
        Cholesky.TryFactor(gram, columns, factor, out _);
        moments.CopyTo(coefficients, 0);
        Cholesky.Solve(factor, columns, coefficients);
        double[] inverse = new double[columns * columns];
        Cholesky.Inverse(factor, columns, inverse);
        for (int j = 0; j < columns; j++)
            errors[j] = Math.Sqrt(inverse[j * columns + j]);
        foreach (Pattern pattern in design.Patterns)
            squares += AddResiduals(pattern, offsets, centre);
        coefficients[0] += centre;
        cells = [.. together.Select(cell => (cell.Key.Item1, cell.Key.Item2, cell.Value))];
    }

    /// <summary>The number of coefficients.</summary>
    protected int Columns => columns;

    /// <summary>The number of rows.</summary>
    protected double Rows => rows;

    /// <summary>eᵀe.</summary>
    protected double Squares => squares;

    /// <summary>XᵀX.</summary>
    protected ReadOnlySpan<double> Gram => gram;

    /// <summary>XᵀZ.</summary>
    protected ReadOnlySpan<double> Cross => cross;

    /// <summary>Zᵀe.</summary>
    protected ReadOnlySpan<double> Residuals => residuals;

    /// <summary>The standard deviation of the residuals by least squares.</summary>
    public double ResidualDeviation => Math.Sqrt(squares / Math.Max(1, rows - columns));

    public override double OriginOf(int parameter) => parameter < columns ? coefficients[parameter] : 0;

    public override double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        double sd = parameters[columns], precision = 1 / (sd * sd), quadratic = squares;
        for (int j = 0; j < columns; j++)
        {
            double sum = 0;
            for (int k = 0; k < columns; k++)
                sum += gram[j * columns + k] * parameters[k];
            double mixed = 0;
            for (int l = 0; l < Effects.Length; l++)
                mixed += cross[j * Effects.Length + l] * Effects[l];
            quadratic += parameters[j] * (sum + 2 * mixed);
            gradient[j] = -(sum + mixed) * precision;
        }
        for (int l = 0; l < Effects.Length; l++)
        {
            double sum = -residuals[l];
            for (int j = 0; j < columns; j++)
                sum += cross[j * Effects.Length + l] * parameters[j];
            quadratic -= 2 * residuals[l] * Effects[l];
            OfEffects[l] = sum;
        }
        foreach ((int first, int second, double count) in cells)
        {
            quadratic += (first == second ? 1 : 2) * count * Effects[first] * Effects[second];
            OfEffects[first] += count * Effects[second];
            if (first != second)
                OfEffects[second] += count * Effects[first];
        }
        for (int l = 0; l < Effects.Length; l++)
            OfEffects[l] *= -precision;
        gradient[columns] = (quadratic * precision - rows) / sd;
        return -rows * Math.Log(sd) - 0.5 * quadratic * precision;
    }

    public override void Estimate(Span<double> estimates, Span<double> standardErrors)
    {
        estimates[..columns].Clear();
        for (int j = 0; j < columns; j++)
            standardErrors[j] = errors[j] * ResidualDeviation;
        (estimates[columns], standardErrors[columns]) = (ResidualDeviation, ResidualDeviation / Math.Sqrt(2 * rows));
    }

    private void Add(Pattern pattern, int[] offsets, double centre, double[] moments, Dictionary<(int, int), double> together)
    {
        for (int j = 0; j < columns; j++)
        {
            double weighted = pattern.Count * pattern.Row[j];
            moments[j] += pattern.Row[j] * (pattern.Sum - pattern.Count * centre);
            for (int g = 0; g < pattern.Groups.Length; g++)
                cross[j * Effects.Length + offsets[g] + pattern.Groups[g]] += weighted;
        }
        for (int g = 0; g < pattern.Groups.Length; g++)
        {
            for (int h = g; h < pattern.Groups.Length; h++)
            {
                (int, int) cell = (offsets[g] + pattern.Groups[g], offsets[h] + pattern.Groups[h]);
                together[cell] = together.GetValueOrDefault(cell) + pattern.Count;
            }
        }
    }

    private double AddResiduals(Pattern pattern, int[] offsets, double centre)
    {
        double fitted = centre, total = 0, sum = 0;
        for (int j = 0; j < columns; j++)
            fitted += pattern.Row[j] * coefficients[j];
        for (int i = 0; i < pattern.Outcomes.Values.Length; i++)
        {
            double residual = pattern.Outcomes.Values.Span[i] - fitted, count = pattern.Outcomes.Counts.Span[i];
            sum += count * residual;
            total += count * residual * residual;
        }
        for (int g = 0; g < pattern.Groups.Length; g++)
            residuals[offsets[g] + pattern.Groups[g]] += sum;
        return total;
    }
}
