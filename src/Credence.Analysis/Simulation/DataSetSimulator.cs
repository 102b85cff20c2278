using System.Globalization;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Makes data sets whose truth is known, to try methods on and to test them with.</summary>
public static class DataSetSimulator
{
    private static readonly SortedDictionary<string, Func<bool, Generator>> Generators = new(StringComparer.Ordinal)
    {
        ["ab-sales"] = _ => AbSales.Create(),
        ["checkout"] = _ => Checkout.Create(),
        ["consumer-spending"] = _ => ConsumerSpending.Create(),
        ["heterogeneous-effects"] = _ => HeterogeneousEffects.Create(),
        ["job-satisfaction"] = _ => JobSatisfaction.Create(),
        ["potential-outcomes"] = PotentialOutcomes.Create,
    };

    /// <summary>Names of the data sets, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Generators.Keys];

    /// <summary>
    /// Simulates a data set. Its complete rows depend on the name, the seed and <see cref="SimulationOptions.Confounded"/> alone:
    /// more rows only follow the same first ones, and hiding cells changes no other cell.
    /// </summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="options">Its size and what is hidden; null for the defaults.</param>
    /// <param name="cancellation">Ends the choice of the hidden cells.</param>
    /// <exception cref="InputException">The name is unknown, or an option is out of its range or has no meaning for this data set.</exception>
    public static SimulatedDataSet Simulate(string name, SimulationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        options ??= new SimulationOptions();
        Generator generator = Find(name)(options.Confounded);
        Check(generator, options);

        long rows = options.Rows ?? generator.DefaultRows;
        var complete = new SimulatedTable(generator, generator.Columns.Count, rows, options.Seed, []);
        long cells = Count(options.Missing, rows * generator.Outcomes.Count);
        long labels = Count(options.LabelLoss, rows);
        List<HiddenCells> hidden = [];
        if (cells > 0)
            hidden.Add(HiddenCells.Choose(complete, Outcomes(generator, options.Mechanism, cells), options.Seed, cancellation));
        if (labels > 0)
            hidden.Add(HiddenCells.Choose(complete, Labels(generator, labels), options.Seed, cancellation));

        var table = new SimulatedTable(generator, generator.VisibleColumns, rows, options.Seed, hidden);
        return new SimulatedDataSet(name, table, new SimulationTruth(complete, generator.Figures), cells, labels);
    }

    private static long Count(double share, long cells) => (long)Math.Round(share * cells, MidpointRounding.AwayFromZero);

    private static Func<bool, Generator> Find(string name)
    {
        if (Generators.TryGetValue(name, out Func<bool, Generator>? create))
            return create;
        string choice = $"choose one of {string.Join(", ", Names)}";
        IReadOnlyList<string> nearest = Nearest.Names(name, Names, 2);
        throw new InputException($"data set \"{name}\"", "there is no such data set",
            nearest.Count > 0 ? $"did you mean {string.Join(" or ", nearest)}? If not, {choice}" : choice);
    }

    private static void Check(Generator generator, SimulationOptions options)
    {
        if (options.Rows is < 1 or > 10_000_000_000)
            throw new InputException("--rows", Invariant($"{options.Rows} rows; must be from 1 to 10000000000"), "give another number");
        CheckShare("--missing", options.Missing);
        CheckShare("--label-loss", options.LabelLoss);
        if (options.Mechanism != MissingnessMechanism.Mcar && options.Missing == 0)
            throw new InputException("--mechanism", "nothing is hidden", "give the share of cells to hide with --missing");
        if (options.Confounded && generator.Name != PotentialOutcomes.Name)
            throw new InputException("--confounded", $"{generator.Name} is always randomised", $"only {PotentialOutcomes.Name} can be confounded");
        if (options.LabelLoss > 0 && generator.Label is null)
            throw new InputException("--label-loss", $"{generator.Name} has no labels", "hide outcome cells with --missing");
        if (options.Mechanism == MissingnessMechanism.Mar)
            CheckMissingAtRandom(generator, options);
    }

    private static void CheckMissingAtRandom(Generator generator, SimulationOptions options)
    {
        string driver = generator.Columns[generator.Driver.Column].Name;
        if (options.LabelLoss > 0 && generator.Label == generator.Driver.Column)
            throw new InputException("--mechanism mar", $"missingness depends on \"{driver}\", whose labels --label-loss hides", "use only one of the two");
        int eligible = generator.Outcomes.Count(outcome => outcome.Column != generator.Driver.Column);
        double largest = (double)eligible / generator.Outcomes.Count;
        if (options.Missing > largest)
        {
            throw new InputException("--missing", Invariant($"{options.Missing} of the cells cannot be hidden at random, since \"{driver}\" stays observed"),
                Invariant($"give at most {largest:0.####}"));
        }
    }

    private static void CheckShare(string option, double share)
    {
        if (share is not (>= 0 and <= 1))
            throw new InputException(option, Invariant($"{share} is not a share; must be from 0 to 1"), "give a fraction, e.g. 0.2");
    }

    private static Concealment Outcomes(Generator generator, MissingnessMechanism mechanism, long cells)
    {
        WeighingColumn driver = generator.Driver;
        string purpose = generator.Name + " hidden cells";
        return mechanism switch
        {
            MissingnessMechanism.Mar => new(purpose, [.. generator.Outcomes.Where(outcome => outcome.Column != driver.Column)], cells, (row, _) => Weight(row, driver)),
            MissingnessMechanism.Mnar => new(purpose, generator.Outcomes, cells, Weight),
            _ => new(purpose, generator.Outcomes, cells, (_, _) => 1),
        };
    }

    private static Concealment Labels(Generator generator, long labels)
        => new(generator.Name + " hidden labels", [new WeighingColumn(generator.Label!.Value, 0, 1)], labels, (_, _) => 1);

    /// <summary>Logistic in the standardised value: one standard deviation above the mean weighs 7.4 times one below.</summary>
    private static double Weight(ReadOnlySpan<double> row, WeighingColumn column)
        => 1 / (1 + Math.Exp(-2 * (row[column.Column] - column.Mean) / column.StandardDeviation));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
