"""Writes the two towns again: `python -m data_samples.make_towns [FOLDER]`. The same seed gives the same files."""

from __future__ import annotations

import sys
from pathlib import Path

from .towns import bourg, bourg_files, truths, ville, ville_files
from .towns.parameters import BourgParameters, VilleParameters


def make(folder: Path) -> None:
    """Both towns' exports and truths under `folder`; the engagement files are written by hand and not touched."""
    large, small = VilleParameters(), BourgParameters()
    town = ville.simulate(large)
    ville_files.write(town, folder / "ville-exemple" / "data", large.seed)
    truths.write(truths.ville(town, large), folder / "truths" / "ville-exemple.json")
    village = bourg.simulate(small)
    bourg_files.write(village, folder / "bourg-exemple" / "data", small.seed)
    truths.write(truths.bourg(village, small), folder / "truths" / "bourg-exemple.json")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
