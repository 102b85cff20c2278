namespace Credence.Latent;

/// <summary>Rescales parameters to variables of variance 1. Holds work space: one instance serves one thread.</summary>
internal sealed class LatentUnits
{
    private readonly SemProblem problem;
    private readonly SemMoments[] implied;
    private readonly Dictionary<string, int> places;
    private readonly double[] covariance;
    private readonly int p, latent;

    public LatentUnits(SemProblem problem)
    {
        this.problem = problem;
        implied = [.. Enumerable.Range(0, problem.Samples.Count).Select(group => new SemMoments(problem.Structure, group))];
        places = Places(problem.Table);
        covariance = new double[problem.Structure.Latent * problem.Structure.Latent];
        (p, latent) = (problem.Structure.Observed, problem.Table.Latent.Count);
    }

    /// <summary>The observed variables numbered from 0, then the latent ones.</summary>
    public static Dictionary<string, int> Places(ParameterTable table)
    {
        var result = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string name in table.Observed.Concat(table.Latent))
            result.TryAdd(name, result.Count);
        return result;
    }

    /// <summary>The implied variances of observed and latent variables, group after group.</summary>
    public double[] Variances(ReadOnlySpan<double> coordinates)
    {
        var variances = new double[implied.Length * (p + latent)];
        for (int group = 0; group < implied.Length; group++)
        {
            implied[group].Evaluate(coordinates);
            LatentVariables.Covariance(implied[group], problem.Structure.Latent, covariance);
            Span<double> target = variances.AsSpan(group * (p + latent));
            for (int i = 0; i < p; i++)
                target[i] = implied[group].Covariance[(i * p) + i];
            for (int i = 0; i < latent; i++)
                target[p + i] = covariance[(i * problem.Structure.Latent) + i];
        }
        return variances;
    }

    /// <summary>Writes every parameter with latent variables of variance 1, and with all variables of variance 1.</summary>
    public void Write(ReadOnlySpan<double> coordinates, Span<double> latentOnly, Span<double> all)
    {
        double[] variances = Variances(coordinates), values = problem.ParameterValues(coordinates);
        IReadOnlyList<SemParameter> parameters = problem.Table.Parameters;
        Dictionary<(string, int), double> residuals = Residuals(values);
        for (int i = 0; i < values.Length; i++)
        {
            latentOnly[i] = Scale(parameters[i], values[i], variances, residuals, false);
            all[i] = Scale(parameters[i], values[i], variances, residuals, true);
        }
    }

    /// <summary>A value of a parameter that the table may lack, with all variables of variance 1.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="value">The value.</param>
    /// <param name="variances">The variances at the estimates.</param>
    /// <param name="values">The parameters of the table at the estimates.</param>
    public double Standardize(SemParameter parameter, double value, double[] variances, double[] values)
        => Scale(parameter, value, variances, Residuals(values), true);

    private Dictionary<(string, int), double> Residuals(double[] values)
    {
        var residuals = new Dictionary<(string, int), double>();
        for (int i = 0; i < values.Length; i++)
        {
            SemParameter parameter = problem.Table.Parameters[i];
            if (parameter.Operator == SemOperator.Covariance && parameter.Left == parameter.Right)
                residuals[(parameter.Left, parameter.Group)] = values[i];
        }
        return residuals;
    }

    private double Scale(SemParameter parameter, double value, double[] variances, Dictionary<(string, int), double> residuals, bool observedToo)
    {
        double left = Unit(parameter.Left);
        switch (parameter.Operator)
        {
            case SemOperator.Loading:
                return value * left / Unit(parameter.Right);
            case SemOperator.Regression:
                return value * Unit(parameter.Right) / left;
            case SemOperator.Intercept:
                return value / left;
            case SemOperator.Covariance when parameter.Left == parameter.Right:
                return value / (left * left);
            default:
                return value / (Residual(parameter.Left) * Residual(parameter.Right));
        }

        double Unit(string name)
        {
            int place = places[name];
            return place < p && !observedToo ? 1 : Math.Sqrt(variances[(parameter.Group * (p + latent)) + place]);
        }

        double Residual(string name)
            => places[name] < p && !observedToo ? 1 : Math.Sqrt(residuals.GetValueOrDefault((name, parameter.Group), variances[(parameter.Group * (p + latent)) + places[name]]));
    }
}
