namespace Credence.Latent;

/// <summary>The discrepancy of a model of one or several groups per row: F of the coordinates, with its gradient and curvature.</summary>
internal sealed class MomentFunction
{
    private readonly GroupFunction[] groups;
    private readonly double constant;

    /// <param name="groups">The groups.</param>
    /// <param name="coordinates">The number of coordinates.</param>
    /// <param name="constant">What is subtracted: the sum over groups of the likelihood discrepancy of the saturated model times the rows, or 0.</param>
    public MomentFunction(GroupFunction[] groups, int coordinates, double constant)
    {
        (this.groups, this.constant, Coordinates) = (groups, constant, coordinates);
        Rows = groups.Sum(group => group.Count);
    }

    public int Coordinates { get; }

    /// <summary>The rows of all groups.</summary>
    public long Rows { get; }

    public IReadOnlyList<GroupFunction> Groups => groups;

    /// <summary>F, NaN where an implied covariance matrix is not positive definite.</summary>
    public double Value(ReadOnlySpan<double> coordinates)
    {
        double sum = -constant;
        foreach (GroupFunction group in groups)
            sum += group.Value(coordinates);
        return double.IsFinite(sum) ? sum / Rows : double.NaN;
    }

    /// <summary>The gradient at the point of the last call of <see cref="Value"/>.</summary>
    public void Gradient(Span<double> gradient)
    {
        gradient.Clear();
        foreach (GroupFunction group in groups)
            group.AddGradient(gradient);
        for (int i = 0; i < gradient.Length; i++)
            gradient[i] /= Rows;
    }

    /// <summary>The expected or exact second derivatives, both triangles; value and gradient must have been asked for at this point.</summary>
    public void Curvature(Span<double> matrix, bool exact)
    {
        matrix.Clear();
        foreach (GroupFunction group in groups)
            group.AddCurvature(matrix, Coordinates, exact);
        for (int i = 0; i < matrix.Length; i++)
            matrix[i] /= Rows;
        Credence.Numerics.SymmetricMatrix.MirrorLower(matrix, Coordinates);
    }
}
