"""Bootstrap of the difference of two means of 100,000 units each with numpy: processor time per draw on one core."""
import sys
import time

import numpy as np

units = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
replicates = int(sys.argv[2]) if len(sys.argv) > 2 else 300
rng = np.random.default_rng(1)
control, treatment = rng.lognormal(0, 1, units), rng.lognormal(0.02, 1, units)
differences = np.empty(replicates)
start = time.process_time()
for i in range(replicates):
    differences[i] = treatment[rng.integers(0, units, units)].mean() - control[rng.integers(0, units, units)].mean()
seconds = time.process_time() - start
print(f"{units} units, {replicates} replicates: {seconds / (2 * units * replicates) * 1e9:.2f} ns a draw, "
      f"{seconds / replicates * 10_000:.1f} s of processor time for 10,000 replicates; interval {np.quantile(differences, [0.025, 0.975])}")
