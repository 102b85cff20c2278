using Credence.Experiments;

namespace Credence.Analysis;

/// <summary>What the data say of an assumption.</summary>
public enum AssumptionStatus
{
    /// <summary>Tested, and nothing speaks against it.</summary>
    Holds,

    /// <summary>Tested, and the data contradict it.</summary>
    Violated,

    /// <summary>These data cannot tell.</summary>
    NotTestable,
}

/// <summary>One assumption of the analysis, and what the data say of it.</summary>
/// <param name="Assumption">The assumption in a few words.</param>
/// <param name="Status">Whether it holds as far as the data tell.</param>
/// <param name="Evidence">What was tested with what result, or why nothing can be.</param>
public sealed record AssumptionCheck(string Assumption, AssumptionStatus Status, string Evidence);

/// <summary>What was known of the units before the experiment, by variant.</summary>
/// <param name="Covariates">Names of the covariates.</param>
/// <param name="Levels">Level of each covariate in every variant.</param>
/// <param name="Comparisons">Each treatment against the control.</param>
public sealed record BalanceTable(
    IReadOnlyList<string> Covariates,
    IReadOnlyList<IReadOnlyDictionary<string, VariantSummary>> Levels,
    IReadOnlyList<BalanceComparison> Comparisons);

/// <summary>The balance of one treatment against the control.</summary>
/// <param name="Variant">The treatment.</param>
/// <param name="Control">The control.</param>
/// <param name="Balance">Standardised differences, and the test over all covariates.</param>
public sealed record BalanceComparison(string Variant, string Control, CovariateBalance Balance);
