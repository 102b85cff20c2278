namespace Credence.Analysis;

/// <summary>The exact moments of the checkout data set, from its model.</summary>
internal sealed class CheckoutPopulation
{
    private static readonly PopulationMoments Basket = PopulationMoments.LogNormal(Checkout.LogBasket, TasteVariance + BasketVariance);
    private static readonly PopulationMoments ControlRevenue = RevenueOfBuyers().OrZero(Checkout.ControlConversion);
    private static readonly PopulationMoments TreatmentRevenue = RevenueOfBuyers().OrZero(Checkout.TreatmentConversion);
    private static readonly PopulationMoments ControlLatency = LatencyTimes(1);
    private static readonly PopulationMoments TreatmentLatency = LatencyTimes(Checkout.TreatmentLatency);

    private static double TasteVariance => Checkout.TasteDeviation * Checkout.TasteDeviation;

    private static double BasketVariance => Checkout.BasketDeviation * Checkout.BasketDeviation;

    /// <summary>Revenue of a visitor of either group.</summary>
    public PopulationMoments Revenue { get; } = PopulationMoments.Half(ControlRevenue, TreatmentRevenue);

    /// <summary>Load time for a visitor of either group.</summary>
    public PopulationMoments Latency { get; } = PopulationMoments.Half(ControlLatency, TreatmentLatency);

    /// <summary>Revenue of a visitor before the experiment.</summary>
    public PopulationMoments PreRevenue { get; } = Basket.OrZero(Checkout.PastBuyers);

    public OrderedDictionary<string, double> Figures() => new()
    {
        ["share[treatment]"] = 0.5,
        ["conversion[control]"] = Checkout.ControlConversion,
        ["conversion[treatment]"] = Checkout.TreatmentConversion,
        ["conversionDifference[treatment]"] = Checkout.TreatmentConversion - Checkout.ControlConversion,
        ["conversionLift[treatment]"] = (Checkout.TreatmentConversion - Checkout.ControlConversion) / Checkout.ControlConversion,
        ["revenue[control]"] = ControlRevenue.Mean,
        ["revenue[treatment]"] = TreatmentRevenue.Mean,
        ["revenueSd[control]"] = ControlRevenue.StandardDeviation,
        ["revenueSd[treatment]"] = TreatmentRevenue.StandardDeviation,
        ["revenueDifference[treatment]"] = TreatmentRevenue.Mean - ControlRevenue.Mean,
        ["revenueLift[treatment]"] = (TreatmentRevenue.Mean - ControlRevenue.Mean) / ControlRevenue.Mean,
        ["basket"] = Basket.Mean,
        ["preRevenue"] = PreRevenue.Mean,
        ["preRevenueSd"] = PreRevenue.StandardDeviation,
        ["sessions"] = 1 / (1 - Checkout.AnotherSession),
        ["latency[control]"] = ControlLatency.Mean,
        ["latency[treatment]"] = TreatmentLatency.Mean,
        ["latencySd[control]"] = ControlLatency.StandardDeviation,
        ["latencySd[treatment]"] = TreatmentLatency.StandardDeviation,
        ["latencyLift[treatment]"] = Checkout.TreatmentLatency - 1,
    };

    /// <summary>1 + geometric many baskets, which share the visitor's taste and are else independent.</summary>
    private static PopulationMoments RevenueOfBuyers()
    {
        const double more = Checkout.AnotherOrder, orders = 1 / (1 - more), pairs = 2 * more / ((1 - more) * (1 - more));
        double product = Math.Exp(2 * Checkout.LogBasket + 2 * TasteVariance + BasketVariance);
        return new(orders * Basket.Mean, orders * Basket.MeanSquare + pairs * product);
    }

    private static PopulationMoments LatencyTimes(double factor)
        => PopulationMoments.Mixture(Checkout.DeviceShares,
            [.. Checkout.MedianLatency.Select(median => PopulationMoments.LogNormal(Math.Log(factor * median), Checkout.LatencyDeviation * Checkout.LatencyDeviation))]);
}
