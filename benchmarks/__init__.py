"""Speed, measured side by side in one process.

``data`` draws the workloads' numbers and ``workloads`` poses them; ``baselines`` and ``peers`` answer the same
programs; ``measure`` times, ``alone`` runs what must have a process of its own, ``page`` and ``figure`` show it all.
"""

import os

for _library in ("OPENBLAS", "OMP", "MKL"):  # read when numpy is imported: its matrix products take one thread too
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")
