using Credence.Data;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Reads expressions whose errors name the option they came from.</summary>
public static class ExpressionAt
{
    /// <summary>Reads an expression.</summary>
    /// <param name="place">The option, e.g. <c>--where</c>.</param>
    /// <param name="text">The expression.</param>
    /// <exception cref="InputException">The text is not an expression; the message begins with <paramref name="place"/>.</exception>
    public static Expression Parse(string place, string text)
    {
        try
        {
            return Expression.Parse(text);
        }
        catch (InputException problem)
        {
            throw new InputException($"{place}, {problem.Place}", problem.Problem, problem.Remedy, problem);
        }
    }
}
