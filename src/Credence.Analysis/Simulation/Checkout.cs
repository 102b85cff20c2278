using Credence.Numerics;

namespace Credence.Analysis;

/// <summary>
/// A web-shop experiment, one row per visitor. An affinity to buy correlates conversion, sessions and earlier purchases; a taste in
/// basket size correlates revenue before and during the experiment. Treatment raises conversion and slows pages; baskets stay.
/// </summary>
internal static class Checkout
{
    internal const double ControlConversion = 0.22, TreatmentConversion = 0.27, PastBuyers = 0.4, AnotherOrder = 0.2, AnotherSession = 0.5;
    internal const double LogBasket = 3.9, TasteDeviation = 0.6, BasketDeviation = 0.7, LatencyDeviation = 0.3, TreatmentLatency = 1.01;
    internal static readonly double[] DeviceShares = [0.6, 0.3, 0.1];
    internal static readonly double[] MedianLatency = [480, 260, 380];

    private const double ConversionAffinity = 0.6, SessionAffinity = 0.5;
    private const int Visitor = 0, EnteredOn = 1, Group = 2, Country = 3, Device = 4, PreRevenue = 5, Sessions = 6, Converted = 7, Orders = 8, Revenue = 9, Latency = 10;

    private static readonly string[] Days = [.. Enumerable.Range(0, 28).Select(day => $"2026-03-{day + 2:00}")];
    private static readonly double[] CountryShares = [0.35, 0.25, 0.2, 0.2];

    // Weighted by the shares these have mean 1, so that the devices leave the conversion of each group as it is.
    private static readonly double[] DeviceConversion = [0.8, 1.4, 1];
    private static readonly double[] ControlBounds = ConversionBounds(ControlConversion);
    private static readonly double[] TreatmentBounds = ConversionBounds(TreatmentConversion);
    private static readonly double PastBound = Normal.Quantile(1 - PastBuyers);

    public static Generator Create()
    {
        var population = new CheckoutPopulation();
        return new Generator("checkout", 4000,
            [
                SimulatedColumn.WholeNumber("visitor_id", "number of the visitor, unique"),
                SimulatedColumn.Text("entered_on", "day of the first visit, all alike", Days),
                SimulatedColumn.Text("group", "variant shown, by a fair coin", ["control", "treatment"]),
                SimulatedColumn.Text("country", "country, without any influence", ["DE", "FR", "GB", "US"]),
                SimulatedColumn.Text("device", "device of the first visit", ["mobile", "desktop", "tablet"]),
                SimulatedColumn.Number("pre_revenue", "revenue in the four weeks before, in euros"),
                SimulatedColumn.WholeNumber("sessions", "sessions, at least 1"),
                SimulatedColumn.WholeNumber("converted", "1 if the visitor ordered, else 0"),
                SimulatedColumn.WholeNumber("orders", "number of orders"),
                SimulatedColumn.Number("revenue", "revenue of the orders, in euros"),
                SimulatedColumn.Number("latency_ms", "load time of the checkout page, in milliseconds"),
            ],
            Draw)
        {
            Label = Group,
            Outcomes = [population.Revenue.Weighing(Revenue), population.Latency.Weighing(Latency)],
            Driver = population.PreRevenue.Weighing(PreRevenue),
            Figures = population.Figures(),
        };
    }

    private static void Draw(long row, RandomStream random, Span<double> cells)
    {
        bool treated = random.NextDouble() < 0.5;
        int device = random.NextLevel(DeviceShares);
        double affinity = random.NextNormal(), taste = LogBasket + TasteDeviation * random.NextNormal();
        cells[Visitor] = 100_001 + row;
        cells[EnteredOn] = random.NextInteger(Days.Length);
        cells[Group] = treated ? 1 : 0;
        cells[Country] = random.NextLevel(CountryShares);
        cells[Device] = device;
        double past = Basket(taste, random);
        cells[PreRevenue] = affinity > PastBound ? Math.Round(past, 2) : 0;
        double leaving = Normal.UpperTail(Mix(SessionAffinity, affinity, random.NextNormal()));
        cells[Sessions] = 1 + Math.Floor(Math.Log(leaving) / Math.Log(AnotherSession));
        bool converted = Mix(ConversionAffinity, affinity, random.NextNormal()) > (treated ? TreatmentBounds : ControlBounds)[device];
        double orders = 1 + random.NextGeometric(AnotherOrder);
        cells[Latency] = Math.Round(MedianLatency[device] * (treated ? TreatmentLatency : 1) * Math.Exp(LatencyDeviation * random.NextNormal()), 1);
        cells[Converted] = converted ? 1 : 0;
        cells[Orders] = converted ? orders : 0;
        double revenue = 0;
        for (int order = 0; order < cells[Orders]; order++)
            revenue += Basket(taste, random);
        cells[Revenue] = Math.Round(revenue, 2);
    }

    private static double Basket(double taste, RandomStream random) => Math.Exp(taste + BasketDeviation * random.NextNormal());

    /// <summary>A standard normal number with the given correlation to the first.</summary>
    private static double Mix(double correlation, double first, double second) => correlation * first + Math.Sqrt(1 - correlation * correlation) * second;

    private static double[] ConversionBounds(double conversion) => [.. DeviceConversion.Select(factor => Normal.Quantile(1 - conversion * factor))];
}
