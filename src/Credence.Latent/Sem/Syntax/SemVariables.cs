namespace Credence.Latent;

/// <summary>The variables of a model by their part in it, each list in the order in which parameters by default follow it.</summary>
internal sealed class SemVariables
{
    /// <summary>Sorts the variables of the stated parameters.</summary>
    public SemVariables(IReadOnlyList<SemTerm> terms)
    {
        string[] Left(params SemOperator[] operators) => [.. terms.Where(term => operators.Contains(term.Operator)).Select(term => term.Left).Distinct()];
        string[] Right(SemOperator op) => [.. terms.Where(term => term.Operator == op).Select(term => term.Right).Distinct()];
        string[] outcomes = Left(SemOperator.Regression), predictors = Right(SemOperator.Regression), indicators = Right(SemOperator.Loading);
        Latent = Left(SemOperator.Loading);
        string[] measured = [.. indicators.Except(Latent)];
        string[] observedOutcomes = [.. outcomes.Except(Latent).Except(measured)];
        string[] observedPredictors = [.. predictors.Except(Latent).Except(measured).Except(observedOutcomes)];
        string[] others = [.. Left(SemOperator.Covariance), .. Right(SemOperator.Covariance), .. Left(SemOperator.Intercept)];
        Observed = [.. measured.Concat(observedOutcomes).Concat(observedPredictors).Concat(others.Except(Latent)).Distinct()];
        Exogenous = [.. observedPredictors.Except(others)];
        ExogenousLatent = [.. Latent.Except(indicators).Except(outcomes)];
        string[] final = [.. outcomes.Except(indicators).Except(predictors)];
        FinalOutcomes = [.. Latent.Where(final.Contains), .. Observed.Where(final.Contains)];
    }

    public string[] Latent { get; }

    public string[] Observed { get; }

    /// <summary>Observed predictors of others that are not themselves outcomes, and of which the text states no moment.</summary>
    public string[] Exogenous { get; }

    public string[] ExogenousLatent { get; }

    /// <summary>Outcomes that neither predict nor measure anything: their residuals covary by default.</summary>
    public string[] FinalOutcomes { get; }

    /// <summary>The stated parameters with the sides of each covariance in the order of the variables, latent ones first.</summary>
    public static (List<SemTerm> Terms, SemVariables Variables) Ordered(IReadOnlyList<SemTerm> terms)
    {
        var variables = new SemVariables(terms);
        string[] order = [.. variables.Latent, .. variables.Observed];
        List<SemTerm> ordered = [.. terms.Select(term =>
            term.Operator == SemOperator.Covariance && Array.IndexOf(order, term.Left) > Array.IndexOf(order, term.Right)
                ? term with { Left = term.Right, Right = term.Left } : term)];
        return (ordered, new SemVariables(ordered));
    }
}
