"""Writes the golden tables of this folder with mpmath: arguments are doubles, values carry 34 digits.

Run with a Python that has mpmath: python3 make_golden.py [table ...]
"""

import sys
from pathlib import Path

from mpmath import mp, mpf, nstr

FOLDER = Path(__file__).parent
mp.dps = 60


def write(name, header, rows):
    lines = [",".join(header)]
    for row in rows:
        lines.append(",".join(repr(x) if isinstance(x, float) else nstr(x, 34) for x in row))
    (FOLDER / f"{name}.csv").write_text("\n".join(lines) + "\n")
    print(name, len(rows))


def root(function, low, high):
    """The root of an increasing function by bisection and secant steps (Illinois)."""
    f_low, f_high = function(low), function(high)
    assert f_low <= 0 <= f_high, (low, high, f_low, f_high)
    side = 0
    for _ in range(2000):
        if f_high == f_low or high - low <= abs(high) * mpf(10) ** -40:
            break
        x = (low * f_high - high * f_low) / (f_high - f_low)
        f = function(x)
        if f == 0:
            return x
        if f < 0:
            low, f_low = x, f
            if side == -1:
                f_high /= 2
            side = -1
        else:
            high, f_high = x, f
            if side == 1:
                f_low /= 2
            side = 1
    return (low + high) / 2


def normal_upper(z):
    return mp.erfc(mpf(z) / mp.sqrt(2)) / 2


def normal_quantile_upper(p):
    """z >= 0 with upper tail p <= 1/2."""
    return root(lambda z: mp.log(p) - mp.log(normal_upper(z)), mpf(0), mpf(50))


def normal():
    zs = [0.0, 1e-300, 1e-20, 1e-8, 0.1, 0.3, 0.5, 0.67, 0.674, 0.675, 0.68, 0.8, 1.0, 1.2816, 1.6449, 1.96, 2.3263, 2.5758,
          3.0, 3.29, 4.0, 5.0, 5.65, 5.656854, 5.6569, 6.0, 7.1, 8.0, 9.5, 10.0, 12.3, 15.0, 20.0, 25.7, 30.0, 35.0, 37.5]
    zs = sorted({-z for z in zs} | set(zs))
    write("normal", ["z", "density", "cdf", "upper", "log_cdf"],
          [[z, mp.npdf(z), normal_upper(-mpf(z)), normal_upper(z), mp.log1p(-normal_upper(z)) if z > 0 else mp.log(normal_upper(-mpf(z)))] for z in zs])
    ps = [1e-300, 1e-200, 1e-100, 1e-50, 1e-30, 1e-20, 1e-16, 1e-12, 1e-9, 1e-6, 1e-4, 0.001, 0.005, 0.01, 0.025, 0.05, 0.0749,
          0.075, 0.0751, 0.1, 0.2, 0.25, 0.3, 0.4, 0.45, 0.49, 0.499, 0.4999999999]
    write("normal_quantile", ["p", "upper_quantile"], [[p, normal_quantile_upper(mpf(p))] for p in ps])


def t_probabilities(t, df):
    """P(|T| > t) and P(|T| <= t) by series of positive terms."""
    t, df = mpf(t), mpf(df)
    if t == 0:
        return mpf(1), mpf(0)
    a, b = df / 2, mpf(1) / 2
    x, y = df / (df + t * t), t * t / (df + t * t)
    front = mp.exp(a * mp.log(x) + b * mp.log(y) + mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b))
    if x < mpf(1) / 2:
        tail = front / a * positive_series(a, b, x)
        return tail, 1 - tail
    body = front / b * positive_series(b, a, y)
    return 1 - body, body


def positive_series(a, b, x):
    total, term, n = mpf(0), mpf(1), 0
    while total == 0 or term > total * mpf(10) ** -(mp.dps + 5) or (a + b + n) * x > a + 1 + n:
        total += term
        term *= (a + b + n) / (a + 1 + n) * x
        n += 1
    return total


T_DEGREES = [1e-3, 0.05, 0.3, 0.5, 1.0, 1.7, 2.0, 3.0, 4.5, 7.0, 10.0, 29.3, 100.0, 1234.5, 1e5, 1e7, 1e10]


def student_t():
    rows = []
    for df in T_DEGREES:
        for t in [1e-10, 1e-3, 0.1, 0.5, 0.6745, 1.0, 1.5, 1.96, 2.5758, 4.0, 7.0, 12.0, 20.0, 37.0, 100.0, 1e4, 1e8, 1e60]:
            if df * mp.log1p(mpf(t) ** 2 / df) / 2 > 720:
                continue
            with mp.workdps(60 if df < 50 else 380):
                outside, inside = t_probabilities(t, df)
                if outside < mpf("1e-300"):
                    continue
                density = mp.exp(mp.loggamma((mpf(df) + 1) / 2) - mp.loggamma(mpf(df) / 2)
                                 - (mpf(df) + 1) / 2 * mp.log(1 + mpf(t) ** 2 / mpf(df))) / mp.sqrt(mpf(df) * mp.pi)
                rows.append([t, df, density, outside / 2, (1 + inside) / 2])
    write("student_t", ["t", "df", "density", "upper", "cdf"], rows)
    rows = []
    for df in T_DEGREES:
        for p in [1e-300, 1e-100, 1e-30, 1e-15, 1e-8, 1e-4, 0.005, 0.025, 0.1, 0.2, 0.25, 0.3, 0.4, 0.499, 0.49999999]:
            with mp.workdps(130 if p > 1e-35 else 700):
                log_t = t_log_quantile(mpf(p), mpf(df))
                if log_t < 700:
                    rows.append([p, df, mp.exp(log_t)])
    write("student_t_quantile", ["p", "df", "upper_quantile"], rows)


def t_log_quantile(p, df):
    low, high = mpf(-60), mpf(1) / 8
    while t_probabilities(mp.exp(high), df)[0] > 2 * p:
        if high > 1500:
            return mpf(1e6)
        low, high = high, high * mpf("1.5")
    if p < mpf(1) / 4:
        floor = mpf(10) ** (20 - mp.dps)
        return root(lambda s: mp.log(2 * p) - mp.log(max(floor, t_probabilities(mp.exp(s), df)[0])), low, high)
    return root(lambda s: mp.log(t_probabilities(mp.exp(s), df)[1]) - mp.log(1 - 2 * p), low, high)


TABLES = [normal, student_t]

if __name__ == "__main__":
    for table in TABLES:
        if len(sys.argv) == 1 or table.__name__ in sys.argv[1:]:
            table()
