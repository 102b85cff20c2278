namespace Credence.Latent;

/// <summary>The log-likelihood of a mixture, its EM step, gradient and information; holds the workspaces of one search.</summary>
/// <remarks>Values are worked off in blocks of fixed length whose sums are added in order: the bits do not depend on the number of threads.</remarks>
internal sealed class MixtureLikelihood
{
    private const int Block = 8192, FewestParallelBlocks = 8;
    private const double HalfLogTwoPi = 0.91893853320467274178;

    private readonly MixtureProblem problem;
    private readonly ParallelOptions parallel;
    private readonly double[][] sums, logScales;
    private double[] partial = [];

    public MixtureLikelihood(MixtureProblem problem, int? threads, CancellationToken cancellation)
    {
        this.problem = problem;
        parallel = new() { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = cancellation };
        int components = problem.Components;
        sums = [.. problem.Groups.Select(_ => new double[MixtureKernel.Size(components, true)])];
        logScales = [.. problem.Groups.Select(_ => new double[components])];
    }

    public MixtureProblem Problem => problem;

    /// <summary>The sums of the rows of each label at the parameters last evaluated, as <see cref="MixtureKernel"/> lays them out.</summary>
    public IReadOnlyList<double[]> Sums => sums;

    /// <summary>The log-likelihood of the standardised values.</summary>
    /// <param name="state">The parameters.</param>
    /// <param name="secondOrder">Whether the sums of the information are wanted too.</param>
    public double Evaluate(MixtureState state, bool secondOrder = false)
    {
        parallel.CancellationToken.ThrowIfCancellationRequested();
        double total = -problem.Rows * HalfLogTwoPi;
        for (int label = 0; label < sums.Length; label++)
        {
            sums[label].AsSpan().Clear();
            if (problem.Groups[label].Rows == 0)
                continue;
            for (int j = 0; j < state.Components; j++)
                logScales[label][j] = Math.Log(state.Share[j] / state.Deviation[j]) + problem.Labels.LogChance(state, label, j);
            if (problem.IsMixed(label))
                AddMixed(label, state, secondOrder);
            else
                AddOne(label, state);
            total += sums[label][0];
        }
        return total;
    }

    /// <summary>The M-step at the parameters last evaluated.</summary>
    /// <param name="state">The parameters that were evaluated.</param>
    /// <param name="next">Receives the parameters that maximise the expected complete log-likelihood.</param>
    /// <param name="penalty">The penalty on standard deviations; null for none.</param>
    /// <param name="tie">Two means whose difference is fixed; null for none.</param>
    public void Maximize(MixtureState state, MixtureState next, VariancePenalty? penalty, MeanTie? tie = null)
    {
        double wrong = 0, labelled = 0;
        for (int j = 0; j < state.Components; j++)
        {
            double rows = 0, first = 0, second = 0;
            for (int label = 0; label < sums.Length; label++)
            {
                double part = sums[label][1 + (3 * j)];
                rows += part;
                first += sums[label][2 + (3 * j)];
                second += sums[label][3 + (3 * j)];
                labelled += label < state.Components ? part : 0;
                wrong += label < state.Components && label != j ? part : 0;
            }
            double sd = state.Deviation[j], shift = first / rows, squares = sd * sd * (second - (shift * first));
            next.Mean[j] = state.Mean[j] + (sd * shift);
            next.Deviation[j] = Math.Sqrt(penalty is null ? squares / rows : penalty.Variance(squares, rows));
            next.Share[j] = problem.FixedShares?[j] ?? (rows / problem.Rows);
            if (problem.Labels.LossByComponent)
                next.Missing[j] = MixtureState.Rate(sums[^1][1 + (3 * j)] / rows);
        }
        if (problem.Labels.EstimatesError)
            next.Error = MixtureState.Rate(Math.Min(0.5, wrong / labelled));
        if (tie is not null)
            Tie(state, next, tie);
    }

    // The tied means that maximise given the old standard deviations, then the standard deviations given the means: a conditional M-step.
    private void Tie(MixtureState state, MixtureState next, MeanTie tie)
    {
        double before = Precision(tie.From), after = Precision(tie.To);
        double from = ((before * next.Mean[tie.From]) + (after * (next.Mean[tie.To] - tie.Difference))) / (before + after);
        Shift(tie.From, from);
        Shift(tie.To, from + tie.Difference);

        double Precision(int j) => sums.Sum(label => label[1 + (3 * j)]) / (state.Deviation[j] * state.Deviation[j]);

        void Shift(int j, double mean)
        {
            double shift = mean - next.Mean[j];
            next.Deviation[j] = Math.Sqrt((next.Deviation[j] * next.Deviation[j]) + (shift * shift));
            next.Mean[j] = mean;
        }
    }

    private void AddMixed(int label, MixtureState state, bool secondOrder)
    {
        StandardGroup group = problem.Groups[label];
        int size = MixtureKernel.Size(state.Components, secondOrder), blocks = (group.Values.Length + Block - 1) / Block;
        if (blocks < FewestParallelBlocks)
        {
            for (int block = 0; block < blocks; block++)
                AddBlock(label, state, block, secondOrder, sums[label].AsSpan(0, size));
            return;
        }
        AddParallel(label, state, secondOrder, blocks, size);
    }

    private void AddParallel(int label, MixtureState state, bool secondOrder, int blocks, int size)
    {
        if (partial.Length < blocks * size)
            partial = new double[blocks * size];
        Array.Clear(partial);
        Parallel.For(0, blocks, parallel, block => AddBlock(label, state, block, secondOrder, partial.AsSpan(block * size, size)));
        for (int block = 0; block < blocks; block++)
        {
            for (int k = 0; k < size; k++)
                sums[label][k] += partial[(block * size) + k];
        }
    }

    private void AddBlock(int label, MixtureState state, int block, bool secondOrder, Span<double> into)
    {
        StandardGroup group = problem.Groups[label];
        int from = block * Block, length = Math.Min(Block, group.Values.Length - from);
        ReadOnlySpan<double> values = group.Values.AsSpan(from, length), weights = group.Weights.Length == 0 ? [] : group.Weights.AsSpan(from, length);
        // Two components with a chance of 0 for one need the general sums, which can leave a component out.
        if (state.Components == 2 && !secondOrder && double.IsFinite(logScales[label][0]) && double.IsFinite(logScales[label][1]))
            MixtureKernel.AddPair(values, weights, logScales[label], state.Mean, state.Deviation, into);
        else
            MixtureKernel.AddComponents(values, weights, logScales[label], state.Mean, state.Deviation, secondOrder, into);
    }

    // Rows of one component need their moments only, and have no sums of second order.
    private void AddOne(int label, MixtureState state)
    {
        StandardGroup group = problem.Groups[label];
        double sd = state.Deviation[label], u = (group.Mean - state.Mean[label]) / sd, second = (group.Squares / (sd * sd)) + (group.Rows * u * u);
        sums[label][0] = (group.Rows * logScales[label][label]) - (0.5 * second);
        (sums[label][1 + (3 * label)], sums[label][2 + (3 * label)], sums[label][3 + (3 * label)]) = (group.Rows, group.Rows * u, second);
    }
}
