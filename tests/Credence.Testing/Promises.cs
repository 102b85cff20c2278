using System.Globalization;
using Xunit;

namespace Credence.Testing;

/// <summary>What methods promise of the shares that a simulation counts; all are written down before one that is broken fails the test.</summary>
/// <param name="data">The data.</param>
/// <param name="runs">The number of runs.</param>
public sealed class Promises(string data, int runs)
{
    // A change of the code changes the draws, and must not fail by bad luck.
    private const double Errors = 4;

    private readonly List<string> _broken = [];

    /// <summary>Compares a share with its promise, within four standard errors of the simulation.</summary>
    /// <param name="rule">The method, and what is counted.</param>
    /// <param name="count">In how many runs it happened.</param>
    /// <param name="least">Least share promised.</param>
    /// <param name="most">Largest share promised.</param>
    public void Keep(string rule, int count, double least, double most)
    {
        string promise = string.Create(CultureInfo.InvariantCulture, $"{least:0.####} to {most:0.####}");
        Simulations.Write(rule, data, count, runs, promise);
        double share = (double)count / runs;
        if (!(share >= least - Error(least) && share <= most + Error(most)))
            _broken.Add(string.Create(CultureInfo.InvariantCulture, $"{rule}, {data}: {count} of {runs} ({share:0.0000}), promised {promise}"));

        double Error(double promised) => Errors * Math.Sqrt(promised * (1 - promised) / runs);
    }

    /// <summary>Asserts that all were kept.</summary>
    public void AssertKept() => Assert.Empty(_broken);
}
