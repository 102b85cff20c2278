using Credence.Numerics;

namespace Credence.Latent;

/// <summary>Normal theory for estimates that do not minimize a normal-theory discrepancy (Browne, 1984, <i>British Journal of Mathematical and Statistical Psychology</i> 37).</summary>
internal static class ResidualTest
{
    /// <summary>Browne's residual-based statistic, asymptotically chi-square: n times what is left of the residuals off the tangent of the model.</summary>
    public static double Statistic(SemSolution solution)
    {
        int q = solution.Coordinates.Length;
        MomentFunction metric = Metric(solution);
        double value = metric.Value(solution.Coordinates);
        double[] gradient = new double[q], curvature = new double[q * q];
        metric.Gradient(gradient);
        metric.Curvature(curvature, false);
        double[] covariance = InformationMatrix.Covariance(curvature, 2, solution.Jacobian, q, out _);
        return covariance.Length == 0 ? double.NaN : solution.Problem.Rows * (value - (0.5 * SymmetricMatrix.QuadraticForm(covariance, q, gradient)));
    }

    /// <summary>The covariance matrix of unweighted least squares estimates: (ΔᵀΔ)⁻¹ ΔᵀΓΔ (ΔᵀΔ)⁻¹ / n with the normal-theory Γ of the implied moments.</summary>
    public static double[] Covariance(SemSolution solution, out int failing)
    {
        int q = solution.Coordinates.Length;
        double[] bread = InformationMatrix.Covariance(solution.Curvature(false), solution.Problem.Rows, solution.Jacobian, q, out failing);
        if (bread.Length == 0)
            return bread;
        var meat = new double[q * q];
        for (int group = 0; group < solution.Function.Groups.Count; group++)
            AddMeat(solution.Function.Groups[group], solution.Problem.Structure.MomentsOfGroup, q, meat);
        return InformationMatrix.Sandwich(bread, meat, q);
    }

    // n Δᵀ Γ Δ.
    private static void AddMeat(GroupFunction group, int moments, int q, double[] meat)
    {
        var rows = new double[q * moments];
        group.Implied.AddDerivatives(rows);
        double[] spread = NormalTheory.MomentCovariance(group.Implied.Covariance, group.Implied.Mean.Length, group.Means), half = new double[q * moments], product = new double[q * q];
        MatrixProduct.TimesTransposed(rows, spread, moments, half);
        MatrixProduct.TimesTransposed(half, rows, moments, product);
        for (int i = 0; i < product.Length; i++)
            meat[i] += group.Count * product[i];
    }

    private static MomentFunction Metric(SemSolution solution)
    {
        SemProblem problem = solution.Problem;
        var groups = new GroupFunction[problem.Samples.Count];
        for (int i = 0; i < groups.Length; i++)
        {
            groups[i] = new GroupFunction(problem.Structure, i, problem.Samples[i].Blocks(), Discrepancy.GeneralizedLeastSquares);
            groups[i].Blocks[0].FixWeight(solution.Function.Groups[i].Implied.Covariance);
        }
        return new MomentFunction(groups, problem.Table.Coordinates, 0);
    }
}
