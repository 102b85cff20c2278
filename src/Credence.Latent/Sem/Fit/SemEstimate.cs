using Credence.Numerics;

namespace Credence.Latent;

/// <summary>An estimate with its uncertainty.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="StandardError">Its standard error; 0 where it is fixed, NaN where it is not known.</param>
/// <param name="Lower">The lower end of its interval.</param>
/// <param name="Upper">The upper end of its interval.</param>
public readonly record struct SemEstimate(double Value, double StandardError, double Lower, double Upper)
{
    /// <summary>The estimate in standard errors; NaN where it is fixed.</summary>
    public double Z => StandardError > 0 ? Value / StandardError : double.NaN;

    /// <summary>The two-sided p-value of the normal test that it is 0; NaN where it is fixed.</summary>
    public double PValue => double.IsNaN(Z) ? double.NaN : 2 * Normal.UpperTail(Math.Abs(Z));

    /// <summary>An estimate with an interval that reaches so many standard errors to either side.</summary>
    internal static SemEstimate Of(double value, double standardError, double reach)
        => new(value, standardError, value - (reach * standardError), value + (reach * standardError));
}

/// <summary>The estimate of a parameter of the table.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Estimate">The estimate.</param>
public sealed record ParameterEstimate(SemParameter Parameter, SemEstimate Estimate);

/// <summary>The estimate of a defined quantity.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Estimate">The estimate, with a standard error by the delta method.</param>
public sealed record DefinedEstimate(string Name, SemEstimate Estimate);

/// <summary>A parameter or defined quantity in standardized units.</summary>
/// <param name="Parameter">The parameter; null for a defined quantity.</param>
/// <param name="Name">The name of the defined quantity; empty for a parameter.</param>
/// <param name="LatentOnly">With latent variables of variance 1 (std.lv).</param>
/// <param name="All">With latent and observed variables of variance 1 (std.all).</param>
public sealed record StandardizedEstimate(SemParameter? Parameter, string Name, SemEstimate LatentOnly, SemEstimate All);
