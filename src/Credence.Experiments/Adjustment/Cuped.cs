using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Which variation the slopes of CUPED are fitted to.</summary>
public enum ThetaFit
{
    /// <summary>That over all units of all arms together.</summary>
    PooledOverArms,

    /// <summary>That within arms, as in an analysis of covariance.</summary>
    WithinArms,
}

/// <summary>CUPED: takes from an outcome what covariates from before the experiment explain of it.</summary>
/// <remarks>
/// <para>The adjusted outcome is y − θ′(x − x̄) with one θ for all arms (Deng, Xu, Kohavi and Walker 2013, WSDM, equations 4 and 5); the
/// difference of its means is d − θ′(x̄_T − x̄_C). Its interval is that of the same test on the adjusted outcome.</para>
/// <para>A relative effect is that difference over the plain control mean: the adjusted control mean would be another base wherever the
/// covariates differ between the arms. Difference and base depend on each other with covariance −Cov(y − θ′x, y)/n over the control.</para>
/// <para>A ratio is adjusted by its linearisation (y − Rz)/z̄; θ belongs to that of all arms together, the variances to each arm's own.</para>
/// </remarks>
public sealed class Cuped
{
    private readonly int[] _places;
    private readonly double[] _theta;
    private readonly double[] _means;
    private readonly int _outcomes;

    private Cuped(CrossMoments pooled, int outcomes, int[] places, double[] theta, double correlation)
    {
        (_places, _theta, _outcomes, Correlation) = (places, theta, outcomes, correlation);
        _means = Array.ConvertAll(places, place => pooled.Means[place]);
        Covariates = [.. places.Select(place => pooled.Columns[place])];
        int[] left = [.. Enumerable.Range(outcomes, pooled.Columns.Count - outcomes).Except(places)];
        Constant = [.. left.Where(place => !(pooled.Of(place).SumSquaredDeviations > 0)).Select(place => pooled.Columns[place])];
        Dependent = [.. left.Select(place => pooled.Columns[place]).Except(Constant)];
    }

    /// <summary>The covariates that are used.</summary>
    public IReadOnlyList<string> Covariates { get; }

    /// <summary>One slope per covariate used.</summary>
    public IReadOnlyList<double> Theta => _theta;

    /// <summary>Means of the covariates used over all arms, at which they are centred.</summary>
    public IReadOnlyList<double> Means => _means;

    /// <summary>Covariates left out as they do not vary.</summary>
    public IReadOnlyList<string> Constant { get; }

    /// <summary>Covariates left out as those before them determine them.</summary>
    public IReadOnlyList<string> Dependent { get; }

    /// <summary>Correlation of the outcome with the covariate over all arms; with several, or a slope that differs, that with their best
    /// linear combination.</summary>
    public double Correlation { get; }

    /// <summary>Fits θ.</summary>
    /// <param name="arms">Moments of every arm: the outcome, or numerator and denominator of a ratio, and then the covariates.</param>
    /// <param name="outcomes">How many of the columns are the outcome: 1, or 2 for a ratio.</param>
    /// <param name="fit">Which variation θ is fitted to.</param>
    /// <exception cref="ArgumentException">There are no arms, or their columns differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="outcomes"/> is neither 1 nor 2.</exception>
    public static Cuped Fit(IReadOnlyList<CrossMoments> arms, int outcomes = 1, ThetaFit fit = ThetaFit.PooledOverArms)
    {
        ArgumentNullException.ThrowIfNull(arms);
        Guard.AtLeast(arms.Count, 1);
        Guard.AtLeast(outcomes, 1);
        Guard.AtLeast(2 - outcomes, 0);
        CrossMoments pooled = arms.Aggregate((a, b) => a.Merge(b));
        int covariates = pooled.Columns.Count - outcomes;
        int[] all = [.. Enumerable.Range(outcomes, covariates)];
        Linearisation outcome = new(pooled, outcomes);
        IReadOnlyList<CrossMoments> fitted = fit == ThetaFit.PooledOverArms ? [pooled] : arms;
        double[] products = IndependentColumns.Sum([.. fitted.Select(moments => IndependentColumns.CoProducts(moments, all))]);
        double[] withOutcome = IndependentColumns.Sum([.. fitted.Select(moments => outcome.CoProducts(moments, all))]);
        IndependentColumns independent = IndependentColumns.Of([products], covariates);
        int[] places = [.. independent.Kept.Select(kept => all[kept])];
        double[] theta = [.. independent.Kept.Select(kept => withOutcome[kept])];
        Cholesky.Solve(independent.Factors[0], theta.Length, theta);
        return new(pooled, outcomes, places, theta, MultipleCorrelation(pooled, outcome, all));
    }

    /// <summary>Compares two arms by their adjusted outcomes.</summary>
    /// <param name="control">Moments of the control, columns as in the fit.</param>
    /// <param name="treatment">Moments of the treatment.</param>
    /// <param name="test">The test; a ratio has the z test only.</param>
    public MeanComparison Compare(CrossMoments control, CrossMoments treatment, AdjustedTest test = AdjustedTest.Welch)
    {
        AdjustedArm c = Arm(control), t = Arm(treatment);
        if (test == AdjustedTest.Student)
            (c, t) = AdjustedArm.Pooled(c, t);
        double difference = t.Mean - c.Mean;
        for (int i = 0; i < _theta.Length; i++)
            difference -= _theta[i] * (treatment.Means[_places[i]] - control.Means[_places[i]]);
        double ofControl = c.Variance / c.Count, ofTreatment = t.Variance / t.Count;
        double share = ofControl / (ofControl + ofTreatment);
        double? degrees = test switch
        {
            _ when _outcomes == 2 => null,
            AdjustedTest.Z => null,
            AdjustedTest.Student => c.Count + t.Count - 2,
            _ => 1 / (share * share / (c.Count - 1) + (1 - share) * (1 - share) / (t.Count - 1)),
        };
        EstimatedDifference estimated = new(
            difference, ofControl + ofTreatment, new ArmMean(c.Mean, c.PlainVariance / c.Count), -c.Covariance / c.Count);
        return new(_outcomes == 2 || test == AdjustedTest.Z ? "z" : test == AdjustedTest.Student ? "student" : "welch", estimated, degrees);
    }

    /// <summary>The adjusted outcomes y − θ′(x − x̄) of rows.</summary>
    /// <param name="rows">Values row after row, in the order of the columns of the fit, whose outcome is one column.</param>
    /// <exception cref="InvalidOperationException">The fit is that of a ratio, which has no outcome per row.</exception>
    /// <exception cref="ArgumentException">The rows are not whole.</exception>
    public double[] Transform(ReadOnlySpan<double> rows)
    {
        if (_outcomes != 1)
            throw new InvalidOperationException("A ratio of sums has no outcome per row.");
        int width = 1 + Covariates.Count + Constant.Count + Dependent.Count;
        Guard.SameLength(rows.Length % width, 0, nameof(rows));
        double[] adjusted = new double[rows.Length / width];
        for (int row = 0; row < adjusted.Length; row++)
        {
            ReadOnlySpan<double> values = rows.Slice(row * width, width);
            double outcome = values[0];
            for (int i = 0; i < _theta.Length; i++)
                outcome -= _theta[i] * (values[_places[i]] - _means[i]);
            adjusted[row] = outcome;
        }
        return adjusted;
    }

    /// <summary>What the adjustment takes from an outcome, as a form of all covariates less some centres.</summary>
    /// <param name="centres">Centre of each covariate, in the order of the columns of the fit.</param>
    /// <exception cref="ArgumentException">There is not one centre per covariate.</exception>
    public LinearForm Prediction(IReadOnlyList<double> centres)
    {
        ArgumentNullException.ThrowIfNull(centres);
        Guard.SameLength(centres.Count, Covariates.Count + Constant.Count + Dependent.Count);
        double[] slopes = new double[centres.Count];
        double constant = 0;
        for (int i = 0; i < _theta.Length; i++)
        {
            slopes[_places[i] - _outcomes] = _theta[i];
            constant += _theta[i] * (centres[_places[i] - _outcomes] - _means[i]);
        }
        return new(constant, slopes);
    }

    private AdjustedArm Arm(CrossMoments moments)
    {
        Linearisation outcome = new(moments, _outcomes);
        if (moments.Count < 2)
            return new(moments.Count, outcome.Mean, double.NaN, double.NaN, double.NaN);
        double plain = outcome.Squares(moments), explained = 0, removed = 0;
        double[] withOutcome = outcome.CoProducts(moments, _places), products = IndependentColumns.CoProducts(moments, _places);
        for (int i = 0; i < _theta.Length; i++)
        {
            explained += _theta[i] * withOutcome[i];
            for (int j = 0; j < _theta.Length; j++)
                removed += _theta[i] * _theta[j] * products[(i * _theta.Length) + j];
        }
        // What is below the rounding of the terms is no variance.
        double squares = plain - 2 * explained + removed, noise = 1e-14 * (plain + Math.Abs(removed));
        double divisor = moments.Count - 1;
        return new(moments.Count, outcome.Mean, squares <= noise ? 0 : squares / divisor, plain / divisor, (plain - explained) / divisor);
    }

    private static double MultipleCorrelation(CrossMoments pooled, Linearisation outcome, int[] all)
    {
        IndependentColumns independent = IndependentColumns.Of([IndependentColumns.CoProducts(pooled, all)], all.Length);
        double[] withOutcome = outcome.CoProducts(pooled, all), kept = [.. independent.Kept.Select(column => withOutcome[column])];
        double sign = kept.Length == 1 ? Math.Sign(kept[0]) : 1;
        double explained = Cholesky.InverseQuadraticForm(independent.Factors[0], kept.Length, kept);
        return sign * Math.Sqrt(Math.Clamp(explained / outcome.Squares(pooled), 0, 1));
    }
}
