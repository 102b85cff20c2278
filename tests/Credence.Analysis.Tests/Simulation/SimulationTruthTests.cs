using System.Globalization;
using Credence.Testing;
using Xunit;

namespace Credence.Analysis.Tests;

public sealed class SimulationTruthTests
{
    private const long Rows = 20_000;

    [Fact]
    public void AbSalesFollowItsTruth()
    {
        (Dictionary<string, double[]> table, IReadOnlyDictionary<string, double> figures) = Large("ab-sales");
        double[] sales = table["sales"], group = table["group"];
        group.HasMean(figures["share[1]"]);
        foreach (int arm in (int[])[0, 1])
        {
            double[] sample = sales.Where(row => group[row] == arm);
            sample.HasMean(figures[$"mean[{arm}]"]);
            sample.HasStandardDeviation(figures[$"sd[{arm}]"]);
        }
        Assert.Equal(6, figures["difference[1]"]);
        Assert.Equal(0.12, figures["lift[1]"], 1e-15);
        Assert.All(sales, x => Assert.Equal(Math.Round(x, 2), x));
    }

    [Fact]
    public void ConsumerSpendingFollowsItsTruth()
    {
        (Dictionary<string, double[]> table, IReadOnlyDictionary<string, double> figures) = Large("consumer-spending");
        double[] spending = table["total_annual_spending"], income = table["income_range_code"];
        for (int code = 1; code <= 5; code++)
            income.Select(x => x == code ? 1.0 : 0).ToArray().HasMean(figures[$"share[{code}]"]);
        double[][] groups = [spending.Where(row => income[row] == 1), spending.Where(row => income[row] > 1)];
        foreach ((string name, double[] group) in new[] { "[1]", "[2-5]" }.Zip(groups))
        {
            group.HasMean(figures["meanSpending" + name]);
            double[] logs = [.. group.Select(x => Math.Log(x))];
            logs.HasMean(figures["meanLogSpending" + name]);
            logs.HasStandardDeviation(figures["sdLogSpending" + name]);
        }
        double[] age = table["age_of_reference_person"], units = table["consumer_unit_id"];
        Assert.All(age, years => Assert.InRange(years, 18, 87));
        Assert.Equal(Rows, units.Distinct().Count());
        Assert.All(spending.Zip(table["spending_class"]), row => Assert.Equal(row.First < 30_000 ? 0 : row.First < 120_000 ? 1 : 2, row.Second));
    }

    [Fact]
    public void JobSatisfactionFollowsItsTruth()
    {
        (Dictionary<string, double[]> table, IReadOnlyDictionary<string, double> figures) = Large("job-satisfaction");
        string[] names = [.. table.Keys];
        for (int i = 0; i < names.Length; i++)
        {
            double[] values = table[names[i]];
            values.HasMean(0, names[i]);
            values.HasStandardDeviation(figures[$"sd[{names[i]}]"], names[i]);
            for (int j = 0; j < i; j++)
            {
                double scale = figures[$"sd[{names[i]}]"] * figures[$"sd[{names[j]}]"];
                values.Zip(table[names[j]], (x, y) => x * y / scale).ToArray().HasMean(figures[$"correlation[{names[j]},{names[i]}]"], $"{names[i]} {names[j]}");
            }
        }
    }

    [Fact]
    public void JobSatisfactionHasThePublishedMoments()
    {
        IReadOnlyDictionary<string, double> figures = Simulated.Set("job-satisfaction").Truth.Figures;
        foreach (string[] line in Lines(Repository.Reference("oracle", "bayes", "data", "truth_sds.csv")).Skip(1))
            Assert.Equal(Number(line[1]), figures[$"sd[{line[0]}]"]);
        string[][] lines = [.. Lines(Repository.Reference("oracle", "bayes", "data", "truth_corr.csv"))];
        int compared = 0;
        for (int i = 1; i < lines.Length; i++)
        {
            for (int j = 1; j < i; j++, compared++)
                Assert.Equal(Number(lines[i][j]), figures[$"correlation[{lines[0][j]},{lines[i][0]}]"], 1e-12);
        }
        Assert.Equal(66, compared);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PotentialOutcomesFollowTheirTruth(bool confounded)
    {
        (Dictionary<string, double[]> table, IReadOnlyDictionary<string, double> figures) = Large("potential-outcomes", new() { Confounded = confounded });
        double[] treatment = table["treatment"], y = table["y"], y0 = table["y0"], y1 = table["y1"], tau = table["tau"];
        Assert.All(Enumerable.Range(0, y.Length), row => Assert.Equal((y1[row] - y0[row], treatment[row] == 1 ? y1[row] : y0[row]), (tau[row], y[row])));
        bool Treated(int row) => treatment[row] == 1;
        tau.HasMean(figures["averageEffect"]);
        tau.HasStandardDeviation(figures["sd[tau]"]);
        y0.HasMean(figures["mean[y0]"]);
        y1.HasMean(figures["mean[y1]"]);
        treatment.HasMean(figures["treatedShare"]);
        tau.Where(Treated).HasMean(figures["effectOnTreated"]);
        tau.Where(row => !Treated(row)).HasMean(figures["effectOnUntreated"]);
        y.Where(Treated).HasMean(figures["meanOfTreated[y]"]);
        y.Where(row => !Treated(row)).HasMean(figures["meanOfUntreated[y]"]);
        Assert.Equal(figures["meanOfTreated[y]"] - figures["meanOfUntreated[y]"], figures["differenceInMeans"], 1e-12);
        treatment.Zip(table["propensity"], (t, p) => t - p).ToArray().HasMean(0);
        Assert.All(table["propensity"], p => Assert.InRange(p, confounded ? 0.1 : 0.5, confounded ? 0.9 : 0.5));
    }

    [Fact]
    public void ConfoundingBiasesTheDifferenceInMeansAndRandomisationDoesNot()
    {
        IReadOnlyDictionary<string, double> fair = Simulated.Set("potential-outcomes").Truth.Figures;
        IReadOnlyDictionary<string, double> confounded = Simulated.Set("potential-outcomes", new() { Confounded = true }).Truth.Figures;
        Assert.Equal(fair["averageEffect"], fair["differenceInMeans"], 1e-10);
        Assert.Equal(0.5, fair["treatedShare"], 1e-10);
        Assert.True(confounded["differenceInMeans"] > 2 * confounded["averageEffect"]);
    }

    [Fact]
    public void HeterogeneousEffectsFollowTheirTruth()
    {
        (Dictionary<string, double[]> table, IReadOnlyDictionary<string, double> figures) = Large("heterogeneous-effects");
        double[] tau = table["tau"], age = table["age"], plan = table["plan"], outcome = table["outcome"], treatment = table["treatment"];
        bool Best(int row) => age[row] > 40 && plan[row] == 2;
        tau.HasMean(figures["averageEffect"]);
        tau.HasStandardDeviation(figures["sd[tau]"]);
        tau.Where(Best).HasMean(figures["effect[age > 40 and plan = pro]"]);
        tau.Where(row => plan[row] == 0).HasMean(figures["effect[plan = free]"]);
        tau.Where(row => plan[row] == 1).HasMean(figures["effect[plan = basic]"]);
        tau.Select((_, row) => Best(row) ? 1.0 : 0).ToArray().HasMean(figures["share[age > 40 and plan = pro]"]);
        outcome.Where(row => treatment[row] == 0).HasMean(figures["mean[0]"]);
        outcome.Where(row => treatment[row] == 1).HasMean(figures["mean[1]"]);
    }

    [Fact]
    public void CheckoutFollowsItsTruth()
    {
        (Dictionary<string, double[]> table, IReadOnlyDictionary<string, double> figures) = Large("checkout");
        double[] group = table["group"], revenue = table["revenue"], orders = table["orders"], latency = table["latency_ms"];
        double[] converted = table["converted"], past = table["pre_revenue"], sessions = table["sessions"];
        foreach ((int arm, string name) in new[] { (0, "[control]"), (1, "[treatment]") })
        {
            bool InArm(int row) => group[row] == arm;
            converted.Where(InArm).HasMean(figures["conversion" + name]);
            revenue.Where(InArm).HasMean(figures["revenue" + name]);
            revenue.Where(InArm).HasStandardDeviation(figures["revenueSd" + name]);
            latency.Where(InArm).HasMean(figures["latency" + name]);
            latency.Where(InArm).HasStandardDeviation(figures["latencySd" + name]);
            revenue.Zip(orders, (r, o) => r - figures["basket"] * o).ToArray().Where(InArm).HasMean(0);
        }
        past.HasMean(figures["preRevenue"]);
        past.HasStandardDeviation(figures["preRevenueSd"]);
        sessions.HasMean(figures["sessions"]);
        Assert.All(Enumerable.Range(0, revenue.Length), row => Assert.Equal((converted[row] == 1, converted[row] == 1), (orders[row] > 0, revenue[row] > 0)));
        // The covariate is worth having: those who bought before buy more.
        Assert.True(Simulated.Separation(revenue.Where(row => past[row] > 0), revenue.Where(row => past[row] == 0)) > 20);
    }

    private static (Dictionary<string, double[]> Table, IReadOnlyDictionary<string, double> Figures) Large(string name, SimulationOptions? options = null)
    {
        SimulatedDataSet set = Simulated.Set(name, (options ?? new()) with { Rows = Rows });
        return (set.Table.ReadAll(), set.Truth.Figures);
    }

    private static IEnumerable<string[]> Lines(string file) => File.ReadLines(file).Select(line => line.Split(','));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
