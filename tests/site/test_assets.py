from pathlib import Path

from medmllm_kb.site.assets import read_assets


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)
    return folder


def test_an_address_changes_with_any_file(tmp_path: Path) -> None:
    folder = write(tmp_path, kb_css="a{}", kb_js="import './jump.js'", jump_js="1")
    before = read_assets(folder)
    assert before.address("kb.css") == read_assets(folder).address("kb.css")
    write(tmp_path, jump_js="2")
    after = read_assets(folder)
    assert after.address("kb.js") != before.address("kb.js")
    assert after.files["kb.js"] != before.files["kb.js"]


def test_scripts_import_each_other_by_version(tmp_path: Path) -> None:
    source = """import {a} from "./jump.js"; import(`${root}assets/jump.js`); import("./other.js"); "jump.js" """
    assets = read_assets(write(tmp_path, kb_js=source, jump_js=""))
    version = assets.version
    assert assets.files["kb.js"].decode() == (
        f'import {{a}} from "./jump.js?v={version}"; import(`${{root}}assets/jump.js?v={version}`);'
        ' import("./other.js"); "jump.js" '
    )
