using System.Globalization;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Bayes;

/// <summary>A position at which the density and its gradient are finite.</summary>
internal static class StartingPosition
{
    private const int MostStarts = 100;
    private const double Radius = 2;

    /// <summary>Tries the model's own starting points, or else uniform ones in (−2, 2).</summary>
    /// <exception cref="InputException">None is finite.</exception>
    public static double[] Find(IModel model, ILogDensity density, RandomStream random)
    {
        double[] position = new double[density.Dimension], gradient = new double[density.Dimension];
        for (int attempt = 0; attempt < MostStarts; attempt++)
        {
            if (model is IStartingPoint starting)
            {
                starting.Start(random, position);
            }
            else
            {
                random.FillUniform(position);
                for (int i = 0; i < position.Length; i++)
                    position[i] = Radius * ((2 * position[i]) - 1);
            }
            if (double.IsFinite(density.Evaluate(position, gradient)) && Array.TrueForAll(gradient, double.IsFinite))
                return position;
        }
        throw Impossible(model, density, position, string.Create(CultureInfo.InvariantCulture, $"the last of {MostStarts} starting points"));
    }

    /// <summary>Takes a position that was given.</summary>
    /// <exception cref="InputException">It is impossible.</exception>
    public static double[] Given(IModel model, ILogDensity density, double[] position)
    {
        double[] gradient = new double[density.Dimension];
        return double.IsFinite(density.Evaluate(position, gradient)) && Array.TrueForAll(gradient, double.IsFinite)
            ? position
            : throw Impossible(model, density, position, "the given starting point");
    }

    // Names the coordinate at fault: one without a gradient, or one whose move to 0 makes the density finite.
    private static InputException Impossible(IModel model, ILogDensity density, double[] position, string where)
    {
        double[] trial = [.. position], gradient = new double[density.Dimension];
        double value = density.Evaluate(trial, gradient);
        string problem = string.Create(CultureInfo.InvariantCulture, $"the log density is {(double.IsNaN(value) ? "not a number" : value)} at {where}");
        int wrong = Array.FindIndex(trial, static q => !double.IsFinite(q));
        if (wrong < 0 && double.IsFinite(value))
        {
            wrong = Array.FindIndex(gradient, static g => !double.IsFinite(g));
            problem = $"the gradient is not finite at {where}";
        }
        for (int i = 0; wrong < 0 && i < trial.Length; i++)
        {
            double kept = trial[i];
            trial[i] = 0;
            if (double.IsFinite(density.Evaluate(trial, gradient)))
                wrong = i;
            trial[i] = kept;
        }
        string place = wrong < 0 ? "model" : $"parameter {model.CoordinateName(wrong)}";
        return new InputException(place, problem, "give starting points inside the support, or a prior that does not contradict the data");
    }
}
