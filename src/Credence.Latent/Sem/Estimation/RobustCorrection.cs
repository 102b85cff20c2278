using System.Numerics.Tensors;

namespace Credence.Latent;

/// <summary>What a likelihood-ratio statistic is divided by where rows are not normal.</summary>
internal static class RobustCorrection
{
    /// <summary>tr(A⁻¹ B) per parameter of the model, the independence model and the saturated model, for the observed information A and the sum B of outer
    /// products of the rows' scores (Yuan and Bentler, 2000, <i>Sociological Methodology</i> 30; Asparouhov and Muthén, 2005).</summary>
    public static (double Model, double Baseline, double Saturated) Factors(SemTests tests)
        => (Trace(tests.Model) / tests.Model.Parameters, Trace(tests.Baseline) / tests.Baseline.Parameters,
            Trace(Saturated(tests)) / tests.Model.Problem.Moments);

    /// <summary>The saturated solution; that of complete rows stands at their moments.</summary>
    public static SemSolution Saturated(SemTests tests)
    {
        if (tests.Saturated is not null)
            return tests.Saturated;
        SemProblem problem = tests.Model.Problem;
        ParameterTable table = ReferenceModels.Saturated(problem);
        return SemSolution.At(new SemProblem(table, problem.Samples, problem.Discrepancy), ReferenceModels.AtMoments(table, problem.Samples));
    }

    /// <summary>tr(A⁻¹ B).</summary>
    public static double Trace(SemSolution solution)
    {
        int q = solution.Coordinates.Length;
        double[] inverse = InformationMatrix.Covariance(solution.Curvature(true), solution.Problem.Rows, solution.Jacobian, q, out _);
        return inverse.Length == 0 ? double.NaN : TensorPrimitives.Dot<double>(inverse, CasewiseScores.Meat(solution));
    }
}
