"""Scores mini batches of image files: init() once for each process, run() once for each mini batch."""

import os
from pathlib import Path

import pandas as pd

from digits import Centroids, read_image

model: Centroids


def init() -> None:
    """Loads the model that the deployment mounts."""
    global model
    root = Path(os.environ["AZUREML_MODEL_DIR"])
    model = Centroids.load(next(root.rglob("centroids.json")))


def run(mini_batch: list[str]) -> pd.DataFrame:
    """One row for each image. A file that is no image raises, which counts towards the error threshold."""
    rows = []
    for path in mini_batch:
        digit, confidence = model.classify(read_image(path))
        rows.append({"file": Path(path).name, "digit": digit, "confidence": round(confidence, 4)})
    return pd.DataFrame(rows)
