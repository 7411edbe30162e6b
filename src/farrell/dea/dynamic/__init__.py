"""Dynamic efficiency: periods linked by what is carried over from one to the next."""

from farrell.dea.dynamic.network_slacks import dynamic_network_sbm
from farrell.dea.dynamic.slacks import dynamic_sbm

__all__ = ["dynamic_network_sbm", "dynamic_sbm"]
