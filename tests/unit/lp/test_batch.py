"""Pieces of work go to threads, processes or a cluster; the results are those of one thread, bit for bit."""

import importlib
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import distributed
import joblib
import pytest

import farrell
from farrell import OptionError
from farrell.lp import batch

pytestmark = pytest.mark.filterwarnings("ignore")  # what clusters say while they start and stop


def square(x):
    return x * x


def die_once(marker, x):
    """Kill this process in the middle of the work, the first time."""
    path = Path(marker)
    if x == 3 and not path.exists():
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return x * x


def scores(panel, **options):
    return farrell.bootstrap(panel, seed=5, replicates=1100, solver="highs", **options).replicates


@pytest.fixture
def panel():
    return farrell.load("china-health").panel.select(periods=[2023])


@pytest.fixture
def local_cluster():
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, worker_dashboard_address=None
    ) as made:
        yield made


@pytest.mark.parametrize(("backend", "workers"), [("threading", 1), ("threading", 3), ("loky", 2), ("sequential", 1)])
def test_results_come_in_order_whoever_works(backend, workers):
    with joblib.parallel_config(backend=backend, n_jobs=workers):
        assert batch.run(square, range(20)) == [x * x for x in range(20)]


def test_what_a_piece_starts_stays_with_its_worker():
    assert batch.run(lambda x: batch.run(square, [x, x + 1]), [1, 2, 3]) == [[1, 4], [4, 9], [9, 16]]


def test_pieces_of_a_process_that_died_are_done_again(tmp_path):
    with joblib.parallel_config(backend="loky", n_jobs=2):
        assert batch.run(partial(die_once, str(tmp_path / "died")), range(8)) == [x * x for x in range(8)]
    assert (tmp_path / "died").exists()


def test_an_error_in_a_piece_is_the_error_of_the_whole():
    with pytest.raises(ZeroDivisionError):
        batch.run(lambda x: 1 / x, [1, 0, 2])


def test_progress_is_told():
    steps = []
    with batch.watched(lambda done, total: steps.append((done, total))):
        batch.run(square, range(6))
    assert steps[-1] == (6, 6)


def test_a_cluster_gives_the_bits_of_one_thread_and_survives_the_kill_of_a_worker(panel, local_cluster, monkeypatch):
    monkeypatch.setattr(importlib.import_module("farrell.inference.bootstrap"), "PIECE", 31 * 50)
    with joblib.parallel_config(n_jobs=1):
        alone = scores(panel)
    with farrell.cluster(local_cluster.scheduler_address) as client:
        assert len(client.scheduler_info()["workers"]) == 2
        workers, killed = list(client.run(os.getpid).values()), []

        def kill_one(done, total):
            if done >= 2 and not killed:
                killed.append(workers[0])
                os.kill(workers[0], signal.SIGKILL)

        with batch.watched(kill_one):
            together = scores(panel)
    assert killed
    assert alone.tobytes() == together.tobytes()


def test_a_running_client_is_found(panel, local_cluster):
    with distributed.Client(local_cluster):
        pids = set(batch.run(lambda _: os.getpid(), range(6)))
    assert os.getpid() not in pids


def test_a_cluster_without_the_extra_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(OptionError, match=r"farrell\[dask\]"), farrell.cluster("tcp://127.0.0.1:1"):
        pass


def test_ctrl_c_stops_the_work_at_once():
    code = (
        "import time, sys\nfrom farrell.lp import batch\n"
        "def slow(x):\n    time.sleep(0.2); return x\n"
        "print('ready', flush=True)\n"
        "batch.run(slow, range(1000))\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        error = process.communicate(timeout=20)[1]
    assert process.returncode not in (0, None)
    assert b"KeyboardInterrupt" in error
