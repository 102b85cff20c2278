using System.Globalization;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What cannot be asked of a structural equation model at once.</summary>
internal static class StructuralContradictions
{
    /// <exception cref="InputException">Two options contradict each other.</exception>
    public static void Check(StructuralOptions options)
    {
        if (options is { Source: null, Covariance: null })
            throw new InputException("sem", "there are no data", "name a source of rows, or give --covariance FILE --n N");
        if (options is { Source: not null, Covariance: not null })
            throw new InputException("--covariance", "the source has rows already", "give a source of rows, or --covariance FILE --n N");
        bool leastSquares = options.Estimator is StructuralEstimator.Gls or StructuralEstimator.Uls, moments = options.Covariance is not null;
        bool bayes = options.Estimator == StructuralEstimator.Bayes;
        (bool Given, string Option, string Problem, string Remedy)[] idle =
        [
            (moments && options.Estimator == StructuralEstimator.Mlr, "--estimator mlr", "robust standard errors need rows", "give a source of rows, or --estimator ml"),
            (moments && options.FullInformation, "--missing fiml", "moments have no missing cells", "give a source of rows, or leave it out"),
            (moments && options.Bootstrap > 0, "--bootstrap", "only rows can be drawn again", "give a source of rows, or leave it out"),
            (moments && options.Scores, "--scores", "only rows have scores", "give a source of rows, or leave it out"),
            (moments && options.Group is not null, "--group", "one covariance matrix has one group", "give a source of rows, or leave it out"),
            (moments && options.Where is not null, "--where", "moments have no rows to choose", "give a source of rows, or leave it out"),
            (leastSquares && options.FullInformation, "--missing fiml", "least squares have no likelihood of a row", "choose --estimator ml or mlr, or leave it out"),
            (bayes && options.Bootstrap > 0, "--bootstrap", "a posterior has intervals of its own", "leave it out, or choose another estimator"),
            (bayes && options.Invariance, "--invariance", "its steps are compared by likelihood-ratio tests", "leave it out, or choose --estimator ml or mlr"),
            (leastSquares && options.Invariance, "--invariance", "its steps are compared by likelihood-ratio tests", "choose --estimator ml or mlr"),
            (options.Invariance && options.Group is null, "--invariance", "it compares groups", "name their column with --group"),
            (options.GroupEqual != SemEquality.None && options.Group is null, "--group-equal", "there is one group", "name the column of the groups with --group"),
            (options.Invariance && options.GroupEqual != SemEquality.None, "--group-equal", "the ladder of --invariance says what is equal", "leave out one of them"),
            (options.Bootstrap is > 0 and < 20, "--bootstrap", "so few samples have no quantiles", "draw 1000 or more"),
        ];
        foreach ((bool given, string option, string problem, string remedy) in idle)
        {
            if (given)
                throw new InputException(option, problem, remedy);
        }
    }

    /// <exception cref="InputException">The data cannot carry the model.</exception>
    public static void Check(StructuralOptions options, ParameterTable table)
    {
        if (options.Covariance is { Means.Count: 0 } moments && table.MeanStructure)
            throw new InputException(moments.Path, "the model has means, but the file gives none", "add a row that begins with mean");
        if (options.Group is not null && table.Groups.Count == 1)
            throw new InputException($"--group {options.Group}", $"all rows are of one group, {table.Groups[0]}", "leave it out");
    }

    /// <summary>Rows without a group are left out, and it is said.</summary>
    public static Finding? WithoutGroup(StructuralRows rows) => rows.WithoutGroup == 0 ? null : new(
        "sem-rows-without-group", Severity.Note, string.Create(CultureInfo.InvariantCulture, $"{rows.WithoutGroup} of {rows.Places.Count} rows have no group and are left out."), "Look whether these rows belong to a group.");
}
