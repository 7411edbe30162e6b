"""What one request, one person and one server may take, each with its reason."""

from __future__ import annotations

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes of an uploaded file: a panel of 3,000 counties over 20 years with 50 columns is a quarter of it."""
LARGEST_JSON = 1024 * 1024
"""Bytes of a JSON body: a study file with a scenario for each of 3,000 units is half of it."""
DEEPEST_JSON = 32
"""Levels of a JSON body; a study file has six."""
MOST_CELLS = 5_000_000
"""Cells of a table that the page reads: more than a person can look through, and about 1 GB of memory."""
LONGEST_NAME = 160
"""Characters of the name of a file, study or plan: one line of the page."""
MOST_FILES = 200
"""Files of one person."""
MOST_BYTES = 2 * 1024 * 1024 * 1024
"""Bytes of all files of one person: thirty of the largest."""
MOST_STUDIES = 200
"""Studies of one person; each holds some megabytes of results."""
MOST_PLANS = 200
"""Plans kept with one study."""
MOST_ACTIVE = 8
"""Jobs of one person that wait or run, so that one person does not keep all others waiting."""
MOST_ASKED = 16
"""Questions of one person to workers at once; a page that is dragged about asks no more than three."""
QUICK_WAITING, LONG_WAITING = 60, 40
"""Tasks that may wait for a worker; 20 people, each with three questions and two runs."""
QUIET_SECONDS = 20.0
"""How long an upload may send nothing."""
UPLOAD_SECONDS = 600.0
"""How long an upload may take: the largest file over 1 Mbit a second."""
LARGEST_CACHE = 64 * 1024 * 1024
"""Bytes of answers with tables kept in memory: all tables of twenty studies of provinces."""
JSON_SECONDS = 30.0
"""How long a JSON body may take: the largest over 0.3 Mbit a second."""
MOST_CONNECTIONS = 400
"""Connections at once; a browser opens six."""
MOST_OF_ADDRESS = 200
"""Connections of one address, which may be a whole office: sixty people who all wait for three answers."""
HEAD_SECONDS = 20.0
"""How long a connection may go without the whole head of a request."""
STALL_SECONDS = 60.0
"""How long whoever asked may take nothing of an answer."""
SESSION_DAYS = 60
"""Days after which a browser that has not come must sign in again."""
FAILURES, FAILURES_ALL, FAILURE_SECONDS = 5, 50, 60.0
"""Wrong passwords from one address and from all within so many seconds, before signing in is stopped for a while."""
