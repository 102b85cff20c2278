using System.CommandLine;
using Credence.Cli.Terminal;

namespace Credence.Cli.Commands;

/// <summary><c>credence plan</c>: how many units, which effect, which power.</summary>
internal static class PlanCommand
{
    public static Command Create(ToolConsole console) => new("plan", "Plan an experiment: sample size, effect, power, looks")
    {
        PlanMeanCommand.Create(console),
        PlanProportionCommand.Create(console),
        PlanRatioCommand.Create(console),
        PlanQuantileCommand.Create(console),
        PlanClusterCommand.Create(console),
        PlanSequentialCommand.Create(console),
        PlanSimulateCommand.Create(console),
    };
}
