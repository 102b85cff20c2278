namespace Credence.Reporting;

/// <summary>A rectangle on paper, in CSS pixels.</summary>
internal readonly record struct PathBox(double Left, double Top, double Right, double Bottom)
{
    public static PathBox Around((double X, double Y) centre, double width, double height)
        => new(centre.X - (width / 2), centre.Y - (height / 2), centre.X + (width / 2), centre.Y + (height / 2));

    public static PathBox Around(DiagramNode node) => Around((node.X, node.Y), node.Width, node.Height);

    /// <summary>With room around.</summary>
    public PathBox Grown(double by) => new(Left - by, Top - by, Right + by, Bottom + by);

    /// <summary>How deep two rectangles lie in each other: 0 where they are apart.</summary>
    public double Overlap(PathBox other)
        => Math.Max(0, Math.Min(Math.Min(Right, other.Right) - Math.Max(Left, other.Left), Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top)));

    /// <summary>Whether a straight line enters it (Liang and Barsky, 1984).</summary>
    public bool IsCrossed((double X, double Y) from, (double X, double Y) to)
    {
        (double dx, double dy) = (to.X - from.X, to.Y - from.Y);
        double enter = 0, leave = 1;
        return Clip(-dx, from.X - Left, ref enter, ref leave) && Clip(dx, Right - from.X, ref enter, ref leave)
            && Clip(-dy, from.Y - Top, ref enter, ref leave) && Clip(dy, Bottom - from.Y, ref enter, ref leave) && enter < leave;
    }

    /// <summary>Whether a line through points enters it.</summary>
    public bool IsCrossed(IReadOnlyList<(double X, double Y)> line)
    {
        for (int i = 1; i < line.Count; i++)
        {
            if (IsCrossed(line[i - 1], line[i]))
                return true;
        }
        return false;
    }

    private static bool Clip(double direction, double room, ref double enter, ref double leave)
    {
        if (direction == 0)
            return room > 0;
        double at = room / direction;
        if (direction < 0)
            enter = Math.Max(enter, at);
        else
            leave = Math.Min(leave, at);
        return true;
    }
}

/// <summary>Lines on paper.</summary>
internal static class PathLine
{
    /// <summary>Whether two straight lines cross between their ends.</summary>
    public static bool Cross((double X, double Y) a, (double X, double Y) b, (double X, double Y) c, (double X, double Y) d)
        => Side(a, b, c) * Side(a, b, d) < 0 && Side(c, d, a) * Side(c, d, b) < 0;

    /// <summary>How often two lines through points cross.</summary>
    public static int Crossings(IReadOnlyList<(double X, double Y)> one, IReadOnlyList<(double X, double Y)> other)
    {
        int count = 0;
        (double left, double right, double top, double bottom) = (other.Min(p => p.X), other.Max(p => p.X), other.Min(p => p.Y), other.Max(p => p.Y));
        for (int i = 1; i < one.Count; i++)
        {
            ((double X, double Y) a, (double X, double Y) b) = (one[i - 1], one[i]);
            if (Math.Max(a.X, b.X) < left || Math.Min(a.X, b.X) > right || Math.Max(a.Y, b.Y) < top || Math.Min(a.Y, b.Y) > bottom)
                continue;
            for (int j = 1; j < other.Count; j++)
            {
                if (Cross(a, b, other[j - 1], other[j]))
                    count++;
            }
        }
        return count;
    }

    public static double Length((double X, double Y) a, (double X, double Y) b) => Math.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)));

    /// <summary>The point at a share of a line's length, from 0 to 1, and the line's direction there.</summary>
    public static ((double X, double Y) At, (double X, double Y) Direction) Point(IReadOnlyList<(double X, double Y)> line, double share)
    {
        double rest = 0;
        for (int i = 1; i < line.Count; i++)
            rest += Length(line[i - 1], line[i]);
        rest *= share;
        for (int i = 1; i < line.Count; i++)
        {
            double length = Length(line[i - 1], line[i]);
            if (length > 0 && (rest <= length || i == line.Count - 1))
            {
                (double dx, double dy) = ((line[i].X - line[i - 1].X) / length, (line[i].Y - line[i - 1].Y) / length);
                return ((line[i - 1].X + (dx * rest), line[i - 1].Y + (dy * rest)), (dx, dy));
            }
            rest -= length;
        }
        return (line[0], (1, 0));
    }

    private static double Side((double X, double Y) a, (double X, double Y) b, (double X, double Y) p) => ((b.X - a.X) * (p.Y - a.Y)) - ((b.Y - a.Y) * (p.X - a.X));
}
