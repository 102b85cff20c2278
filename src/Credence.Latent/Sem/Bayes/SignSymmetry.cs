namespace Credence.Latent;

/// <summary>Latent variables whose direction nothing but their signs decides: turning one round changes neither likelihood nor prior.</summary>
/// <remarks>
/// Such are latent variables with a fixed variance and priors symmetric about 0. Every draw is turned so that its loadings point the way those of
/// the mode do, where the first loading is positive; sampling itself is not restricted.
/// </remarks>
internal sealed class SignSymmetry
{
    private readonly List<Turn> turns = [];

    /// <summary>A latent variable that can be turned round: the coordinates that change sign, and its loadings with the scale of each.</summary>
    private sealed record Turn(int[] Coordinates, int[] Loadings, double[] Scales)
    {
        public double[] Direction { get; } = new double[Loadings.Length];
    }

    public SignSymmetry(ParameterTable table, SemCoordinates coordinates, SemPriorChoice choice)
    {
        foreach (string latent in table.Latent)
        {
            int[][] single = [.. Enumerable.Range(0, table.Groups.Count).Select(group => new[] { group })];
            Turn?[] found = [.. single.Select(groups => Of(table, coordinates, choice, latent, groups))];
            // Where groups share loadings, all are turned at once.
            if (Array.TrueForAll(found, static turn => turn is null) && table.Groups.Count > 1)
                found = [Of(table, coordinates, choice, latent, [.. Enumerable.Range(0, table.Groups.Count)])];
            turns.AddRange(found.OfType<Turn>());
        }
    }

    /// <summary>Whether any latent variable can be turned round.</summary>
    public bool Any => turns.Count > 0;

    /// <summary>Turns the mode so that first loadings are positive, and takes its loadings as the directions of all draws.</summary>
    public void Learn(Span<double> mode)
    {
        foreach (Turn turn in turns)
        {
            if (mode[turn.Loadings[0]] < 0)
                Flip(turn, mode);
            for (int i = 0; i < turn.Loadings.Length; i++)
                turn.Direction[i] = mode[turn.Loadings[i]] / (turn.Scales[i] * turn.Scales[i]);
        }
    }

    /// <summary>Turns latent variables that point against their directions.</summary>
    public void Orient(Span<double> values)
    {
        foreach (Turn turn in turns)
        {
            double agreement = 0;
            for (int i = 0; i < turn.Loadings.Length; i++)
                agreement += turn.Direction[i] * values[turn.Loadings[i]];
            if (agreement < 0)
                Flip(turn, values);
        }
    }

    private static void Flip(Turn turn, Span<double> values)
    {
        foreach (int coordinate in turn.Coordinates)
            values[coordinate] = -values[coordinate];
    }

    private static Turn? Of(ParameterTable table, SemCoordinates coordinates, SemPriorChoice choice, string latent, int[] groups)
    {
        bool Odd(SemParameter own) => groups.Contains(own.Group) && (own.Operator == SemOperator.Intercept
            ? own.Left == latent
            : (own.Left == latent) != (own.Right == latent));
        SemParameter[] odd = [.. table.Parameters.Where(Odd)];
        if (odd.Any(static own => !own.Free && (own.FromData || own.Fixed != 0)))
            return null;
        HashSet<int> flipped = [.. odd.Where(static own => own.Free).Select(static own => own.Coordinate)];
        bool shared = table.Parameters.Any(own => own.Free && flipped.Contains(own.Coordinate) && !Odd(own));
        if (shared || !IsSymmetric(coordinates, flipped))
            return null;
        SemParameter[] loadings = [.. odd.Where(own => own.Free && own.Operator == SemOperator.Loading && own.Left == latent).DistinctBy(static own => own.Coordinate)];
        return loadings.Length == 0 ? null : new Turn([.. flipped], [.. loadings.Select(static own => own.Coordinate)], [.. loadings.Select(choice.Unit)]);
    }

    private static bool IsSymmetric(SemCoordinates coordinates, HashSet<int> flipped)
    {
        static bool Even(Func<double, double> density, double scale)
            => Array.TrueForAll([0.1, 0.45, 0.95], x => Math.Abs(density(x * scale) - density(-x * scale)) < 1e-9);
        bool scalars = coordinates.Scalars.Where(own => flipped.Contains(own.Coordinate)).All(own
            => Even(own.Prior.LogDensity, double.IsFinite(own.Prior.StandardDeviation) ? own.Prior.StandardDeviation : 1));
        bool pairs = coordinates.Pairs.Where(own => flipped.Contains(own.Coordinate)).All(own
            => own.Prior.Lower == -own.Prior.Upper && Even(x => own.Prior.LogDensity(x, out _), 1));
        bool blocks = coordinates.Blocks.All(block => block.Priors is null
            || block.Pairs.Zip(block.Priors).All(own => !flipped.Contains(own.First) || Even(x => own.Second.LogDensity(x, out _), 1)));
        return scalars && pairs && blocks;
    }
}
