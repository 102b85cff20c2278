using Credence.Numerics;

namespace Credence.Analysis;

/// <summary>Households of a consumer survey: log-normal yearly spending by income group. Nothing is randomised.</summary>
internal static class ConsumerSpending
{
    private const double LowMean = 11.42, LowDeviation = 1.05, HighMean = 11.70, HighDeviation = 0.90;
    private const double AgeMean = 48.3, AgeDeviation = 13.2, AgeCorrelation = 0.35;
    private const double LowBound = 30_000, HighBound = 120_000;
    private const int Unit = 0, Age = 1, Education = 2, Region = 3, Income = 4, Spending = 5, SpendingClass = 6;

    private static readonly double[] IncomeShares = [0.74, 0.04, 0.06, 0.06, 0.10];
    private static readonly double[] RegionShares = [0.35, 0.28, 0.20, 0.17];
    private static readonly double[] LowEducationShares = [0.12, 0.45, 0.31, 0.12];
    private static readonly double[] HighEducationShares = [0.04, 0.25, 0.41, 0.30];

    public static Generator Create()
    {
        PopulationMoments low = PopulationMoments.LogNormal(LowMean, LowDeviation * LowDeviation);
        PopulationMoments high = PopulationMoments.LogNormal(HighMean, HighDeviation * HighDeviation);
        PopulationMoments spending = PopulationMoments.Mixture([IncomeShares[0], 1 - IncomeShares[0]], [low, high]);
        return new Generator("consumer-spending", 1500,
            [
                SimulatedColumn.WholeNumber("consumer_unit_id", "number of the household, unique"),
                SimulatedColumn.WholeNumber("age_of_reference_person", "age in years, 18 to 87"),
                SimulatedColumn.Text("education_level", "highest education of the reference person", ["below high school", "high school", "college", "graduate"]),
                SimulatedColumn.Text("region_code", "region", ["South", "West", "Midwest", "Northeast"]),
                SimulatedColumn.WholeNumber("income_range_code", "income range, 1 (lowest) to 5"),
                SimulatedColumn.Number("total_annual_spending", "spending in a year, in dollars, to the cent"),
                SimulatedColumn.Text("spending_class", "Low below 30000, Medium below 120000, else High", ["Low", "Medium", "High"]),
            ],
            Draw)
        {
            Label = Income,
            Outcomes = [spending.Weighing(Spending) with { Derived = SpendingClass }],
            Driver = new WeighingColumn(Age, AgeMean, AgeDeviation),
            Figures = Figures(low.Mean, high.Mean),
        };
    }

    private static void Draw(long row, RandomStream random, Span<double> cells)
    {
        int income = random.NextLevel(IncomeShares);
        double age = random.NextNormal();
        double noise = AgeCorrelation * age + Math.Sqrt(1 - AgeCorrelation * AgeCorrelation) * random.NextNormal();
        double spending = Math.Round(Math.Exp(income == 0 ? LowMean + LowDeviation * noise : HighMean + HighDeviation * noise), 2);
        cells[Unit] = 5_000_001 + 10 * row + Math.Floor(10 * random.NextDouble());
        cells[Age] = Math.Clamp(Math.Round(AgeMean + AgeDeviation * age), 18, 87);
        cells[Education] = random.NextLevel(income == 0 ? LowEducationShares : HighEducationShares);
        cells[Region] = random.NextLevel(RegionShares);
        cells[Income] = income + 1;
        cells[Spending] = spending;
        cells[SpendingClass] = spending < LowBound ? 0 : spending < HighBound ? 1 : 2;
    }

    private static OrderedDictionary<string, double> Figures(double lowMean, double highMean)
    {
        var figures = new OrderedDictionary<string, double>();
        for (int code = 1; code <= IncomeShares.Length; code++)
            figures[$"share[{code}]"] = IncomeShares[code - 1];
        figures["meanLogSpending[1]"] = LowMean;
        figures["meanLogSpending[2-5]"] = HighMean;
        figures["sdLogSpending[1]"] = LowDeviation;
        figures["sdLogSpending[2-5]"] = HighDeviation;
        figures["differenceLogSpending[2-5]"] = HighMean - LowMean;
        figures["meanSpending[1]"] = lowMean;
        figures["meanSpending[2-5]"] = highMean;
        return figures;
    }
}
