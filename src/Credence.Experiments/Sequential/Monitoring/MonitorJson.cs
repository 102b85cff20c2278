using System.Text.Json;
using System.Text.Json.Serialization;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>The serialised state of a running test: its design by names and numbers, and what was known at each look.</summary>
internal sealed record MonitorState(
    IReadOnlyList<double> InformationTimes,
    string Bounds,
    double Alpha,
    int Sides,
    double Power,
    string Futility,
    bool BindingFutility,
    IReadOnlyList<LookData> Looks);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(MonitorState))]
internal sealed partial class MonitorJsonContext : JsonSerializerContext;

internal static class MonitorJson
{
    public static string Write(GroupSequentialMonitor monitor)
    {
        GroupSequentialOptions options = monitor.Design.Options;
        if (options.Bounds is SpendingBoundary { Function: CustomSpending } || options.Futility is BetaSpending { Function: CustomSpending })
            throw new NotSupportedException("A design with a custom spending function cannot be written; use a table of cumulative errors.");
        MonitorState state = new(
            options.InformationTimes, options.Bounds.Name, options.Alpha, options.Sides, options.Power,
            options.Futility?.Name ?? "none", options.BindingFutility, [.. monitor.Looks.Select(look => look.Data)]);
        return JsonSerializer.Serialize(state, MonitorJsonContext.Default.MonitorState);
    }

    public static GroupSequentialMonitor Read(string json)
    {
        MonitorState state;
        try
        {
            state = JsonSerializer.Deserialize(json, MonitorJsonContext.Default.MonitorState)!;
        }
        catch (JsonException error)
        {
            throw new InputException("", $"not the state of a monitored test: {error.Message}", "pass what was written by an earlier look", error);
        }
        GroupSequentialMonitor monitor = GroupSequentialMonitor.Start(GroupSequentialDesign.Create(new GroupSequentialOptions
        {
            InformationTimes = state.InformationTimes,
            Bounds = BoundaryFamily.Parse(state.Bounds),
            Alpha = state.Alpha,
            Sides = state.Sides,
            Power = state.Power,
            Futility = FutilityRule.Parse(state.Futility),
            BindingFutility = state.BindingFutility,
        }));
        foreach (LookData look in state.Looks)
            monitor = monitor.Add(look);
        return monitor;
    }
}
