namespace Credence.Reporting;

/// <summary>A box, or a group of boxes, that takes one stretch of each layer from its first to its last.</summary>
internal sealed class LayoutBlock
{
    private readonly int box = -1;
    private readonly double[] offsets = [];

    /// <summary>A single box.</summary>
    public LayoutBlock(int box, int layer, double width, double wish, double order)
        => (this.box, First, Last, Width, Wish, Order, Weight) = (box, layer, layer, width, wish, order, 1);

    /// <summary>A group: its items are ordered, and packed from left to right.</summary>
    /// <param name="group">The place of the group; −1 for the whole.</param>
    /// <param name="items">What stands in it.</param>
    /// <param name="gap">The room between two items.</param>
    /// <param name="padding">The room between its frame and its items.</param>
    public LayoutBlock(int group, IReadOnlyList<LayoutBlock> items, double gap, double padding)
    {
        Items = [.. items.OrderBy(item => item.Order)];
        if (Items.Count == 0)
            return;
        (First, Last, Weight) = (Items.Min(item => item.First), Items.Max(item => item.Last), Items.Sum(item => item.Weight));
        Wish = Items.Sum(item => item.Weight * item.Wish) / Weight;
        Order = Items.Sum(item => item.Weight * item.Order) / Weight;
        double pad = group < 0 ? 0 : padding;
        offsets = Pack(gap);
        double left = Enumerable.Range(0, Items.Count).Min(i => offsets[i]) - pad;
        for (int i = 0; i < offsets.Length; i++)
            offsets[i] -= left;
        Width = Enumerable.Range(0, Items.Count).Max(i => offsets[i] + Items[i].Width) + pad;
    }

    public IReadOnlyList<LayoutBlock> Items { get; } = [];

    public int First { get; }

    public int Last { get; }

    public double Width { get; }

    /// <summary>Where its centre should be.</summary>
    public double Wish { get; }

    /// <summary>What it is ordered by.</summary>
    public double Order { get; }

    /// <summary>The number of boxes.</summary>
    public int Weight { get; }

    /// <summary>Hands the centres of all boxes over, given the left end.</summary>
    public void PlaceAt(LayeredLayout layout, double left)
    {
        if (box >= 0)
            layout.Set(box, left + (Width / 2));
        for (int i = 0; i < Items.Count; i++)
            Items[i].PlaceAt(layout, left + offsets[i]);
    }

    // First each item goes as far left as its predecessors on its layers allow; then from the right, as near as it can to where it wishes.
    private double[] Pack(double gap)
    {
        double[] least = new double[Items.Count], lefts = new double[Items.Count];
        bool Meet(int i, int j) => Items[i].First <= Items[j].Last && Items[j].First <= Items[i].Last;
        double start = Items.Min(item => item.Wish - (item.Width / 2));
        for (int i = 0; i < least.Length; i++)
        {
            least[i] = start;
            for (int j = 0; j < i; j++)
            {
                if (Meet(i, j))
                    least[i] = Math.Max(least[i], least[j] + Items[j].Width + gap);
            }
        }
        double end = Enumerable.Range(0, least.Length).Max(i => Math.Max(least[i] + Items[i].Width, Items[i].Wish + (Items[i].Width / 2)));
        for (int i = least.Length - 1; i >= 0; i--)
        {
            double most = end - Items[i].Width;
            for (int j = i + 1; j < least.Length; j++)
            {
                if (Meet(i, j))
                    most = Math.Min(most, lefts[j] - gap - Items[i].Width);
            }
            lefts[i] = Math.Clamp(Items[i].Wish - (Items[i].Width / 2), least[i], Math.Max(least[i], most));
        }
        return lefts;
    }
}
