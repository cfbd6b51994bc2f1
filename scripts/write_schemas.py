"""Writes the JSON Schemas beside the index: .venv/bin/python scripts/write_schemas.py."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from criteria import json_schema  # noqa: E402 - the path of the project comes first
from scoring.golden_document import GoldenPart  # noqa: E402

FOLDER = ROOT / "criteria" / "schema"


def schemas() -> dict[str, str]:
    """File name to text of every schema."""
    made = {
        "edition": json_schema.json_schema(),
        "overlay": json_schema.overlay_json_schema(),
        "mapping": json_schema.mapping_json_schema(),
        "golden": json_schema.schema_of(GoldenPart, "Ca mẫu của một bộ chỉ số"),
    }
    return {
        f"{name}.schema.json": json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        for name, schema in made.items()
    }


def main() -> None:
    """Write them all."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"criteria/schema/{name}")


if __name__ == "__main__":
    main()
