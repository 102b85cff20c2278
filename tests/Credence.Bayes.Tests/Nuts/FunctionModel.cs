namespace Credence.Bayes.Tests;

/// <summary>A model from a function that returns the log density and fills the gradient; reports its position as it is.</summary>
internal sealed class FunctionModel(int dimension, FunctionModel.Density density) : IModel
{
    public delegate double Density(ReadOnlySpan<double> position, Span<double> gradient);

    public ParameterLayout Parameters { get; } = new(new Parameter("x", ParameterDimension.Numbered("i", dimension)));

    public ILogDensity Bind() => new Bound(dimension, density);

    public void Constrain(ReadOnlySpan<double> position, Span<double> values) => position.CopyTo(values);

    public string CoordinateName(int coordinate) => Parameters.ElementNames[coordinate];

    /// <summary>Independent normals with mean i and standard deviation 10^(i mod 3 − 1).</summary>
    public static FunctionModel Normals(int dimension) => new(dimension, static (position, gradient) =>
    {
        double sum = 0;
        for (int i = 0; i < position.Length; i++)
        {
            double sd = Math.Pow(10, (i % 3) - 1), z = (position[i] - i) / sd;
            sum -= 0.5 * z * z;
            gradient[i] = -z / sd;
        }
        return sum;
    });

    /// <summary>A bivariate standard normal with the given correlation.</summary>
    public static FunctionModel Correlated(double correlation) => new(2, (q, gradient) =>
    {
        double precision = 1 / (1 - (correlation * correlation));
        gradient[0] = -precision * (q[0] - (correlation * q[1]));
        gradient[1] = -precision * (q[1] - (correlation * q[0]));
        return 0.5 * ((q[0] * gradient[0]) + (q[1] * gradient[1]));
    });

    private sealed class Bound(int dimension, Density density) : ILogDensity
    {
        public int Dimension => dimension;

        public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient) => density(position, gradient);
    }
}
