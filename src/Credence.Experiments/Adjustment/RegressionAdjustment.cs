using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Variance of a regression's coefficients where the errors need not have equal variances.</summary>
public enum RobustErrors
{
    /// <summary>White's (1980): squared residuals as they are.</summary>
    Hc0,

    /// <summary>HC0 times n/(n − k).</summary>
    Hc1,

    /// <summary>Squared residuals over 1 − h: unbiased where the variances are equal (MacKinnon and White 1985).</summary>
    Hc2,

    /// <summary>Squared residuals over (1 − h)²: near the jackknife, and larger.</summary>
    Hc3,
}

/// <summary>The model of a regression with covariates.</summary>
public enum RegressionModel
{
    /// <summary>Slopes of their own in each arm: covariates centred at their mean over all arms and interacted with the arms (Lin 2013).</summary>
    Lin,

    /// <summary>One slope per covariate for all arms: analysis of covariance.</summary>
    Ancova,
}

/// <summary>Effects from a regression of the outcome on arms and covariates, from moments and one more sum over rows.</summary>
/// <remarks>
/// <para>With a slope vector b in each arm (Lin 2013, <i>Annals of Applied Statistics</i> 7, equation 1), the coefficient of a treatment is
/// (ȳ_T − b_T′(x̄_T − x̄)) − (ȳ_C − b_C′(x̄_C − x̄)); with one b for all arms it is ȳ_T − ȳ_C − b′(x̄_T − x̄_C). Both are sums Σ a·y with
/// weights a that are linear in x, and their robust variances are Σ a² e² (1 − h)^−p with residuals e and leverages h: p is 0, 0 with the
/// factor n/(n − k), 1 and 2 for HC0 to HC3 (MacKinnon and White 1985, <i>Journal of Econometrics</i> 29). The reference is t with n − k
/// degrees of freedom. As in the regression, the common centre x̄ counts as known.</para>
/// <para>A relative effect is taken of the plain control mean, whose influence is (y − ȳ)/n over the control; the covariance is the sum of
/// the products of both influences, corrected in the same way.</para>
/// </remarks>
public sealed class RegressionAdjustment
{
    private readonly CrossMoments[] _arms;
    private readonly int[] _places;
    private readonly double[][] _factors;
    private readonly double[][] _slopes;
    private readonly double[] _centres;
    private readonly int _control;

    private RegressionAdjustment(CrossMoments[] arms, int control, RegressionModel model, IndependentColumns independent, double[][] slopes)
    {
        (_arms, _control, Model, _factors, _slopes) = (arms, control, model, independent.Factors, slopes);
        _places = [.. independent.Kept.Select(kept => kept + 1)];
        Pooled = arms.Aggregate((a, b) => a.Merge(b));
        _centres = Pooled.Means.ToArray();
        int[] left = [.. Enumerable.Range(1, Pooled.Columns.Count - 1).Except(_places)];
        Constant = [.. left.Where(place => !(Pooled.Of(place).SumSquaredDeviations > 0)).Select(place => Pooled.Columns[place])];
        Dependent = [.. left.Select(place => Pooled.Columns[place]).Except(Constant)];
        Covariates = [.. _places.Select(place => Pooled.Columns[place])];
    }

    /// <summary>The model.</summary>
    public RegressionModel Model { get; }

    /// <summary>The covariates that are used.</summary>
    public IReadOnlyList<string> Covariates { get; }

    /// <summary>Covariates left out as they do not vary.</summary>
    public IReadOnlyList<string> Constant { get; }

    /// <summary>Covariates left out as those before them determine them, in Lin's model within some arm.</summary>
    public IReadOnlyList<string> Dependent { get; }

    /// <summary>Centre of each column over all arms, outcome first.</summary>
    public IReadOnlyList<double> Centres => _centres;

    /// <summary>Slopes of an arm, one per covariate used; in ANCOVA those of all arms.</summary>
    public IReadOnlyList<double> SlopesOf(int arm) => _slopes[arm];

    private CrossMoments Pooled { get; }

    private double[] FactorOf(int arm) => _factors[Model == RegressionModel.Lin ? arm : 0];

    /// <summary>Fits the regression.</summary>
    /// <param name="arms">Moments of every arm: the outcome, then the covariates.</param>
    /// <param name="control">Which arm is the control.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="ArgumentException">There are fewer than two arms, or their columns differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such control.</exception>
    public static RegressionAdjustment Fit(IReadOnlyList<CrossMoments> arms, int control, RegressionModel model)
    {
        ArgumentNullException.ThrowIfNull(arms);
        Guard.AtLeast(arms.Count, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(control);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(control, arms.Count);
        int covariates = arms[0].Columns.Count - 1;
        int[] all = [.. Enumerable.Range(1, covariates)];
        double[][] within = [.. arms.Select(arm => IndependentColumns.CoProducts(arm, all))];
        IndependentColumns independent = IndependentColumns.Of(model == RegressionModel.Lin ? within : [IndependentColumns.Sum(within)], covariates);
        double[][] withOutcome = [.. arms.Select(arm => independent.Kept.Select(kept => arm.CoProducts[IndependentColumns.Place(kept + 1, 0)]).ToArray())];
        double[][] slopes = model == RegressionModel.Lin ? withOutcome : [IndependentColumns.Sum(withOutcome)];
        for (int i = 0; i < slopes.Length; i++)
            Cholesky.Solve(independent.Factors[i], independent.Kept.Length, slopes[i]);
        return new([.. arms], control, model, independent, model == RegressionModel.Lin ? slopes : [.. arms.Select(_ => slopes[0])]);
    }

    /// <summary>How the units of an arm influence the effects of all treatments, in columns less <see cref="Centres"/>.</summary>
    public InfluenceForms FormsOf(int arm) => FormsOf(arm, _centres);

    /// <summary>How the units of an arm influence the effects of all treatments.</summary>
    /// <param name="arm">The arm.</param>
    /// <param name="centres">What the forms take each column less, outcome first.</param>
    /// <remarks>In Lin's model there is one weight per arm, that of its own level. In ANCOVA there is one per treatment, that of its
    /// effect.</remarks>
    /// <exception cref="ArgumentException">There is not one centre per column.</exception>
    public InfluenceForms FormsOf(int arm, IReadOnlyList<double> centres)
    {
        ArgumentNullException.ThrowIfNull(centres);
        Guard.SameLength(centres.Count, Pooled.Columns.Count);
        CrossMoments moments = _arms[arm];
        int order = _places.Length, width = Pooled.Columns.Count - 1;
        double[] offset = [.. Enumerable.Range(1, width).Select(place => moments.Means[place] - centres[place])];
        LinearForm prediction = Around(Spread(_slopes[arm], width), offset, moments.Means[0] - centres[0]);
        double[] factor = FactorOf(arm);
        LinearForm[] leverages = new LinearForm[order];
        for (int row = 0; row < order; row++)
        {
            double[] unit = new double[order];
            unit[row] = 1;
            TriangularSolve.LowerTransposed(factor, order, unit);
            leverages[row] = Around(Spread(unit, width), offset, 0);
        }
        LinearForm[] weights = [.. Contrasts(arm).Select(contrast => Around(Spread(contrast.Slopes, width), offset, contrast.Level))];
        double residual = Residual(arm) / moments.Count, n = moments.Count;
        return new()
        {
            Prediction = prediction,
            BaseLeverage = 1 / n,
            Leverages = leverages,
            Weights = weights,
            OutcomeMean = moments.Means[0] - centres[0],
            TypicalSquares = [.. Contrasts(arm).Select(contrast => residual * (contrast.Level * contrast.Level + Form(arm, contrast.Slopes) / n))],
            TypicalDeviation = Math.Sqrt(moments.Of(0).SumSquaredDeviations / n),
        };
    }

    /// <summary>The effect of a treatment.</summary>
    /// <param name="treatment">Which arm is the treatment.</param>
    /// <param name="sums">Sums of influences of every arm, taken with the power of <see cref="Power"/>.</param>
    /// <param name="errors">The variance estimator.</param>
    /// <returns>The comparison; its variance is NaN where a unit determines its own prediction.</returns>
    /// <exception cref="ArgumentException">There is not one sum per arm.</exception>
    public MeanComparison Compare(int treatment, IReadOnlyList<InfluenceSums> sums, RobustErrors errors)
    {
        ArgumentNullException.ThrowIfNull(sums);
        Guard.SameLength(sums.Count, _arms.Length);
        bool lin = Model == RegressionModel.Lin;
        int[] involved = lin ? [_control, treatment] : [.. Enumerable.Range(0, _arms.Length)];
        long n = involved.Sum(arm => _arms[arm].Count), degrees = n - (lin ? 2 * (1 + _places.Length) : _arms.Length + _places.Length);
        int weight = lin ? 0 : treatment - (treatment > _control ? 1 : 0);
        double variance = 0;
        foreach (int arm in involved)
            variance += sums[arm].Unusable > 0 ? double.NaN : sums[arm].Squares[weight];
        CrossMoments control = _arms[_control];
        double units = control.Count, spread = control.Of(0).SumSquaredDeviations / units / units;
        double ofMean = 1 - 1 / units; // of the mean, every unit has the leverage 1/n
        int power = Power(errors);
        double factor = errors == RobustErrors.Hc1 ? (double)n / degrees : 1, factorOfMean = errors == RobustErrors.Hc1 ? 1 / ofMean : Math.Pow(ofMean, -power);
        double covariance = sums[_control].WithOutcome[weight] * (lin ? -1 : 1) / units * Math.Sqrt(factor * factorOfMean);
        EstimatedDifference estimated = new(Difference(treatment), variance * factor, new ArmMean(control.Means[0], spread * factorOfMean), covariance);
        return new(errors.ToString().ToLowerInvariant(), estimated, degrees > 0 ? degrees : double.NaN);
    }

    /// <summary>The power p of 1 − h in a variance estimator.</summary>
    public static int Power(RobustErrors errors) => errors switch
    {
        RobustErrors.Hc2 => 1,
        RobustErrors.Hc3 => 2,
        _ => 0,
    };

    private double Difference(int treatment)
    {
        double difference = _arms[treatment].Means[0] - _arms[_control].Means[0];
        for (int i = 0; i < _places.Length; i++)
        {
            int place = _places[i];
            double t = _arms[treatment].Means[place] - _centres[place], c = _arms[_control].Means[place] - _centres[place];
            difference -= _slopes[treatment][i] * t - _slopes[_control][i] * c;
        }
        return difference;
    }

    // Weight of a unit: level + slopes′(x − x̄ of its arm). In Lin's model it is that of the arm's own adjusted level.
    private IEnumerable<(double Level, double[] Slopes)> Contrasts(int arm)
    {
        double level = 1.0 / _arms[arm].Count;
        if (Model == RegressionModel.Lin)
        {
            yield return (level, Solved(arm, place => _centres[place] - _arms[arm].Means[place]));
            yield break;
        }
        foreach (int treatment in Enumerable.Range(0, _arms.Length).Where(treatment => treatment != _control))
        {
            double[] slopes = Solved(arm, place => _arms[_control].Means[place] - _arms[treatment].Means[place]);
            yield return (arm == treatment ? level : arm == _control ? -level : 0, slopes);
        }
    }

    private double[] Solved(int arm, Func<int, double> distance)
    {
        double[] slopes = Array.ConvertAll(_places, place => distance(place));
        Cholesky.Solve(FactorOf(arm), slopes.Length, slopes);
        return slopes;
    }

    private double[] Spread(double[] slopes, int width)
    {
        double[] spread = new double[width];
        for (int i = 0; i < slopes.Length; i++)
            spread[_places[i] - 1] = slopes[i];
        return spread;
    }

    // level + slopes′(x − offset) as a form of x.
    private static LinearForm Around(double[] slopes, double[] offset, double level)
    {
        for (int i = 0; i < offset.Length; i++)
            level -= slopes[i] * offset[i];
        return new(level, slopes);
    }

    private double Residual(int arm)
    {
        double squares = _arms[arm].Of(0).SumSquaredDeviations + Form(arm, _slopes[arm]);
        for (int i = 0; i < _places.Length; i++)
            squares -= 2 * _slopes[arm][i] * _arms[arm].CoProducts[IndependentColumns.Place(_places[i], 0)];
        return Math.Max(0, squares);
    }

    // Sum of squares of slopes′(x − x̄) over an arm.
    private double Form(int arm, double[] slopes)
        => SymmetricMatrix.QuadraticForm(IndependentColumns.CoProducts(_arms[arm], _places), _places.Length, slopes);
}
