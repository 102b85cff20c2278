using System.CommandLine;
using Credence.Analysis;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary>The options of <c>credence analyze</c> that make use of covariates, strata and clusters.</summary>
internal sealed class AdjustmentArguments
{
    private readonly Option<string?> adjust = OptionForms.Choice("--adjust", "Adjust the effect for covariates or strata; default: none, stratified with --strata", "none", "cuped", "lin", "ancova", "stratified");
    private readonly Option<string[]> covariate = OptionForms.Several("--covariate", "What was measured of each unit before the experiment: columns or expressions", "EXPR");
    private readonly Option<string?> strata = OptionForms.Text("--strata", "Column of the strata", "COL");
    private readonly Option<string?> cluster = OptionForms.Text("--cluster", "Column of the clusters, where rows of one cluster depend on each other", "COL");
    private readonly Option<string?> robust = OptionForms.Choice("--robust", "Variance of a regression or with clusters; default: hc2, cr2 with --cluster", "hc0", "hc1", "hc2", "hc3", "cr0", "cr1s", "cr2");

    /// <summary>All of them.</summary>
    public IEnumerable<Option> Options => [adjust, covariate, strata, cluster, robust];

    /// <summary>What they ask for; what an experiment file states stands where an option is left out.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="stated">The adjustment that the experiment file states.</param>
    /// <param name="metrics">The metrics, which may have covariates of their own.</param>
    /// <exception cref="InputException">An option contradicts another or the file, or would do nothing.</exception>
    public Adjustment Read(ParseResult parsed, Adjustment stated, IReadOnlyList<MetricSpec> metrics)
    {
        if (parsed.GetValue(covariate) is { Length: > 0 } && metrics.All(metric => metric.Covariates.Count > 0))
            throw new InputException("--covariate", "the experiment file names the covariates of every metric", "change them there");
        if (stated.Cluster is not null && parsed.GetValue(cluster) is not null)
            throw new InputException("--cluster", "the experiment file states this", "change it there");
        Adjustment asked = stated with
        {
            Covariates = parsed.GetValue(covariate) is { Length: > 0 } texts
                ? [.. texts.Select(text => new Covariate(text, ExpressionAt.Parse("--covariate", text)))]
                : stated.Covariates,
            Strata = parsed.GetValue(strata) ?? stated.Strata,
            Cluster = parsed.GetValue(cluster) ?? stated.Cluster,
            Robust = OptionForms.Chosen(parsed, robust, stated.Robust),
        };
        asked = asked with { Method = OptionForms.Chosen(parsed, adjust, asked.Strata is null ? stated.Method : AdjustmentMethod.Stratified) };
        if (asked.Method == AdjustmentMethod.Stratified && asked.Strata is null)
            throw new InputException("--adjust stratified", "no strata are named", "add --strata COL");
        if (asked.Method != AdjustmentMethod.Stratified && asked.Strata is not null)
            throw new InputException("--strata", "strata are used by --adjust stratified only", "write --adjust stratified, or leave --strata out");
        return asked is { Strata: not null, Cluster: not null }
            ? throw new InputException("--strata", "strata and clusters are not combined", "leave one of --strata and --cluster out")
            : asked;
    }
}
