using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>How a structural equation model is checked against its data.</summary>
public sealed record StructuralCheckOptions
{
    /// <summary>The number of draws, spread evenly over all chains, at which moments are replicated; at least 1.</summary>
    public int Replicates { get; init; } = 1000;

    /// <summary>The number of draws where cells are missing, since every replicate then needs a search for the unrestricted fit; at least 1.</summary>
    public int IncompleteReplicates { get; init; } = 200;

    /// <summary>The seed.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>
/// A posterior predictive check of a structural equation model: the discrepancy of the data from each draw beside that of data replicated from it,
/// and how far correlations are from those of the data.
/// </summary>
/// <remarks>
/// The discrepancy is the likelihood-ratio statistic against unrestricted moments at the draw (Muthén and Asparouhov, 2012, <i>Psychological
/// Methods</i> 17, 313). Moments of complete rows are replicated as such, by Bartlett's decomposition of a Wishart matrix, so that the cost does not
/// grow with the rows; moments of exogenous variables are held. Rows with missing cells are replicated with the same cells missing.
/// </remarks>
public sealed class StructuralCheck
{
    private StructuralCheck(double[] observed, double[] replicated, double[] implied, double[] predicted, double meanImplied, double meanPredicted)
    {
        (Observed, Replicated, ImpliedResiduals, PredictedResiduals) = (observed, replicated, implied, predicted);
        (ResidualOfMean, ResidualOfMeanPrediction) = (meanImplied, meanPredicted);
        bool known = Array.TrueForAll(observed, double.IsFinite) && Array.TrueForAll(replicated, double.IsFinite);
        PValue = known ? observed.Zip(replicated).Average(static pair => pair.Second >= pair.First ? 1.0 : 0.0) : double.NaN;
    }

    /// <summary>The discrepancy of the data at each draw.</summary>
    public IReadOnlyList<double> Observed { get; }

    /// <summary>The discrepancy of replicated data at each draw.</summary>
    public IReadOnlyList<double> Replicated { get; }

    /// <summary>
    /// The posterior predictive p-value: how often replicated data are further from the model than the data are. Near ½ where the model fits, near 0 where it
    /// does not; NaN where there are no more rows than variables.
    /// </summary>
    public double PValue { get; }

    /// <summary>The standardised root mean square residual between implied correlations and the data's, at each draw.</summary>
    public IReadOnlyList<double> ImpliedResiduals { get; }

    /// <summary>The standardised root mean square residual between correlations of replicated data and the data's, at each draw: sampling error included.</summary>
    public IReadOnlyList<double> PredictedResiduals { get; }

    /// <summary>The residual of the correlations of the posterior mean of Σ.</summary>
    public double ResidualOfMean { get; }

    /// <summary>The residual of the mean of replicated correlations.</summary>
    public double ResidualOfMeanPrediction { get; }

    /// <summary>Checks a model at draws of its posterior.</summary>
    public static StructuralCheck Run(StructuralPosteriorModel model, Draws draws, StructuralCheckOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(draws);
        options ??= new StructuralCheckOptions();
        bool incomplete = model.Samples.Any(sample => sample.Patterns is not null);
        long all = Guard.AtLeast((long)draws.Chains * draws.Count, 1);
        int replicates = (int)Math.Min(all, Guard.AtLeast(incomplete ? options.IncompleteReplicates : options.Replicates, 1));
        MomentReplication[] groups = [.. model.Samples.Select((_, group) => new MomentReplication(model, group))];
        double rows = model.Samples.Sum(sample => (double)sample.Count);
        double[] observed = new double[replicates], replicated = new double[replicates], implied = new double[replicates], predicted = new double[replicates];
        double[] values = new double[draws.Parameters.Count];
        RandomStream random = new(options.Seed, "moments");
        for (int i = 0; i < replicates; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            long draw = (long)((i + 0.5) * all / replicates);
            draws.CopyDraw((int)(draw / draws.Count), (int)(draw % draws.Count), values);
            RandomStream own = random.Numbered((ulong)i);
            foreach (MomentReplication group in groups)
            {
                double share = group.Rows / rows;
                group.Replicate(values, own);
                observed[i] += group.ObservedDiscrepancy;
                replicated[i] += group.ReplicatedDiscrepancy;
                implied[i] += share * group.ImpliedResidual;
                predicted[i] += share * group.PredictedResidual;
            }
        }
        return new StructuralCheck(
            observed, replicated, implied, predicted, groups.Sum(group => group.Rows / rows * group.ResidualOfMean),
            groups.Sum(group => group.Rows / rows * group.ResidualOfMeanPrediction));
    }

    /// <summary>A finding where the model fits worse than nearly all data replicated from it.</summary>
    public IReadOnlyList<Finding> Findings()
        => PValue < 0.05
            ? [new Finding("sem-misfit", Severity.Warning,
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Only {100 * PValue:0.#}% of data replicated from the model are as far from it as the data are (posterior predictive p-value {PValue:0.000})."),
                "Look at the residual correlations: covariances or loadings may be missing from the model.")]
            : [];
}
