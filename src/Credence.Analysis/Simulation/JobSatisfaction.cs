using Credence.Numerics;

namespace Credence.Analysis;

/// <summary>
/// Twelve indicators of job satisfaction (JW1–JW3), well-being (UF1, UF2, FOR), dysfunctional (DA1–DA3) and constructive thought
/// (EBA, ST, MI): multivariate normal with means 0 and the standard deviations and correlations printed by Forde (2025).
/// </summary>
internal static class JobSatisfaction
{
    private static readonly string[] Names = ["JW1", "JW2", "JW3", "UF1", "UF2", "FOR", "DA1", "DA2", "DA3", "EBA", "ST", "MI"];

    private static readonly double[] Deviations = [0.939, 1.017, 0.937, 0.562, 0.760, 0.524, 0.585, 0.609, 0.731, 0.711, 1.124, 1.001];

    private static readonly double[][] Correlations =
    [
        [1],
        [0.668, 1],
        [0.635, 0.599, 1],
        [0.263, 0.261, 0.164, 1],
        [0.290, 0.315, 0.247, 0.486, 1],
        [0.207, 0.245, 0.231, 0.251, 0.449, 1],
        [-0.206, -0.182, -0.195, -0.309, -0.266, -0.142, 1],
        [-0.280, -0.241, -0.238, -0.344, -0.305, -0.230, 0.753, 1],
        [-0.258, -0.244, -0.185, -0.255, -0.255, -0.215, 0.554, 0.587, 1],
        [0.080, 0.096, 0.094, -0.017, 0.151, 0.141, -0.074, -0.111, 0.016, 1],
        [0.061, 0.028, -0.035, -0.058, -0.051, -0.003, -0.040, -0.040, -0.018, 0.284, 1],
        [0.113, 0.174, 0.059, 0.063, 0.138, 0.044, -0.119, -0.073, -0.084, 0.563, 0.379, 1],
    ];

    public static Generator Create()
    {
        double[][] factor = CholeskyFactor();
        WeighingColumn[] outcomes = [.. Deviations.Select((deviation, i) => new WeighingColumn(i, 0, deviation))];
        return new Generator("job-satisfaction", 500,
            [.. Names.Select(name => SimulatedColumn.Number(name, $"indicator {name}, continuous, mean 0"))],
            (_, random, cells) => Draw(factor, random, cells))
        {
            Outcomes = outcomes,
            Driver = outcomes[0],
            Figures = Figures(),
        };
    }

    private static void Draw(double[][] factor, RandomStream random, Span<double> cells)
    {
        Span<double> noise = stackalloc double[Names.Length];
        for (int i = 0; i < noise.Length; i++)
        {
            noise[i] = random.NextNormal();
            double sum = 0;
            for (int j = 0; j <= i; j++)
                sum += factor[i][j] * noise[j];
            cells[i] = Deviations[i] * sum;
        }
    }

    private static OrderedDictionary<string, double> Figures()
    {
        var figures = new OrderedDictionary<string, double>();
        foreach (string name in Names)
            figures[$"mean[{name}]"] = 0;
        for (int i = 0; i < Names.Length; i++)
            figures[$"sd[{Names[i]}]"] = Deviations[i];
        for (int i = 0; i < Names.Length; i++)
        {
            for (int j = 0; j < i; j++)
                figures[$"correlation[{Names[j]},{Names[i]}]"] = Correlations[i][j];
        }
        return figures;
    }

    /// <summary>The lower triangle whose product with its transpose is the correlation matrix.</summary>
    private static double[][] CholeskyFactor()
    {
        // Scalar sums in a fixed order: the vectorised factorisation may round differently from one processor to the next, a data set must not.
        double[][] factor = [.. Correlations.Select(row => (double[])row.Clone())];
        for (int j = 0; j < factor.Length; j++)
        {
            for (int i = j; i < factor.Length; i++)
            {
                for (int k = 0; k < j; k++)
                    factor[i][j] -= factor[i][k] * factor[j][k];
                factor[i][j] = i == j ? Math.Sqrt(factor[i][j]) : factor[i][j] / factor[j][j];
            }
        }
        return factor;
    }
}
