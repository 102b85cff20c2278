using Credence.Bayes;
using Credence.Numerics;
using static Credence.Bayes.Density;

namespace Samples;

/// <summary>Coaching effects in eight schools (Rubin, 1981): each is known with an error, and all are drawn from one population.</summary>
public sealed class EightSchoolsModel : TapeModel
{
    private static readonly double[] Effects = [28, 8, -3, 7, -1, 1, 18, 12];
    private static readonly double[] StandardErrors = [15, 10, 16, 11, 9, 11, 10, 18];
    private static readonly ParameterDimension School = ParameterDimension.Numbered("school", 8);

    protected override Variable<double> LogDensity(ModelTape model)
    {
        Variable<double> mu = model.Real("mu");
        Variable<double> tau = model.Positive("tau");
        Variable<double> z = model.Real("z", School);
        Variable<double> theta = model.Report("theta", mu + tau * z, School);
        return Normal(mu, 0, 5) + HalfCauchy(tau, 5) + Normal(z, 0, 1) + Normal(Effects, theta, StandardErrors);
    }
}
