using System.Globalization;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What a careful statistician would remark about an imputation.</summary>
internal sealed class ImputeFindings(ImputeOptions options, ImputeData data, ImputeResult result)
{
    /// <summary>Cells are missing at different rates below this p-value, corrected for the number of columns.</summary>
    public const double ByArmLevel = 0.01;

    private const int Named = 5;

    private IncompleteColumn[] Asked { get; } = [.. data.Table.Columns.Take(data.Asked)];

    public IEnumerable<Finding> All => new[]
    {
        ByArm(), Fragile(), NotConverged(), TooFew(), NoGain(), NeverTogether(), TooWide(), MissingVariant(), Invalid(), Beyond(), Constant(), EmptyRows(), Complete(),
    }.OfType<Finding>();

    private Finding? ByArm()
    {
        MissingnessByArm[] unequal = [.. result.Comparison?.MissingnessByArm.Where(column => column.AdjustedPValue < ByArmLevel) ?? []];
        if (unequal.Length == 0)
            return null;
        ImputeComparison comparison = result.Comparison!;
        string shares = List(unequal, column => Text(
            $"{column.Column} ({column.ControlShare:0.0%} in {comparison.Control}, {column.VariantShare:0.0%} in {comparison.Variant}, {PValueText.WithLetter(column.AdjustedPValue)})"));
        return new("unequal-missingness", Severity.Warning, $"Cells are missing more often in one arm: {shares}.",
            "Find out why: what makes cells go missing may depend on the outcome. Look how far imputed values may be moved before the conclusion changes.");
    }

    private Finding? Fragile() => result.Comparison is not { } comparison || !ImputeVerdict.IsFragile(comparison.Sensitivity) ? null : new(
        "fragile-conclusion", Severity.Warning,
        Text($"The conclusion changes if missing values lie {Math.Abs(comparison.Sensitivity.TippingPoint!.Value) / comparison.Sensitivity.StandardDeviation:0.00} standard deviations from what was imputed; below {ArmComparison.FragileShift} that is a small shift."),
        "Find out why values are missing, or collect some of them, before deciding.");

    private Finding? NotConverged()
    {
        ColumnTrace[] columns = [.. (result.Imputations.Trace?.NotConverged ?? []).OrderByDescending(column => column.RHat)];
        return columns.Length == 0 ? null : new("imputation-not-converged", Severity.Warning,
            $"The chains still disagree on {List(columns, column => Text($"{column.Column} (R-hat {column.RHat:0.00})"))}.",
            Text($"Ask for more than {options.Imputation.Iterations} with --iterations; where that does not help, leave out one of two columns that repeat each other."));
    }

    private Finding? TooFew()
    {
        double most = result.Pooled.Select(column => column.Fmi).Append(result.Comparison?.Pooled.MissingInformation ?? 0).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        int needed = (int)Math.Ceiling(100 * most);
        return needed <= result.Imputations.Count ? null : new("few-imputations", Severity.Warning,
            Text($"{result.Imputations.Count} data sets are few where {most:0%} of the information is missing: other seeds would give noticeably other standard errors and p-values."),
            Text($"Ask for --imputations {needed}, a hundred times the fraction of missing information."));
    }

    private Finding? NoGain()
    {
        if (result.HeldOut is not { Numbers: > 0 } heldOut)
            return null;
        HeldOutScore means = heldOut.Scores[0], own = heldOut.Scores.First(score => score.Method == HeldOutJudgement.Name(result.Method));
        return !(own.Rmse >= 0.995 * means.Rmse) ? null : new("no-better-than-means", Severity.Note,
            Text($"On hidden cells the best guesses err by {own.Rmse:0.00} standard deviations, column means by {means.Rmse:0.00}: the columns tell little of each other."),
            "Add columns that go with those that have missing cells.");
    }

    private Finding? NeverTogether()
    {
        HashSet<int>[] observed = [.. Asked.Select(column => column.ObservedRows.ToHashSet())];
        (string First, string Second)[] pairs = [.. from i in Enumerable.Range(0, Asked.Length)
                                                    from j in Enumerable.Range(i + 1, Asked.Length - i - 1)
                                                    where observed[i].Count + observed[j].Count <= data.Table.Rows && !observed[i].Overlaps(observed[j])
                                                    select (Asked[i].Name, Asked[j].Name)];
        return pairs.Length == 0 ? null : new("never-observed-together", Severity.Warning,
            $"No row has both of {List(pairs, pair => $"{pair.First} and {pair.Second}")}: how they go together is invented by the method.",
            "Do not read their relation from the completed data; collect rows that have both.");
    }

    private Finding? TooWide()
    {
        int predictors = data.Table.Columns.Sum(column => column.IsText ? column.Levels.Count - 1 : 1);
        return data.Table.Rows > predictors ? null : new("more-columns-than-rows", Severity.Warning,
            Text($"{data.Table.Rows:N0} rows cannot carry {predictors:N0} predictors: a prior that expects them to explain half of the variance decides."),
            "Name fewer columns, those that go with the ones to impute.");
    }

    private Finding? MissingVariant() => result.MissingVariant == 0 ? null : new("missing-variant", Severity.Warning,
        Text($"{result.MissingVariant:N0} rows have no variant and are left out."), "Find out why: labels lost for a reason connected with the outcome bias the comparison.");

    private Finding? Invalid()
    {
        var columns = data.Read.Numbers.Where(column => column.Invalid > 0).ToArray();
        return columns.Length == 0 ? null : new("invalid-cells", Severity.Warning,
            $"Cells hold no finite number and are imputed like missing ones: {List(columns, column => Text($"{column.Name} ({column.Invalid:N0})"))}.", "Look for a logarithm or quotient of 0.");
    }

    private Finding? Beyond()
    {
        List<(string Name, string What)> columns = [];
        foreach ((int j, IncompleteColumn column) in Asked.Index().Where(column => !column.Item.IsText && column.Item.MissingRows.Count > 0 && !column.Item.IsConstant))
        {
            double least = column.ObservedRows.Min(row => column.Values.Span[row]);
            double[] imputed = [.. Enumerable.Range(0, result.Imputations.Count).SelectMany(set => result.Imputations.Imputed(set, j).ToArray())];
            double below = imputed.Count(value => value < 0) / (double)imputed.Length;
            if (column.Kind == ImputedKind.Binary && imputed.Any(value => value is not (0 or 1)))
                columns.Add((column.Name, "is 0 or 1, but imputed with fractions"));
            else if (least >= 0 && below > 0.001)
                columns.Add((column.Name, Text($"is never below 0, but {below:0.0%} of its imputed values are")));
        }
        return columns.Count == 0 ? null : new("impossible-values", Severity.Note, $"{List(columns, column => $"{column.Name} {column.What}", "; ")}.",
            "That does no harm to means; where single values matter take --method pmm, which lends observed ones, or chained for zeros and ones.");
    }

    private Finding? Constant()
    {
        string[] names = [.. Asked.Where(column => column.IsConstant).Select(column => column.Name)];
        return names.Length == 0 ? null : new("constant-column", Severity.Warning,
            $"All observed cells are equal in {List(names, name => name)}; missing ones get the same value.", "Leave it out: it tells nothing of the others.");
    }

    private Finding? EmptyRows()
    {
        int[] missing = new int[data.Table.Rows];
        foreach (int row in Asked.SelectMany(column => column.MissingRows))
            missing[row]++;
        int empty = missing.Count(count => count == Asked.Length);
        return empty == 0 ? null : new("rows-all-missing", Severity.Note,
            Text($"{empty:N0} rows have none of the columns; they are drawn {(result.Comparison is null ? "from the distribution of all rows" : "given their variant alone")}."), "Look whether these rows belong to the data.");
    }

    private Finding? Complete() => Asked.Any(column => column.MissingRows.Count > 0) ? null : new("nothing-missing", Severity.Note,
        "No cell is missing: all completed data sets are the data.", "Check the columns, and how the source marks missing cells.");

    private static string List<T>(IReadOnlyList<T> items, Func<T, string> text, string separator = ", ")
        => string.Join(separator, items.Take(Named).Select(text)) + (items.Count > Named ? Text($" and {items.Count - Named} more") : "");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
