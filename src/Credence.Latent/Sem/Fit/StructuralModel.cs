using Credence.Statistics;

namespace Credence.Latent;

/// <summary>Fits structural equation models to moments or rows.</summary>
public static class StructuralModel
{
    /// <summary>
    /// Estimates a model by minimizing the discrepancy between the moments of the data and those that it implies (Bollen, 1989, <i>Structural Equations with
    /// Latent Variables</i>), with standard errors, tests and measures of fit.
    /// </summary>
    /// <remarks>Conventions are lavaan 0.6's: covariance matrices have the divisor n, with least squares n − 1 (and n − 1 then counts as the rows), n times the discrepancy is the test statistic, standard errors come from
    /// the expected information, from the observed one with missing cells or robust standard errors, and moments of exogenous observed variables are held.</remarks>
    /// <param name="table">The model.</param>
    /// <param name="data">The data.</param>
    /// <param name="options">Options; the defaults where null.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="ArgumentException">
    /// The data lack a variable or group of the model; rows are needed and only moments known; a mean structure is needed and absent; the number of starting
    /// values is not that of the coordinates.
    /// </exception>
    public static SemFit Fit(ParameterTable table, SemData data, SemOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(data);
        options ??= SemOptions.Default;
        Check(table, data, options);
        GroupSample[] samples = SampleReader.Read(table, data, options.Missing);
        List<Finding> findings = [.. SemFindings.OfSamples(table, samples, options)];
        if (findings.Exists(finding => finding.Severity == Severity.Blocking))
            return new SemFit(table, options, null, [], NaNs(table.Coordinates), null, findings);
        SemTests tests = FitModels(table, samples, options, cancellation);
        SemSolution model = tests.Model;
        double[] covariance = Covariance(tests.Model, options.Estimator, out bool singular);
        findings.AddRange(SemFindings.OfSolution(model, singular));
        bool converged = model.Search.End == SearchEnd.Converged;
        if (!converged)
            covariance = [];
        return new SemFit(table, options, tests, covariance, StandardErrors(covariance, model), converged ? tests.Measures() : null, findings);
    }

    /// <summary>How far a point is from a minimum of the discrepancy, in the units of <see cref="SemFit.GradientNorm"/>; constraints of the text are not seen.</summary>
    /// <param name="fit">A fit of the model.</param>
    /// <param name="coordinates">The point.</param>
    /// <exception cref="ArgumentException">The number of coordinates is wrong.</exception>
    public static double GradientNorm(SemFit fit, IReadOnlyList<double> coordinates)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(coordinates);
        Guard.SameLength(coordinates.Count, fit.Table.Coordinates);
        SemSolution point = SemSolution.At(fit.Solution.Problem, [.. coordinates]);
        double[] gradient = new double[coordinates.Count], curvature = point.Curvature(false);
        point.Function.Gradient(gradient);
        return Enumerable.Range(0, gradient.Length).Max(i => Math.Abs(gradient[i]) / Math.Sqrt(curvature[(i * gradient.Length) + i]));
    }

    private static void Check(ParameterTable table, SemData data, SemOptions options)
    {
        Guard.Fraction(options.Level);
        if (options.Start.Count > 0)
            Guard.SameLength(options.Start.Count, table.Coordinates);
        if (options.Missing == SemMissing.FullInformation && !table.MeanStructure)
            throw new ArgumentException("Full information needs a mean structure.", nameof(table));
        if (options.Missing == SemMissing.FullInformation && options.Estimator is SemEstimator.GeneralizedLeastSquares or SemEstimator.UnweightedLeastSquares)
            throw new ArgumentException("Full information needs a likelihood.", nameof(options));
        if (!data.HasRows && (options.Estimator == SemEstimator.RobustMaximumLikelihood || options.Missing == SemMissing.FullInformation))
            throw new ArgumentException("Robust standard errors and full information need rows.", nameof(data));
    }

    // With missing cells the saturated model is fitted first, and its moments stand for those of the sample.
    private static SemTests FitModels(ParameterTable table, GroupSample[] samples, SemOptions options, CancellationToken cancellation)
    {
        Discrepancy discrepancy = options.Estimator switch
        {
            SemEstimator.GeneralizedLeastSquares => Discrepancy.GeneralizedLeastSquares,
            SemEstimator.UnweightedLeastSquares => Discrepancy.UnweightedLeastSquares,
            _ => Discrepancy.Likelihood,
        };
        if (discrepancy != Discrepancy.Likelihood)
            samples = Array.ConvertAll(samples, sample => sample.Unbiased());
        var problem = new SemProblem(table, samples, discrepancy);
        SemSolution? saturated = null;
        if (!problem.Complete)
        {
            ParameterTable all = ReferenceModels.Saturated(problem);
            saturated = SemSolution.Find(new SemProblem(all, samples, discrepancy), ReferenceModels.AtMoments(all, samples), options.MaximumIterations, cancellation);
            samples = [.. samples.Select((sample, group) => sample with
            {
                Means = saturated.Function.Groups[group].Implied.Mean.ToArray(),
                Covariance = saturated.Function.Groups[group].Implied.Covariance.ToArray(),
            })];
            problem = new SemProblem(table, samples, discrepancy);
        }
        ParameterTable independence = ReferenceModels.Independence(problem);
        SemSolution model = SemSolution.Find(problem, options.Start.ToArray(), options.MaximumIterations, cancellation);
        SemSolution baseline = SemSolution.Find(
            new SemProblem(independence, samples, discrepancy), ReferenceModels.AtMoments(independence, samples), options.MaximumIterations, cancellation);
        var tests = new SemTests(model, baseline, saturated);
        return options.Estimator == SemEstimator.RobustMaximumLikelihood && model.Search.End == SearchEnd.Converged
            ? tests with { Scaling = RobustCorrection.Factors(tests) }
            : tests;
    }

    private static double[] Covariance(SemSolution model, SemEstimator estimator, out bool singular)
    {
        int q = model.Coordinates.Length, failing;
        bool robust = estimator == SemEstimator.RobustMaximumLikelihood;
        double[] covariance = estimator == SemEstimator.UnweightedLeastSquares
            ? ResidualTest.Covariance(model, out failing)
            : InformationMatrix.Covariance(model.Curvature(robust || !model.Problem.Complete), model.Problem.Rows, model.Jacobian, q, out failing);
        singular = failing >= 0;
        if (robust && !singular)
            covariance = InformationMatrix.Sandwich(covariance, CasewiseScores.Meat(model), q);
        foreach (int held in covariance.Length > 0 ? model.AtBound : [])
        {
            for (int i = 0; i < q; i++)
                covariance[(held * q) + i] = covariance[(i * q) + held] = 0;
        }
        return covariance;
    }

    // A bound that binds tells nothing of how precise the estimate is.
    private static double[] StandardErrors(double[] covariance, SemSolution model)
    {
        int order = model.Coordinates.Length;
        double[] result = NaNs(order);
        for (int i = 0; i < order && covariance.Length > 0; i++)
            result[i] = model.AtBound.Contains(i) ? double.NaN : Math.Sqrt(Math.Max(covariance[(i * order) + i], 0));
        return result;
    }

    private static double[] NaNs(int count)
    {
        var values = new double[count];
        Array.Fill(values, double.NaN);
        return values;
    }
}
