using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>Replicates the data of one group from draws, and measures how far data and replicate are from the draw and from each other.</summary>
internal sealed class MomentReplication
{
    private readonly StructuralPosteriorModel model;
    private readonly StructuralSample sample;
    private readonly int group, p, held;
    private readonly int[] order;
    private readonly double[] correlations, scatter, ordered, factor, bartlett, shift, replicate, meanImplied, meanPredicted;
    private readonly double logDeterminant, unrestricted;
    private int count;

    public MomentReplication(StructuralPosteriorModel model, int group)
    {
        (this.model, this.group, sample) = (model, group, model.Samples[group]);
        ParameterTable table = model.Table;
        p = table.Observed.Count;
        HashSet<string> exogenous = [.. table.Parameters.Where(own => own.FromData && own.Operator == SemOperator.Covariance && own.Group == group && own.Left == own.Right).Select(own => own.Left)];
        // Variables whose moments are held come first.
        order = [.. Enumerable.Range(0, p).OrderBy(i => exogenous.Contains(table.Observed[i]) ? 0 : 1)];
        held = exogenous.Count;
        (ordered, factor, bartlett, shift) = (new double[p * p], new double[p * p], new double[p * p], new double[p]);
        (replicate, meanImplied, meanPredicted) = (new double[p * p], new double[p * p], new double[p * p]);
        scatter = [.. sample.Moments.Scatter.Span];
        correlations = Correlations(scatter, p);
        if (sample.Patterns is null)
            logDeterminant = Cholesky.TryFactor(scatter, p, factor, out _, 1e-12) ? Cholesky.LogDeterminant(factor, p) - (p * Math.Log(sample.Count)) : double.NegativeInfinity;
        else
            unrestricted = MultivariateNormalFit.Of(sample.Patterns).LogLikelihood;
    }

    public long Rows => sample.Count;

    public double ObservedDiscrepancy { get; private set; }

    public double ReplicatedDiscrepancy { get; private set; }

    public double ImpliedResidual { get; private set; }

    public double PredictedResidual { get; private set; }

    public double ResidualOfMean => Residual(Correlations(meanImplied, p));

    public double ResidualOfMeanPrediction
    {
        get
        {
            double[] mean = [.. meanPredicted];
            for (int i = 0; i < mean.Length; i++)
                mean[i] /= count;
            return Residual(mean);
        }
    }

    /// <summary>Replicates the data at a draw.</summary>
    public void Replicate(ReadOnlySpan<double> values, RandomStream random)
    {
        SemMoments implied = model.Implied(values, group);
        for (int i = 0; i < p * p; i++)
        {
            ordered[i] = implied.Covariance[(order[i / p] * p) + order[i % p]];
            meanImplied[i] += implied.Covariance[i];
        }
        ImpliedResidual = Residual(Correlations(implied.Covariance, p));
        if (!Cholesky.TryFactor(ordered, p, factor, out _))
        {
            ObservedDiscrepancy = ReplicatedDiscrepancy = PredictedResidual = double.NaN;
            return;
        }
        if (sample.Patterns is null)
            ReplicateMoments(implied, random);
        else
            ReplicateRows(implied, random);
        double[] predicted = Correlations(replicate, p);
        PredictedResidual = Residual(predicted);
        for (int i = 0; i < predicted.Length; i++)
            meanPredicted[i] += predicted[i];
        count++;
    }

    // n [log|Σ| − log|S| + tr Σ⁻¹S − p + dᵀΣ⁻¹d]; the replicate's does not depend on Σ: with S = L A Lᵀ / n it is that of A / n.
    private void ReplicateMoments(SemMoments implied, RandomStream random)
    {
        double n = sample.Count, logSigma = Cholesky.LogDeterminant(factor, p);
        bool meansMove = model.Table.MeanStructure;
        double trace = 0;
        double[] column = new double[p];
        for (int j = 0; j < p; j++)
        {
            for (int i = 0; i < p; i++)
                column[i] = scatter[(order[i] * p) + order[j]];
            Cholesky.Solve(factor, p, column);
            trace += column[j] / n;
        }
        double distance = 0;
        if (meansMove)
        {
            for (int i = 0; i < p; i++)
                column[i] = sample.Mean(order[i]) - implied.Mean[order[i]];
            distance = Cholesky.InverseQuadraticForm(factor, p, column);
        }
        ObservedDiscrepancy = n * (logSigma - logDeterminant + trace - p + distance);
        FillBartlett(random, !meansMove && sample.MeansKnown ? n : n - 1);
        double logReplicate = 0, squares = 0, shifts = 0;
        for (int i = 0; i < p; i++)
        {
            logReplicate += 2 * Math.Log(bartlett[(i * p) + i]) - Math.Log(n);
            for (int j = 0; j <= i; j++)
                squares += bartlett[(i * p) + j] * bartlett[(i * p) + j] / n;
            shift[i] = i < held || !meansMove ? 0 : random.NextNormal();
            shifts += shift[i] * shift[i];
        }
        ReplicatedDiscrepancy = n > p ? (n * (squares - logReplicate - p)) + shifts : double.NaN;
        Scatter();
    }

    // The lower triangular root of a Wishart matrix of unit scale; of variables that are held, the root of n times the identity.
    private void FillBartlett(RandomStream random, double degrees)
    {
        Array.Clear(bartlett);
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j < i; j++)
                bartlett[(i * p) + j] = i < held ? 0 : random.NextNormal();
            double left = degrees - i;
            bartlett[(i * p) + i] = i < held ? Math.Sqrt(sample.Count) : left > 0 ? Math.Sqrt(random.NextGamma(0.5 * left, 2)) : 0;
        }
    }

    // L T Tᵀ Lᵀ in the order of the model's variables.
    private void Scatter()
    {
        double[] root = new double[p * p];
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int k = j; k <= i; k++)
                    sum += factor[(i * p) + k] * bartlett[(k * p) + j];
                root[(order[i] * p) + j] = sum;
            }
        }
        MatrixProduct.TimesTransposed(root, root, p, replicate);
    }

    private void ReplicateRows(SemMoments implied, RandomStream random)
    {
        ReadOnlySpan<double> rows = sample.Rows.Span;
        double[] drawn = new double[rows.Length], z = new double[p];
        for (int start = 0; start < rows.Length; start += p)
        {
            random.FillNormal(z);
            for (int i = 0; i < p; i++)
            {
                double value = implied.Mean[order[i]];
                int cell = start + order[i];
                for (int k = 0; k < i; k++)
                    value += factor[(i * p) + k] * z[k];
                // A variable whose moments are held keeps its values, and the others follow it.
                if (i < held)
                    z[i] = (rows[cell] - value) / factor[(i * p) + i];
                value += factor[(i * p) + i] * z[i];
                drawn[cell] = double.IsNaN(rows[cell]) ? double.NaN : value;
            }
        }
        ObservedDiscrepancy = 2 * (unrestricted - LogLikelihood(sample.Patterns!, implied));
        try
        {
            PatternMoments patterns = PatternMoments.Of(sample.Variables, drawn);
            MultivariateNormalFit fit = MultivariateNormalFit.Of(patterns);
            ReplicatedDiscrepancy = 2 * (fit.LogLikelihood - LogLikelihood(patterns, implied));
            fit.Covariance.Span.CopyTo(replicate);
        }
        catch (InputException)
        {
            // So few rows that a replicate has a variable without variance.
            ReplicatedDiscrepancy = double.NaN;
        }
    }

    private double LogLikelihood(PatternMoments patterns, SemMoments implied)
        => new PatternLikelihood(new PatternRows(patterns)).Evaluate(implied.Mean, implied.Covariance, new double[p], new double[p * p]);

    private double Residual(double[] other) => CorrelationResiduals.Between(other, correlations).RootMeanSquare;

    private static double[] Correlations(ReadOnlySpan<double> covariance, int p)
    {
        double[] correlations = new double[p * p];
        for (int i = 0; i < p * p; i++)
            correlations[i] = i / p == i % p ? 1 : covariance[i] / Math.Sqrt(covariance[(i / p) * (p + 1)] * covariance[(i % p) * (p + 1)]);
        return correlations;
    }
}
