"""Least seconds of scikit-learn's GaussianMixture on the same values, to a log-likelihood that no longer moves.

Usage: mixture.py FILE [RUNS]   FILE holds little-endian doubles."""
import sys
import time

import numpy as np
import sklearn
from sklearn.mixture import GaussianMixture

values = np.fromfile(sys.argv[1], dtype="<f8")[:, None]
least = np.inf
for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 1):
    start = time.perf_counter()
    fit = GaussianMixture(2, tol=1e-9, max_iter=2000, random_state=1).fit(values)
    least = min(least, time.perf_counter() - start)
print(f"{least:.3f}\t{fit.score(values) * len(values):.6f}\t{fit.means_.max():.10f}\t{fit.n_iter_}\t{sklearn.__version__}")
