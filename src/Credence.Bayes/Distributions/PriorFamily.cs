using Credence.Statistics;

namespace Credence.Bayes;

/// <summary>What a parameter of a prior may be.</summary>
internal enum ParameterRange
{
    /// <summary>Any finite number.</summary>
    Finite,

    /// <summary>A finite number, or <c>sample</c> for the mean of the data.</summary>
    Location,

    /// <summary>A finite number above 0.</summary>
    Positive,
}

/// <summary>A family of distributions that can be written as a prior.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">The names and ranges of its parameters, in order.</param>
/// <param name="Create">The distribution with given parameters.</param>
internal sealed record PriorFamily(string Name, IReadOnlyList<(string Name, ParameterRange Range)> Parameters, Func<double[], IDistribution> Create)
{
    private const ParameterRange Finite = ParameterRange.Finite, Location = ParameterRange.Location, Positive = ParameterRange.Positive;

    /// <summary>All families.</summary>
    public static IReadOnlyList<PriorFamily> All { get; } =
    [
        new("normal", [("mean", Location), ("sd", Positive)], p => Distribution.Normal(p[0], p[1])),
        new("half-normal", [("scale", Positive)], p => Distribution.HalfNormal(p[0])),
        new("student-t", [("df", Positive), ("location", Location), ("scale", Positive)], p => Distribution.StudentT(p[0], p[1], p[2])),
        new("half-student-t", [("df", Positive), ("scale", Positive)], p => Distribution.HalfStudentT(p[0], p[1])),
        new("cauchy", [("location", Location), ("scale", Positive)], p => Distribution.Cauchy(p[0], p[1])),
        new("half-cauchy", [("scale", Positive)], p => Distribution.HalfCauchy(p[0])),
        new("log-normal", [("mean-log", Finite), ("sd-log", Positive)], p => Distribution.LogNormal(p[0], p[1])),
        new("exponential", [("rate", Positive)], p => Distribution.Exponential(p[0])),
        new("gamma", [("shape", Positive), ("rate", Positive)], p => Distribution.Gamma(p[0], p[1])),
        new("inverse-gamma", [("shape", Positive), ("scale", Positive)], p => Distribution.InverseGamma(p[0], p[1])),
        new("chi-squared", [("df", Positive)], p => Distribution.ChiSquared(p[0])),
        new("beta", [("a", Positive), ("b", Positive)], p => Distribution.Beta(p[0], p[1])),
        new("uniform", [("lower", Finite), ("upper", Finite)], p => Distribution.Uniform(p[0], p[1])),
        new("logistic", [("location", Location), ("scale", Positive)], p => Distribution.Logistic(p[0], p[1])),
        new("laplace", [("location", Location), ("scale", Positive)], p => Distribution.Laplace(p[0], p[1])),
    ];

    /// <summary>How the family is written, such as <c>normal(mean, sd)</c>.</summary>
    public string Usage => $"{Name}({string.Join(", ", Parameters.Select(parameter => parameter.Name))})";

    /// <summary>Checks one parameter against its range.</summary>
    /// <exception cref="InputException">It is outside.</exception>
    public void Check(int index, double value, string place)
    {
        (string name, ParameterRange range) = Parameters[index];
        if (double.IsFinite(value) && (range != ParameterRange.Positive || value > 0))
            return;
        string expected = range == ParameterRange.Positive ? "a finite number above 0" : "a finite number";
        string consequence = double.IsInfinity(value) ? ", or the prior is improper" : "";
        throw new InputException(place, $"{name} of {Usage} is {UnivariateDistribution.Text(value)}; it must be {expected}{consequence}", "");
    }
}
