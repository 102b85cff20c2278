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


def log_power_term(a, b, x, y):
    return a * mp.log(x) + b * mp.log(y) + mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b)


def t_probabilities(t, df):
    """P(|T| > t) and P(|T| <= t) by series of positive terms."""
    t, df = mpf(t), mpf(df)
    if t == 0:
        return mpf(1), mpf(0)
    a, b = df / 2, mpf(1) / 2
    x, y = df / (df + t * t), t * t / (df + t * t)
    front = mp.exp(log_power_term(a, b, x, y))
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
        return root(lambda s: mp.log(2 * p) - mp.log(above_noise(t_probabilities(mp.exp(s), df)[0])), low, high)
    return root(lambda s: mp.log(t_probabilities(mp.exp(s), df)[1]) - mp.log(1 - 2 * p), low, high)


def above_noise(probability):
    """Keeps the log of a difference finite where a bracket reaches below the working precision."""
    return max(probability, mpf(10) ** (20 - mp.dps))


def beta_tails(a, b, x):
    """I_x(a, b) and its complement by the series of positive terms on the side where it converges."""
    a, b, x = mpf(a), mpf(b), mpf(x)
    y = 1 - x
    front = mp.exp(log_power_term(a, b, x, y))
    if x < mpf(1) / 2:
        lower = front / a * positive_series(a, b, x)
        return lower, 1 - lower
    upper = front / b * positive_series(b, a, y)
    return 1 - upper, upper


BETA_SHAPES = [(0.1, 0.2), (0.5, 0.5), (0.5, 3.0), (2.0, 5.0), (30.0, 1.0), (0.001, 40.0), (100.0, 300.0), (1e4, 2e4), (1e6, 0.5), (3e5, 1e6)]


def incomplete_beta():
    rows = []
    with mp.workdps(400):
        for a, b in BETA_SHAPES:
            mean, deviation = a / (a + b), (a * b / (a + b + 1)) ** 0.5 / (a + b)
            xs = {mean + k * deviation for k in [-30, -10, -3, -1, 0, 1, 3, 10, 30]} | {1e-12, 0.01, 0.5, 0.99, 1 - 2.0 ** -40}
            for x in sorted(x for x in xs if 0 < x < 1):
                if log_power_term(mpf(a), mpf(b), mpf(x), 1 - mpf(x)) < -730:
                    continue
                lower, upper = beta_tails(a, b, x)
                if min(lower, upper) > mpf("1e-300"):
                    rows.append([a, b, x, lower, upper])
    write("incomplete_beta", ["a", "b", "x", "lower", "upper"], rows)


def beta_quantile():
    rows = []
    for a, b in BETA_SHAPES[:-3] + [(3000.0, 7000.0), (5000.0, 0.5)]:
        for p in [1e-100, 1e-12, 0.001, 0.025, 0.3, 0.5]:
            with mp.workdps(480):
                for upper in (0, 1):
                    logit = -beta_logit_quantile(mpf(p), b, a) if upper else beta_logit_quantile(mpf(p), a, b)
                    if abs(logit) < 690:
                        rows.append([float(upper), p, a, b, 1 / (1 + mp.exp(-logit))])
    write("beta_quantile", ["upper", "p", "a", "b", "quantile"], rows)


def beta_logit_quantile(p, a, b):
    def lower(logit):
        return above_noise(beta_tails(a, b, 1 / (1 + mp.exp(-logit)))[0])
    low, high, step = mpf(0), mpf(0), mpf(1) / 8
    while lower(low) > p:
        high, low, step = low, low - step, step * mpf("1.5")
        if low < -1500:
            return low
    while lower(high) < p:
        low, high, step = high, high + step, step * mpf("1.5")
    return root(lambda s: mp.log(lower(s)) - mp.log(p), low, high)


def gamma_tails(a, x):
    a, x = mpf(a), mpf(x)
    term = mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1))
    lower, n = mpf(0), 0
    while lower == 0 or term > lower * mpf(10) ** -(mp.dps + 5) or x > a + n:
        lower += term
        n += 1
        term *= x / (a + n)
    return lower, 1 - lower


GAMMA_SHAPES = [0.001, 0.1, 0.5, 1.0, 3.7, 30.0, 1000.0, 1e6]


def incomplete_gamma():
    rows = []
    with mp.workdps(400):
        for a in GAMMA_SHAPES:
            xs = {a + k * a ** 0.5 for k in [-30, -10, -3, -1, 0, 1, 3, 10, 30]} | {1e-200, 1e-20, 1e-3, 0.3, 1.0, 2.0, 30.0, 400.0}
            for x in sorted(x for x in xs if x > 0):
                if x > a + 60 * a ** 0.5 + 650:
                    continue
                lower, upper = gamma_tails(a, x)
                if min(lower, upper) > mpf("1e-300"):
                    rows.append([a, x, lower, upper])
    write("incomplete_gamma", ["a", "x", "lower", "upper"], rows)


def chi_squared_quantile():
    rows = []
    for df in [0.01, 0.5, 1.0, 2.0, 5.5, 40.0, 1000.0, 8000.0]:
        for p in [1e-100, 1e-12, 0.001, 0.05, 0.3, 0.5]:
            with mp.workdps(60 if p > 1e-20 else 260):
                for upper in (0, 1):
                    x = gamma_quantile(mpf(p), mpf(df) / 2, upper)
                    if x > mpf("1e-300"):
                        rows.append([float(upper), p, df, 2 * x])
    write("chi_squared_quantile", ["upper", "p", "df", "quantile"], rows)


def gamma_quantile(p, a, upper):
    lead = (mp.log(1 - p if upper else p) + mp.loggamma(a + 1)) / a
    if lead < -700:
        return mpf(0)
    if upper:
        high = mp.log(a + 1)
        while gamma_tails(a, mp.exp(high))[1] > p:
            high += mpf(1) / 4
        return mp.exp(root(lambda s: mp.log(p) - mp.log(above_noise(gamma_tails(a, mp.exp(s))[1])), min(lead, high) - 1, high))
    return mp.exp(root(lambda s: mp.log(gamma_tails(a, mp.exp(s))[0]) - mp.log(p), lead - 1, max(lead, mp.log(a)) + 1))


def fisher_f():
    rows = []
    with mp.workdps(400):
        for d1, d2 in [(1.0, 1.0), (1.0, 10.0), (3.0, 7.5), (5.0, 1000.0), (40.0, 60.0), (2.0, 1e6), (1e5, 1e5)]:
            for f in [1e-8, 0.1, 0.9, 1.0, 1.02, 1.5, 4.0, 20.0, 300.0]:
                a, b = mpf(d1) / 2, mpf(d2) / 2
                x = a * mpf(f) / (a * mpf(f) + b)
                if log_power_term(a, b, x, 1 - x) < -730:
                    continue
                lower, upper = beta_tails(a, b, x)
                if min(lower, upper) > mpf("1e-300"):
                    rows.append([f, d1, d2, lower, upper])
    write("fisher_f", ["f", "d1", "d2", "cdf", "upper"], rows)


def noncentral_t():
    """The series of Lenth (1989, AS 243), at a precision where its cancellation does not matter."""
    rows = []
    with mp.workdps(90):
        for df in [0.5, 1.0, 2.0, 4.3, 30.0, 198.0, 5000.0, 1e7]:
            for delta in [0.0, 0.3, 1.0, 2.8, 8.0, 40.0, -1.5, -20.0]:
                for offset in [-8.0, -4.0, -2.0, -0.5, 0.0, 0.7, 2.0, 5.0, 12.0]:
                    t = delta + offset
                    cdf = noncentral_t_cdf(mpf(t), mpf(df), mpf(delta))
                    rows.append([t, df, delta, cdf, 1 - cdf])
    write("noncentral_t", ["t", "df", "delta", "cdf", "upper"], rows)


def noncentral_t_cdf(t, df, delta):
    if t < 0:
        return 1 - noncentral_t_cdf(-t, df, -delta)
    total = normal_upper(delta)
    if t == 0:
        return total
    b, x, y = df / 2, t * t / (t * t + df), df / (t * t + df)
    half_square = delta * delta / 2
    weights = [mp.exp(-half_square), delta / mp.sqrt(2) * mp.exp(-half_square) / mp.gamma(mpf(3) / 2)]
    shapes = [mpf(1) / 2, mpf(1)]
    tails = [beta_tails_xy(a, b, x, y) for a in shapes]
    terms = [mp.exp(a * mp.log(x) + b * mp.log(y) + mp.loggamma(a + b) - mp.loggamma(a + 1) - mp.loggamma(b)) for a in shapes]
    j = 0
    while j < half_square or max(abs(w) * v for w, v in zip(weights, tails)) > mpf(10) ** -70:
        for i in (0, 1):
            total += weights[i] * tails[i] / 2
            tails[i] -= terms[i]
            terms[i] *= x * (shapes[i] + b) / (shapes[i] + 1)
            shapes[i] += 1
        j += 1
        weights = [weights[0] * half_square / j, weights[1] * half_square / (j + mpf(1) / 2)]
    return total


def beta_tails_xy(a, b, x, y):
    front = mp.exp(log_power_term(a, b, x, y))
    if x < mpf(3) / 4:
        return front / a * positive_series(a, b, x)
    return 1 - front / b * positive_series(b, a, y)


def noncentral_chi_squared():
    rows = []
    with mp.workdps(60):
        for df in [0.5, 1.0, 2.0, 7.0, 100.0]:
            for noncentrality in [1e-6, 0.5, 5.0, 60.0, 900.0, 2e4]:
                mean, deviation = df + noncentrality, (2 * df + 4 * noncentrality) ** 0.5
                for k in [-8, -4, -2, -0.5, 0, 1, 3, 8]:
                    x = mean + k * deviation
                    if x > 0:
                        cdf = noncentral_chi_squared_cdf(mpf(x), mpf(df), mpf(noncentrality))
                        rows.append([x, df, noncentrality, cdf, 1 - cdf])
    write("noncentral_chi_squared", ["x", "df", "noncentrality", "cdf", "upper"], rows)


def noncentral_chi_squared_cdf(x, df, noncentrality):
    a, half, mean = df / 2, x / 2, noncentrality / 2
    total, weight, j = mpf(0), mp.exp(-mean), 0
    tail, term = gamma_tails(a, half)[0], mp.exp(a * mp.log(half) - half - mp.loggamma(a + 1))
    while j < mean or weight * tail > mpf(10) ** -55:
        total += weight * tail
        tail -= term
        j += 1
        term *= half / (a + j)
        weight *= mean / j
    return total


def lambert_w():
    e = 2.718281828459045
    xs = [-0.36787944117, -0.367879, -0.3678, -0.367, -0.36, -0.33, -0.3, -0.25, -0.2, -0.1, -0.01, -1e-5, -1e-20, -1e-300]
    write("lambert_w", ["x", "principal", "lower"], [[x, mp.lambertw(mpf(x)).real, mp.lambertw(mpf(x), -1).real] for x in xs])
    xs = [1e-300, 1e-10, 0.01, 0.2, 0.5, 1.0, 2.0, e, 3.0, 10.0, 1e3, 1e10, 1e100, 1e308]
    write("lambert_w_positive", ["x", "principal"], [[x, mp.lambertw(mpf(x)).real] for x in xs])


def log_gamma():
    xs = [1e-300, 1e-10, 0.001, 0.3, 0.9999, 1.5, 1.9, 2.7, 5.0, 9.99, 10.0, 10.01, 33.3, 171.0, 1e4, 1e10, 1e200]
    write("log_gamma", ["x", "log_gamma"], [[x, mp.loggamma(mpf(x))] for x in xs])
    write("log_beta", ["a", "b", "log_beta"], [[a, b, mp.loggamma(mpf(a)) + mp.loggamma(mpf(b)) - mp.loggamma(mpf(a) + mpf(b))]
                                               for a in [1e-5, 0.5, 1.0, 7.3, 400.0, 1e9] for b in [1e-5, 0.2, 3.0, 88.0, 1e6, 1e15]])


def elementary():
    xs = [-0.999999, -0.7, -0.35, -0.3, -0.1, -1e-3, -1e-9, -1e-200, 1e-300, 1e-17, 1e-8, 1e-4, 0.02, 0.2, 0.49, 0.51, 2.0, 40.0]
    with mp.workdps(700):
        write("elementary", ["x", "log1p", "expm1", "log1p_remainder", "exp_remainder"],
              [[x, mp.log1p(x), mp.expm1(x), mpf(x) - mp.log1p(x), mp.expm1(x) - mpf(x)] for x in xs])


TABLES = [normal, student_t, incomplete_beta, beta_quantile, incomplete_gamma, chi_squared_quantile, fisher_f, noncentral_t,
          noncentral_chi_squared, lambert_w, log_gamma, elementary]

if __name__ == "__main__":
    for table in TABLES:
        if len(sys.argv) == 1 or table.__name__ in sys.argv[1:]:
            table()
