using System.Globalization;

namespace Credence.Testing;

/// <summary>
/// How long simulation tests run: briefly, or as many times longer as the variable <c>CREDENCE_SIMULATIONS</c> says. <c>CREDENCE_NIGHTLY</c>
/// names a file that takes the figures.
/// </summary>
public static class Simulations
{
    private static readonly int Factor = int.Parse(Environment.GetEnvironmentVariable("CREDENCE_SIMULATIONS") ?? "1", CultureInfo.InvariantCulture);
    private static readonly string? Figures = Environment.GetEnvironmentVariable("CREDENCE_NIGHTLY");
    private static readonly Lock Writing = new();

    /// <summary>Whether the figures are kept.</summary>
    public static bool Nightly => Figures is not null;

    /// <summary>The number of replicates, given that of the short version.</summary>
    public static int Count(int brief) => Factor * brief;

    /// <summary>Keeps a figure where figures are kept: share ± standard error beside its promise.</summary>
    public static void Write(string rule, string data, int count, int runs, string promise)
    {
        double share = (double)count / runs, error = Math.Sqrt(share * (1 - share) / runs);
        Write(rule, data, string.Create(CultureInfo.InvariantCulture, $"{share:F4} ± {error:F4}"), promise);
    }

    /// <summary>Keeps a figure in words where figures are kept.</summary>
    public static void Write(string rule, string data, string figure, string promise)
    {
        if (Figures is null)
            return;
        lock (Writing)
            File.AppendAllText(Figures, $"{rule}\t{data}\t{figure}\t{promise}\n");
    }
}
