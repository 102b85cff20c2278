using Credence.Numerics;

namespace Credence.Latent;

/// <summary>Standard errors of functions of the coordinates, to first order.</summary>
internal static class DeltaMethod
{
    /// <summary>The defined quantities of a model at the values of its parameters.</summary>
    public static DefinedEstimate[] Defined(SemFit fit, double[] values)
    {
        var quantities = new LabelledQuantities(fit.Table);
        var result = new DefinedEstimate[fit.Table.Definitions.Count];
        var byCoordinate = new double[fit.Coordinates.Count];
        for (int i = 0; i < result.Length; i++)
        {
            SemDefinition definition = fit.Table.Definitions[i];
            var slopes = new double[values.Length];
            double value = quantities.Evaluate(definition.Expression, values, slopes);
            quantities.Gather(slopes, byCoordinate);
            result[i] = new DefinedEstimate(definition.Name, SemEstimate.Of(value, StandardError(fit, byCoordinate), fit.Reach));
        }
        return result;
    }

    /// <summary>The standard error of a function with a gradient; NaN where that of the coordinates is not known.</summary>
    public static double StandardError(SemFit fit, ReadOnlySpan<double> gradient)
    {
        if (fit.CovarianceOfEstimates.Count == 0)
            return gradient.Length == 0 ? 0 : double.NaN;
        double variance = SymmetricMatrix.QuadraticForm((double[])fit.CovarianceOfEstimates, gradient.Length, gradient);
        return Math.Sqrt(Math.Max(variance, 0));
    }

    /// <summary>Standard errors of many functions at once, by central differences in steps that shrink with the standard errors of the coordinates.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="count">The number of functions.</param>
    /// <param name="function">Writes the functions at coordinates.</param>
    public static double[] StandardErrors(SemFit fit, int count, Action<double[], double[]> function)
    {
        double[] derivatives = Derivatives(fit, count, function);
        int q = fit.Coordinates.Count;
        var result = new double[count];
        for (int i = 0; i < count; i++)
            result[i] = StandardError(fit, derivatives.AsSpan(i * q, q));
        return result;
    }

    /// <summary>The derivatives of many functions, one row of coordinates for each.</summary>
    public static double[] Derivatives(SemFit fit, int count, Action<double[], double[]> function)
    {
        int q = fit.Coordinates.Count;
        double[] point = [.. fit.Coordinates], above = new double[count], below = new double[count], derivatives = new double[count * q];
        for (int j = 0; j < q; j++)
        {
            double centre = point[j], size = fit.StandardErrors[j];
            double step = 1e-4 * (size > 0 ? size : Math.Max(Math.Abs(centre), 1));
            point[j] = centre + step;
            double up = point[j];
            function(point, above);
            point[j] = centre - step;
            double width = up - point[j];
            function(point, below);
            point[j] = centre;
            for (int i = 0; i < count; i++)
                derivatives[(i * q) + j] = (above[i] - below[i]) / width;
        }
        return derivatives;
    }
}
