using Credence.Data;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Tells the groups of a number apart where labels are known for all, some or no rows.</summary>
public static class FitMixture
{
    /// <summary>Reads the rows, fits the mixture, and writes the membership probabilities where that is asked for.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="engine">Where the rows come from.</param>
    /// <param name="progress">Told the share read, then that of each simulation; may be null.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="InputException">The source cannot be read, no row has a value, all values are equal, or labels do not fit the components.</exception>
    /// <exception cref="OperationCanceledException">Stopped before there was a result.</exception>
    public static async Task<MixtureResult> RunAsync(
        MixtureQuestion question, IMomentsEngine engine, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(engine);
        question.Check();
        TableQuery query = new() { Source = question.Source, Where = question.Where, Numbers = [question.Value], Texts = question.Label is { } label ? [label] : [] };
        DataTable table = await engine.ReadAsync(query, progress, cancellation).ConfigureAwait(false);
        TableNumbers values = table.Numbers[0];
        MixtureLabels labels = MixtureLabels.Of(question, table);
        MixtureData data = Data(question, values.Values, labels);
        MixtureResult result = await Task.Run(() => Fitted(question, table, labels, data, progress, cancellation), cancellation).ConfigureAwait(false);
        // A sampler that was stopped has given what it had; the rest is short.
        if (result.Interrupted)
            cancellation = CancellationToken.None;
        if (question.Output is { } target)
        {
            NumberColumn[] columns = Memberships(result, values.Values, labels.Rows);
            await engine.WriteAsync(new() { Source = question.Source, Where = question.Where, Target = target, Copies = [new() { Appended = columns }] }, null, cancellation).ConfigureAwait(false);
        }
        return result;
    }

    private static MixtureData Data(MixtureQuestion question, double[] values, MixtureLabels labels)
    {
        int[] kept = [.. Enumerable.Range(0, values.Length).Where(row => !double.IsNaN(values[row]))];
        if (kept.Length < 2)
        {
            throw new InputException(
                question.Source.ToString(), FormattableString.Invariant($"{kept.Length} of {values.Length} rows {(kept.Length == 1 ? "has" : "have")} a value of {question.Value.Name}, and a mixture needs two"),
                "look at --value and --where");
        }
        double first = values[kept[0]];
        if (kept.All(row => values[row] == first))
            throw new InputException(question.Source.ToString(), $"all values of {question.Value.Name} are equal", "name a column whose values differ");
        if (kept.Length == values.Length)
            return MixtureData.Of(values, labels.Rows, question.Components);
        return MixtureData.Of([.. kept.Select(row => values[row])], kept.Select(row => labels.Rows[row]).ToArray(), question.Components);
    }

    private static MixtureResult Fitted(MixtureQuestion question, DataTable table, MixtureLabels labels, MixtureData data, IProgress<double>? progress, CancellationToken cancellation)
    {
        MixtureOptions options = question.FitOptions();
        MixtureFit fit = Fit(question, data, options, cancellation);
        IReadOnlyList<Finding> findings = new MixtureFindings(question, labels, table.Numbers[0], fit).All;
        EffectOptions level = new() { Alpha = question.Fit.Alpha };
        IReadOnlyList<Effect> differences = fit.Withheld ? [] : [.. Enumerable.Range(1, question.Components - 1).Select(component => fit.Contrast(0, component, level))];
        JointPosterior? posterior = null;
        if (question.Posterior is not null)
        {
            (posterior, IReadOnlyList<Effect> drawn, IReadOnlyList<Finding> ofChains) = SampleMixture.Of(question, data, options, labels.Names, cancellation);
            findings = [.. findings, .. ofChains];
            differences = findings.Any(finding => finding.Severity == Severity.Blocking) ? [] : drawn;
        }
        MixtureBeside? beside = posterior?.Draws.Sampler is { Interrupted: true } ? null : new(question, data, options, progress, cancellation);
        OneComponentComparison one = OneNormalComparison.Of(fit, options);
        Effect?[] completeCases = [.. Enumerable.Range(1, question.Components - 1).Select(component => data.LabelledDifference(0, component, level))];
        return new(
            question, labels.Names, labels.Named, table.InputRows, table.ExcludedByWhere, table.Numbers[0].Missing, table.Numbers[0].Invalid, fit, differences, completeCases, beside?.Tested(one) ?? one,
            findings, MixtureVerdict.Of(question, labels.Names, fit, differences, findings))
        {
            Posterior = posterior,
            Bootstrap = beside?.Bootstrap(fit),
            Sensitivity = beside?.Sensitivity(),
        };
    }

    private static MixtureFit Fit(MixtureQuestion question, MixtureData data, MixtureOptions options, CancellationToken cancellation)
    {
        try
        {
            return NormalMixture.Fit(data, options, null, cancellation);
        }
        catch (InputException problem) when (problem.Place.Length == 0)
        {
            throw new InputException(question.Place, problem.Problem, problem.Remedy, problem);
        }
    }

    // Rows without a value have empty cells.
    private static NumberColumn[] Memberships(MixtureResult result, double[] values, int[] labels)
    {
        int components = result.Names.Count;
        double[][] columns = [.. result.Names.Select(_ => new double[values.Length])];
        double[] probabilities = new double[components];
        for (int row = 0; row < values.Length; row++)
        {
            if (double.IsNaN(values[row]))
                Array.Fill(probabilities, double.NaN);
            else
                result.Fit.Membership(values[row], labels[row], probabilities);
            for (int j = 0; j < components; j++)
                columns[j][row] = probabilities[j];
        }
        return [.. columns.Select((column, j) => new NumberColumn($"probability[{result.Names[j]}]", column))];
    }
}
