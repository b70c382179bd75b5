"""What the wheel depends on besides: a reader, where it brings none of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ReaderHook(BuildHookInterface[Any]):
    """A checkout holds the reader; the source distribution does not, so its wheel asks for one."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the package of the reader to what a wheel without its files depends on."""
        if not Path(self.root, self.config["folder"], "reader.json").is_file():
            build_data["dependencies"].append(self.config["package"])
