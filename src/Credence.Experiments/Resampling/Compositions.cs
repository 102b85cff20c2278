namespace Credence.Experiments;

/// <summary>All ways to draw n times from n units with replacement, order aside.</summary>
internal static class Compositions
{
    /// <summary>Their number, C(2n − 1, n); a number above 10¹⁵ is not exact.</summary>
    public static double Number(int units)
    {
        double number = 1;
        for (int i = 1; i <= units - 1 && number < 1e18; i++)
            number = Math.Round(number * (units + i) / i);
        return number;
    }

    /// <summary>Calls <paramref name="visit"/> with the sum of rows and the probability of each.</summary>
    public static void Visit<T>(ReadOnlySpan<T> rows, Action<T, double> visit)
        where T : struct, IRow<T>
    {
        double[] factorials = new double[rows.Length + 1];
        factorials[0] = 1;
        for (int i = 1; i < factorials.Length; i++)
            factorials[i] = factorials[i - 1] * i;
        Visit(rows, rows.Length, default, factorials[^1] / Math.Pow(rows.Length, rows.Length), factorials, visit);
    }

    // The next row is drawn 0, 1, … times; what is left goes to the rows after it.
    private static void Visit<T>(ReadOnlySpan<T> rows, int left, T sum, double probability, double[] factorials, Action<T, double> visit)
        where T : struct, IRow<T>
    {
        if (rows.Length == 1)
        {
            visit(sum + rows[0] * left, probability / factorials[left]);
            return;
        }
        for (int times = 0; times <= left; times++)
            Visit(rows[1..], left - times, sum + rows[0] * times, probability / factorials[times], factorials, visit);
    }
}
