using Credence.Numerics;

namespace Credence.Analysis;

/// <summary>Both outcomes of every unit, treated by a fair coin or according to its covariates.</summary>
internal static class PotentialOutcomes
{
    public const string Name = "potential-outcomes";

    private const double Base = 10, Slope1 = 2, Slope2 = -1, Slope3 = 1.5, NoiseDeviation = 2;
    private const double AverageEffect = 1, EffectSlope = 0.5, ThirdShare = 0.4;
    private const double Pull1 = 0.8, Pull2 = -0.5, Pull3 = 0.6, LeastPropensity = 0.1;
    private const int X1 = 0, X2 = 1, X3 = 2, Treatment = 3, Y = 4, Y0 = 5, Y1 = 6, Tau = 7, Propensity = 8;

    public static Generator Create(bool confounded)
    {
        OrderedDictionary<string, double> figures = Figures(confounded);
        double share = figures["treatedShare"];
        double mean = (1 - share) * figures["meanOfUntreated[y]"] + share * figures["meanOfTreated[y]"];
        // The spread of y0; that of y, a little larger, has no closed form under confounding, and this only scales the weights.
        double deviation = Math.Sqrt(Slope1 * Slope1 + Slope2 * Slope2 + Slope3 * Slope3 * ThirdShare * (1 - ThirdShare) + NoiseDeviation * NoiseDeviation);
        return new Generator(Name, 2000,
            [
                SimulatedColumn.Number("x1", "covariate, standard normal; the effect grows with it"),
                SimulatedColumn.Number("x2", "covariate, standard normal"),
                SimulatedColumn.WholeNumber("x3", "covariate, 1 with probability 0.4, else 0"),
                SimulatedColumn.WholeNumber("treatment", "1 if treated, else 0"),
                SimulatedColumn.Number("y", "observed outcome: y1 if treated, else y0"),
                SimulatedColumn.Number("y0", "outcome without treatment"),
                SimulatedColumn.Number("y1", "outcome with treatment"),
                SimulatedColumn.Number("tau", "effect on the unit, y1 - y0"),
                SimulatedColumn.Number("propensity", "probability of being treated given the covariates"),
            ],
            (_, random, cells) => Draw(confounded, random, cells))
        {
            Label = Treatment,
            Outcomes = [new WeighingColumn(Y, mean, deviation)],
            Driver = new WeighingColumn(X1, 0, 1),
            Figures = figures,
        };
    }

    private static void Draw(bool confounded, RandomStream random, Span<double> cells)
    {
        double x1 = random.NextNormal(), x2 = random.NextNormal(), x3 = random.NextDouble() < ThirdShare ? 1 : 0;
        double y0 = Base + Slope1 * x1 + Slope2 * x2 + Slope3 * x3 + NoiseDeviation * random.NextNormal();
        double y1 = y0 + AverageEffect + EffectSlope * x1;
        double propensity = confounded ? ConfoundedPropensity(Pull1 * x1 + Pull2 * x2, x3) : 0.5;
        bool treated = random.NextDouble() < propensity;
        (cells[X1], cells[X2], cells[X3]) = (x1, x2, x3);
        (cells[Treatment], cells[Y]) = treated ? (1, y1) : (0, y0);
        (cells[Y0], cells[Y1], cells[Tau], cells[Propensity]) = (y0, y1, y1 - y0, propensity);
    }

    /// <summary>Logistic in the covariates, kept between 0.1 and 0.9 so that both arms are met everywhere.</summary>
    private static double ConfoundedPropensity(double index, double x3)
        => LeastPropensity + (1 - 2 * LeastPropensity) / (1 + Math.Exp(-(index + Pull3 * (x3 - ThirdShare))));

    /// <summary>Means over the covariates: exact over x3, by the trapezoidal rule over the normal index Pull1 x1 + Pull2 x2.</summary>
    private static OrderedDictionary<string, double> Figures(bool confounded)
    {
        double variance = Pull1 * Pull1 + Pull2 * Pull2, deviation = Math.Sqrt(variance);
        double treatedShare = 0, treated0 = 0, untreated0 = 0, treatedEffect = 0, untreatedEffect = 0;
        const double step = 0.01, reach = 9;
        for (int x3 = 0; x3 <= 1; x3++)
        {
            for (int i = (int)(-reach / step); i <= (int)(reach / step); i++)
            {
                double z = i * step, index = z * deviation;
                double weight = step * Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * (x3 == 1 ? ThirdShare : 1 - ThirdShare);
                double propensity = confounded ? ConfoundedPropensity(index, x3) : 0.5;
                double x1 = Pull1 / variance * index, x2 = Pull2 / variance * index;
                double y0 = Base + Slope1 * x1 + Slope2 * x2 + Slope3 * x3, tau = AverageEffect + EffectSlope * x1;
                treatedShare += weight * propensity;
                treated0 += weight * propensity * y0;
                untreated0 += weight * (1 - propensity) * y0;
                treatedEffect += weight * propensity * tau;
                untreatedEffect += weight * (1 - propensity) * tau;
            }
        }
        double untreatedMean = untreated0 / (1 - treatedShare), treatedMean = (treated0 + treatedEffect) / treatedShare;
        return new OrderedDictionary<string, double>
        {
            ["averageEffect"] = AverageEffect,
            ["effectOnTreated"] = treatedEffect / treatedShare,
            ["effectOnUntreated"] = untreatedEffect / (1 - treatedShare),
            ["sd[tau]"] = EffectSlope,
            ["mean[y0]"] = Base + Slope3 * ThirdShare,
            ["mean[y1]"] = Base + Slope3 * ThirdShare + AverageEffect,
            ["treatedShare"] = treatedShare,
            ["meanOfUntreated[y]"] = untreatedMean,
            ["meanOfTreated[y]"] = treatedMean,
            ["differenceInMeans"] = treatedMean - untreatedMean,
        };
    }
}
