namespace Credence.Analysis;

/// <summary>Sales per customer in two arms, normal with unequal variances.</summary>
internal static class AbSales
{
    private const double ControlMean = 50, ControlDeviation = 10, TreatmentMean = 56, TreatmentDeviation = 12;
    private const int Sales = 0, Group = 1;

    public static Generator Create()
    {
        PopulationMoments sales = PopulationMoments.Half(
            PopulationMoments.Normal(ControlMean, ControlDeviation), PopulationMoments.Normal(TreatmentMean, TreatmentDeviation));
        return new Generator("ab-sales", 1200,
            [
                SimulatedColumn.Number("sales", "sales of a customer, in currency, to the cent"),
                SimulatedColumn.WholeNumber("group", "1 for treatment, 0 for control"),
            ],
            static (_, random, cells) =>
            {
                bool treated = random.NextDouble() < 0.5;
                double noise = random.NextNormal();
                cells[Group] = treated ? 1 : 0;
                cells[Sales] = Math.Round(treated ? TreatmentMean + TreatmentDeviation * noise : ControlMean + ControlDeviation * noise, 2);
            })
        {
            Label = Group,
            Outcomes = [sales.Weighing(Sales)],
            Driver = new WeighingColumn(Group, 0.5, 0.5),
            Figures = new OrderedDictionary<string, double>
            {
                ["share[1]"] = 0.5,
                ["mean[0]"] = ControlMean,
                ["mean[1]"] = TreatmentMean,
                ["sd[0]"] = ControlDeviation,
                ["sd[1]"] = TreatmentDeviation,
                ["difference[1]"] = TreatmentMean - ControlMean,
                ["lift[1]"] = (TreatmentMean - ControlMean) / ControlMean,
            },
        };
    }
}
