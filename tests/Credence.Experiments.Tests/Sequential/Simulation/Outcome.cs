using System.Globalization;
using Credence.Numerics;
using Xunit;

namespace Credence.Experiments.Tests.Simulation;

/// <summary>How a unit's outcome is distributed in simulated streams.</summary>
internal sealed class Outcome
{
    private readonly double _rate;

    public Outcome(string name)
    {
        Name = name;
        _rate = double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out double rate) ? rate : double.NaN;
    }

    /// <summary>All the outcomes that rules are tried on: rates, normal and lognormal values.</summary>
    public static TheoryData<string> All => ["0.5", "0.1", "0.01", "normal", "lognormal"];

    public static TheoryData<string> Rates => ["0.5", "0.1", "0.01"];

    public string Name { get; }

    /// <summary>The chance of an event; NaN where outcomes are not events.</summary>
    public double Rate => _rate;

    public bool Rare => _rate < 0.05;

    /// <summary>Variance of an outcome.</summary>
    public double Variance => Name switch
    {
        "normal" => 1,
        "lognormal" => Math.E * (Math.E - 1),
        _ => _rate * (1 - _rate),
    };

    /// <summary>One unit's outcome.</summary>
    public double Next(RandomStream random) => Name switch
    {
        "normal" => random.NextNormal(),
        "lognormal" => Math.Exp(random.NextNormal()),
        _ => random.NextDouble() < _rate ? 1 : 0,
    };

    /// <summary>Adds the outcomes of some units to the sum and the sum of squares.</summary>
    public void Add(RandomStream random, int units, ref double sum, ref double squares)
    {
        if (double.IsFinite(_rate) && units > 1)
        {
            long events = random.NextBinomial(units, _rate);
            (sum, squares) = (sum + events, squares + events);
            return;
        }
        for (int i = 0; i < units; i++)
        {
            double value = Next(random);
            (sum, squares) = (sum + value, squares + value * value);
        }
    }
}
