using Credence.Bayes;
using Credence.Numerics;
using static Credence.Bayes.Density;

namespace Samples;

/// <summary>Conversion of visitors by treatment, adjusted for what was known of them before.</summary>
/// <param name="converted">1 for visitors who bought, 0 for others.</param>
/// <param name="treated">1 for visitors who saw the treatment, 0 for others.</param>
/// <param name="covariates">What was known before, row-major, one row for each visitor.</param>
/// <param name="names">The names of the covariates.</param>
public sealed class ConversionModel(double[] converted, double[] treated, double[] covariates, IReadOnlyList<string> names) : TapeModel
{
    protected override Variable<double> LogDensity(ModelTape model)
    {
        Variable<double> intercept = model.Real("intercept");
        Variable<double> effect = model.Real("effect");
        Variable<double> slopes = model.Real("slope", new ParameterDimension("covariate", names));

        // Reported only: computed for every draw that is kept, not for every gradient.
        Variable<double> logOdds = model.Matrix(covariates, names.Count).Times(slopes) + intercept;
        model.Report("lift", (logOdds + effect).Sigmoid().Mean() - logOdds.Sigmoid().Mean());

        return Normal(intercept, 0, 2.5) + Normal(effect, 0, 1) + Normal(slopes, 0, 1)
            + LogisticRegression(converted, Design(), intercept, Variable.Stack(effect, slopes));
    }

    /// <summary>The treatment followed by the covariates, for each visitor.</summary>
    private double[] Design()
        => [.. treated.SelectMany((arm, visitor) => covariates.Skip(visitor * names.Count).Take(names.Count).Prepend(arm))];
}
