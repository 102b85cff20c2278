using Credence.Statistics;
using Xunit;

namespace Credence.Analysis.Tests;

public sealed class HiddenCellsTests
{
    public static TheoryData<string, MissingnessMechanism> Cases
        => [.. from name in DataSetSimulator.Names from mechanism in Enum.GetValues<MissingnessMechanism>() select new TheoryDataRow<string, MissingnessMechanism>(name, mechanism)];

    private static readonly Dictionary<string, string[]> Outcomes = new(StringComparer.Ordinal)
    {
        ["ab-sales"] = ["sales"],
        ["checkout"] = ["revenue", "latency_ms"],
        ["consumer-spending"] = ["total_annual_spending"],
        ["heterogeneous-effects"] = ["outcome"],
        ["job-satisfaction"] = ["JW1", "JW2", "JW3", "UF1", "UF2", "FOR", "DA1", "DA2", "DA3", "EBA", "ST", "MI"],
        ["potential-outcomes"] = ["y"],
    };

    private static readonly Dictionary<string, string> Labels = new(StringComparer.Ordinal)
    {
        ["ab-sales"] = "group",
        ["checkout"] = "group",
        ["consumer-spending"] = "income_range_code",
        ["heterogeneous-effects"] = "treatment",
        ["potential-outcomes"] = "treatment",
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void ExactlyTheShareOfOutcomeCellsIsHiddenAndNothingElseChanges(string name, MissingnessMechanism mechanism)
    {
        const long rows = 5_001;
        SimulatedDataSet set = Simulated.Set(name, new() { Rows = rows, Missing = 0.2, Mechanism = mechanism });
        SimulatedTable untouched = Simulated.Set(name, new() { Rows = rows }).Table;
        Dictionary<string, double[]> table = set.Table.ReadAll(), truth = set.Truth.Table.ReadAll(), plain = untouched.ReadAll();
        long hidden = 0;
        foreach ((string column, double[] seen) in table)
        {
            double[] complete = truth[column];
            Assert.True(complete.AsSpan().SequenceEqual(plain[column]));
            Assert.True(complete.All(double.IsFinite));
            Assert.True(seen.Zip(complete).All(cell => double.IsNaN(cell.First) || cell.First == cell.Second));
            if (Outcomes[name].Contains(column))
                hidden += seen.Count(double.IsNaN);
            else
                Assert.Equal(column == "spending_class" ? set.HiddenCells : 0, seen.Count(double.IsNaN));
        }
        Assert.Equal((long)Math.Round(0.2 * rows * Outcomes[name].Length), hidden);
        Assert.Equal(hidden, set.HiddenCells);
    }

    [Theory]
    [InlineData(0.0003, 1)]
    [InlineData(0.2, 500)]
    [InlineData(0.9999, 2500)]
    [InlineData(1, 2500)]
    public void SharesAreRoundedToTheNearestCell(double share, int hidden)
    {
        SimulatedDataSet set = Simulated.Set("ab-sales", new() { Rows = 2500, Missing = share, LabelLoss = share });
        Assert.Equal(hidden, set.Table.Read("sales")[0].Count(double.IsNaN));
        Assert.Equal(hidden, set.Table.Read("group")[0].Count(double.IsNaN));
    }

    [Fact]
    public void ExactlyTheShareOfLabelsIsHiddenWhateverElseIsHidden()
    {
        foreach ((string name, string label) in Labels)
        {
            SimulatedDataSet set = Simulated.Set(name, new() { LabelLoss = 0.2, Missing = 0.1, Mechanism = MissingnessMechanism.Mnar });
            SimulatedDataSet alone = Simulated.Set(name, new() { LabelLoss = 0.2 });
            double[] labels = set.Table.Read(label)[0];
            Assert.Equal(Math.Round(0.2 * labels.Length), labels.Count(double.IsNaN));
            Assert.Equal(labels.Count(double.IsNaN), set.HiddenLabels);
            Assert.Equal(alone.Table.Read(label)[0], labels);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheMechanismDecidesWhetherHiddenValuesDiffer(string name, MissingnessMechanism mechanism)
    {
        SimulatedDataSet set = Simulated.Set(name, new() { Rows = 20_000, Missing = 0.3, Mechanism = mechanism });
        // Of the twelve indicators JW2 is closest to JW1, on which missingness at random depends.
        string column = name == "job-satisfaction" ? "JW2" : Outcomes[name][0];
        double[] seen = set.Table.Read(column)[0], complete = set.Truth.Table.Read(column)[0];
        double separation = Simulated.Separation(complete.Where(row => double.IsNaN(seen[row])), complete.Where(row => !double.IsNaN(seen[row])));
        if (mechanism == MissingnessMechanism.Mcar)
            Assert.InRange(separation, -4, 4);
        else
            Assert.True(separation > 6, $"hidden and seen differ by {separation} standard errors");
    }

    [Fact]
    public void MissingAtRandomDependsOnTheObservedColumnAlone()
    {
        SimulatedDataSet set = Simulated.Set("job-satisfaction", new() { Rows = 20_000, Missing = 0.3, Mechanism = MissingnessMechanism.Mar });
        double[][] columns = set.Table.Read("JW1", "JW2");
        double[] driver = columns[0], seen = columns[1], complete = set.Truth.Table.Read("JW2")[0];
        Assert.DoesNotContain(double.NaN, driver);
        // Within a narrow band of JW1 the hidden values of JW2 are like the others.
        bool InBand(int row) => Math.Abs(driver[row]) < 0.1;
        double separation = Simulated.Separation(
            complete.Where(row => InBand(row) && double.IsNaN(seen[row])), complete.Where(row => InBand(row) && !double.IsNaN(seen[row])));
        Assert.InRange(separation, -4, 4);
        double[] hiddenShare = [.. new[] { -1.0, 0, 1 }.Select(z => seen.Where(row => Math.Abs(driver[row] / 0.939 - z) < 0.25).Average(x => double.IsNaN(x) ? 1.0 : 0))];
        Assert.True(hiddenShare[0] < 0.6 * hiddenShare[1] && hiddenShare[1] < hiddenShare[2]);
    }

    [Fact]
    public void EqualWeightsGiveEveryCellTheSameChance()
    {
        SimulatedTable table = Simulated.Set("job-satisfaction", new() { Rows = 8_000, Missing = 0.25 }).Table;
        foreach ((string column, double[] values) in table.ReadAll())
            values.Select(x => double.IsNaN(x) ? 1.0 : 0).ToArray().HasMean(0.25, column);
    }

    [Fact]
    public void AHiddenSpendingHidesItsClass()
    {
        SimulatedTable table = Simulated.Set("consumer-spending", new() { Missing = 0.4 }).Table;
        Assert.Equal(table.Read("total_annual_spending")[0].Select(double.IsNaN), table.Read("spending_class")[0].Select(double.IsNaN));
    }

    [Fact]
    public void CancellationEndsTheChoice()
        => Assert.Throws<OperationCanceledException>(() => DataSetSimulator.Simulate("ab-sales", new() { Missing = 0.1 }, new CancellationToken(canceled: true)));

    [Theory]
    [InlineData("--missing", -0.1, 0)]
    [InlineData("--missing", 1.01, 0)]
    [InlineData("--missing", double.NaN, 0)]
    [InlineData("--label-loss", 0, 2)]
    [InlineData("--label-loss", 0, double.NegativeInfinity)]
    public void SharesOutsideZeroToOneAreRefused(string place, double missing, double labelLoss)
    {
        InputException refusal = Assert.Throws<InputException>(() => Simulated.Set("ab-sales", new() { Missing = missing, LabelLoss = labelLoss }));
        Assert.Equal(place, refusal.Place);
    }

    [Fact]
    public void OptionsWithoutMeaningAreRefused()
    {
        Refuses("--rows", "ab-sales", new() { Rows = 0 });
        Refuses("--rows", "ab-sales", new() { Rows = long.MaxValue });
        Refuses("--confounded", "ab-sales", new() { Confounded = true });
        Refuses("--label-loss", "job-satisfaction", new() { LabelLoss = 0.1 });
        Refuses("--mechanism", "ab-sales", new() { Mechanism = MissingnessMechanism.Mnar });
        Refuses("--mechanism mar", "ab-sales", new() { Missing = 0.1, LabelLoss = 0.1, Mechanism = MissingnessMechanism.Mar });
        Refuses("--missing", "job-satisfaction", new() { Missing = 0.95, Mechanism = MissingnessMechanism.Mar });
    }

    [Fact]
    public void AnUnknownNameIsAnsweredWithTheNearest()
    {
        InputException near = Assert.Throws<InputException>(() => Simulated.Set("ab-sale"));
        Assert.StartsWith("data set \"ab-sale\": there is no such data set; did you mean ab-sales?", near.Message, StringComparison.Ordinal);
        InputException far = Assert.Throws<InputException>(() => Simulated.Set("zzz"));
        Assert.EndsWith("choose one of " + string.Join(", ", DataSetSimulator.Names), far.Message, StringComparison.Ordinal);
    }

    private static void Refuses(string place, string name, SimulationOptions options)
        => Assert.Equal(place, Assert.Throws<InputException>(() => Simulated.Set(name, options)).Place);
}
