"""Inside the unit: stages, nodes, and what runs between them. One model, one file.

``graph`` is what a caller declares. ``slack_network`` and ``slack_program`` are the slacks-based measure's, ``pricing``
and ``splits`` the multiplier models'; ``inside`` runs both over a panel.
"""

from farrell.dea.network.graph import Graph, Link, Node
from farrell.dea.network.leader_follower import leader_follower
from farrell.dea.network.network_sbm import network_sbm
from farrell.dea.network.relational import parallel_system, series_system
from farrell.dea.network.two_stage import two_stage

__all__ = ["Graph", "Link", "Node", "leader_follower", "network_sbm", "parallel_system", "series_system", "two_stage"]
