namespace Credence.Analysis;

/// <summary>Names of the rules as options and results write them.</summary>
internal static class MonitorWords
{
    public static string Name(MonitorMethod method) => method switch
    {
        MonitorMethod.GroupSequential => "group-sequential",
        MonitorMethod.ConfidenceSequence => "confidence-sequence",
        _ => "msprt",
    };
}
