using Credence.Bayes;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>The priors of a structural equation model by kind of parameter; those that the text gives to single parameters come first.</summary>
/// <remarks>
/// <para>Without a stated prior, priors are weakly informative on the data's scale, with s the standard deviation of an observed variable, ȳ its mean
/// and u the unit of a latent variable, which is that of its marker, or its fixed standard deviation: loadings normal(0, 2.5 s/u), regressions
/// normal(0, 2.5 s/s) in the units of outcome and predictor, intercepts normal(ȳ, 10 s), those of latent variables normal(0, 10 u) (with the root
/// mean square of its indicators for u where their intercepts are fixed, as in growth curves), standard deviations half-student-t(3, s) and
/// half-student-t(3, u), correlations lkj(2).</para>
/// <para>A variance has its prior on the standard deviation, or on itself where <c>variance</c> or <c>lv-variance</c> is stated. A covariance has
/// the prior of its correlation: lkj(η) — of one pair the beta distribution of shapes η stretched to (−1, 1), of variables that all covary the joint
/// density ∝ |R|^(η − 1) of Lewandowski, Kurowicka and Joe (2009) —, beta(a, b) stretched to (−1, 1), or any distribution restricted to (−1, 1).</para>
/// </remarks>
public sealed class SemPriors
{
    private readonly IReadOnlyDictionary<string, (Prior Prior, string Source)> stated = new Dictionary<string, (Prior, string)>(StringComparer.Ordinal);

    /// <summary>The prior of loadings (<c>=~</c>).</summary>
    public const string Loading = "loading";

    /// <summary>The prior of regressions (<c>~</c>).</summary>
    public const string Regression = "regression";

    /// <summary>The prior of intercepts of observed variables.</summary>
    public const string Intercept = "intercept";

    /// <summary>The prior of intercepts of latent variables.</summary>
    public const string LatentIntercept = "lv-intercept";

    /// <summary>The prior of the standard deviations of observed variables or their residuals.</summary>
    public const string Deviation = "sd";

    /// <summary>The prior of the standard deviations of latent variables or their disturbances.</summary>
    public const string LatentDeviation = "lv-sd";

    /// <summary>The prior of the variances of observed variables or their residuals.</summary>
    public const string Variance = "variance";

    /// <summary>The prior of the variances of latent variables or their disturbances.</summary>
    public const string LatentVariance = "lv-variance";

    /// <summary>The prior of the correlations of observed variables or their residuals.</summary>
    public const string Correlation = "correlation";

    /// <summary>The prior of the correlations of latent variables or their disturbances.</summary>
    public const string LatentCorrelation = "lv-correlation";

    /// <summary>The kinds of parameters.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
        [Loading, Regression, Intercept, LatentIntercept, Deviation, LatentDeviation, Variance, LatentVariance, Correlation, LatentCorrelation];

    /// <summary>Weakly informative priors on the data's scale.</summary>
    public static SemPriors Default { get; } = new();

    /// <summary>
    /// The priors of a published analysis of job satisfaction, for variables of about unit scale with the first indicator as marker: loadings
    /// normal(1, 0.5), regressions normal(0, 1), standard deviations of residuals inverse-gamma(3, 4) and of disturbances half-normal(1),
    /// residual correlations uniform on (−1, 1), disturbance correlations lkj(2).
    /// </summary>
    public static SemPriors Article { get; } = Default
        .With("loading=normal(1, 0.5)").With("regression=normal(0, 1)").With("sd=inverse-gamma(3, 4)")
        .With("lv-sd=half-normal(1)").With("correlation=beta(1, 1)").With("lv-correlation=lkj(2)").From("article");

    /// <summary>The names of the sets of priors.</summary>
    public static IReadOnlyList<string> Sets { get; } = ["default", "article"];

    /// <summary>A set of priors by name.</summary>
    /// <param name="name">One of <see cref="Sets"/>.</param>
    /// <param name="place">Where it stands, for messages.</param>
    /// <exception cref="InputException">There is no such set.</exception>
    public static SemPriors Named(string name, string place = "") => name switch
    {
        "default" => Default,
        "article" => Article,
        _ => throw new InputException(place, $"there are no priors '{name}'", $"they are {string.Join(" and ", Sets)}"),
    };

    /// <summary>These priors with that of one kind stated as text, such as <c>loading=normal(0, 10)</c>.</summary>
    /// <exception cref="InputException">There is no such kind, or the prior cannot be read or does not fit the kind.</exception>
    public SemPriors With(string text, string place = "")
    {
        (string kind, Prior prior) = Prior.ParseNamed(text, Kinds, place);
        return With(kind, prior, place);
    }

    /// <summary>These priors with that of one kind stated.</summary>
    /// <exception cref="InputException">The prior does not fit the kind.</exception>
    public SemPriors With(string kind, Prior prior, string place = "")
    {
        ArgumentNullException.ThrowIfNull(prior);
        bool correlation = kind is Correlation or LatentCorrelation;
        if (prior.Concentration is not null && !correlation)
            throw new InputException(place, $"{prior} is a distribution of correlations", $"give '{kind}' a distribution of one number");
        if (prior.IsCentredOnSample && kind is not Intercept)
            throw new InputException(place, $"only an intercept can have a prior centred on the data, not '{kind}'", "write a number for 'sample'");
        // A prior of variances replaces one of standard deviations, and the other way round.
        string? rival = kind switch { Deviation => Variance, Variance => Deviation, LatentDeviation => LatentVariance, LatentVariance => LatentDeviation, _ => null };
        Dictionary<string, (Prior, string)> all = new(stated, StringComparer.Ordinal) { [kind] = (prior, "stated") };
        if (rival is not null)
            all.Remove(rival);
        return new SemPriors(all);
    }

    internal (Prior Prior, string Source)? Stated(string kind) => stated.TryGetValue(kind, out (Prior, string) own) ? own : null;

    // All of them with the set they come from.
    private SemPriors From(string set) => new(stated.ToDictionary(pair => pair.Key, pair => (pair.Value.Prior, set), StringComparer.Ordinal));

    private SemPriors(IReadOnlyDictionary<string, (Prior, string)> stated) => this.stated = stated;

    private SemPriors()
    {
    }
}

/// <summary>The prior of one free parameter as it is printed.</summary>
/// <param name="Parameter">The parameter, such as <c>f=~x2</c>; of parameters that share a label, the first.</param>
/// <param name="Of">What has the prior: <c>value</c>, <c>sd</c>, <c>variance</c> or <c>correlation</c>.</param>
/// <param name="Prior">The distribution.</param>
/// <param name="Source">Where it comes from: <c>text</c> (the model's text), <c>stated</c>, <c>article</c> (the set of this name) or <c>default</c>.</param>
public sealed record SemPriorStatement(string Parameter, string Of, string Prior, string Source);
