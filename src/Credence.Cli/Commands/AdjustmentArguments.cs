using System.CommandLine;
using Credence.Analysis;

namespace Credence.Cli.Commands;

/// <summary>The options of <c>credence analyze</c> that make use of what was known before the experiment.</summary>
internal sealed class AdjustmentArguments
{
    private readonly Option<string?> adjust = OptionForms.Choice("--adjust", "Adjust the effect for covariates; default: none", "none", "cuped", "lin", "ancova");
    private readonly Option<string[]> covariate = OptionForms.Several("--covariate", "What was measured of each unit before the experiment: columns or expressions", "EXPR");
    private readonly Option<string?> robust = OptionForms.Choice("--robust", "Variance of a regression; default: hc2", "hc0", "hc1", "hc2", "hc3");

    /// <summary>All of them.</summary>
    public IEnumerable<Option> Options => [adjust, covariate, robust];

    /// <summary>What they ask for; what an experiment file states stands where an option is left out.</summary>
    public Adjustment Read(ParseResult parsed, Adjustment stated) => stated with
    {
        Method = OptionForms.Chosen(parsed, adjust, stated.Method),
        Covariates = parsed.GetValue(covariate) is { Length: > 0 } texts
            ? [.. texts.Select(text => new Covariate(text, ExpressionAt.Parse("--covariate", text)))]
            : stated.Covariates,
        Robust = OptionForms.Chosen(parsed, robust, stated.Robust),
    };
}
