namespace Credence.Reporting;

/// <summary>Places the numbers of a path diagram on their arrows, where they hide no variable, no other number and no other arrow.</summary>
internal static class PathLabelling
{
    private const int Sweeps = 4;

    /// <summary>Places the numbers that have none yet.</summary>
    public static IReadOnlyList<PathLabel> Place(IReadOnlyList<DiagramNode> nodes, IReadOnlyList<PathTrace> traces, IReadOnlyList<PathLabel> placed)
    {
        PathTrace[] open = [.. traces.Where(trace => trace.Arrow.Kind != PathKind.Variance && trace.Arrow.Text.Length > 0)];
        PathBox[][] choices = [.. open.Select(trace => Choices(trace).ToArray())];
        double[][] costs = [.. open.Select((trace, i) => choices[i].Select((box, place) => (0.5 * place) + Standing(box, trace, nodes, traces, placed)).ToArray())];
        int[] chosen = [.. costs.Select(Least)];
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            for (int i = 0; i < open.Length; i++)
            {
                double[] total = [.. choices[i].Select((box, place) => costs[i][place] + Enumerable.Range(0, open.Length).Where(j => j != i).Sum(j => Together(box, choices[j][chosen[j]])))];
                chosen[i] = Least(total);
            }
        }
        return [.. placed.Where(label => label.Arrow.Text.Length > 0), .. open.Select((trace, i) => new PathLabel(trace.Arrow, choices[i][chosen[i]]))];
    }

    // Loadings carry their numbers towards the indicator, where the fan is wide; the others in the middle.
    private static IEnumerable<double> Shares(PathArrow arrow)
    {
        double best = arrow.Kind == PathKind.Loading ? 0.66 : 0.5;
        return Enumerable.Range(0, 75).Select(i => 0.12 + (0.01 * i)).OrderBy(share => Math.Abs(share - best)).ThenBy(share => share);
    }

    // On the arrow; where it is crowded or short, beside it.
    private static IEnumerable<PathBox> Choices(PathTrace trace)
    {
        double[] shares = [.. Shares(trace.Arrow)];
        foreach (double share in shares)
            yield return PathLabel.At(PathLine.Point(trace.Line, share).At, trace.Arrow);
        double half = (trace.Arrow.Width / 2) + 4;
        foreach (double share in shares.Where((_, i) => i % 4 == 0))
        {
            ((double X, double Y) at, (double X, double Y) way) = PathLine.Point(trace.Line, share);
            double away = (Math.Abs(way.Y) * half) + (Math.Abs(way.X) * 9);
            yield return PathLabel.At((at.X - (way.Y * away), at.Y + (way.X * away)), trace.Arrow);
            yield return PathLabel.At((at.X + (way.Y * away), at.Y - (way.X * away)), trace.Arrow);
        }
    }

    private static double Standing(PathBox box, PathTrace own, IReadOnlyList<DiagramNode> nodes, IReadOnlyList<PathTrace> traces, IReadOnlyList<PathLabel> placed)
    {
        double cost = 200 * (own.BothHeads ? new[] { own.Line[0], own.Line[^1] } : [own.Line[^1]]).Count(end => PathBox.Around(end, 18, 18).Overlap(box) > 0);
        foreach (DiagramNode node in nodes)
            cost += PathBox.Around(node).Overlap(box.Grown(4)) > 0 ? 3000 : 0;
        foreach (PathLabel label in placed)
            cost += label.Arrow.Text.Length > 0 ? Together(box, label.Box) : 0;
        foreach (PathTrace trace in traces)
        {
            if (trace != own)
                cost += box.Grown(1).IsCrossed(trace.Line) ? 500 : box.Grown(5).IsCrossed(trace.Line) ? 8 : 0;
        }
        return cost;
    }

    private static double Together(PathBox one, PathBox other) => one.Overlap(other) > 0 ? 3000 : one.Overlap(other.Grown(4)) > 0 ? 10 : 0;

    private static int Least(double[] costs) => Array.IndexOf(costs, costs.Min());
}
