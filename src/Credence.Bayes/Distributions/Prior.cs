using System.Globalization;
using Credence.Statistics;

namespace Credence.Bayes;

/// <summary>A prior as a user states it: a distribution, one centred on the data, or the LKJ distribution of a correlation matrix.</summary>
public sealed class Prior
{
    private const string Lkj = "lkj", Truncated = "truncated", Sample = "sample";

    private readonly string text;
    private readonly Func<double, IDistribution>? distribution;

    private Prior(string text, Func<double, IDistribution>? distribution, bool isCentredOnSample)
        => (this.text, this.distribution, IsCentredOnSample) = (text, distribution, isCentredOnSample);

    /// <summary>Whether the location is the mean of the data, so that the data are used twice.</summary>
    public bool IsCentredOnSample { get; }

    /// <summary>The concentration of the LKJ distribution of a correlation matrix; null where this is the distribution of a number.</summary>
    public double? Concentration { get; private init; }

    /// <summary>A prior stated in code.</summary>
    public static Prior Of(IDistribution distribution)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        return new(distribution.ToString()!, _ => distribution, false);
    }

    /// <summary>Reads a prior such as <c>half-normal(10)</c>, <c>normal(sample, 10)</c>, <c>truncated(normal(0, 1), 0, inf)</c> or <c>lkj(2)</c>.</summary>
    /// <param name="text">The text; spaces do not count, and letters may be of either case.</param>
    /// <param name="place">Where it stands, for messages, such as an option.</param>
    /// <exception cref="InputException">The distribution is unknown, has another number of parameters, or is improper.</exception>
    public static Prior Parse(string text, string place = "")
    {
        ArgumentNullException.ThrowIfNull(text);
        (string name, IReadOnlyList<string> arguments) = Split(text, place);
        // The likelihood of the same family is written in one word.
        name = name == "lognormal" ? "log-normal" : name;
        if (name == Truncated)
            return ParseTruncated(arguments, place);
        if (name == Lkj)
            return ParseLkj(arguments, place);
        PriorFamily family = PriorFamily.All.FirstOrDefault(family => family.Name == name) ?? throw Unknown(name, place);
        if (arguments.Count != family.Parameters.Count)
            throw WrongCount(family.Usage, family.Parameters.Count, arguments.Count, place);
        double[] values = new double[arguments.Count];
        int location = -1;
        for (int i = 0; i < values.Length; i++)
        {
            if (arguments[i] == Sample && family.Parameters[i].Range == ParameterRange.Location)
            {
                location = i;
                continue;
            }
            values[i] = Number(arguments[i], family.Usage, place);
            family.Check(i, values[i], place);
        }
        string canonical = $"{name}({string.Join(", ", values.Select((value, i) => i == location ? Sample : UnivariateDistribution.Text(value)))})";
        if (location < 0)
            return new(canonical, Fixed(() => family.Create(values), canonical, place), false);
        return new(canonical, mean => family.Create([.. values.Select((value, i) => i == location ? mean : value)]), true);
    }

    /// <summary>Reads the prior of a named parameter, such as <c>mean=normal(0, 10)</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="names">The parameters that may have a prior.</param>
    /// <param name="place">Where it stands, for messages, such as an option.</param>
    /// <exception cref="InputException">There is no such parameter, or the prior cannot be read.</exception>
    public static (string Name, Prior Prior) ParseNamed(string text, IReadOnlyCollection<string> names, string place = "")
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(names);
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string all = string.Join(", ", names);
        if (equals < 0)
            throw new InputException(place, $"'{text}' names no parameter", $"write PARAMETER=DISTRIBUTION, where the parameter is one of {all}");
        string name = text[..equals].Trim();
        if (names.Contains(name, StringComparer.Ordinal))
            return (name, Parse(text[(equals + 1)..], place));
        string? nearest = Nearest.Of(name, names);
        throw new InputException(place, $"there is no parameter '{name}'", nearest is null ? $"the parameters are {all}" : $"did you mean '{nearest}'? The parameters are {all}");
    }

    /// <summary>The distribution of a parameter.</summary>
    /// <param name="sampleMean">The mean of the data, on which a prior may be centred; NaN where there is none.</param>
    /// <exception cref="InvalidOperationException">This is the prior of a correlation matrix.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The prior is centred on the data and their mean is not finite.</exception>
    public IDistribution Distribution(double sampleMean = double.NaN)
    {
        if (distribution is null)
            throw new InvalidOperationException($"{text} is a prior of correlation matrices, not of numbers.");
        return distribution(IsCentredOnSample ? Guard.Finite(sampleMean) : sampleMean);
    }

    /// <summary>The distribution of a parameter that has a bounded range, restricted to that range.</summary>
    /// <param name="parameter">The name of the parameter, for messages.</param>
    /// <param name="lower">The lower end of its range.</param>
    /// <param name="upper">The upper end of its range.</param>
    /// <param name="sampleMean">The mean of the data, on which a prior may be centred; NaN where there is none.</param>
    /// <exception cref="InputException">The prior contradicts the range, or is one of correlation matrices.</exception>
    public IDistribution Within(string parameter, double lower, double upper, double sampleMean = double.NaN)
    {
        if (distribution is null)
            throw new InputException($"prior of {parameter}", $"{text} is a distribution of correlation matrices", $"give '{parameter}' a distribution of one number");
        return Restricted(Distribution(sampleMean), lower, upper, $"prior of {parameter}");
    }

    /// <summary>The prior in the form it is written in.</summary>
    public override string ToString() => text;

    private static Prior ParseTruncated(IReadOnlyList<string> arguments, string place)
    {
        const string usage = "truncated(distribution, lower, upper)";
        if (arguments.Count != 3)
            throw WrongCount(usage, 3, arguments.Count, place);
        Prior whole = Parse(arguments[0], place);
        if (whole.distribution is null)
            throw new InputException(place, $"{whole} cannot be restricted to an interval", "");
        double lower = Number(arguments[1], usage, place), upper = Number(arguments[2], usage, place);
        if (!(lower < upper))
            throw new InputException(place, $"the ends of {usage} are {UnivariateDistribution.Text(lower)} and {UnivariateDistribution.Text(upper)}", "the lower end must be below the upper");
        string canonical = $"{Truncated}({whole}, {UnivariateDistribution.Text(lower)}, {UnivariateDistribution.Text(upper)})";
        if (whole.IsCentredOnSample)
            return new(canonical, mean => Restricted(whole.distribution(mean), lower, upper, place), true);
        IDistribution restricted = Restricted(whole.distribution(double.NaN), lower, upper, place);
        return new(canonical, _ => restricted, false);
    }

    private static Prior ParseLkj(IReadOnlyList<string> arguments, string place)
    {
        const string usage = "lkj(concentration)";
        if (arguments.Count != 1)
            throw WrongCount(usage, 1, arguments.Count, place);
        double concentration = Number(arguments[0], usage, place);
        if (!(concentration > 0 && double.IsFinite(concentration)))
            throw new InputException(place, $"concentration of {usage} is {UnivariateDistribution.Text(concentration)}; it must be a finite number above 0", "");
        return new($"{Lkj}({UnivariateDistribution.Text(concentration)})", null, false) { Concentration = concentration };
    }

    private static Func<double, IDistribution> Fixed(Func<IDistribution> create, string canonical, string place)
    {
        try
        {
            IDistribution distribution = create();
            return _ => distribution;
        }
        catch (ArgumentOutOfRangeException)
        {
            // Each parameter is in its range: they contradict each other.
            throw new InputException(place, $"{canonical} has no probability anywhere", "the lower end must be below the upper, and the width finite");
        }
    }

    private static IDistribution Restricted(IDistribution distribution, double lower, double upper, string place)
    {
        try
        {
            return Bayes.Distribution.Truncated(distribution, lower, upper);
        }
        catch (ArgumentException)
        {
            throw new InputException(
                place,
                $"{distribution} has no probability between {UnivariateDistribution.Text(lower)} and {UnivariateDistribution.Text(upper)}, where the parameter must lie",
                "state a prior whose support overlaps that range");
        }
    }

    /// <summary>The name and the arguments between the parentheses, split at commas outside inner parentheses.</summary>
    private static (string Name, IReadOnlyList<string> Arguments) Split(string text, string place)
    {
        string trimmed = text.Trim().ToLowerInvariant();
        int open = trimmed.IndexOf('(', StringComparison.Ordinal);
        if (open <= 0 || trimmed[^1] != ')')
            throw new InputException(place, $"'{text.Trim()}' is not a distribution", "write its name and parameters, such as normal(0, 10)");
        List<string> arguments = [];
        int depth = 0, start = open + 1, end = trimmed.Length - 1;
        for (int i = start; i <= end; i++)
        {
            depth += trimmed[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth < 0 && i < end)
                throw new InputException(place, $"the parentheses of '{text.Trim()}' do not match", "");
            if (i == end || (trimmed[i] == ',' && depth == 0))
            {
                arguments.Add(trimmed[start..i].Trim());
                start = i + 1;
            }
        }
        return (trimmed[..open].Trim(), arguments is [""] ? [] : arguments);
    }

    private static double Number(string argument, string usage, string place) => argument switch
    {
        "inf" or "+inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        Sample => throw new InputException(place, $"only a location can be '{Sample}', the mean of the data", $"write {usage} with numbers"),
        _ when double.TryParse(argument, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && !double.IsNaN(value) => value,
        _ => throw new InputException(place, $"'{argument}' is not a number", $"write {usage} with numbers"),
    };

    private static InputException WrongCount(string usage, int expected, int actual, string place)
        => new(place, string.Create(CultureInfo.InvariantCulture, $"{usage} takes {expected} {(expected == 1 ? "parameter" : "parameters")}, not {actual}"), $"write {usage}");

    private static InputException Unknown(string name, string place)
    {
        string[] names = [.. PriorFamily.All.Select(family => family.Name), Lkj, Truncated];
        IReadOnlyList<string> nearest = Nearest.Names(name, names, 3);
        string all = $"the distributions are {string.Join(", ", names)}";
        return new(place, $"there is no continuous distribution '{name}'", nearest.Count == 0 ? all : $"did you mean {string.Join(" or ", nearest)}? T{all[1..]}");
    }
}
