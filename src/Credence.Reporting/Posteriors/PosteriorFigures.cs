using Credence.Bayes;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>What the figures of a posterior show.</summary>
public sealed record PosteriorFigureOptions
{
    /// <summary>The full names of the elements to show, such as <c>difference[B]</c>; null for all, as far as a figure has room.</summary>
    public IReadOnlyList<string>? Elements { get; init; }

    /// <summary>Values elements are compared with, by full name, such as 0 for a difference.</summary>
    public IReadOnlyDictionary<string, double> References { get; init; } = new Dictionary<string, double>();

    /// <summary>The parameter whose groups are shown together, such as <c>mean</c>; null for none.</summary>
    public string? Groups { get; init; }
}

/// <summary>Writes the figures of posteriors as PNG (two dots per CSS pixel) and SVG.</summary>
public static class PosteriorFigures
{
    private const int MostTraces = 8;
    private const int MostPanels = 12;
    private const int MostRows = 60;

    /// <summary>Writes the figures that have something to show and gives the paths of the files: posterior, forest, groups, trace, pair, energy.</summary>
    /// <param name="draws">The draws.</param>
    /// <param name="summary">Their summary, whose level the intervals have.</param>
    /// <param name="options">What is shown.</param>
    /// <param name="folder">Where to write; made if it is not there.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="ArgumentException">An element or parameter does not exist.</exception>
    /// <exception cref="InputException">The folder cannot be written to.</exception>
    public static Task<IReadOnlyList<string>> WriteAsync(
        Draws draws, PosteriorSummary summary, PosteriorFigureOptions options, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draws);
        ArgumentNullException.ThrowIfNull(summary);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return FigureFiles.WriteAsync(Of(draws, summary, options), folder, cancellation);
    }

    /// <summary>Writes one figure for each group of a predictive check and gives the paths of the files.</summary>
    /// <exception cref="InputException">The folder cannot be written to.</exception>
    public static Task<IReadOnlyList<string>> WriteAsync(PredictiveCheck check, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(check);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return FigureFiles.WriteAsync(Of(check), folder, cancellation);
    }

    /// <summary>Writes the figure of a simulation-based calibration and gives the paths of the files.</summary>
    /// <exception cref="InputException">The folder cannot be written to.</exception>
    public static Task<IReadOnlyList<string>> WriteAsync(Calibration calibration, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return FigureFiles.WriteAsync([("simulation-based-calibration", EcdfFigure.Of(calibration))], folder, cancellation);
    }

    /// <summary>Writes the figure of leave-one-out probability integral transforms and gives the paths of the files.</summary>
    /// <exception cref="InputException">The folder cannot be written to.</exception>
    public static Task<IReadOnlyList<string>> WriteAsync(LeaveOneOutPit transforms, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(transforms);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return FigureFiles.WriteAsync([("loo-pit", EcdfFigure.Of(transforms))], folder, cancellation);
    }

    /// <summary>Writes the calibration of forecasts and gives the paths of the files.</summary>
    /// <param name="what">What was forecast.</param>
    /// <param name="bins">The bins, in increasing order of the stated probability; at least one.</param>
    /// <param name="folder">Where to write; made if it is not there.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="InputException">The folder cannot be written to.</exception>
    public static Task<IReadOnlyList<string>> WriteCalibrationAsync(string what, IReadOnlyList<ReliabilityBin> bins, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(what);
        ArgumentNullException.ThrowIfNull(bins);
        Guard.AtLeast(bins.Count, 1);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return FigureFiles.WriteAsync([("calibration", CalibrationFigure.Of(what, bins))], folder, cancellation);
    }

    internal static IEnumerable<(string Name, Drawing Drawing)> Of(Draws draws, PosteriorSummary summary, PosteriorFigureOptions options)
    {
        int[] elements = options.Elements is { } names ? [.. names.Select(name => Place(draws, name))] : [.. Enumerable.Range(0, draws.Parameters.Count)];
        Dictionary<int, double> references = options.References.ToDictionary(pair => Place(draws, pair.Key), pair => pair.Value);
        if (draws.Count == 0)
            yield break;
        int[] varying = [.. elements.Where(element => !summary.Elements[element].IsConstant)];
        if (DensityFigure.Of(draws, summary, [.. varying.Take(MostPanels)], element => references.TryGetValue(element, out double value) ? value : null) is { } density)
            yield return ("posterior", density);
        if (options.Groups is { } groups && GroupMeansFigure.Of(draws, summary, draws.Parameters.Parameters[ParameterPlace(draws, groups)]) is { } means)
            yield return ("groups", means);
        if (PosteriorForestFigure.Of(draws, summary, [.. elements.Take(MostRows)]) is { } forest)
            yield return ("forest", forest);
        if (varying.Length > 0)
            yield return ("trace", TraceFigure.Of(draws, [.. varying.Take(MostTraces)]));
        if (PairFigure.Of(draws, summary, varying) is { } pair)
            yield return ("pair", pair);
        if (EnergyFigure.Of(draws) is { } energy)
            yield return ("energy", energy);
    }

    internal static IEnumerable<(string Name, Drawing Drawing)> Of(PredictiveCheck check)
    {
        foreach (PredictiveGroup group in check.Groups)
        {
            if (PredictiveFigure.Of(check, group) is { } figure)
                yield return (check.IsPrior ? "prior-predictive" : "posterior-predictive", figure);
        }
    }

    private static int Place(Draws draws, string element)
        => draws.Parameters.IndexOf(element) is >= 0 and int place ? place : throw new ArgumentException($"There is no element '{element}'.", nameof(element));

    private static int ParameterPlace(Draws draws, string name)
        => draws.Parameters.Parameters.Index().FirstOrDefault(entry => entry.Item.Name == name, (-1, null!)).Index is >= 0 and int place
            ? place : throw new ArgumentException($"There is no parameter '{name}'.", nameof(name));
}
