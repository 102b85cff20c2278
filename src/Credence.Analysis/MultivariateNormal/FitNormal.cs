using System.Diagnostics;
using System.Globalization;
using Credence.Bayes;
using Credence.Data;
using Credence.Latent;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Fits a multivariate normal to columns of a source whose cells may be missing.</summary>
public static class FitNormal
{
    /// <summary>Reads the columns, fits by maximum likelihood, samples the posterior where asked, and predicts and draws missing cells where the estimate tells them.</summary>
    /// <param name="options">Which columns, and how.</param>
    /// <param name="engine">Where the rows come from and go to.</param>
    /// <param name="progress">Told the share read; may be null.</param>
    /// <param name="cancellation">Stops the work; what was sampled until then is used.</param>
    /// <exception cref="InputException">
    /// The source cannot be read, a column is unknown, holds no numbers, is all missing or constant, there are no more rows than columns, a column
    /// is a linear combination of others, or a prior fits no parameter.
    /// </exception>
    /// <exception cref="OperationCanceledException">Stopped before there was a result.</exception>
    public static async Task<NormalFitResult> RunAsync(NormalFitOptions options, IMomentsEngine engine, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(engine);
        options.Check();
        TableQuery query = new() { Source = options.Source, Where = options.Where, Numbers = [.. options.Columns.Select(NamedExpression.Column)] };
        DataTable table = await engine.ReadAsync(query, progress, cancellation).ConfigureAwait(false);
        (NormalFitResult result, IncompleteRows rows) = await Task.Run(() => Estimate(options, table, cancellation), cancellation).ConfigureAwait(false);
        // A sampler that was stopped has given what it had; the rest is short.
        if (result.Interrupted)
            cancellation = CancellationToken.None;
        if (!result.TellsCells)
            return result;
        if (options.Cells)
            result = result with { Cells = await Task.Run(() => Cells(options, result, rows, table, cancellation), cancellation).ConfigureAwait(false) };
        if (options.Imputed is not null)
            await ImputeAsync(options, result, rows, engine, cancellation).ConfigureAwait(false);
        return result;
    }

    private static (NormalFitResult Result, IncompleteRows Rows) Estimate(NormalFitOptions options, DataTable table, CancellationToken cancellation)
    {
        int p = options.Columns.Count, n = table.Rows.Length;
        double[] cells = new double[n * p];
        for (int j = 0; j < p; j++)
        {
            for (int row = 0; row < n; row++)
                cells[(row * p) + j] = table.Numbers[j].Values[row];
        }
        IncompleteRows rows = new(options.Columns, cells);
        MultivariateNormalFit fit = Named(options, () => MultivariateNormalFit.Of(rows.Moments, null, cancellation));
        List<Finding> findings = [.. NormalFindings.Of(options, table, fit)];
        NormalNumbers estimates = new(fit.Means, fit.StandardDeviations, fit.Correlations);
        NormalNumbers errors = new(fit.StandardErrors.Means, fit.StandardErrors.StandardDeviations, fit.StandardErrors.Correlations);
        ReadOnlyMemory<double> held = rows.Moments.PairwiseCorrelations();
        JointPosterior? posterior = null;
        if (options.Estimator == NormalEstimator.Bayes)
        {
            posterior = Sample(options, fit, cancellation);
            (held, estimates, errors) = (fit.Correlations, Numbers(posterior, p, element => element.Mean), Numbers(posterior, p, element => element.StandardDeviation));
            findings.AddRange(Convergence.Findings(posterior.Draws, posterior.Summary));
            if (posterior.Draws.Sampler is { Interrupted: true })
                findings.Add(NormalFindings.Interrupted(posterior.Draws));
        }
        CorrelationResiduals residuals = CorrelationResiduals.Between(estimates.Correlations.Span, held.Span);
        return (new(options.Source.Text, table.InputRows, table.ExcludedByWhere, fit, estimates, errors, residuals, posterior, options.Alpha, findings), rows);
    }

    // The place of a problem with the data is the file.
    private static MultivariateNormalFit Named(NormalFitOptions options, Func<MultivariateNormalFit> fit)
    {
        try
        {
            return fit();
        }
        catch (InputException problem)
        {
            throw new InputException(problem.Place.Length > 0 ? $"{options.Source.Text}, {problem.Place}" : options.Source.Text, problem.Problem, problem.Remedy, problem);
        }
    }

    private static JointPosterior Sample(NormalFitOptions options, MultivariateNormalFit fit, CancellationToken cancellation)
    {
        (MultivariateNormalPriors priors, IReadOnlyList<string> words) = NormalPriors.Of(options.Priors, fit.Moments);
        MultivariateNormalModel model = new(fit, priors);
        options.Stages?.Report(string.Create(CultureInfo.InvariantCulture, $"sampling {fit.Variables.Count} columns of {fit.Moments.Count:N0} rows in {fit.Moments.Patterns.Count:N0} patterns"));
        Stopwatch watch = Stopwatch.StartNew();
        Draws draws = NutsSampler.Sample(model, options.Sampling with { Seed = options.Seed, Threads = options.Threads }, options.Progress, cancellation);
        if (draws.Sampler is { Interrupted: true })
            options.Stages?.Report("interrupted: the draws made so far are kept");
        options.Stages?.Report(string.Create(CultureInfo.InvariantCulture, $"sampled {draws.Chains} chains of {draws.Count} draws in {watch.Elapsed.TotalSeconds:F2} s"));
        return new JointPosterior(draws, PosteriorSummary.Of(draws, options.HdiLevel), words, model.Graph);
    }

    private static NormalNumbers Numbers(JointPosterior posterior, int p, Func<ElementSummary, double> number)
    {
        double[] all = [.. posterior.Summary.Elements.Select(number)];
        return new(all.AsMemory(0, p), all.AsMemory(p, p), all.AsMemory(2 * p, p * p));
    }

    private static PredictedCell[] Cells(NormalFitOptions options, NormalFitResult result, IncompleteRows rows, DataTable table, CancellationToken cancellation)
    {
        double level = 1 - options.Alpha;
        IReadOnlyList<MissingCell> cells = result.Posterior is { } posterior
            ? rows.Predict(posterior.Draws, level, options.Seed, threads: options.Threads, cancellation: cancellation)
            : rows.Predict(result.Fit.Means.Span, result.Fit.Covariance.Span, level);
        return [.. cells.Select(cell => new PredictedCell(table.Rows[cell.Row], options.Columns[cell.Variable], cell.Mean, cell.StandardDeviation, new Interval(cell.Lower, cell.Upper, level)))];
    }

    // Each data set from the estimate, or from a posterior draw of its own.
    private static Task<IReadOnlyList<string>> ImputeAsync(NormalFitOptions options, NormalFitResult result, IncompleteRows rows, IMomentsEngine engine, CancellationToken cancellation)
    {
        int p = options.Columns.Count;
        List<TableCopy> copies = [];
        for (int copy = 0; copy < options.Imputations; copy++)
        {
            cancellation.ThrowIfCancellationRequested();
            (double[] means, double[] covariance) = result.Posterior is { Draws: var draws }
                ? IncompleteRows.ParametersAt(draws, (int)(((2L * copy) + 1) * draws.Chains * draws.Count / (2L * options.Imputations)))
                : (result.Fit.Means.ToArray(), result.Fit.Covariance.ToArray());
            double[] completed = rows.Complete(means, covariance, new RandomStream(options.Seed, "imputation", (ulong)copy));
            copies.Add(new TableCopy { Filled = [.. options.Columns.Select((name, j) => new NumberColumn(name, Column(completed, p, j)))] });
        }
        TableOutput output = new()
        {
            Source = options.Source,
            Where = options.Where,
            Copies = copies,
            Number = options.Imputations > 1 ? "imputation" : null,
            Target = options.Imputed!,
        };
        return engine.WriteAsync(output, null, cancellation);
    }

    private static double[] Column(double[] rows, int p, int column)
    {
        double[] values = new double[rows.Length / p];
        for (int row = 0; row < values.Length; row++)
            values[row] = rows[(row * p) + column];
        return values;
    }
}
