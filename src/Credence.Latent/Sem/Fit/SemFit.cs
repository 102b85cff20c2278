using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>A structural equation model fitted to data.</summary>
public sealed class SemFit
{
    private readonly SemSolution? solution;

    internal SemFit(
        ParameterTable table, SemOptions options, SemTests? tests, double[] covariance, IReadOnlyList<double> standardErrors,
        FitMeasures? measures, IReadOnlyList<Finding> findings)
    {
        (Table, Options, Tests, Measures, Findings) = (table, options, tests, measures, findings);
        solution = tests?.Model;
        Reach = Normal.Quantile(0.5 + (0.5 * options.Level));
        (CovarianceOfEstimates, StandardErrors) = (covariance, standardErrors);
        Coordinates = solution?.Coordinates ?? NaNs(table.Coordinates);
        double[] values = solution?.Problem.ParameterValues(Coordinates as double[]) ?? NaNs(table.Parameters.Count);
        Parameters = [.. table.Parameters.Select((parameter, i) => new ParameterEstimate(parameter, SemEstimate.Of(
            values[i], solution is null ? double.NaN : parameter.Free ? standardErrors[parameter.Coordinate] : 0, Reach)))];
        Defined = table.Definitions.Count == 0 ? [] : DeltaMethod.Defined(this, values);
    }

    /// <summary>The model.</summary>
    public ParameterTable Table { get; }

    /// <summary>The options of the fit.</summary>
    public SemOptions Options { get; }

    /// <summary>The estimate of each parameter of the table, fixed ones included; NaN where a blocking finding of the data withheld the fit.</summary>
    public IReadOnlyList<ParameterEstimate> Parameters { get; }

    /// <summary>The estimates of the defined quantities.</summary>
    public IReadOnlyList<DefinedEstimate> Defined { get; }

    /// <summary>The coordinates: the values of the distinct free parameters.</summary>
    public IReadOnlyList<double> Coordinates { get; }

    /// <summary>The standard errors of the coordinates; NaN where the information matrix is singular.</summary>
    public IReadOnlyList<double> StandardErrors { get; }

    /// <summary>The covariance matrix of the coordinates' estimates, row-major; empty where the information matrix is singular.</summary>
    public IReadOnlyList<double> CovarianceOfEstimates { get; }

    /// <summary>Measures of fit; null where the fit was withheld or did not converge.</summary>
    public FitMeasures? Measures { get; }

    /// <summary>Findings of data and solution.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>Whether the search converged.</summary>
    public bool Converged => solution?.Search.End == SearchEnd.Converged;

    /// <summary>The number of steps of the search.</summary>
    public int Iterations => solution?.Search.Iterations ?? 0;

    /// <summary>The discrepancy at the estimates: that of the likelihood less the saturated model's where no cell is missing.</summary>
    public double Discrepancy => solution?.Search.Value ?? double.NaN;

    /// <summary>
    /// How far the estimates are from the exact minimum: the largest derivative of the discrepancy (of the Lagrangian under constraints), each divided by the
    /// root of its expected second derivative, so that it does not depend on units. One unit is some √n standard errors.
    /// </summary>
    public double GradientNorm => solution?.Search.GradientNorm ?? double.NaN;

    /// <summary>The moments that the model implies, for each group.</summary>
    public IReadOnlyList<SemGroup> Implied => solution is null ? [] : [.. Enumerable.Range(0, Table.Groups.Count).Select(group =>
    {
        SemMoments implied = solution.Function.Groups[group].Implied;
        return new SemGroup(Table.Groups[group], solution.Problem.Samples[group].Count, Table.MeanStructure ? implied.Mean.ToArray() : [], implied.Covariance.ToArray());
    })];

    /// <summary>The moments of the data, for each group; with missing cells the maximum-likelihood estimates of the saturated model.</summary>
    public IReadOnlyList<SemGroup> Sample => solution is null ? [] : [.. solution.Problem.Samples.Select(
        sample => new SemGroup(sample.Name, sample.Count, Table.MeanStructure ? sample.Means : [], sample.Covariance))];

    /// <summary>How many standard errors an interval reaches to either side.</summary>
    internal double Reach { get; }

    internal SemTests? Tests { get; }

    internal SemSolution Solution => solution ?? throw new InvalidOperationException("The fit was withheld; its findings say why.");

    private static double[] NaNs(int count)
    {
        var values = new double[count];
        Array.Fill(values, double.NaN);
        return values;
    }
}
