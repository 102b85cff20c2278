using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Turns what a design refuses into an error of input: every argument of a plan comes from the user.</summary>
internal static class Refusal
{
    private static readonly Dictionary<string, string> Options = new(StringComparer.Ordinal)
    {
        ["effect"] = "--mde",
        ["effects"] = "--mde",
        ["n"] = "--n",
        ["power"] = "--power",
        ["clusters"] = "--clusters",
        ["covariance"] = "--covariance",
        ["covariates"] = "--covariate",
        ["weighting"] = "--weighting",
        ["Method"] = "--method",
        ["Hypothesis"] = "--margin",
    };

    /// <summary>Runs a calculation whose arguments are the user's.</summary>
    /// <exception cref="InputException">An argument is outside its range.</exception>
    public static T AsInput<T>(Func<T> calculate)
    {
        try
        {
            return calculate();
        }
        catch (ArgumentException refused)
        {
            int end = refused.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
            string problem = (end < 0 ? refused.Message : refused.Message[..end]).TrimEnd('.');
            throw new InputException(Options.GetValueOrDefault(refused.ParamName ?? "", "plan"), problem, "", refused);
        }
    }
}
