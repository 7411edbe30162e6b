"""How sure: bias and intervals of scores, what hangs on whom, tests of differences between groups."""

from farrell.inference.bootstrap import BootstrapResult, bootstrap
from farrell.inference.groups import GroupTest, PairTest, kruskal_wallis
from farrell.inference.jackknife import LeaveOneOut, leave_one_out
from farrell.inference.malmquist_bootstrap import ChangeBootstrap, bootstrap_malmquist

__all__ = [
    "BootstrapResult",
    "ChangeBootstrap",
    "GroupTest",
    "LeaveOneOut",
    "PairTest",
    "bootstrap",
    "bootstrap_malmquist",
    "kruskal_wallis",
    "leave_one_out",
]
