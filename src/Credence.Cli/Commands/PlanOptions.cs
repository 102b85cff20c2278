using System.CommandLine;

namespace Credence.Cli.Commands;

/// <summary>Options that several kinds of plan share.</summary>
internal static class PlanOptions
{
    private const long MostUnits = 1_000_000_000_000;

    public static Option<long?> N() => OptionForms.OptionalNumber<long>("--n", "Units in the control arm", "N", value => value is >= 1 and <= MostUnits, "must be a whole number from 1 to 1e12");

    public static Option<double?> Effect() => OptionForms.OptionalNumber<double>(
        "--mde", "Effect to find, treatment minus control in the metric's units", "D", double.IsFinite, "must be a finite number");

    public static Option<double?> RelativeEffect() => OptionForms.OptionalNumber<double>(
        "--relative-mde", "Effect to find, as a fraction of the control level", "R", double.IsFinite, "must be a finite number");

    public static Option<double?> Power() => OptionForms.OptionalNumber<double>(
        "--power", "Power; default: 0.8 where it is not what is to be found", "P", value => value is > 0 and < 1, "must be in (0, 1)");

    public static Option<double?> Daily() => Positive("--daily", "New units per day, all arms together; gives days", "N");

    public static Option<double?> StandardDeviation() => Positive("--sd", "Standard deviation of the metric within an arm", "S");

    public static Option<double?> Rate() => OptionForms.OptionalNumber<double>("--baseline", "Rate in the control arm", "P", value => value is > 0 and < 1, "must be in (0, 1)");

    /// <summary>A number above 0 that may be left out.</summary>
    public static Option<double?> Positive(string name, string description, string form)
        => OptionForms.OptionalNumber<double>(name, description, form, value => value > 0 && double.IsFinite(value), "must be a finite number above 0");
}
