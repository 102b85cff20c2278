using System.Globalization;
using Credence.Data;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What a careful reader would remark about a mixture, beside what its fit remarks.</summary>
internal sealed class MixtureFindings(MixtureQuestion question, MixtureLabels labels, TableNumbers values, MixtureFit fit)
{
    /// <summary>All findings; of those that withhold the verdict the one that says most comes first.</summary>
    public IReadOnlyList<Finding> All
        => [.. new[] { MissingValues(), InvalidValues(), Unlabelled(), SharesAlone(), Observational() }.OfType<Finding>().Concat(fit.Findings).OrderBy(finding => finding.Code == "one-normal-suffices" ? 0 : 1)];

    private Finding? MissingValues() => values.Missing == 0 ? null : new("missing-outcome", Severity.Warning,
        Text($"{values.Missing:N0} of {values.Values.Length:N0} rows have no value of {question.Value.Name} and are left out."), "Find out why they are missing.");

    private Finding? InvalidValues() => values.Invalid == 0 ? null : new("invalid-outcome", Severity.Warning,
        Text($"{values.Invalid:N0} of {values.Values.Length:N0} rows have a value of {question.Value.Name} that is NaN or infinite; they are left out."), "Look for a logarithm or quotient of 0.");

    private Finding? Unlabelled()
    {
        if (labels.Named == 0 || labels.Named == labels.Names.Count)
            return null;
        string known = string.Join(", ", labels.Names.Take(labels.Named)), rest = string.Join(", ", labels.Names.Skip(labels.Named));
        return new("mixture-component-without-labels", Severity.Warning,
            $"Only {known} {(labels.Named == 1 ? "has" : "have")} labelled rows; {rest} {(labels.Names.Count - labels.Named == 1 ? "is" : "are")} found by values alone.", "Label rows of every component.");
    }

    private Finding? SharesAlone() => labels.Named > 0 || question.Share is null or 0.5 ? null : new("mixture-told-by-shares", Severity.Warning,
        "No row has a label, so that the components are told apart by the shares stated for them alone.", "Label rows, or read the components without their shares.");

    private Finding? Observational() => question.Randomised || labels.Named == 0 ? null : new("observational", Severity.Note,
        "The data were declared not randomised.", "Read differences as descriptions.");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
