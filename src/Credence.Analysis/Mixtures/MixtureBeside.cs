using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What is computed beside a mixture where it is asked for: bootstrap, simulated test, and sensitivity to the loss of labels.</summary>
internal sealed class MixtureBeside(MixtureQuestion question, MixtureData data, MixtureOptions options, IProgress<double>? progress, CancellationToken cancellation)
{
    private const int TiltsEachWay = 10;

    /// <summary>The bootstrap of the difference; null where it is not asked for or the difference is withheld.</summary>
    public MixtureBootstrap? Bootstrap(MixtureFit fit)
        => question.Bootstrap is { } replicates && !fit.Withheld
            ? MixtureBootstrap.Run(fit, options, replicates, options.Seed, Counting(replicates), cancellation)
            : null;

    /// <summary>The comparison with the simulated test, where that is asked for.</summary>
    public OneComponentComparison Tested(OneComponentComparison comparison)
    {
        if (question.OneComponentTest is not { } replicates)
            return comparison;
        OneComponentTest test = MixtureBootstrap.TestOneComponent(data, options, replicates, options.Seed, Counting(replicates), cancellation);
        return comparison with { Test = new(test.Statistic, null, replicates, test.PValue) };
    }

    /// <summary>The mixture refitted for label loss that depends on the outcome; null where that is not asked for.</summary>
    public LabelLossSensitivity? Sensitivity()
    {
        if (question.LargestTilt is not { } largest)
            return null;
        double[] tilts = [.. Enumerable.Range(-TiltsEachWay, (2 * TiltsEachWay) + 1).Select(i => largest * i / TiltsEachWay)];
        try
        {
            return LabelLossSensitivity.Run(data, tilts, question.Tilted, options, cancellation);
        }
        catch (InputException problem) when (problem.Place.Length == 0)
        {
            throw new InputException("--sensitivity", problem.Problem, problem.Remedy, problem);
        }
    }

    private ReplicatesDone? Counting(int replicates) => progress is null ? null : new(progress, replicates);

    private sealed class ReplicatesDone(IProgress<double> progress, int replicates) : IProgress<int>
    {
        public void Report(int value) => progress.Report((double)value / replicates);
    }
}
