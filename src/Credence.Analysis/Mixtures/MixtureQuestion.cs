using Credence.Data;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>A number whose values come from several normal groups, some of whose labels may be lost, and how the groups are told apart.</summary>
public sealed record MixtureQuestion
{
    /// <summary>Where the rows are.</summary>
    public required TableSource Source { get; init; }

    /// <summary>The number, under the name that sentences call it.</summary>
    public required NamedExpression Value { get; init; }

    /// <summary>The column that tells the group of a row, where it is known; null where it is never.</summary>
    public string? Label { get; init; }

    /// <summary>The label of the first component, which the others are compared with; null for the usual names of controls, else the first in order.</summary>
    public string? Control { get; init; }

    /// <summary>Rows to keep; null keeps all.</summary>
    public Expression? Where { get; init; }

    /// <summary>The number of components, in [2, <see cref="MixtureData.MostComponents"/>].</summary>
    public int Components { get; init; } = 2;

    /// <summary>The share of the second of two components where the design fixes it, in (0, 1); null where shares are estimated.</summary>
    public double? Share { get; init; }

    /// <summary>The rates of wrong labels, one for all components or one for each, in [0, 1); null where labels are right or their rate is estimated.</summary>
    public IReadOnlyList<double>? WrongLabels { get; init; }

    /// <summary>How the mixture is fitted; shares and wrong labels are set by <see cref="Share"/> and <see cref="WrongLabels"/>.</summary>
    public MixtureOptions Fit { get; init; } = new();

    /// <summary>Which way the number is good.</summary>
    public Direction Direction { get; init; } = Direction.Increase;

    /// <summary>Whether the groups were assigned at random.</summary>
    public bool Randomised { get; init; } = true;

    /// <summary>How the posterior is sampled, from which the differences are then told; null for maximum likelihood alone.</summary>
    public PosteriorOptions? Posterior { get; init; }

    /// <summary>Replicates of the parametric bootstrap, at least 2; null for none.</summary>
    public int? Bootstrap { get; init; }

    /// <summary>Data sets simulated for the test of one normal, at least 1; null for none.</summary>
    public int? OneComponentTest { get; init; }

    /// <summary>The largest tilt of label loss by outcome that is tried, above 0; null for none.</summary>
    public double? LargestTilt { get; init; }

    /// <summary>Which components that tilt moves.</summary>
    public TiltDirection Tilted { get; init; }

    /// <summary>File to which the rows and their membership probabilities are written; null for none.</summary>
    public TableTarget? Output { get; init; }

    internal string Place => Label is null ? Value.Name : $"column {Label}";

    internal void Check()
    {
        Guard.AtLeast(Components, 2);
        if (Share is { } share && Components > 2)
            throw new InputException("--share", FormattableString.Invariant($"one share does not fix those of {Components} components"), "leave it out, or fit two components");
        if (Share is not null and not (> 0 and < 1))
            throw new InputException("--share", "the share of the second component is not between 0 and 1", "write it as in --share 0.5");
        if (Fit.Start is { } start && start.Count != Components)
            throw new InputException("--start", FormattableString.Invariant($"{start.Count} components are given to start from, but {Components} are fitted"), "give each component once, or change --components");
        if (WrongLabels is { Count: > 1 } rates && rates.Count != Components)
            throw new InputException("--wrong-labels", FormattableString.Invariant($"{rates.Count} rates are given for {Components} components"), "give one rate, or one for each component");
        bool ofLabels = WrongLabels is not null || Fit.EstimateMisclassification || Fit.LabelLoss != LabelLoss.Ignorable || Control is not null || LargestTilt is not null;
        if (ofLabels && Label is null)
            throw new InputException("--label", "no column of labels is named", "add --label COLUMN, or leave out what is said of labels");
        if (Posterior is not null && (WrongLabels is not null || Fit.EstimateMisclassification || Fit.LabelLoss != LabelLoss.Ignorable))
            throw new InputException("--inference bayes", "the model of the posterior takes labels for right and their loss for ignorable", "leave out --wrong-labels and --label-loss, or write --inference em");
    }

    /// <summary>How the mixture is fitted, with what the design says of shares and labels.</summary>
    internal MixtureOptions FitOptions() => Fit with
    {
        Shares = Share is { } second ? [1 - second, second] : null,
        Misclassification = WrongLabels is null ? null : [.. Enumerable.Range(0, Components).Select(WrongLabelsOf)],
    };

    // A wrong label is any of the others.
    private double[] WrongLabelsOf(int component)
    {
        double rate = WrongLabels!.Count == 1 ? WrongLabels[0] : WrongLabels[component];
        return [.. Enumerable.Range(0, Components).Select(label => label == component ? 1 - rate : rate / (Components - 1))];
    }
}
