"""A nearest-centroid classifier for 28 x 28 grey images of digits."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

SIDE = 28


def read_image(path: str) -> np.ndarray:
    """Grey values from 0 (paper) to 1 (ink), as one vector."""
    image = Image.open(path).convert("L").resize((SIDE, SIDE))
    ink = 1.0 - np.asarray(image, dtype=np.float32) / 255.0
    return ink.reshape(-1)


@dataclass
class Centroids:
    """The mean image of each digit, on a coarse grid."""

    means: np.ndarray  # (10, grid * grid)
    grid: int

    @classmethod
    def load(cls, path: Path) -> "Centroids":
        document = json.loads(path.read_text(encoding="utf-8"))
        return cls(np.asarray(document["means"], dtype=np.float32), int(document["grid"]))

    def classify(self, pixels: np.ndarray) -> tuple[int, float]:
        """The nearest digit, and how much nearer it is than the second (0: a tie, 1: certain)."""
        cell = SIDE // self.grid
        coarse = pixels.reshape(self.grid, cell, self.grid, cell).mean(axis=(1, 3)).reshape(-1)
        distances = np.linalg.norm(self.means - coarse, axis=1)
        first, second = np.argsort(distances)[:2]
        margin = 1.0 - float(distances[first]) / max(float(distances[second]), 1e-9)
        return int(first), margin
