using Credence.Analysis;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>Writes the figures of a plan as PNG (two dots per CSS pixel) and SVG.</summary>
public static class PlanFigures
{
    /// <summary>Writes the figures of a plan with one look and gives the paths of the files.</summary>
    /// <exception cref="InputException">The folder cannot be written to.</exception>
    public static Task<IReadOnlyList<string>> WriteAsync(PlanResult result, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return FigureFiles.WriteAsync(Of(result), folder, cancellation);
    }

    /// <summary>Writes the figures of a plan with several looks and gives the paths of the files.</summary>
    /// <exception cref="InputException">The folder cannot be written to.</exception>
    public static Task<IReadOnlyList<string>> WriteAsync(SequentialPlanResult result, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return FigureFiles.WriteAsync([("boundaries", BoundariesFigure.Of(result))], folder, cancellation);
    }

    /// <summary>Writes the figure of a plan by simulation and gives the paths of the files.</summary>
    /// <exception cref="InputException">The folder cannot be written to.</exception>
    public static Task<IReadOnlyList<string>> WriteAsync(SimulationPlanResult result, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return FigureFiles.WriteAsync([("simulation", SimulationFigure.Of(result))], folder, cancellation);
    }

    internal static IEnumerable<(string Name, Drawing Drawing)> Of(PlanResult result)
    {
        if (result.PowerBySize.Count > 1)
            yield return ("power", PowerFigure.Of(result));
        if (result.DetectableByDay.Count > 1)
            yield return ("effect-by-day", DayFigure.Of(result));
        if (result.OverIcc.Count > 1)
            yield return ("intraclass-correlation", IccFigure.Of(result));
    }
}
