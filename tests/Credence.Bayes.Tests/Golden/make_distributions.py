"""Writes distributions.csv with scipy: log density, both tails, mean and standard deviation at points of each distribution.

Run with a Python that has scipy: python3 make_distributions.py
"""

from pathlib import Path

import numpy as np
from scipy import stats

CONTINUOUS = {
    "normal(0, 10)": stats.norm(0, 10),
    "normal(-3.5, 0.02)": stats.norm(-3.5, 0.02),
    "half-normal(10)": stats.halfnorm(scale=10),
    "student-t(3, 1, 2)": stats.t(3, 1, 2),
    "student-t(0.7, 0, 1)": stats.t(0.7, 0, 1),
    "student-t(200, 50, 12)": stats.t(200, 50, 12),
    "cauchy(2, 0.5)": stats.cauchy(2, 0.5),
    "half-cauchy(2.5)": stats.halfcauchy(scale=2.5),
    "log-normal(1, 0.5)": stats.lognorm(0.5, scale=np.exp(1)),
    "exponential(0.25)": stats.expon(scale=4),
    "gamma(2, 0.1)": stats.gamma(2, scale=10),
    "gamma(0.3, 5)": stats.gamma(0.3, scale=0.2),
    "gamma(1, 2)": stats.gamma(1, scale=0.5),
    "chi-squared(5)": stats.chi2(5),
    "inverse-gamma(2, 2)": stats.invgamma(2, scale=2),
    "inverse-gamma(3, 4)": stats.invgamma(3, scale=4),
    "inverse-gamma(0.5, 7)": stats.invgamma(0.5, scale=7),
    "beta(1, 1)": stats.beta(1, 1),
    "beta(0.5, 0.5)": stats.beta(0.5, 0.5),
    "beta(20, 180)": stats.beta(20, 180),
    "uniform(-2, 3)": stats.uniform(-2, 5),
    "logistic(1, 2)": stats.logistic(1, 2),
    "laplace(1, 2)": stats.laplace(1, 2),
    "truncated(normal(0, 1), 0.5, 2)": stats.truncnorm(0.5, 2),
    "truncated(normal(3, 2), 0, inf)": stats.truncnorm(-1.5, np.inf, 3, 2),
    "truncated(normal(0, 1), 6, inf)": stats.truncnorm(6, np.inf),
    "truncated(normal(0, 1), -inf, -1)": stats.truncnorm(-np.inf, -1),
}

COUNTS = {
    "bernoulli(0.3)": stats.bernoulli(0.3),
    "binomial(12, 0.25)": stats.binom(12, 0.25),
    "binomial(1000, 0.999)": stats.binom(1000, 0.999),
    "poisson(3.5)": stats.poisson(3.5),
    "poisson(400)": stats.poisson(400),
    "negative-binomial(4, 1.5)": stats.nbinom(1.5, 1.5 / 5.5),
    "negative-binomial(0.2, 30)": stats.nbinom(30, 30 / 30.2),
}

# (x, log density, lower tail, upper tail), by the closed forms where scipy has a distribution of another shape.
HALF_T = (4, 3.0)


def half_t_rows():
    df, scale = HALF_T
    whole = stats.t(df, 0, scale)
    for x in (1e-6, 0.3, 2.0, 7.5, 40.0):
        yield x, whole.logpdf(x) + np.log(2), whole.cdf(x) - whole.cdf(-x), 2 * whole.sf(x)


def main():
    lines = ["distribution;x;logDensity;cdf;upperTail;mean;sd"]

    def add(name, x, log_density, cdf, upper, mean, sd):
        lines.append(";".join([name] + [repr(float(v)) for v in (x, log_density, cdf, upper, mean, sd)]))

    for name, law in CONTINUOUS.items():
        with np.errstate(all="ignore"):
            mean, sd = law.mean(), law.std()
        for p in (1e-6, 0.01, 0.2, 0.5, 0.77, 0.99, 1 - 1e-6):
            x = law.ppf(p)
            add(name, x, law.logpdf(x), law.cdf(x), law.sf(x), mean, sd)
    df, scale = HALF_T
    # E|T| and E T^2 by quadrature.
    whole = stats.t(df, 0, scale)
    mean = 2 * whole.expect(lambda x: x, lb=0, epsabs=0, epsrel=1e-12)
    second = 2 * whole.expect(lambda x: x * x, lb=0, epsabs=0, epsrel=1e-12)
    for row in half_t_rows():
        add("half-student-t(4, 3)", *row, mean, np.sqrt(second - mean * mean))
    for name, law in COUNTS.items():
        ks = sorted({0, 1} | {int(law.ppf(p)) for p in (0.001, 0.3, 0.5, 0.9, 0.9999)})
        for k in ks:
            add(name, k, law.logpmf(k), law.cdf(k), law.sf(k), law.mean(), law.std())
    Path(__file__).with_name("distributions.csv").write_text("\n".join(lines) + "\n")


main()
