using Credence.Bayes;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>The priors of a regression.</summary>
internal static class RegressionPriors
{
    private const string Intercept = "Intercept", Slope = "b", Sigma = "sigma", Spread = "sd";
    private const double Wide = 2.5;

    /// <summary>The priors of the shared parameters and of the standard deviations of the groupings.</summary>
    public static (ParameterDensity[] Shared, ParameterDensity[] Spreads) Of(RegressionFamily family, RegressionDesign design, IReadOnlyDictionary<string, Prior> stated)
    {
        (double centre, double scale) = Response(family, design);
        List<OutcomeParameter> parameters = [];
        List<DefaultPrior> defaults = [];
        int columns = design.Coefficients.Count;
        for (int j = 0; j < columns; j++)
        {
            bool intercept = j == 0 && design.HasIntercept;
            parameters.Add(new OutcomeParameter(intercept ? Intercept : $"{Slope}[{design.Coefficients[j]}]"));
            double deviation = Math.Sqrt(design.Gram[j * columns + j] / design.Rows);
            defaults.Add(new DefaultPrior(intercept ? Distribution.Normal(centre, Wide * scale) : Distribution.Normal(0, Wide * scale / deviation), true));
        }
        if (family == RegressionFamily.Normal)
        {
            parameters.Add(new OutcomeParameter(Sigma, 0));
            defaults.Add(new DefaultPrior(Distribution.HalfNormal(Wide * scale), true));
        }
        int shared = parameters.Count;
        foreach ((string name, _) in design.Groupings)
        {
            parameters.Add(new OutcomeParameter($"{Spread}[{name}]", 0));
            defaults.Add(new DefaultPrior(Distribution.HalfNormal(Wide * scale), family == RegressionFamily.Normal));
        }
        double[] estimates = new double[parameters.Count];
        Array.Fill(estimates, double.NaN);
        if (design.HasIntercept)
            estimates[0] = centre;
        ParameterDensity[] all = StatedPriors.Resolve(parameters, Spelled(stated, parameters), defaults, estimates);
        return (all[..shared], all[shared..]);
    }

    /// <summary>Refuses a response the family cannot have produced.</summary>
    /// <exception cref="InputException">Some value is impossible, or none varies.</exception>
    public static void RequireResponse(RegressionFamily family, string response, RegressionDesign design)
    {
        IEnumerable<double> values = design.Patterns.SelectMany(pattern => pattern.Outcomes.Values.ToArray());
        if (family == RegressionFamily.Logistic && values.Any(value => value is not (0 or 1)))
            throw new InputException("formula", $"'{response}' has values other than 0 and 1", "use the normal or Poisson family, or an expression that is 0 or 1");
        if (family == RegressionFamily.Poisson && values.Any(value => value < 0 || !double.IsInteger(value)))
            throw new InputException("formula", $"'{response}' has values that are negative or not whole", "use the normal family");
        if (family == RegressionFamily.Normal && !(new NormalRegression(design).ResidualDeviation > 1e-10 * Response(family, design).Scale))
            throw new InputException("formula", $"the right side determines '{response}' exactly", "leave out the column that repeats it, or collect more rows");
    }

    // A prior of "b" is one of every slope without its own, and so for "sd".
    private static Dictionary<string, Prior> Spelled(IReadOnlyDictionary<string, Prior> stated, List<OutcomeParameter> parameters)
    {
        Dictionary<string, Prior> spelled = new(stated, StringComparer.Ordinal);
        foreach (string general in (string[])[Slope, Spread])
        {
            OutcomeParameter[] meant = [.. parameters.Where(parameter => parameter.Name.StartsWith(general + "[", StringComparison.Ordinal))];
            if (meant.Length == 0 || !spelled.Remove(general, out Prior? prior))
                continue;
            foreach (OutcomeParameter parameter in meant)
                spelled.TryAdd(parameter.Name, prior);
        }
        return spelled;
    }

    private static (double Centre, double Scale) Response(RegressionFamily family, RegressionDesign design)
    {
        double sum = design.Patterns.Sum(pattern => pattern.Sum), mean = sum / design.Rows;
        if (family == RegressionFamily.Logistic)
            return (Math.Log((sum + 0.5) / (design.Rows - sum + 0.5)), 1);
        if (family == RegressionFamily.Poisson)
            return (Math.Log((sum + 0.5) / design.Rows), 1);
        double squares = 0;
        foreach (Pattern pattern in design.Patterns)
        {
            for (int i = 0; i < pattern.Outcomes.Values.Length; i++)
            {
                double deviation = pattern.Outcomes.Values.Span[i] - mean;
                squares += pattern.Outcomes.Counts.Span[i] * deviation * deviation;
            }
        }
        return (mean, squares > 0 ? Math.Sqrt(squares / design.Rows) : Math.Max(1, Math.Abs(mean)));
    }
}
