using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>How the response of a regression is distributed around its predictor.</summary>
public enum RegressionFamily
{
    /// <summary>Normal with standard deviation <c>sigma</c>.</summary>
    Normal,

    /// <summary>0 or 1, the predictor being the log odds of 1.</summary>
    Logistic,

    /// <summary>Poisson counts, the predictor being the log of their mean.</summary>
    Poisson,
}

/// <summary>A generalised linear model from a formula, with random intercepts.</summary>
/// <remarks>
/// <para>Reports <c>b[Intercept]</c>, <c>b[groupB]</c>, <c>b[groupB:x]</c>, …, <c>sigma</c> of normal responses, and for <c>(1|city)</c> <c>sd[city]</c>
/// and <c>r_city[level]</c>. Equal rows are merged; a normal response is read by cross-products alone, at a cost that does not grow with the rows.</para>
/// <para>The random intercepts of one grouping of a normal response are integrated out of the density; others are standard normal coordinates times
/// their standard deviation.</para>
/// <para>Priors by name: <c>Intercept</c> (of the predictor where all columns are at their means), <c>b</c> or <c>b[groupB]</c>, <c>sigma</c>, <c>sd</c> or
/// <c>sd[city]</c>. Defaults, with m and s the mean and standard deviation of a normal response, and for the others the link of the overall mean and 1:
/// Intercept ~ normal(m, 2.5 s), b ~ normal(0, 2.5 s / standard deviation of the column), sigma ~ half-normal(2.5 s), sd ~ half-normal(2.5 s).</para>
/// </remarks>
public sealed class FormulaModel : IModel, IStartingPoint, IPointwiseLikelihood, IPriorSampler, ISimulator, IDescribedModel
{
    private const double StartRadius = 2;

    private readonly RegressionFamily family;
    private readonly RegressionDesign design;
    private readonly IReadOnlyDictionary<string, Prior> stated;
    private readonly ParameterDensity[] sharedPriors, spreadPriors;
    private readonly RegressionDensity placed;
    private readonly double[] weights, cumulative;
    private readonly int[] offsets;

    /// <summary>Conditions on a table.</summary>
    /// <param name="formula">What explains what.</param>
    /// <param name="columns">The columns of the table; rows with a missing value in a column of the formula are left out.</param>
    /// <param name="family">How the response is distributed.</param>
    /// <param name="stated">Priors by name; weakly informative defaults for those not stated.</param>
    /// <exception cref="InputException">A column is missing or redundant, the response is impossible, or a prior is wrong.</exception>
    public FormulaModel(Formula formula, IReadOnlyList<RegressionColumn> columns, RegressionFamily family, IReadOnlyDictionary<string, Prior>? stated = null)
        : this(formula, RegressionDesign.Of(formula, columns), family, stated ?? new Dictionary<string, Prior>(StringComparer.Ordinal))
    {
    }

    private FormulaModel(Formula formula, RegressionDesign design, RegressionFamily family, IReadOnlyDictionary<string, Prior> stated)
    {
        (this.family, this.design, this.stated, Formula) = (family, design, stated, formula);
        RegressionPriors.RequireResponse(family, formula.Response, design);
        offsets = RegressionLikelihood.Offsets(design);
        (sharedPriors, spreadPriors) = RegressionPriors.Of(family, design, stated);
        placed = Density(null);
        weights = [.. design.Patterns.SelectMany(pattern => pattern.Outcomes.Counts.ToArray())];
        cumulative = new double[design.Patterns.Count];
        for (int i = 0; i < cumulative.Length; i++)
            cumulative[i] = design.Patterns[i].Count + (i == 0 ? 0 : cumulative[i - 1]);
        Groups = [formula.Response];
        Parameters = Layout();
    }

    /// <summary>The formula.</summary>
    public Formula Formula { get; }

    /// <inheritdoc/>
    public ParameterLayout Parameters { get; }

    /// <summary>The priors.</summary>
    public IReadOnlyList<ParameterPrior> Priors => [.. sharedPriors.Concat(spreadPriors).Select(prior => prior.Statement)];

    /// <inheritdoc/>
    public ModelGraph Graph
    {
        get
        {
            List<ModelNode> nodes = [];
            List<ModelEdge> edges = [];
            foreach (Parameter parameter in Parameters.Parameters)
            {
                bool effect = parameter.Name.StartsWith("r_", StringComparison.Ordinal);
                string own = effect ? $"normal(0, sd[{parameter.Name[2..]}])" : string.Join("; ", Priors.Where(prior => prior.Parameter == parameter.Name || prior.Parameter.StartsWith(parameter.Name + "[", StringComparison.Ordinal)));
                nodes.Add(new ModelNode(parameter.Name, ModelNodeKind.Parameter, own) { Shape = parameter.Shape });
                if (parameter.Name != "sd")
                    edges.Add(new ModelEdge(parameter.Name, Formula.Response));
                if (effect)
                    edges.Add(new ModelEdge("sd", parameter.Name));
            }
            string terms = string.Join(" + ", [Formula.HasIntercept ? "1" : "0", .. Formula.Terms.Select(term => string.Join(':', term)), .. Formula.Groupings.Select(grouping => $"(1|{grouping})")]);
            string response = family switch
            {
                RegressionFamily.Normal => $"normal({terms}, sigma)",
                RegressionFamily.Logistic => $"bernoulli(logistic({terms}))",
                _ => $"poisson(exp({terms}))",
            };
            nodes.Add(new ModelNode(Formula.Response, ModelNodeKind.Observed, response) { Plate = "row" });
            return new ModelGraph(nodes, edges, new ModelPlate("row", Math.Max(1, (long)design.Rows)));
        }
    }

    /// <summary>The number of rows left out as a value is missing.</summary>
    public int MissingRows => design.MissingRows;

    /// <summary>The response.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>The number of distinct rows.</summary>
    public int Observations => weights.Length;

    /// <inheritdoc/>
    public ReadOnlySpan<double> Weights => weights;

    private int Coefficients => design.Coefficients.Count;

    /// <inheritdoc/>
    public ILogDensity Bind() => Density(placed.Scale);

    /// <inheritdoc/>
    public void Constrain(ReadOnlySpan<double> position, Span<double> values)
    {
        placed.Place(position);
        for (int k = 0; k < sharedPriors.Length; k++)
            values[k] = placed.Shared(k);
        placed.Spreads.CopyTo(values[sharedPriors.Length..]);
        placed.Effects.CopyTo(values[(sharedPriors.Length + spreadPriors.Length)..]);
        Uncentre(values);
    }

    /// <inheritdoc/>
    public string CoordinateName(int coordinate) => Parameters.ElementNames[coordinate];

    /// <inheritdoc/>
    public void Start(RandomStream random, Span<double> position)
    {
        for (int i = 0; i < position.Length; i++)
            position[i] = StartRadius * (2 * random.NextDouble() - 1);
    }

    /// <inheritdoc/>
    public void LogLikelihood(ReadOnlySpan<double> values, Span<double> pointwise)
    {
        int i = 0;
        foreach (Pattern pattern in design.Patterns)
        {
            double predictor = Predictor(pattern, values);
            foreach (double outcome in pattern.Outcomes.Values.Span)
                pointwise[i++] = LogDensity(outcome, predictor, values);
        }
    }

    /// <inheritdoc/>
    public void SamplePrior(RandomStream random, Span<double> values)
    {
        for (int k = 0; k < sharedPriors.Length; k++)
            values[k] = sharedPriors[k].Draw(random);
        for (int g = 0; g < spreadPriors.Length; g++)
        {
            double spread = values[sharedPriors.Length + g] = spreadPriors[g].Draw(random);
            for (int l = offsets[g]; l < offsets[g + 1]; l++)
                values[sharedPriors.Length + spreadPriors.Length + l] = spread * random.NextNormal();
        }
        Uncentre(values);
    }

    /// <inheritdoc/>
    public WeightedValues? Observed(int group)
    {
        SortedDictionary<double, double> table = [];
        foreach (Pattern pattern in design.Patterns)
        {
            for (int i = 0; i < pattern.Outcomes.Values.Length; i++)
                table[pattern.Outcomes.Values.Span[i]] = table.GetValueOrDefault(pattern.Outcomes.Values.Span[i]) + pattern.Outcomes.Counts.Span[i];
        }
        return new WeightedValues(table.Keys.ToArray(), table.Values.ToArray());
    }

    /// <summary>Draws responses for rows spread evenly over those observed, the same ones in the same number where as many are asked for.</summary>
    public void Simulate(ReadOnlySpan<double> values, int group, RandomStream random, Span<double> replicate)
    {
        for (int i = 0, row = 0; i < replicate.Length; i++)
        {
            while (row < cumulative.Length - 1 && cumulative[row] <= (i + 0.5) / replicate.Length * design.Rows)
                row++;
            replicate[i] = Draw(Predictor(design.Patterns[row], values), values, random);
        }
    }

    /// <summary>Draws parameters from the priors and responses for the same rows, and conditions on those, as simulation-based calibration does.</summary>
    /// <returns>The true values in the order of the model's parameters, and the model given the responses.</returns>
    /// <exception cref="InvalidOperationException">A prior depends on the data.</exception>
    public (double[] Truth, FormulaModel Model) Resimulate(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (Priors.FirstOrDefault(prior => prior.DependsOnData) is { } dependent)
            throw new InvalidOperationException($"{dependent} depends on the data; state a prior that does not.");
        double[] truth = new double[Parameters.Count];
        SamplePrior(random, truth);
        RegressionDesign simulated = design.WithOutcomes(pattern => Draw(Predictor(pattern, truth), truth, random));
        return (truth, new FormulaModel(Formula, simulated, family, stated));
    }

    private double Draw(double predictor, ReadOnlySpan<double> values, RandomStream random) => family switch
    {
        RegressionFamily.Normal => predictor + values[Coefficients] * random.NextNormal(),
        RegressionFamily.Logistic => random.NextDouble() < 1 / (1 + Math.Exp(-predictor)) ? 1 : 0,
        _ => random.NextPoisson(Math.Exp(predictor)),
    };

    private double LogDensity(double outcome, double predictor, ReadOnlySpan<double> values) => family switch
    {
        RegressionFamily.Normal => NormalOutcomes.LogDensity(outcome, predictor, values[Coefficients]),
        RegressionFamily.Logistic => -Elementary.LogSumExp(0, outcome > 0 ? -predictor : predictor),
        _ => outcome * predictor - Math.Exp(predictor) - GammaFunction.LogGamma(outcome + 1),
    };

    private double Predictor(Pattern pattern, ReadOnlySpan<double> values)
    {
        double predictor = 0;
        for (int j = 0; j < Coefficients; j++)
            predictor += (pattern.Row[j] + design.Means[j]) * values[j];
        for (int g = 0; g < pattern.Groups.Length; g++)
            predictor += values[sharedPriors.Length + spreadPriors.Length + offsets[g] + pattern.Groups[g]];
        return predictor;
    }

    // The intercept at the means of the columns becomes that at 0.
    private void Uncentre(Span<double> values)
    {
        for (int j = 1; j < Coefficients; j++)
            values[0] -= design.Means[j] * values[j];
    }

    // The random intercepts of one grouping of a normal response can be integrated out.
    private RegressionDensity Density(LocalScale? scale) => (family, spreadPriors.Length) switch
    {
        (RegressionFamily.Normal, 1) => new MarginalRegression(new PooledRegression(design), [.. sharedPriors, .. spreadPriors], scale),
        (RegressionFamily.Normal, _) => new NonCentredRegression(new NormalRegression(design), sharedPriors, spreadPriors, offsets, scale),
        _ => new NonCentredRegression(new CountRegression(design, family == RegressionFamily.Logistic), sharedPriors, spreadPriors, offsets, scale),
    };

    private ParameterLayout Layout() => new(
    [
        new Parameter("b", new ParameterDimension("coefficient", design.Coefficients)),
        .. family == RegressionFamily.Normal ? [new Parameter("sigma")] : Array.Empty<Parameter>(),
        .. spreadPriors.Length > 0 ? [new Parameter("sd", new ParameterDimension("grouping", [.. design.Groupings.Select(grouping => grouping.Name)]))] : Array.Empty<Parameter>(),
        .. design.Groupings.Select(grouping => new Parameter($"r_{grouping.Name}", new ParameterDimension(grouping.Name, grouping.Levels))),
    ]);
}
