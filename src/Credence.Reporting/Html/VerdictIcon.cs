using Credence.Analysis;
using Credence.Experiments;

namespace Credence.Reporting;

/// <summary>A sign for each decision, so that colour is not the only one.</summary>
internal static class VerdictIcon
{
    public static Html Of(AnalysisResult result) => Of(result.Randomised, result.Verdict.Decision);

    public static Html Of(bool randomised, Decision decision)
    {
        string path = (randomised, decision) switch
        {
            (_, Decision.Invalid) => "M15 15 33 33M33 15 15 33",
            (false, _) => "M13 19H35M30 14 35 19 30 24M35 30H13M18 25 13 30 18 35",
            (_, Decision.Ship) => "M13 25 21 33 36 16",
            (_, Decision.Hold) => "M18 15V33M30 15V33",
            (_, Decision.RollBack) => "M15 21H28A6 6 0 0 1 28 33H18M21 14 14 21 21 28",
            _ => "M13 20C18 14 21 14 24 20S30 26 35 20M13 30C18 24 21 24 24 30S30 36 35 30",
        };
        return Circled(path);
    }

    /// <summary>A sign in a circle; the path lies within 48 × 48.</summary>
    public static Html Circled(string path)
        => new($"<svg class=\"icon\" viewBox=\"0 0 48 48\" aria-hidden=\"true\"><circle cx=\"24\" cy=\"24\" r=\"22\"/><path d=\"{path}\"/></svg>");
}
