using System.Globalization;

namespace Credence.Latent;

/// <summary>The known patterns behind a lack of identification.</summary>
internal sealed class IdentificationReasons
{
    private readonly ParameterTable table;
    private readonly bool[] involved;
    private readonly int group;
    private readonly SemParameter[] rows;
    private readonly List<string> reasons = [];

    private IdentificationReasons(ParameterTable table, bool[] involved, int group)
    {
        (this.table, this.involved, this.group) = (table, involved, group);
        rows = [.. table.Parameters.Where(parameter => parameter.Group == group)];
    }

    /// <summary>A sentence for every pattern that holds a parameter in a flat direction.</summary>
    public static IReadOnlyList<string> Of(ParameterTable table, bool[] involved, IReadOnlyList<Tradeoff> tradeoffs, int parameters, int moments)
    {
        var all = new List<string>();
        if (parameters > moments)
            all.Add(string.Create(CultureInfo.InvariantCulture, $"There are more parameters ({parameters}) than moments ({moments}): state fewer, or measure more variables."));
        for (int group = 0; group < table.Groups.Count; group++)
        {
            var patterns = new IdentificationReasons(table, involved, group);
            foreach (string latent in table.Latent)
                patterns.CheckLatent(latent);
            patterns.CheckRotation();
            patterns.CheckCovariancesBesideRegressions();
            patterns.CheckLoops();
            all.AddRange(patterns.reasons);
        }
        all.AddRange(tradeoffs.Where(tradeoff => tradeoff.Parameters.Count == 1).Select(tradeoff => $"{tradeoff.Parameters[0]} changes no moment: remove it."));
        return [.. all.Distinct()];
    }

    /// <summary>The name of a coordinate: that of the first parameter that takes it, with its group where it stands in one of several.</summary>
    public static string Name(ParameterTable table, int coordinate)
    {
        SemParameter[] sharing = [.. table.Parameters.Where(parameter => parameter.Coordinate == coordinate)];
        bool ofOneGroup = table.Groups.Count > 1 && Array.TrueForAll(sharing, parameter => parameter.Group == sharing[0].Group);
        return ofOneGroup ? $"{sharing[0].Name} [{table.Groups[sharing[0].Group]}]" : sharing[0].Name;
    }

    private string Where => table.Groups.Count > 1 ? $" in group {table.Groups[group]}" : "";

    private bool Moves(SemParameter parameter) => parameter.Free && involved[parameter.Coordinate];

    private SemParameter[] Loadings(string latent) => [.. rows.Where(row => row.Operator == SemOperator.Loading && row.Left == latent)];

    private SemParameter? Variance(string name) => Array.Find(rows, row => row.Operator == SemOperator.Covariance && row.Left == name && row.Right == name);

    private SemParameter? Mean(string name) => Array.Find(rows, row => row.Operator == SemOperator.Intercept && row.Left == name);

    private void CheckLatent(string latent)
    {
        SemParameter[] loadings = Loadings(latent);
        SemParameter? variance = Variance(latent);
        string link = group > 0 ? ", or hold its loadings equal over the groups" : "";
        bool scaled = Array.Exists(loadings, row => !row.Free && row.Fixed != 0) || variance is null or { Free: false, Fixed: not 0 };
        if (!scaled && Array.Exists(loadings, Moves))
            reasons.Add($"{latent} has no scale{Where}: fix one of its loadings, as in {latent} =~ 1*{loadings[0].Right}, or its variance, as in {latent} ~~ 1*{latent}{link}.");
        SemParameter? only = loadings.Length == 1 ? Variance(loadings[0].Right) : null;
        if (scaled && only is not null && Moves(only))
            reasons.Add($"{only.Left} is the only indicator of {latent}{Where}: fix its residual variance, as in {only.Left} ~~ 0*{only.Left}, or add indicators.");
        if (scaled && loadings.Length == 2 && Alone(latent) && Array.Exists(loadings, row => Moves(row) || Variance(row.Right) is { } residual && Moves(residual)))
            reasons.Add($"{latent} has only two indicators and is related to no other variable{Where}: add an indicator, or hold its loadings equal.");
        SemParameter[] intercepts = [.. loadings.Select(row => Mean(row.Right)).OfType<SemParameter>()];
        if (intercepts.Length > 0 && Mean(latent) is { } mean && Moves(mean) && Array.TrueForAll(intercepts, Moves))
        {
            string equal = group > 0 ? ", or hold the intercepts equal over the groups" : "";
            reasons.Add($"The mean of {latent} and all intercepts of its indicators are free{Where}: fix the mean at 0, or one intercept{equal}.");
        }
    }

    private bool Alone(string latent) => !Array.Exists(rows, row =>
        (row.Left == latent) != (row.Right == latent)
        && row.Operator is SemOperator.Regression or SemOperator.Covariance
        && (row.Left == latent || row.Right == latent)
        && (row.Free || row.Fixed != 0))
        && !Array.Exists(rows, row => row.Operator == SemOperator.Loading && row.Right == latent);

    private void CheckRotation()
    {
        for (int i = 0; i < table.Latent.Count; i++)
        {
            for (int j = 0; j < table.Latent.Count; j++)
            {
                SemParameter[] few = Loadings(table.Latent[i]), many = Loadings(table.Latent[j]);
                bool within = few.Length > 1 && Array.TrueForAll(few, row => Array.Exists(many, other => other.Right == row.Right));
                // A part of the indicators can take up the rotation of all of them only where the factors may covary.
                bool turns = few.Length == many.Length ? i < j : Covary(table.Latent[i], table.Latent[j]);
                if (i == j || !within || !turns || !Array.Exists(few, Moves) || !Array.Exists(many, Moves))
                    continue;
                reasons.Add($"All indicators of {few[0].Left} also measure {many[0].Left}{Where}, so that one can be rotated into the other: remove loadings.");
            }
        }
    }

    private bool Covary(string a, string b) => Array.Exists(rows, row => row is { Free: true, Operator: SemOperator.Covariance or SemOperator.Regression }
        && ((row.Left == a && row.Right == b) || (row.Left == b && row.Right == a)));

    private void CheckCovariancesBesideRegressions()
    {
        string[] pairs = [.. rows.Where(row => row.Operator == SemOperator.Covariance && row.Left != row.Right && Moves(row))
            .Select(covariance => (covariance, regression: Array.Find(rows, row => row is { Operator: SemOperator.Regression, Free: true }
                && ((row.Left == covariance.Left && row.Right == covariance.Right) || (row.Left == covariance.Right && row.Right == covariance.Left)))))
            .Where(pair => pair.regression is not null)
            .Select(pair => $"{pair.covariance.Name} with {pair.regression!.Name}")];
        if (pairs.Length > 0)
            reasons.Add($"Covariances are free beside regressions of the same variables{Where} ({string.Join(", ", pairs)}): fix the covariances at 0, or remove the regressions.");
    }

    private void CheckLoops()
    {
        (string From, string To)[] arrows = [.. rows.Where(row => row.Operator == SemOperator.Regression).Select(row => (row.Right, row.Left)),
            .. rows.Where(row => row.Operator == SemOperator.Loading).Select(row => (row.Left, row.Right))];
        var reported = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in rows.Where(row => row.Operator == SemOperator.Regression && Moves(row)).Select(row => row.Left))
        {
            HashSet<string> after = Reached(name, arrows);
            string[] loop = [.. after.Where(other => Reached(other, arrows).Contains(name)).Order(StringComparer.Ordinal)];
            if (loop.Length == 0 || !after.Contains(name) || !reported.Add(string.Join(' ', loop)))
                continue;
            reasons.Add($"{string.Join(", ", loop[..^1])} and {loop[^1]} predict each other{Where}: each needs a predictor of its own that does not predict the others.");
        }
    }

    private static HashSet<string> Reached(string start, (string From, string To)[] arrows)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([start]);
        while (open.TryPop(out string? name))
        {
            foreach ((string from, string to) in arrows)
            {
                if (from == name && reached.Add(to))
                    open.Push(to);
            }
        }
        return reached;
    }
}
