using System.Runtime.CompilerServices;
using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>A model of the user's own: derive from it, declare parameters and write the log density on a tape.</summary>
/// <remarks>
/// The log density is recorded once for each chain and replayed, so it must not branch on the values of parameters, nor keep variables
/// from one recording to another. The densities of <see cref="Density"/> come with their gradients.
/// </remarks>
public abstract class TapeModel : IModel
{
    private readonly Lazy<Recording> own;
    private readonly Lazy<ParameterLayout> parameters;

    /// <summary>Prepares the model; nothing is recorded before it is used.</summary>
    protected TapeModel()
    {
        own = new Lazy<Recording>(() => new Recording(this));
        parameters = new Lazy<ParameterLayout>(() => new ParameterLayout([.. own.Value.Model.Reported.Select(quantity => quantity.Parameter)]));
    }

    /// <inheritdoc/>
    public ParameterLayout Parameters => parameters.Value;

    /// <summary>The number of unconstrained coordinates.</summary>
    public int Dimension => own.Value.Dimension;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The log density is not a scalar, or no parameter is declared.</exception>
    public ILogDensity Bind() => new Recording(this);

    /// <inheritdoc/>
    public void Constrain(ReadOnlySpan<double> position, Span<double> values) => own.Value.Constrain(position, values);

    /// <inheritdoc/>
    public string CoordinateName(int coordinate)
    {
        TapeParameter parameter = own.Value.Model.Declared.Last(declared => declared.Offset <= coordinate);
        return parameter.CoordinateName(coordinate - parameter.Offset);
    }

    /// <summary>The unconstrained position of given values of the parameters.</summary>
    /// <param name="values">The values of all declared parameters, in the order of declaration; derived quantities are left out.</param>
    public double[] Unconstrain(params ReadOnlySpan<double> values)
    {
        Guard.SameLength(values.Length, own.Value.Model.Declared.Sum(parameter => parameter.Transform.Values));
        double[] position = new double[Dimension];
        foreach (TapeParameter parameter in own.Value.Model.Declared)
        {
            ITransform transform = parameter.Transform;
            transform.Unconstrain(values[..transform.Values], position.AsSpan(parameter.Offset, transform.Coordinates));
            values = values[transform.Values..];
        }
        return position;
    }

    /// <summary>Compares the gradient of the log density with finite differences.</summary>
    /// <param name="position">An unconstrained position, around which the log density must be finite.</param>
    public GradientCheck CheckGradient(ReadOnlySpan<double> position)
    {
        Guard.SameLength(position.Length, Dimension);
        return GradientCheck.Run(new Recording(this).Evaluate, position);
    }

    /// <summary>Says why the log density is not finite at a position: the first step of the computation that is not, and what it depends on.</summary>
    /// <returns>The first such step; null where every value is finite.</returns>
    public NotFiniteNode? FirstNotFinite(ReadOnlySpan<double> position)
    {
        Recording recording = new(this);
        recording.Evaluate(position, new double[recording.Dimension]);
        return recording.FirstNotFinite();
    }

    /// <summary>Declares the parameters and writes the log density: the sum of the log densities of priors and data, a scalar.</summary>
    protected abstract Variable<double> LogDensity(ModelTape model);

    /// <summary>One recording of the model, for one chain.</summary>
    private sealed class Recording : ILogDensity
    {
        private readonly TapeParameter[] parameters;
        private readonly Variable<double> density;
        private readonly TapeOperand target;
        private readonly TapeReplay<double> gradientReplay, reportReplay;

        public Recording(TapeModel owner)
        {
            Model = new ModelTape();
            density = owner.LogDensity(Model);
            parameters = [.. Model.Declared];
            if (parameters.Length == 0)
                throw new InvalidOperationException($"The model {owner.GetType().Name} declares no parameter.");
            if (density.Length != 1 || !density.IsVariable)
                throw new InvalidOperationException($"The log density of {owner.GetType().Name} must be a scalar that depends on a parameter; it is {density.Rows} × {density.Columns}.");
            Dimension = parameters.Sum(parameter => parameter.Coordinates);
            target = density.Operand;
            gradientReplay = Model.Tape.Replay(density);
            Variable<double>[] derived = [.. Model.Reported.Select(quantity => quantity.Variable).Where(variable => variable.IsVariable)];
            reportReplay = Model.Tape.Replay(derived);
        }

        public ModelTape Model { get; }

        public int Dimension { get; }

        public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
        {
            Arena<double> arena = Model.Tape.Arena;
            double logJacobian = Move(position, arena);
            gradientReplay.Forward();
            double value = arena.Start(target) + logJacobian;
            if (!double.IsFinite(value))
            {
                gradient.Fill(double.NaN);
                return value;
            }
            gradientReplay.Backward();
            foreach (TapeParameter parameter in parameters)
                parameter.Backward(position, arena, gradient);
            return value;
        }

        public void Constrain(ReadOnlySpan<double> position, Span<double> values)
        {
            Move(position, Model.Tape.Arena);
            reportReplay.Forward();
            foreach ((_, Variable<double> variable) in Model.Reported)
            {
                variable.Values.CopyTo(values);
                values = values[variable.Length..];
            }
        }

        public NotFiniteNode? FirstNotFinite() => gradientReplay.FirstNotFinite();

        /// <summary>Writes the parameters at an unconstrained position.</summary>
        /// <returns>The log-Jacobian of the transforms.</returns>
        /// <remarks>Not inlined: its callers would run out of registers.</remarks>
        [MethodImpl(MethodImplOptions.NoInlining)]
        private double Move(ReadOnlySpan<double> position, Arena<double> arena)
        {
            double logJacobian = 0;
            foreach (TapeParameter parameter in parameters)
                logJacobian += parameter.Constrain(position, arena);
            return logJacobian;
        }
    }
}
