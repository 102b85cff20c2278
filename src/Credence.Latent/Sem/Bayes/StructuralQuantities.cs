using Credence.Bayes;

namespace Credence.Latent;

/// <summary>An effect of one variable on another along the regressions of a model.</summary>
/// <param name="From">The predictor.</param>
/// <param name="To">The outcome.</param>
/// <param name="Group">The group, from 0.</param>
/// <param name="Direct">The element of the direct effect among the derived quantities; −1 where there is none.</param>
/// <param name="Indirect">The element of the effect along longer ways; −1 where there are none.</param>
/// <param name="Total">The element of the total effect.</param>
public sealed record StructuralEffect(string From, string To, int Group, int Direct, int Indirect, int Total);

/// <summary>
/// What follows from the parameters at every draw: standardised parameters (all variables of variance 1, lavaan's std.all), explained shares of
/// variance, and direct, indirect and total effects between all variables that a way of regressions joins.
/// </summary>
/// <remarks>Elements are named <c>standardized[f=~x1]</c>, <c>r2[x1]</c>, <c>direct[x-&gt;y]</c>, <c>indirect[x-&gt;y]</c> and <c>total[x-&gt;y]</c>, with the group behind a comma where there are several.</remarks>
public sealed class StructuralQuantities
{
    private readonly StructuralPosteriorModel model;
    private readonly ParameterTable table;
    private readonly SemStructure structure;
    private readonly List<(int Latent, int Observed, int Group)> explained = [];
    private readonly List<(int From, int To, int Direct, int Indirect, int Total, int Group)> effects = [];
    private readonly double[] latentVariance, product;
    private readonly int standardized;

    /// <summary>Lays the quantities of a model out.</summary>
    public StructuralQuantities(StructuralPosteriorModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        (this.model, table, structure) = (model, model.Table, model.Structure);
        (latentVariance, product) = (new double[structure.Latent], new double[structure.Latent]);
        standardized = table.Parameters.Count;
        List<Parameter> parameters = [Labelled("standardized", "parameter", [.. table.Parameters.Select(own => Label(SemPriorChoice.Name(own), own.Group))])];
        string[] outcomes = [.. Explained()];
        if (outcomes.Length > 0)
            parameters.Add(Labelled("r2", "outcome", outcomes));
        Effects = FindEffects(standardized + outcomes.Length, parameters);
        Layout = new ParameterLayout(parameters);
    }

    /// <summary>The quantities.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>The effects, by group, outcome and predictor.</summary>
    public IReadOnlyList<StructuralEffect> Effects { get; }

    /// <summary>The quantities at all draws of the model's parameters.</summary>
    public Draws Of(Draws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        int size = draws.Chains * draws.Count;
        double[] all = new double[Layout.Count * size], reported = new double[draws.Parameters.Count], own = new double[Layout.Count];
        for (int draw = 0; draw < size; draw++)
        {
            draws.CopyDraw(draw / draws.Count, draw % draws.Count, reported);
            Fill(reported, own);
            for (int i = 0; i < own.Length; i++)
                all[(i * size) + draw] = own[i];
        }
        return new Draws(Layout, draws.Chains, draws.Count, all) { Sampler = draws.Sampler };
    }

    /// <summary>The quantities at one draw.</summary>
    /// <param name="values">The reported values of the model.</param>
    /// <param name="quantities">Receives one value for each element of <see cref="Layout"/>.</param>
    public void Fill(ReadOnlySpan<double> values, Span<double> quantities)
    {
        Guard.SameLength(quantities.Length, Layout.Count);
        int m = structure.Latent, p = structure.Observed;
        for (int group = 0; group < table.Groups.Count; group++)
        {
            SemMoments implied = model.Implied(values, group);
            LatentVariances(implied);
            for (int i = 0; i < table.Parameters.Count; i++)
            {
                if (table.Parameters[i].Group == group)
                    quantities[i] = Standardized(table.Parameters[i], values[model.Element(i)], implied);
            }
            for (int i = 0; i < explained.Count; i++)
            {
                (int latent, int observed, int own) = explained[i];
                if (own == group)
                {
                    quantities[standardized + i] = latent >= 0
                        ? 1 - (implied.LatentCovariance[(latent * m) + latent] / latentVariance[latent])
                        : 1 - (implied.ResidualCovariance[(observed * p) + observed] / implied.Covariance[(observed * p) + observed]);
                }
            }
            foreach ((int from, int to, int direct, int indirect, int total, int own) in effects)
            {
                if (own != group)
                    continue;
                double whole = implied.TotalEffects[(to * m) + from] - (from == to ? 1 : 0), part = implied.Paths[(to * m) + from];
                quantities[total] = whole;
                if (direct >= 0)
                    quantities[direct] = part;
                if (indirect >= 0)
                    quantities[indirect] = whole - part;
            }
        }
    }

    private double Standardized(SemParameter parameter, double value, SemMoments implied)
    {
        int left = Place(parameter.Left), right = parameter.Operator == SemOperator.Intercept ? -1 : Place(parameter.Right);
        double Deviation(int latent, string name) => Math.Sqrt(latent >= 0 ? latentVariance[latent] : Diagonal(implied.Covariance, structure.Observed, IndexOf(table.Observed, name)));
        switch (parameter.Operator)
        {
            case SemOperator.Loading:
                return value * Deviation(left, parameter.Left) / Deviation(right, parameter.Right);
            case SemOperator.Regression:
                return value * Deviation(right, parameter.Right) / Deviation(left, parameter.Left);
            case SemOperator.Intercept:
                return value / Deviation(left, parameter.Left);
            case SemOperator.Covariance when parameter.Left == parameter.Right:
                return value / Math.Pow(Deviation(left, parameter.Left), 2);
            default:
                // A covariance in units of the residuals it belongs to, the correlation that it stands for.
                double a = Residual(left, parameter.Left, implied), b = Residual(right, parameter.Right, implied);
                return value == 0 ? 0 : value / Math.Sqrt(a * b);
        }
    }

    private double Residual(int latent, string name, SemMoments implied) => latent >= 0
        ? Diagonal(implied.LatentCovariance, structure.Latent, latent)
        : Diagonal(implied.ResidualCovariance, structure.Observed, IndexOf(table.Observed, name));

    private static double Diagonal(ReadOnlySpan<double> matrix, int order, int i) => matrix[(i * order) + i];

    // The diagonal of (I − B)⁻¹ Ψ (I − B)⁻ᵀ.
    private void LatentVariances(SemMoments implied)
    {
        int m = structure.Latent;
        for (int k = 0; k < m; k++)
        {
            ReadOnlySpan<double> row = implied.TotalEffects.Slice(k * m, m);
            latentVariance[k] = Numerics.SymmetricMatrix.QuadraticForm(implied.LatentCovariance, m, row);
        }
    }

    // Indicators, and structural variables with a predictor.
    private IEnumerable<string> Explained()
    {
        for (int group = 0; group < table.Groups.Count; group++)
        {
            foreach (string name in structure.Names.Concat(table.Observed.Where(name => Place(name) < 0)))
            {
                bool predicted = table.Parameters.Any(own => own.Group == group
                    && ((own.Operator == SemOperator.Regression && own.Left == name) || (own.Operator == SemOperator.Loading && own.Right == name)));
                if (!predicted)
                    continue;
                int latent = Place(name);
                explained.Add((latent, latent < 0 ? IndexOf(table.Observed, name) : -1, group));
                yield return Label(name, group);
            }
        }
    }

    private StructuralEffect[] FindEffects(int offset, List<Parameter> parameters)
    {
        int m = structure.Latent;
        List<(int From, int To, int Group, bool Direct, bool Indirect)> found = [];
        for (int group = 0; group < table.Groups.Count; group++)
        {
            bool[,] step = new bool[m, m];
            foreach (SemParameter own in table.Parameters.Where(own => own.Group == group && (own.Free || own.Fixed != 0)))
            {
                if (own.Operator == SemOperator.Regression)
                    step[Place(own.Left), Place(own.Right)] = true;
                else if (own.Operator == SemOperator.Loading && Place(own.Right) >= 0)
                    step[Place(own.Right), Place(own.Left)] = true;
            }
            bool[,] way = Closure(step, m);
            for (int to = 0; to < m; to++)
            {
                for (int from = 0; from < m; from++)
                {
                    bool indirect = Enumerable.Range(0, m).Any(middle => step[to, middle] && way[middle, from]);
                    if (way[to, from])
                        found.Add((from, to, group, step[to, from], indirect));
                }
            }
        }
        int[] direct = Number(found.ConvertAll(own => own.Direct), "direct"), indirectly = Number(found.ConvertAll(own => own.Indirect), "indirect");
        int[] total = Number(found.ConvertAll(static _ => true), "total");
        for (int i = 0; i < found.Count; i++)
            effects.Add((found[i].From, found[i].To, direct[i], indirectly[i], total[i], found[i].Group));
        return [.. effects.Select(own => new StructuralEffect(structure.Names[own.From], structure.Names[own.To], own.Group, own.Direct, own.Indirect, own.Total))];

        int[] Number(List<bool> present, string name)
        {
            string[] labels = [.. found.Where((_, i) => present[i]).Select(own => Label($"{structure.Names[own.From]}->{structure.Names[own.To]}", own.Group))];
            if (labels.Length > 0)
                parameters.Add(Labelled(name, "effect", labels));
            return [.. present.Select(own => own ? offset++ : -1)];
        }
    }

    private static bool[,] Closure(bool[,] step, int m)
    {
        bool[,] way = (bool[,])step.Clone();
        for (int k = 0; k < m; k++)
        {
            for (int i = 0; i < m; i++)
            {
                for (int j = 0; j < m && way[i, k]; j++)
                    way[i, j] |= way[k, j];
            }
        }
        return way;
    }

    private string Label(string name, int group) => table.Groups.Count == 1 ? name : $"{name},{table.Groups[group]}";

    private static Parameter Labelled(string name, string dimension, string[] labels) => new(name, new ParameterDimension(dimension, labels));

    private int Place(string name) => IndexOf(structure.Names, name);

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
                return i;
        }
        return -1;
    }
}
