"""Addresses of static files that change with their content, so that browsers may keep them."""

import hashlib
from pathlib import Path

from flask import Flask, url_for


def init_static(app: Flask) -> None:
    """Offer `asset('portal.css')` to every template; a file is read once."""
    versions: dict[str, str] = {}

    def asset(name: str) -> str:
        if name not in versions:
            versions[name] = _version(Path(str(app.static_folder)) / name)
        return url_for("static", filename=name, v=versions[name])

    app.jinja_env.globals["asset"] = asset


def _version(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.exists() else "missing"
