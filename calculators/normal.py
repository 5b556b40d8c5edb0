"""The standard normal distribution on arrays.

`scipy.special` takes longer to import than all the calculators together, so it is loaded when a value is first asked for.
"""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array: TypeAlias = NDArray[np.float64]

ROOT_TWO_PI = math.sqrt(2.0 * math.pi)
_ROOT_HALF = math.sqrt(0.5)


def cdf(x: ArrayLike) -> Array:
    """P(Z <= x), to a few units of rounding in the tails."""
    from scipy.special import ndtr

    result: Array = ndtr(x)
    return result


def cdf_of_one(x: float) -> float:
    """`cdf` of a single number, to the same accuracy."""
    return 0.5 * math.erfc(-x * _ROOT_HALF)


def quantile(probability: ArrayLike) -> Array:
    """The x with P(Z <= x) = probability; infinite at 0 and 1."""
    from scipy.special import ndtri

    result: Array = ndtri(probability)
    return result


def density(x: ArrayLike) -> Array:
    """exp(-x^2 / 2) / sqrt(2 pi); 0 at infinity."""
    bounded = np.clip(x, -40.0, 40.0)  # beyond which it underflows, and the square of a huge x would overflow
    result: Array = np.exp(-0.5 * bounded * bounded) / ROOT_TWO_PI
    return result
