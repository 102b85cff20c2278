using System.Globalization;
using Credence.Latent;

namespace Credence.Reporting;

/// <summary>What a path diagram says of a parameter.</summary>
/// <param name="Estimate">The number; NaN where there is none, so that the arrow stands alone.</param>
/// <param name="Mark">What stands behind it, such as stars.</param>
public readonly record struct PathValue(double Estimate, string Mark = "");

/// <summary>What an arrow of a path diagram means.</summary>
internal enum PathKind
{
    Loading,
    Regression,
    Covariance,
    Variance,
}

/// <summary>A variable of a path diagram.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Latent">Whether it is latent: an ellipse.</param>
/// <param name="Outcome">Whether arrows lead to it, so that its variance is a residual one.</param>
/// <param name="Mean">Its mean or intercept in words; empty where none is estimated.</param>
internal sealed record PathVariable(string Name, bool Latent, bool Outcome, string Mean);

/// <summary>An arrow of a path diagram.</summary>
/// <param name="From">The place of the variable where it starts.</param>
/// <param name="To">The place of the variable at its head; the same as <paramref name="From"/> for a variance.</param>
/// <param name="Kind">What it means.</param>
/// <param name="Text">Its estimate; may be empty.</param>
/// <param name="Fixed">Whether the parameter is fixed.</param>
internal sealed record PathArrow(int From, int To, PathKind Kind, string Text, bool Fixed)
{
    /// <summary>The width of the text on paper.</summary>
    public double Width { get; } = Lettering.Width(Text, PathLabel.Size);
}

/// <summary>A structural equation model as variables and arrows.</summary>
internal sealed record PathGraph(IReadOnlyList<PathVariable> Variables, IReadOnlyList<PathArrow> Arrows)
{
    /// <summary>One group of a model with its estimates.</summary>
    /// <remarks>Left out are parameters fixed at 0, except loadings, and the moments of exogenous observed variables.</remarks>
    /// <param name="table">The model.</param>
    /// <param name="values">One value for each of its parameters.</param>
    /// <param name="group">The group, from 0.</param>
    public static PathGraph Of(ParameterTable table, IReadOnlyList<PathValue> values, int group)
    {
        string[] names = [.. table.Latent, .. table.Observed];
        Dictionary<string, int> place = names.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        List<PathArrow> arrows = [];
        string[] means = new string[names.Length];
        Array.Fill(means, "");
        bool[] outcome = new bool[names.Length];
        for (int i = 0; i < table.Parameters.Count; i++)
        {
            SemParameter parameter = table.Parameters[i];
            if (parameter.Group != group || parameter.FromData)
                continue;
            string text = Text(parameter, values[i]);
            if (parameter.Operator == SemOperator.Intercept)
            {
                if (parameter.Free || parameter.Fixed != 0)
                    means[place[parameter.Left]] = text;
                continue;
            }
            if (!parameter.Free && parameter.Fixed == 0 && parameter.Operator != SemOperator.Loading)
                continue;
            PathArrow arrow = Arrow(parameter, place, text);
            arrows.Add(arrow);
            if (arrow.Kind is PathKind.Loading or PathKind.Regression)
                outcome[arrow.To] = true;
        }
        HashSet<int> used = [.. arrows.SelectMany(arrow => new[] { arrow.From, arrow.To }), .. Enumerable.Range(0, table.Latent.Count)];
        Dictionary<int, int> kept = used.Order().Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        return new(
            [.. used.Order().Select(i => new PathVariable(names[i], i < table.Latent.Count, outcome[i], means[i].Length == 0 ? "" : (outcome[i] ? "int. " : "mean ") + means[i]))],
            [.. arrows.Select(arrow => arrow with { From = kept[arrow.From], To = kept[arrow.To] })]);
    }

    private static PathArrow Arrow(SemParameter parameter, Dictionary<string, int> place, string text)
    {
        (int left, int right) = (place[parameter.Left], place[parameter.Right]);
        return parameter.Operator switch
        {
            SemOperator.Loading => new(left, right, PathKind.Loading, text, !parameter.Free),
            SemOperator.Regression => new(right, left, PathKind.Regression, text, !parameter.Free),
            _ => new(left, right, left == right ? PathKind.Variance : PathKind.Covariance, text, !parameter.Free),
        };
    }

    private static string Text(SemParameter parameter, PathValue value)
    {
        double number = double.IsNaN(value.Estimate) && !parameter.Free ? parameter.Fixed : value.Estimate;
        return double.IsNaN(number) ? "" : Number(number, !parameter.Free) + (parameter.Free ? value.Mark : "");
    }

    /// <summary>A number of two decimals, or of two digits where decimals would not do; whole where a fixed one is.</summary>
    private static string Number(double value, bool isFixed)
    {
        double size = Math.Abs(value);
        string format = isFixed && (Math.Round(value) == value || size < 0.005) ? "G3" : size is >= 99_999.5 or (> 0 and < 0.005) ? "0.0e0" : size >= 999.5 ? "0" : size >= 99.95 ? "0.0" : "0.00";
        return NumberFormat.Typeset(value.ToString(format, CultureInfo.InvariantCulture));
    }
}
