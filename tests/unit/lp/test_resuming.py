"""What a stopped run has finished is taken over, bit for bit, and nothing else is."""

from functools import partial
from pathlib import Path

import pandas as pd
import pytest

import farrell
from farrell import OptionError
from farrell.lp import batch, resuming


@pytest.fixture(autouse=True)
def any_piece_is_worth_keeping(monkeypatch):
    monkeypatch.setattr(resuming, "WORTH", 0.0)


@pytest.fixture
def place(tmp_path):
    return tmp_path / "work.parts"


def noted(notes: Path, factor: float, x: float) -> float:
    """A piece of work that leaves a trace of having been done."""
    (notes / f"{factor}-{x}").touch()
    return factor * x


def stop_after(count):
    def told(done, total):
        if done == count:
            raise KeyboardInterrupt

    return batch.watched(told)


def stopped(place, notes, after=3, factor=2.0):
    """A run that was stopped; what it had done is forgotten but for its parts."""
    notes.mkdir(exist_ok=True)
    with pytest.raises(KeyboardInterrupt), farrell.resumable(place), stop_after(after):
        batch.run(partial(noted, notes, factor), range(8))
    for trace in notes.iterdir():
        trace.unlink()


def test_a_run_goes_on_where_it_was_stopped(tmp_path, place):
    notes = tmp_path / "notes"
    stopped(place, notes)
    kept = len(list(place.iterdir()))
    told = []
    with farrell.resumable(place), batch.watched(lambda done, total: told.append((done, total))):
        assert batch.run(partial(noted, notes, 2.0), range(8)) == [2.0 * x for x in range(8)]
    assert kept >= 3
    assert len(list(notes.iterdir())) == 8 - kept == len(told)
    assert told[-1] == (8, 8)
    assert not place.exists()


def test_pieces_of_other_work_are_not_taken(tmp_path, place):
    notes = tmp_path / "notes"
    stopped(place, notes)
    with farrell.resumable(place):
        assert batch.run(partial(noted, notes, 3.0), range(8)) == [3.0 * x for x in range(8)]
    assert len(list(notes.iterdir())) == 8


def test_pieces_of_another_version_are_not_taken(tmp_path, place, monkeypatch):
    notes = tmp_path / "notes"
    stopped(place, notes)
    monkeypatch.setattr(resuming, "__version__", "another")
    with farrell.resumable(place):
        batch.run(partial(noted, notes, 2.0), range(8))
    assert len(list(notes.iterdir())) == 8


@pytest.mark.parametrize("damage", [lambda b: b[:-1], lambda b: b"", lambda b: b[:40] + b"!" + b[41:]])
def test_a_torn_piece_is_done_again(tmp_path, place, damage):
    notes = tmp_path / "notes"
    stopped(place, notes)
    kept = list(place.iterdir())
    kept[0].write_bytes(damage(kept[0].read_bytes()))
    with farrell.resumable(place):
        assert batch.run(partial(noted, notes, 2.0), range(8)) == [2.0 * x for x in range(8)]
    assert len(list(notes.iterdir())) == 8 - len(kept) + 1


def test_only_files_of_ours_are_removed(tmp_path, place):
    stopped(place, tmp_path / "notes")
    (place / "film.part").write_text("not ours")
    with farrell.resumable(place):
        pass
    assert [path.name for path in place.iterdir()] == ["film.part"]


def test_of_two_runs_that_share_a_folder_the_first_to_end_does_not_stop_the_other(tmp_path, place):
    def ends_beside(done, total):
        if done == 3:
            with farrell.resumable(place):
                pass

    with farrell.resumable(place), batch.watched(ends_beside):
        assert batch.run(partial(noted, tmp_path, 2.0), range(8)) == [2.0 * x for x in range(8)]
    assert not place.exists()


def test_a_piece_whose_file_another_run_takes_along_is_not_kept(tmp_path, place, monkeypatch):
    def taken(self, target):
        self.unlink()
        raise FileNotFoundError(self)

    monkeypatch.setattr(Path, "replace", taken)
    with farrell.resumable(place):
        assert batch.run(partial(noted, tmp_path, 2.0), range(4)) == [2.0 * x for x in range(4)]
    assert not place.exists()


def test_work_that_is_done_is_given_out_once(monkeypatch):
    given, really = [], batch._parallel
    monkeypatch.setattr(batch, "_parallel", lambda work, pieces: given.append(len(pieces)) or really(work, pieces))
    batch.run(abs, range(4))
    assert given == [4]


def test_what_is_quick_is_not_kept(tmp_path, place, monkeypatch):
    monkeypatch.setattr(resuming, "WORTH", 60.0)
    stopped(place, tmp_path / "notes")
    assert not place.exists()


def test_work_that_cannot_be_told_from_other_work_is_done_and_not_kept(place):
    with farrell.resumable(place):
        assert batch.run(lambda x: x + 1, range(4)) == [1, 2, 3, 4]
        assert not place.exists()


def test_a_folder_that_others_may_write_to_is_refused(place):
    place.mkdir()
    place.chmod(0o777)
    with pytest.raises(OptionError) as refused, farrell.resumable(place):
        pass
    assert refused.value.code == "parts-not-ours"


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OptionError) as refused, farrell.resumable(tmp_path / "file" / "x.parts"):
        batch.run(partial(noted, tmp_path, 2.0), range(3))
    assert refused.value.code == "out-not-writable"


@pytest.mark.parametrize(
    "work",
    [
        partial(farrell.bootstrap, seed=3, replicates=1100, reference="pooled"),
        partial(farrell.bootstrap_subsample, seed=3, replicates=1100, reference="pooled"),
        partial(farrell.bootstrap_malmquist, seed=3, replicates=400),
        partial(farrell.second_stage, on=["share_65plus"], seed=3, replicates=1000, algorithm=1),
    ],
    ids=["scores", "subsamples", "malmquist", "second stage"],
)
def test_a_stopped_bootstrap_ends_with_the_bits_of_one_that_was_not(place, work):
    panel = farrell.load("china-health").panel.select(periods=[2021, 2022, 2023])
    with pytest.raises(KeyboardInterrupt), farrell.resumable(place), stop_after(2):
        work(panel)
    assert len(list(place.iterdir())) >= 2
    with farrell.resumable(place):
        again = work(panel)
    pd.testing.assert_frame_equal(again.to_frame(), work(panel).to_frame(), check_exact=True)
