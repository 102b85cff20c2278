using Credence.Numerics;

namespace Credence.Analysis;

/// <summary>A randomised experiment whose effect differs between subgroups.</summary>
internal static class HeterogeneousEffects
{
    private const int LeastAge = 18, Ages = 60, AgeBound = 40, Free = 0, Basic = 1, Pro = 2;
    private const double CommonEffect = 1, FreeEffect = -1, OlderProEffect = 4, EngagementEffect = 0.5, NoiseDeviation = 4, MeanTenure = 18;
    private const int Age = 0, Plan = 1, Engagement = 2, Tenure = 3, Region = 4, Treatment = 5, Outcome = 6, Tau = 7, Y0 = 8, Y1 = 9;

    private static readonly double[] PlanShares = [0.5, 0.3, 0.2];
    private static readonly double[] RegionShares = [0.25, 0.25, 0.25, 0.25];

    public static Generator Create()
    {
        OrderedDictionary<string, double> figures = Figures();
        return new Generator("heterogeneous-effects", 4000,
            [
                SimulatedColumn.WholeNumber("age", "age in years, 18 to 77, all alike"),
                SimulatedColumn.Text("plan", "free (half), basic (0.3) or pro (0.2)", ["free", "basic", "pro"]),
                SimulatedColumn.Number("engagement", "activity before the experiment, standard normal"),
                SimulatedColumn.WholeNumber("tenure_months", "whole months since joining, geometric"),
                SimulatedColumn.Text("region", "region, without any influence", ["north", "east", "south", "west"]),
                SimulatedColumn.WholeNumber("treatment", "1 if treated, else 0; a fair coin"),
                SimulatedColumn.Number("outcome", "observed outcome"),
                SimulatedColumn.Number("tau", "true effect on the unit"),
                SimulatedColumn.Number("y0", "outcome without treatment"),
                SimulatedColumn.Number("y1", "outcome with treatment"),
            ],
            Draw)
        {
            VisibleColumns = Y0,
            Label = Treatment,
            Outcomes = [new WeighingColumn(Outcome, figures["mean[0]"], NoiseDeviation)],
            Driver = new WeighingColumn(Engagement, 0, 1),
            Figures = figures,
        };
    }

    private static void Draw(long row, RandomStream random, Span<double> cells)
    {
        double age = LeastAge + Math.Floor(Ages * random.NextDouble());
        int plan = random.NextLevel(PlanShares);
        double engagement = random.NextNormal();
        double tenure = random.NextGeometric(MeanTenure / (1 + MeanTenure));
        double tau = CommonEffect + (plan == Free ? FreeEffect : 0) + (plan == Pro && age > AgeBound ? OlderProEffect : 0) + EngagementEffect * engagement;
        double y0 = Baseline(age, plan, engagement, tenure) + NoiseDeviation * random.NextNormal();
        bool treated = random.NextDouble() < 0.5;
        (cells[Age], cells[Plan], cells[Engagement], cells[Tenure]) = (age, plan, engagement, tenure);
        cells[Region] = random.NextLevel(RegionShares);
        (cells[Treatment], cells[Outcome]) = treated ? (1, y0 + tau) : (0, y0);
        (cells[Tau], cells[Y0], cells[Y1]) = (tau, y0, y0 + tau);
    }

    // Linear, so that its mean is its value at the means of the features.
    private static double Baseline(double age, int plan, double engagement, double tenure)
        => 20 + 0.1 * (age - 47.5) + (plan == Basic ? 2 : plan == Pro ? 5 : 0) + 1.5 * engagement + 0.05 * tenure;

    private static OrderedDictionary<string, double> Figures()
    {
        double older = (LeastAge + Ages - 1 - AgeBound) / (double)Ages;
        double share = PlanShares[Pro] * older;
        double average = CommonEffect + PlanShares[Free] * FreeEffect + share * OlderProEffect;
        double free = CommonEffect + FreeEffect, best = CommonEffect + OlderProEffect;
        double square = PlanShares[Free] * free * free + share * best * best + (1 - PlanShares[Free] - share) * CommonEffect * CommonEffect;
        double control = 20 + 2 * PlanShares[Basic] + 5 * PlanShares[Pro] + 0.05 * MeanTenure;
        return new OrderedDictionary<string, double>
        {
            ["averageEffect"] = average,
            ["sd[tau]"] = Math.Sqrt(square - average * average + EngagementEffect * EngagementEffect),
            ["effect[age > 40 and plan = pro]"] = best,
            ["share[age > 40 and plan = pro]"] = share,
            ["effect[plan = free]"] = free,
            ["effect[plan = basic]"] = CommonEffect,
            ["mean[0]"] = control,
            ["mean[1]"] = control + average,
            ["lift[1]"] = average / control,
        };
    }
}
