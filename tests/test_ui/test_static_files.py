"""Static files: only what browsers may have, and fetched files only as the lock names them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from marac.ui.assets import WANTED, AssetsUnavailable, install_assets
from marac.ui.static_files import STATIC, asset_url, content_hash
from tests.test_ui.sample import Sample


def test_a_file_asked_for_by_its_content_may_be_kept_for_ever() -> None:
    response = Sample().app.test_client().get(asset_url("css/marac.css"))
    assert response.status_code == 200
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.content_type == "text/css; charset=utf-8"


def test_a_file_asked_for_by_an_old_mark_must_be_asked_for_again() -> None:
    response = Sample().app.test_client().get("/static/js/hide.js?v=old")
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.content_type == "text/javascript; charset=utf-8"


@pytest.mark.parametrize(
    "name",
    [
        "package.json", "package-lock.json", "vendor/manifest.json", "css/", "css", "css/none.css", "",
        "../marac/config.py", "css/../../marac/ui/forms.py", "css/../package.json", "css/%2e%2e/package.json",
        "css/\0.css", "node_modules/x.js", "..\\package.json",
    ],
)  # fmt: skip
def test_nothing_else_is_handed_out(name: str) -> None:
    assert Sample().app.test_client().get(f"/static/{name}").status_code == 404


def test_the_lock_names_no_registry_and_pins_every_file_by_its_hash() -> None:
    text = (STATIC / "package-lock.json").read_text("utf-8")
    packages = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
    assert "://" not in text
    assert all("integrity" in entry and "resolved" not in entry for entry in packages.values())


def test_no_style_or_script_of_ours_asks_another_host() -> None:
    for path in [*STATIC.glob("css/*.css"), *STATIC.glob("js/*.js")]:
        assert "://" not in path.read_text("utf-8"), path.name


def test_no_script_of_ours_uses_the_storage_of_the_browser() -> None:
    for path in STATIC.glob("js/*.js"):
        source = path.read_text("utf-8")
        assert not any(word in source for word in ("localStorage", "setItem", "indexedDB", "innerHTML"))


def folder_with_files(static: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(STATIC / name, static / name)
    for name in WANTED:
        (static / "vendor" / name).parent.mkdir(parents=True, exist_ok=True)
        (static / "vendor" / name).write_text("fetched before")
    manifest = {"lock": content_hash(static / "package-lock.json"), "files": dict.fromkeys(WANTED, "")}
    (static / "vendor" / "manifest.json").write_text(json.dumps(manifest))


def test_a_second_set_up_fetches_nothing(tmp_path: Path) -> None:
    folder_with_files(tmp_path)
    said: list[str] = []
    install_assets(said.append, tmp_path)
    assert said == ["The screen files are already in place."]


def test_without_a_network_the_message_is_plain_and_what_was_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder_with_files(tmp_path)
    lock = tmp_path / "package-lock.json"
    lock.write_text(lock.read_text("utf-8") + "\n")
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    with pytest.raises(AssetsUnavailable, match="Check the network and any proxy, then set up again"):
        install_assets(lambda said: None, tmp_path)
    assert (tmp_path / "vendor" / "htmx.min.js").read_text("utf-8") == "fetched before"


def test_fetched_styles_bring_no_government_typeface() -> None:
    styles = STATIC / "vendor" / "govuk-frontend.min.css"
    if not styles.is_file():
        pytest.skip("the screen files are not fetched yet")
    text = styles.read_text("utf-8")
    assert "GDS Transport" not in text
    assert "@font-face" not in text
