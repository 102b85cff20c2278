using Credence.Analysis;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>The notes on the methods that a result used, each with its formula and source.</summary>
internal static class MethodNotes
{
    private static readonly Lazy<IReadOnlyDictionary<string, Html>> Notes = new(Load);

    /// <summary>One note per method used, in reading order.</summary>
    public static IReadOnlyList<Html> Of(AnalysisResult result) => Of(Keys(result));

    /// <summary>The notes with these keys, each once.</summary>
    public static IReadOnlyList<Html> Of(IEnumerable<string> keys) => [.. keys.Distinct().Select(key => Notes.Value[key])];

    private static IEnumerable<string> Keys(AnalysisResult result)
    {
        yield return result.Randomised ? "verdict" : "observational";
        foreach (MetricResult metric in result.Metrics.Where(m => m.Comparisons.Count > 0))
        {
            foreach (string key in MetricKeys(result.Options, metric))
                yield return key;
        }
        yield return "levels";
        if (result.Correction is { Method: not Correction.None } correction)
            yield return correction.Method switch
            {
                Correction.Dunnett => "dunnett",
                Correction.Bh or Correction.By => "false-discovery",
                Correction.Holm or Correction.Hochberg or Correction.Hommel => "stepwise",
                _ => "single-step",
            };
        if (result.Correction is { Gatekeeping: true })
            yield return "gatekeeping";
        if (result.Metrics.Any(m => m.Comparisons.Any(c => c.Equivalence is not null)))
            yield return "equivalence";
        if (result.Metrics.Any(m => m.Comparisons.Any(c => c.Margin is not null)))
            yield return "margin";
        if (result.Metrics.Any(m => m.Breakdowns.Any(b => b.Interaction is not null)))
            yield return "interaction";
        if (result.SampleRatio is not null)
            yield return "sample-ratio";
        if (result.Randomised && result.Metrics.Any(m => m.Comparisons.Count > 0))
            yield return "observed-power";
    }

    private static IEnumerable<string> MetricKeys(EffectOptions options, MetricResult metric)
    {
        foreach (Comparison c in metric.Comparisons)
        {
            string key = c.Method == "z" ? $"z-{Words.Kind(Words.Tested(metric.Kind, c))}" : c.Method;
            if (Notes.Value.ContainsKey(key))
                yield return key;
        }
        foreach (Comparison adjusted in metric.Comparisons.Where(c => c.AdjustmentDetail is not null))
        {
            yield return adjusted.Adjustment;
            if (Words.IsRobust(adjusted.Method))
                yield return "robust";
        }
        if (metric.Comparisons.Any(c => c.Stratification is not null))
            yield return "stratified";
        if (metric.Comparisons.Any(c => c.Clusters is not null))
            yield return "clusters";
        bool plain = metric.Comparisons.All(c => c is { AdjustmentDetail: null, Stratification: null, Clusters: null } && !Words.IsSequential(c.Method));
        if (metric.Winsorization is not null)
            yield return "winsorised";
        // Resampling, ranks, quantiles and posteriors have intervals and sets of their own.
        if (metric.Kind is MetricKind.Quantile or MetricKind.Construct || metric.Comparisons.Any(c => c.Resampling is not null || c.Method is "mann-whitney" or "brunner-munzel" or "bayes" or "conjugate"))
            yield break;
        if (metric.Kind == MetricKind.Proportion && plain)
        {
            yield return options.ProportionInterval switch
            {
                ProportionInterval.Wald => "wald",
                ProportionInterval.Newcombe => "newcombe",
                ProportionInterval.AgrestiCaffo => "agresti-caffo",
                _ => "mee",
            };
        }
        yield return options.Relative switch
        {
            RelativeMethod.Delta => "lift-delta",
            RelativeMethod.Log => "lift-log",
            _ => metric.Kind == MetricKind.Proportion && plain ? "koopman" : "fieller",
        };
    }

    // Each note stands under a line <!-- note: key -->.
    private static Dictionary<string, Html> Load()
    {
        const string Mark = "<!-- note: ";
        string text = EmbeddedText.Read("method-notes.html") + EmbeddedText.Read("plan-notes.html") + EmbeddedText.Read("adjustment-notes.html") + EmbeddedText.Read("posterior-notes.html")
            + EmbeddedText.Read("component-notes.html") + EmbeddedText.Read("normal-notes.html") + EmbeddedText.Read("mixture-notes.html")
            + EmbeddedText.Read("sem-notes.html") + EmbeddedText.Read("imputation-notes.html");
        Dictionary<string, Html> notes = [];
        foreach (string part in text.Split(Mark).Skip(1))
        {
            int end = part.IndexOf(" -->", StringComparison.Ordinal);
            notes.Add(part[..end], new Html(part[(end + 4)..].Trim() + "\n"));
        }
        return notes;
    }
}

/// <summary>Text files built into the assembly.</summary>
internal static class EmbeddedText
{
    public static string Read(string name)
    {
        using Stream stream = typeof(EmbeddedText).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The file {name} is not embedded.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
