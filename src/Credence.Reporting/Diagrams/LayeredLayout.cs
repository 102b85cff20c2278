namespace Credence.Reporting;

/// <summary>A box to be placed: its size, and the group it belongs to.</summary>
/// <param name="Width">Width in CSS pixels.</param>
/// <param name="Height">Height in CSS pixels.</param>
/// <param name="Group">The place of its innermost group; −1 for none.</param>
internal sealed record LayoutBox(double Width, double Height, int Group);

/// <summary>Places the boxes of a directed graph in layers from top to bottom, with groups as rectangles that hold their members and nothing else.</summary>
/// <remarks>Layers by longest path; order within layers by barycentres (Sugiyama, Tagawa and Toda, 1981), group by group; each group takes
/// one stretch of every layer it spans, so that its rectangle is free of others. An edge over several layers has a place in each of them, so that
/// it can pass between boxes. Edges that close a circle are turned round.</remarks>
internal sealed class LayeredLayout
{
    private const double Gap = 34, LayerGap = 56, Padding = 18, LabelBand = 20;
    private const double EdgeWidth = 6;
    private const int Sweeps = 30;

    private readonly LayoutBox[] boxes;
    private readonly List<(int From, int To)> edges = [];
    private readonly int[] groupParents;
    private readonly int[] rank;
    private readonly int real;
    private readonly double[] centre;
    private readonly List<int>[] ways;

    /// <summary>Places the boxes.</summary>
    /// <param name="boxes">The boxes.</param>
    /// <param name="edges">From parent to child, by the places of the boxes.</param>
    /// <param name="groupParents">For each group the place of the one around it, which comes before it; −1 for none.</param>
    public LayeredLayout(LayoutBox[] boxes, (int From, int To)[] edges, int[] groupParents)
    {
        this.groupParents = groupParents;
        real = boxes.Length;
        (int From, int To)[] down = Turned(real, edges);
        int[] layers = Ranks(real, down);
        List<LayoutBox> all = [.. boxes];
        List<int> ranks = [.. layers];
        ways = [.. down.Select((edge, i) =>
        {
            List<int> way = [];
            int group = Common(boxes[edge.From].Group, boxes[edge.To].Group), last = edge.From;
            for (int layer = layers[edge.From] + 1; layer < layers[edge.To]; layer++)
            {
                way.Add(all.Count);
                this.edges.Add((last, all.Count));
                last = all.Count;
                all.Add(new(EdgeWidth, 0, group));
                ranks.Add(layer);
            }
            this.edges.Add((last, edge.To));
            if (edge.From != edges[i].From)
                way.Reverse();
            return way;
        })];
        (this.boxes, rank, centre) = ([.. all], [.. ranks], new double[all.Count]);
        Groups = new (double, double, double, double)[groupParents.Length];
        Place();
        (Y, double bottom) = Rows();
        Rectangles(bottom);
    }

    /// <summary>The horizontal centre of each box.</summary>
    public IReadOnlyList<double> X => centre;

    /// <summary>The vertical centre of each box.</summary>
    public IReadOnlyList<double> Y { get; }

    /// <summary>The points an edge passes between its ends, by its place among the edges.</summary>
    public IEnumerable<(double X, double Y)> Way(int edge) => ways[edge].Select(place => (centre[place], Y[place]));

    /// <summary>The rectangle of each group: left, top, right, bottom.</summary>
    public (double Left, double Top, double Right, double Bottom)[] Groups { get; }

    // The edges with those turned round that lead back to where a walk along them came from.
    private static (int From, int To)[] Turned(int count, (int From, int To)[] edges)
    {
        int[] state = new int[count];
        HashSet<(int From, int To)> back = [];
        void Visit(int node)
        {
            state[node] = 1;
            foreach ((int From, int To) edge in edges.Where(edge => edge.From == node))
            {
                if (state[edge.To] == 1)
                    back.Add(edge);
                else if (state[edge.To] == 0)
                    Visit(edge.To);
            }
            state[node] = 2;
        }
        for (int i = 0; i < count; i++)
        {
            if (state[i] == 0)
                Visit(i);
        }
        return [.. edges.Select(edge => back.Contains(edge) ? (edge.To, edge.From) : edge)];
    }

    // Below all parents; then those without parents come down to just above their nearest child.
    private static int[] Ranks(int count, (int From, int To)[] edges)
    {
        int[] ranks = new int[count];
        for (int i = 0; i < count; i++)
        {
            foreach ((int from, int to) in edges)
                ranks[to] = Math.Max(ranks[to], ranks[from] + 1);
        }
        for (int i = 0; i < count; i++)
        {
            if (edges.All(edge => edge.To != i) && edges.Any(edge => edge.From == i))
                ranks[i] = edges.Where(edge => edge.From == i).Min(edge => ranks[edge.To]) - 1;
        }
        return ranks;
    }

    private int Common(int one, int other)
    {
        while (one >= 0 && !Within(other, one))
            one = groupParents[one];
        return one;
    }

    // Sweeps that order boxes by their neighbours, of which the one with the shortest edges is kept; then sweeps that only move them.
    private void Place()
    {
        double shortest = double.PositiveInfinity;
        double[] best = [.. centre];
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            Block(-1, ordering: true).PlaceAt(this, 0);
            double length = edges.Sum(edge => Math.Abs(centre[edge.From] - centre[edge.To]));
            if (length < shortest)
                (shortest, best) = (length, [.. centre]);
        }
        best.CopyTo(centre, 0);
        for (int sweep = 0; sweep < Sweeps; sweep++)
            Block(-1, ordering: false).PlaceAt(this, 0);
    }

    // The boxes and inner groups that stand directly within a group, from left to right.
    private LayoutBlock Block(int group, bool ordering)
    {
        List<LayoutBlock> items = [];
        for (int i = 0; i < boxes.Length; i++)
        {
            if (boxes[i].Group == group)
                items.Add(new(i, rank[i], boxes[i].Width, 0.5 * (centre[i] + Neighbours(i)), ordering ? Neighbours(i) : centre[i]));
        }
        for (int inner = 0; inner < groupParents.Length; inner++)
        {
            if (groupParents[inner] == group && Block(inner, ordering) is { Items.Count: > 0 } block)
                items.Add(block);
        }
        return new(group, items, Gap, Padding);
    }

    // Where the neighbours of a box stand on average; where it stands itself if it has none. A box moves half-way only: all the way, two
    // neighbours would just change places.
    private double Neighbours(int box)
    {
        double sum = 0;
        int count = 0;
        foreach ((int from, int to) in edges)
        {
            if (from == box || to == box)
            {
                sum += centre[from == box ? to : from];
                count++;
            }
        }
        return count == 0 ? centre[box] : sum / count;
    }

    internal void Set(int box, double x) => centre[box] = x;

    private (double[] Y, double Bottom) Rows()
    {
        int layers = real == 0 ? 0 : rank.Max() + 1;
        double[] y = new double[boxes.Length];
        double top = Padding * groupParents.Length;
        for (int layer = 0; layer < layers; layer++)
        {
            int[] members = [.. Enumerable.Range(0, boxes.Length).Where(i => rank[i] == layer)];
            double tall = members.Select(i => boxes[i].Height).DefaultIfEmpty(0).Max();
            // A group that starts or ends between two layers needs room for its frame and its label.
            double ends = (LabelBand + Padding) * Ending(layer).Count();
            foreach (int i in members)
                y[i] = top + (tall / 2);
            top += tall + LayerGap + (ends * 0.6);
        }
        return (y, top);
    }

    private IEnumerable<int> Ending(int layer)
        => Enumerable.Range(0, groupParents.Length).Where(group => Members(group) is { Length: > 0 } members && members.Max(i => rank[i]) == layer);

    private int[] Members(int group) => [.. Enumerable.Range(0, real).Where(i => Within(boxes[i].Group, group))];

    private bool Within(int group, int outer)
    {
        for (; group >= 0; group = groupParents[group])
        {
            if (group == outer)
                return true;
        }
        return false;
    }

    private void Rectangles(double bottom)
    {
        for (int group = groupParents.Length - 1; group >= 0; group--)
        {
            int[] members = Members(group);
            if (members.Length == 0)
            {
                Groups[group] = (0, bottom, 0, bottom);
                continue;
            }
            double left = members.Min(i => X[i] - (boxes[i].Width / 2)), right = members.Max(i => X[i] + (boxes[i].Width / 2));
            double top = members.Min(i => Y[i] - (boxes[i].Height / 2)), low = members.Max(i => Y[i] + (boxes[i].Height / 2));
            for (int inner = group + 1; inner < groupParents.Length; inner++)
            {
                if (groupParents[inner] == group && Members(inner).Length > 0)
                {
                    (double Left, double Top, double Right, double Bottom) own = Groups[inner];
                    (left, top, right, low) = (Math.Min(left, own.Left), Math.Min(top, own.Top), Math.Max(right, own.Right), Math.Max(low, own.Bottom));
                }
            }
            Groups[group] = (left - Padding, top - Padding, right + Padding, low + (Padding / 2) + LabelBand);
        }
    }
}
