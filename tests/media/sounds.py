from __future__ import annotations

import numpy as np

from trunkline.media.wav import Samples


def tone(seconds: float, rate: int = 8000, hertz: float = 440.0, loud: float = 0.3) -> Samples:
    t = np.arange(int(seconds * rate)) / rate
    return (loud * np.sin(2 * np.pi * hertz * t)).astype(np.float32)
