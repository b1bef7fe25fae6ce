"""Starting on a bare machine: what goes wrong is one clear sentence."""

import importlib.util
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import run

SCRIPT = Path(run.__file__)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A checkout of its own, with a Python in its environment."""
    root = tmp_path / "a folder with spaces"
    python = root / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    (root / "lock.txt").write_text("one")
    monkeypatch.setattr(run, "ROOT", root)
    monkeypatch.setattr(run, "VENV", root / ".venv")
    monkeypatch.setattr(run, "PYTHON", python)
    monkeypatch.setattr(run.Environment, "stamp_file", root / ".venv" / "run-stamps.json")
    return root


def runs_of(environment: run.Environment, made: Path = SCRIPT) -> int:
    """How often the work behind a lock file is done when asked once now."""
    done: list[int] = []
    environment.once("packages", ("lock.txt",), lambda: done.append(1), made=made)
    return len(done)


def test_work_is_done_once_for_the_same_lock(folder):
    assert [runs_of(run.Environment()) for _ in range(3)] == [1, 0, 0]


def test_a_changed_lock_is_worked_through_again(folder):
    runs_of(run.Environment())
    (folder / "lock.txt").write_text("two")
    assert runs_of(run.Environment()) == 1


def test_work_that_failed_is_not_taken_for_done(folder):
    def fail() -> None:
        raise run.Stopped("no network")

    with pytest.raises(run.Stopped):
        run.Environment().once("packages", ("lock.txt",), fail)
    assert runs_of(run.Environment()) == 1


def test_a_folder_that_cannot_be_written_is_one_sentence(folder):
    (folder / "var").write_text("a file where a folder should be")
    with pytest.raises(run.Stopped, match="var cannot be written: "), run.alone():
        pass


def test_what_was_thrown_away_is_made_again(folder):
    runs_of(run.Environment())
    assert runs_of(run.Environment(), made=folder / "gone") == 1


def test_a_folder_that_moved_gets_a_new_environment(folder, monkeypatch):
    runs_of(run.Environment())
    monkeypatch.setattr(run, "ROOT", folder.rename(folder.with_name("elsewhere")))
    for name in ("VENV", "PYTHON"):
        here = Path(str(getattr(run, name)).replace("a folder with spaces", "elsewhere"))
        monkeypatch.setattr(run, name, here)
    monkeypatch.setattr(run.Environment, "stamp_file", run.VENV / "run-stamps.json")
    made: list[str] = []
    monkeypatch.setattr(run, "step", lambda title, *_: made.append(title) or run.VENV.mkdir())
    assert runs_of(run.Environment()) == 1
    assert made == ["Making the environment"]


def test_a_python_without_venv_is_told_what_to_install(folder, monkeypatch):
    run.PYTHON.unlink()
    monkeypatch.setattr(run.shutil, "which", lambda name: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(run.Stopped, match="apt-get install python3-venv"):
        run.Environment().create()


def test_a_step_says_what_it_does_and_nothing_more(capfd):
    run.step("Counting", sys.executable, "-c", "print('noise')")
    shown = capfd.readouterr()
    assert "Counting" in shown.err
    assert "noise" not in shown.err + shown.out
    assert shown.out == ""


@pytest.mark.parametrize(
    ("printed", "sentence"),
    [
        ("Failed to establish a new connection: [Errno 111]", "found no network"),
        ("npm error code ENOTFOUND", "found no network"),
        ("error: subprocess exited with 1", "the lines above tell why"),
    ],
)
def test_a_step_that_fails_shows_the_end_of_its_output(capfd, printed, sentence):
    program = f"import sys; print({printed!r}); sys.exit(3)"
    with pytest.raises(run.Stopped, match=sentence):
        run.step("Fetching", sys.executable, "-c", program)
    assert printed in capfd.readouterr().err


def test_a_taken_port_is_named_with_the_way_out():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(run.Stopped, match=f"Port {port} is taken.*PORT={port + 1}"):
            run.refuse_taken_port(str(port))


@pytest.mark.parametrize("port", ["http", "", "99999999"])
def test_what_is_no_port_is_refused(port):
    with pytest.raises(run.Stopped, match="choose a number"):
        run.refuse_taken_port(port)


def test_an_old_python_is_refused_in_one_sentence():
    program = (
        "import runpy, sys; sys.version_info = (3, 10, 1); sys.version = '3.10.1 (old)';"
        f"runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == "The portal needs Python 3.11 or newer; this is 3.10.1.\n"


def test_an_unknown_command_shows_the_known_ones():
    done = subprocess.run([sys.executable, SCRIPT, "fly"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "python3 run.py test" in done.stderr


def test_the_end_of_one_program_ends_the_others():
    quick = [sys.executable, "-c", "import sys; sys.exit(7)"]
    endless = [sys.executable, "-c", "import time; time.sleep(600)"]
    assert run.run_together([endless, quick]) == 7
