using System.Globalization;

namespace Credence.Testing;

/// <summary>How long simulation tests run: briefly, or as many times longer as the variable <c>CREDENCE_SIMULATIONS</c> says.</summary>
public static class Simulations
{
    private static readonly int Factor = int.Parse(Environment.GetEnvironmentVariable("CREDENCE_SIMULATIONS") ?? "1", CultureInfo.InvariantCulture);

    /// <summary>The number of replicates, given that of the short version.</summary>
    public static int Count(int brief) => Factor * brief;
}
