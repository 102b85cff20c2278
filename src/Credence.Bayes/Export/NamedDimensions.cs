using System.Globalization;

namespace Credence.Bayes;

/// <summary>The dimensions of parameters under names that stand for one set of labels each, as labelled arrays need.</summary>
/// <remarks>A dimension keeps its name where it can. Where the same name stands for other labels, is that of a parameter, or comes
/// twice in one parameter (as in a matrix of correlations), it gets the name of its parameter or a number.</remarks>
/// <param name="reserved">The names of all parameters, which no dimension may have.</param>
internal sealed class NamedDimensions(IEnumerable<string> reserved)
{
    private readonly HashSet<string> reserved = [.. reserved, "chain", "draw"];
    private readonly Dictionary<string, IReadOnlyList<string>> labels = new(StringComparer.Ordinal);

    /// <summary>The labels a name stands for.</summary>
    public IReadOnlyList<string> Labels(string name) => labels[name];

    /// <summary>The names of the dimensions of a parameter; the same at each call.</summary>
    public IReadOnlyList<string> Of(Parameter parameter)
    {
        List<string> names = [];
        foreach (ParameterDimension dimension in parameter.Dimensions)
        {
            string name = Candidates(parameter, dimension).First(candidate => !reserved.Contains(candidate) && !names.Contains(candidate)
                && (!labels.TryGetValue(candidate, out IReadOnlyList<string>? known) || known.SequenceEqual(dimension.Labels)));
            names.Add(name);
            labels.TryAdd(name, dimension.Labels);
        }
        return names;
    }

    private static IEnumerable<string> Candidates(Parameter parameter, ParameterDimension dimension)
    {
        yield return dimension.Name;
        if (parameter.Dimensions.Count(other => other.Name == dimension.Name) > 1)
            yield return dimension.Name + "_2";
        yield return $"{parameter.Name}_{dimension.Name}";
        for (int i = 2; ; i++)
            yield return string.Create(CultureInfo.InvariantCulture, $"{parameter.Name}_{dimension.Name}_{i}");
    }
}
