using Credence.Data;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Fits structural equation models to tables: identification first, then the fit or the posterior, then what is made of it.</summary>
public static class StructuralAnalysis
{
    /// <summary>Reads the data of a model and fits it.</summary>
    /// <param name="options">What is asked.</param>
    /// <param name="engine">Reads the rows.</param>
    /// <param name="progress">Told the share read; may be null.</param>
    /// <param name="cancellation">Stops the work; of a sampler, what is drawn until then is used.</param>
    /// <exception cref="InputException">The model or the data cannot be read, or contradict each other or the options.</exception>
    public static async Task<StructuralResult> RunAsync(
        StructuralOptions options, IMomentsEngine engine, IProgress<double>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(engine);
        StructuralContradictions.Check(options);
        SemText text = SemSyntax.Parse(options.Model, options.ModelName);
        StructuralRows rows = options.Covariance is { } moments
            ? StructuralRows.Of(moments)
            : await StructuralRows.ReadAsync(text, options, engine, progress, cancellation).ConfigureAwait(false);
        return await Task.Run(() => Run(options, text, rows, cancellation), CancellationToken.None).ConfigureAwait(false);
    }

    private static StructuralResult Run(StructuralOptions options, SemText text, StructuralRows rows, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ParameterTable table = SemModelText.Complete(text, Defaults(options, rows));
        StructuralContradictions.Check(options, table);
        IdentificationReport identification = Identification.Check(table, options.Seed, cancellation);
        StructuralResult result = new(options, table, identification)
        {
            Rows = rows.Read,
            ExcludedByWhere = rows.ExcludedByWhere,
            WithoutGroup = rows.WithoutGroup,
            Findings = [.. new[] { identification.Finding, StructuralContradictions.WithoutGroup(rows) }.OfType<Finding>()],
        };
        if (!identification.Identified)
            return result;
        SemFit fit = StructuralModel.Fit(table, rows.Data, FitOptions(options), cancellation);
        result = result with { Fit = fit };
        if (options.Estimator == StructuralEstimator.Bayes)
            return StructuralPosteriors.Add(result, rows, cancellation);
        result = result with { Findings = [.. result.Findings, .. fit.Findings] };
        return fit.Measures is null ? result : StructuralEstimates.Add(result, text, rows, cancellation);
    }

    /// <summary>How a text is completed to a model.</summary>
    internal static SemDefaults Defaults(StructuralOptions options, StructuralRows rows) => new()
    {
        Type = options.Type,
        StandardizedLatent = options.StandardizedLatent,
        Orthogonal = options.Orthogonal,
        MeanStructure = options.MeanStructure || options.FullInformation,
        Groups = rows.Groups,
        GroupEqual = options.GroupEqual,
        Columns = rows.Columns,
    };

    /// <summary>How a model is fitted; for a posterior, where its search begins.</summary>
    internal static SemOptions FitOptions(StructuralOptions options) => new()
    {
        Estimator = options.Estimator switch
        {
            StructuralEstimator.Mlr => SemEstimator.RobustMaximumLikelihood,
            StructuralEstimator.Gls => SemEstimator.GeneralizedLeastSquares,
            StructuralEstimator.Uls => SemEstimator.UnweightedLeastSquares,
            _ => SemEstimator.MaximumLikelihood,
        },
        Missing = options.FullInformation ? SemMissing.FullInformation : SemMissing.Listwise,
        Level = 1 - options.Alpha,
    };
}
