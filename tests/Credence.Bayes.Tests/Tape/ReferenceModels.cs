using System.Text.Json.Nodes;
using Credence.Numerics;
using Credence.Testing;
using static Credence.Bayes.Density;

namespace Credence.Bayes.Tests.Tape;

/// <summary>The models of the reference posteriors, each written as a user would.</summary>
internal static class ReferenceModels
{
    public static double[] Column(this JsonNode data, string name) => [.. data[name]!.AsArray().Select(Oracle.Number)];

    /// <summary>A design, row-major, from its columns.</summary>
    public static double[] Design(params double[][] columns)
        => [.. Enumerable.Range(0, columns[0].Length).SelectMany(row => columns.Select(column => column[row]))];

    /// <summary>An autoregression of order 5.</summary>
    public sealed class Autoregression(JsonNode data) : TapeModel
    {
        private const int Order = 5;

        protected override Variable<double> LogDensity(ModelTape model)
        {
            double[] y = data.Column("y");
            Variable<double> alpha = model.Real("alpha"), beta = model.Real("beta", Order), sigma = model.Positive("sigma");
            double[] lags = [.. Enumerable.Range(Order, y.Length - Order).SelectMany(t => Enumerable.Range(1, Order).Select(k => y[t - k]))];
            return Normal(alpha, 0, 10) + Normal(beta, 0, 10) + HalfCauchy(sigma, 2.5) + NormalRegression(y.AsSpan(Order), lags, alpha, beta, sigma);
        }
    }

    /// <summary>Log earnings on height, sex and their product; flat priors, badly conditioned.</summary>
    public sealed class Earnings(JsonNode data) : TapeModel
    {
        protected override Variable<double> LogDensity(ModelTape model)
        {
            double[] height = data.Column("height"), male = data.Column("male"), logEarnings = [.. data.Column("earn").Select(value => Math.Log(value))];
            Variable<double> beta = model.Real("beta", 4), sigma = model.Positive("sigma");
            double[] design = Design(height, male, [.. height.Zip(male, (x, y) => x * y)]);
            return NormalRegression(logEarnings, design, beta[0], beta.Slice(1, 3), sigma);
        }
    }

    /// <summary>A child's score on the mother's schooling and IQ.</summary>
    public sealed class ChildScore(JsonNode data) : TapeModel
    {
        protected override Variable<double> LogDensity(ModelTape model)
        {
            Variable<double> beta = model.Real("beta", 3), sigma = model.Positive("sigma");
            double[] design = Design(data.Column("mom_hs"), data.Column("mom_iq"));
            return HalfCauchy(sigma, 2.5) + NormalRegression(data.Column("kid_score"), design, beta[0], beta.Slice(1, 2), sigma);
        }
    }

    /// <summary>Party identification on eight covariates; flat priors.</summary>
    public sealed class PartyIdentification(JsonNode data) : TapeModel
    {
        protected override Variable<double> LogDensity(ModelTape model)
        {
            double[] age = data.Column("age_discrete");
            double[] Is(int group) => [.. age.Select(value => value == group ? 1.0 : 0.0)];
            Variable<double> beta = model.Real("beta", 9), sigma = model.Positive("sigma");
            double[] design = Design(
                data.Column("real_ideo"), data.Column("race_adj"), Is(2), Is(3), Is(4), data.Column("educ1"), data.Column("gender"), data.Column("income"));
            return NormalRegression(data.Column("partyid7"), design, beta[0], beta.Slice(1, 8), sigma);
        }
    }

    /// <summary>A Gaussian process with a squared exponential kernel and noise.</summary>
    public sealed class GaussianProcess(JsonNode data) : TapeModel
    {
        protected override Variable<double> LogDensity(ModelTape model)
        {
            double[] x = data.Column("x");
            int n = x.Length;
            Variable<double> rho = model.Positive("rho"), alpha = model.Positive("alpha"), sigma = model.Positive("sigma");
            Variable<double> squares = model.Matrix([.. x.SelectMany(a => x.Select(b => (a - b) * (a - b)))], n);
            Variable<double> identity = model.Matrix([.. Enumerable.Range(0, n * n).Select(i => i % (n + 1) == 0 ? 1.0 : 0.0)], n);
            Variable<double> covariance = alpha.Square() * (squares * (-0.5 / rho.Square())).Exp() + sigma * identity;
            return Gamma(rho, 25, 4) + HalfNormal(alpha, 2) + HalfNormal(sigma, 1) + MultivariateNormal(data.Column("y"), 0, covariance.Cholesky());
        }
    }

    /// <summary>Two normals with ordered means.</summary>
    public sealed class NormalMixture(JsonNode data) : TapeModel
    {
        protected override Variable<double> LogDensity(ModelTape model)
        {
            double[] y = data.Column("y");
            Variable<double> mu = model.Ordered("mu", 2), sigma = model.Positive("sigma", 2), theta = model.Bounded("theta", 0, 1);
            return Normal(mu, 0, 2) + HalfNormal(sigma, 2) + Beta(theta, 5, 5)
                + Mixture(theta, NormalEach(y, mu[0], sigma[0]), NormalEach(y, mu[1], sigma[1]));
        }
    }
}
