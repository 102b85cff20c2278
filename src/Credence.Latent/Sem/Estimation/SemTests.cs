namespace Credence.Latent;

/// <summary>The models that a fit is judged by, and the traces that scale its test.</summary>
/// <param name="Model">The model.</param>
/// <param name="Baseline">The independence model.</param>
/// <param name="Saturated">The saturated model; null where its moments are those of the sample.</param>
internal sealed record SemTests(SemSolution Model, SemSolution Baseline, SemSolution? Saturated)
{
    /// <summary>The factors that scale the likelihood of the model, the independence model and the saturated model; null unless asked for.</summary>
    public (double Model, double Baseline, double Saturated)? Scaling { get; init; }

    /// <summary>The number of groups.</summary>
    public int Groups => Model.Problem.Samples.Count;

    /// <summary>n times the discrepancy, less that of the saturated model.</summary>
    public double ChiSquare(SemSolution solution)
        => Model.Problem.Rows * (solution.Search.Value - (Saturated?.Search.Value ?? 0));

    /// <summary>The measures.</summary>
    public FitMeasures Measures()
    {
        SemProblem problem = Model.Problem;
        int df = problem.Moments - Model.Parameters, baselineDf = problem.Moments - Baseline.Parameters;
        bool least = problem.Discrepancy == Discrepancy.UnweightedLeastSquares;
        double chiSquare = least ? ResidualTest.Statistic(Model) : ChiSquare(Model), baseline = least ? ResidualTest.Statistic(Baseline) : ChiSquare(Baseline);
        long n = problem.Rows;
        bool means = problem.Table.MeanStructure;
        double gfi = ResidualSummary.Gfi(problem, Model.Function, Saturated);
        int moments = problem.Samples.Count * ((problem.Structure.Observed * (problem.Structure.Observed + 1) / 2) + (means ? problem.Structure.Observed : 0));
        return new FitMeasures(
            Model.Parameters, problem.Discrepancy == Discrepancy.Likelihood ? n : n + Groups, FitIndices.Compare(chiSquare, df, baseline, baselineDf), FitIndices.Rmsea(chiSquare, df, n, Groups),
            ResidualSummary.Sizes(problem.Samples, Model.Function, means), Likelihood(), gfi,
            Agfi: df == 0 ? 1 : 1 - ((double)moments / df * (1 - gfi)), Pgfi: (double)df / moments * gfi,
            FitIndices.Mfi(chiSquare, df, n), FitIndices.Ecvi(chiSquare, Model.Parameters, n),
            FitIndices.CriticalN(chiSquare, df, n, 0.05), FitIndices.CriticalN(chiSquare, df, n, 0.01))
        {
            Scaled = Scaling is { } factors ? Scaled(factors, chiSquare, df, baseline, baselineDf) : null,
        };
    }

    private ScaledMeasures Scaled((double Model, double Baseline, double Saturated) factors, double chiSquare, int df, double baseline, int baselineDf)
    {
        double all = factors.Saturated * Model.Problem.Moments;
        double factor = (all - (factors.Model * Model.Parameters)) / df, baselineFactor = (all - (factors.Baseline * Baseline.Parameters)) / baselineDf;
        if (df == 0)
            factor = double.NaN;
        double scaled = df == 0 ? chiSquare : chiSquare / factor;
        double scaledDf = factor * df;
        return new ScaledMeasures(
            factor, baselineFactor, factors.Model, factors.Saturated, FitIndices.Compare(scaled, df, baseline / baselineFactor, baselineDf),
            FitIndices.Rmsea(scaled - df, df, Model.Problem.Rows, Groups, chiSquare, scaledDf, 1 / factor))
        {
            Robust = Saturated is null && df > 0 ? Robust(chiSquare, df, factor, baseline, baselineDf, baselineFactor) : null,
        };
    }

    // The plain statistics less what is expected of them under an exact model.
    private RobustMeasures Robust(double chiSquare, int df, double factor, double baseline, int baselineDf, double baselineFactor)
    {
        double excess = chiSquare - (factor * df), baselineExcess = baseline - (baselineFactor * baselineDf);
        double most = Math.Max(Math.Max(excess, baselineExcess), 0);
        return new RobustMeasures(
            most > 0 ? 1 - (Math.Max(excess, 0) / most) : 1, 1 - (excess / df / (baselineExcess / baselineDf)),
            FitIndices.Rmsea(excess, df, Model.Problem.Rows, Groups, chiSquare / factor, df, factor));
    }

    private LikelihoodFit Likelihood()
    {
        SemProblem problem = Model.Problem;
        if (problem.Discrepancy != Discrepancy.Likelihood)
            return new LikelihoodFit(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        double constant = 0;
        foreach (GroupSample sample in problem.Samples)
        {
            foreach (MomentPattern pattern in sample.Patterns)
                constant += pattern.Count * pattern.Observed.Length * Math.Log(2 * Math.PI);
            if (problem.Complete)
                constant += sample.Count * (SampleMoments.LogDeterminant(sample.Covariance, sample.Means.Length) + sample.Means.Length);
            constant -= Exogenous(problem, sample);
        }
        double model = -0.5 * (constant + (problem.Rows * Model.Search.Value));
        double saturated = -0.5 * (constant + (problem.Rows * (Saturated?.Search.Value ?? 0)));
        int k = Model.Parameters;
        return new LikelihoodFit(model, saturated, (-2 * model) + (2 * k), (-2 * model) + (k * Math.Log(problem.Rows)), (-2 * model) + (k * Math.Log((problem.Rows + 2) / 24.0)));
    }

    // Minus twice the log-likelihood of the exogenous variables, of which the model says nothing.
    private static double Exogenous(SemProblem problem, GroupSample sample)
    {
        int x = problem.Exogenous.Count(held => held);
        if (x == 0)
            return 0;
        double[] covariance = SampleMoments.Select(sample.Covariance, sample.Means.Length, problem.Exogenous);
        return sample.Count * (SampleMoments.LogDeterminant(covariance, x) + (x * (1 + Math.Log(2 * Math.PI))));
    }
}
