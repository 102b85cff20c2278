using Xunit;

namespace Credence.Numerics.Tests;

/// <summary>Special functions against tables of 34 digits.</summary>
public sealed class GoldenTests
{
    [Fact]
    public void IncompleteBetaAgrees()
    {
        LargestError lower = new("I_x(a, b)"), upper = new("1 - I_x(a, b)");
        foreach (double[] row in GoldenTable.Rows("incomplete_beta"))
        {
            (double a, double b, double x) = (row[0], row[1], row[2]);
            lower.Relative(row[3], IncompleteBeta.Regularized(a, b, x), a, b, x);
            upper.Relative(row[4], IncompleteBeta.Complement(a, b, x), a, b, x);
        }
        lower.AssertBelow(1e-12);
        upper.AssertBelow(1e-12);
    }

    [Fact]
    public void BetaQuantilesAgree()
    {
        LargestError error = new("beta quantile");
        foreach (double[] row in GoldenTable.Rows("beta_quantile"))
        {
            (bool upper, double p, double a, double b) = (row[0] == 1, row[1], row[2], row[3]);
            error.Relative(row[4], upper ? BetaDistribution.UpperQuantile(p, a, b) : BetaDistribution.Quantile(p, a, b), row[0], p, a, b);
        }
        // At a shape of 1/1000 the quantile changes a thousand times as much as the probability.
        error.AssertBelow(5e-12);
    }

    [Fact]
    public void IncompleteGammaAgrees()
    {
        LargestError lower = new("P(a, x)"), upper = new("Q(a, x)");
        foreach (double[] row in GoldenTable.Rows("incomplete_gamma"))
        {
            lower.Relative(row[2], IncompleteGamma.Lower(row[0], row[1]), row[0], row[1]);
            upper.Relative(row[3], IncompleteGamma.Upper(row[0], row[1]), row[0], row[1]);
            lower.Relative(row[2], ChiSquared.Cdf(2 * row[1], 2 * row[0]), row[0], row[1]);
            upper.Relative(row[3], ChiSquared.UpperTail(2 * row[1], 2 * row[0]), row[0], row[1]);
        }
        lower.AssertBelow(1e-12);
        upper.AssertBelow(1e-12);
    }

    [Fact]
    public void ChiSquaredQuantilesAgree()
    {
        LargestError error = new("chi-squared quantile");
        foreach (double[] row in GoldenTable.Rows("chi_squared_quantile"))
            error.Relative(row[3], row[0] == 1 ? ChiSquared.UpperQuantile(row[1], row[2]) : ChiSquared.Quantile(row[1], row[2]), row[0], row[1], row[2]);
        error.AssertBelow(1e-12);
    }

    [Fact]
    public void FisherFAgrees()
    {
        LargestError lower = new("F cdf"), upper = new("F upper tail"), quantile = new("F quantile");
        foreach (double[] row in GoldenTable.Rows("fisher_f"))
        {
            (double f, double d1, double d2) = (row[0], row[1], row[2]);
            lower.Relative(row[3], FisherF.Cdf(f, d1, d2), f, d1, d2);
            upper.Relative(row[4], FisherF.UpperTail(f, d1, d2), f, d1, d2);
            if (row[3] > row[4])
                quantile.Relative(f, FisherF.UpperQuantile(row[4], d1, d2), f, d1, d2);
            else
                quantile.Relative(f, FisherF.Quantile(row[3], d1, d2), f, d1, d2);
        }
        lower.AssertBelow(1e-12);
        upper.AssertBelow(1e-12);
        quantile.AssertBelow(1e-12);
    }

    [Fact]
    public void NoncentralTAgrees()
    {
        LargestError cdf = new("noncentral t cdf"), upper = new("noncentral t upper tail");
        foreach (double[] row in GoldenTable.Rows("noncentral_t"))
        {
            (double t, double df, double delta) = (row[0], row[1], row[2]);
            cdf.Absolute(row[3], NoncentralT.Cdf(t, df, delta), t, df, delta);
            upper.Absolute(row[4], NoncentralT.UpperTail(t, df, delta), t, df, delta);
        }
        cdf.AssertBelow(1e-13);
        upper.AssertBelow(1e-13);
    }

    [Fact]
    public void NoncentralChiSquaredAgrees()
    {
        LargestError cdf = new("noncentral chi-squared cdf"), upper = new("noncentral chi-squared upper tail");
        foreach (double[] row in GoldenTable.Rows("noncentral_chi_squared"))
        {
            (double x, double df, double noncentrality) = (row[0], row[1], row[2]);
            cdf.Relative(row[3], NoncentralChiSquared.Cdf(x, df, noncentrality), x, df, noncentrality);
            upper.Relative(row[4], NoncentralChiSquared.UpperTail(x, df, noncentrality), x, df, noncentrality);
        }
        cdf.AssertBelow(1e-11);
        upper.AssertBelow(1e-11);
    }

    [Fact]
    public void LambertWAgrees()
    {
        LargestError principal = new("Lambert W0"), lower = new("Lambert W-1");
        foreach (double[] row in GoldenTable.Rows("lambert_w"))
        {
            principal.Relative(row[1], LambertW.Principal(row[0]), row[0]);
            lower.Relative(row[2], LambertW.Lower(row[0]), row[0]);
        }
        foreach (double[] row in GoldenTable.Rows("lambert_w_positive"))
            principal.Relative(row[1], LambertW.Principal(row[0]), row[0]);
        principal.AssertBelow(1e-14);
        lower.AssertBelow(1e-14);
    }

    [Fact]
    public void EdgesAreTheLimits()
    {
        Assert.Equal((0.0, 1.0), (IncompleteBeta.Regularized(2, 3, 0), IncompleteBeta.Regularized(2, 3, 1)));
        Assert.Equal((0.0, 1.0), (BetaDistribution.Quantile(0, 2, 3), BetaDistribution.Quantile(1, 2, 3)));
        Assert.Equal((1.0, 0.0), (BetaDistribution.UpperQuantile(0, 2, 3), BetaDistribution.UpperQuantile(1, 2, 3)));
        Assert.Equal((0.0, 1.0), (ChiSquared.Cdf(-1, 3), ChiSquared.Cdf(double.PositiveInfinity, 3)));
        Assert.Equal((0.0, double.PositiveInfinity), (ChiSquared.Quantile(0, 3), ChiSquared.Quantile(1, 3)));
        Assert.Equal((double.PositiveInfinity, 0.0), (ChiSquared.UpperQuantile(0, 3), ChiSquared.UpperQuantile(1, 3)));
        Assert.Equal((1.0, 0.0), (FisherF.UpperTail(-1, 3, 4), FisherF.UpperTail(double.PositiveInfinity, 3, 4)));
        Assert.Equal((0.0, 1.0), (NoncentralT.Cdf(double.NegativeInfinity, 3, 1), NoncentralT.Cdf(double.PositiveInfinity, 3, 1)));
        Assert.Equal(Normal.UpperTail(-1), NoncentralT.UpperTail(1, double.PositiveInfinity, 2));
        Assert.Equal((0.0, 1.0), (NoncentralChiSquared.Cdf(-1, 3, 2), NoncentralChiSquared.Cdf(double.PositiveInfinity, 3, 2)));
        Assert.Equal(ChiSquared.UpperTail(5, 3), NoncentralChiSquared.UpperTail(5, 3, 0));
        Assert.Equal((0.0, double.PositiveInfinity), (LambertW.Principal(0), LambertW.Principal(double.PositiveInfinity)));
        Assert.Equal(double.NegativeInfinity, LambertW.Lower(0));
        Assert.Equal((-1.0, -1.0), (LambertW.Principal(-1 / Math.E), LambertW.Lower(-1 / Math.E)), (first, second) =>
            Math.Abs(first.Item1 - second.Item1) < 3e-8 && Math.Abs(first.Item2 - second.Item2) < 3e-8);
    }

    [Fact]
    public void WhatHasNoValueIsNaN() => Assert.All(
        [
            IncompleteBeta.Regularized(0, 1, 0.5), IncompleteBeta.Complement(1, 1, 1.5), IncompleteBeta.Regularized(1, double.NaN, 0.5),
            BetaDistribution.Quantile(2, 1, 1), BetaDistribution.UpperQuantile(0.5, -1, 1), IncompleteGamma.Lower(-1, 1), IncompleteGamma.Upper(1, -1),
            GammaDistribution.Quantile(0.5, 0), GammaDistribution.UpperQuantile(double.NaN, 1), ChiSquared.Cdf(double.NaN, 3), ChiSquared.Quantile(0.5, -1),
            FisherF.Cdf(double.NaN, 1, 1), FisherF.UpperTail(1, 0, 1), FisherF.Quantile(0.5, -1, -1), NoncentralT.Cdf(1, 0, 1),
            NoncentralT.UpperTail(1, 1, double.PositiveInfinity), NoncentralChiSquared.Cdf(1, 1, -1), NoncentralChiSquared.UpperTail(double.NaN, 1, 1),
            LambertW.Principal(-1), LambertW.Lower(-1), LambertW.Lower(1), LambertW.Principal(double.NaN), LambertW.Lower(double.NaN),
            GammaFunction.LogGamma(-1), GammaFunction.LogBeta(0, 1), Elementary.Log1p(-2),
        ],
        value => Assert.True(double.IsNaN(value)));

    [Fact]
    public void LogGammaAndLogBetaAgree()
    {
        LargestError gamma = new("log gamma / max(1, value)"), beta = new("log beta / max(1, value)");
        foreach (double[] row in GoldenTable.Rows("log_gamma"))
            gamma.Absolute(row[1] / Math.Max(1, Math.Abs(row[1])), GammaFunction.LogGamma(row[0]) / Math.Max(1, Math.Abs(row[1])), row[0]);
        foreach (double[] row in GoldenTable.Rows("log_beta"))
            beta.Absolute(row[2] / Math.Max(1, Math.Abs(row[2])), GammaFunction.LogBeta(row[0], row[1]) / Math.Max(1, Math.Abs(row[2])), row[0], row[1]);
        gamma.AssertBelow(4e-15);
        beta.AssertBelow(1e-14);
    }

    [Fact]
    public void ElementaryFunctionsAgree()
    {
        LargestError log = new("log1p"), exp = new("expm1"), logRemainder = new("x - log1p x"), expRemainder = new("expm1 x - x");
        foreach (double[] row in GoldenTable.Rows("elementary"))
        {
            double x = row[0];
            log.Relative(row[1], Elementary.Log1p(x), x);
            exp.Relative(row[2], Elementary.Expm1(x), x);
            if (row[3] < 1e-300)
                continue;
            logRemainder.Relative(row[3], Elementary.Log1pRemainder(x), x);
            expRemainder.Relative(row[4], Elementary.ExpRemainder(x), x);
        }
        log.AssertBelow(5e-16);
        exp.AssertBelow(5e-16);
        logRemainder.AssertBelow(1e-15);
        expRemainder.AssertBelow(2e-15);
    }
}
