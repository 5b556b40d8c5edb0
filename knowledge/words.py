"""Words of a text, folded so that spellings of one term meet: case, hyphens, plurals, accents, Greek letters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "θ": "theta",
    "λ": "lambda",
    "μ": "mu",
    "ν": "vega",  # the letter traders write for vega
    "π": "pi",
    "ρ": "rho",
    "σ": "sigma",
    "τ": "tau",
    "ω": "omega",
}

# Function words: they say nothing about what a text is about.
STOP_WORDS = frozenset(
    """a about above after again against all also am an and any are aren't as at be because been before being below between both but by
    can can't cannot could couldn't d did didn't do does doesn't doing don't down during each few for from further had hadn't has hasn't
    have haven't having he her here hers herself him himself his how i if in into is isn't it its itself just let ll m me might more most
    must my myself no nor not of off on once only or other our ours ourselves out over own please re s same shall she should shouldn't so
    some such t than that the their theirs them themselves then there these they this those through to too under until up upon us ve very
    was wasn't we were weren't what what's when where which while who whom whose why will with won't would wouldn't you your yours
    yourself i'm i've i'd you're you've you'll they're let's that's there's here's""".replace("'", "").split()
)

# Words by which a question asks or is merely spoken; they name no subject either, but a text may well be about them ("mean reversion").
QUESTION_WORDS = frozenset(
    """actually answer anybody anyone anything article ask basically call called compare compared concept cons define defined definition
    describe description detail difference different does done else entirely everyone exactly example explain explained explanation folk
    folks formula give given go got guy guys happen happens help hey hi idea is kind know like literally look lot lots love made make
    makes mean meaning means mention mentioned mentions need please pros question really say says see seem seems show simple simply so
    someone something talk talks tell term terms thing things think thought truly understand use used using versus vs want way well
    whatever wonder wondering word words work working works""".split()  # noqa: SIM905
)

_WORD = re.compile(r"[A-Za-z0-9]+(?:\.[0-9]+)?")
_POSSESSIVE = re.compile(r"['’]s\b", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_LETTERS = str.maketrans({letter: f" {name} " for lower, name in GREEK.items() for letter in (lower, lower.upper())})
_STEMMER = snowballstemmer.stemmer("english")


class Word(NamedTuple):
    """A word as folded (lower case, singular) and as typed."""

    folded: str
    typed: str


def words(text: str) -> list[Word]:
    """Split a text into its words, in order."""
    text = _POSSESSIVE.sub("", _THOUSANDS.sub("", text)).replace("'", "").replace("’", "").translate(_LETTERS)
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return [Word(singular(typed.lower()), typed) for typed in _WORD.findall(text)]


@lru_cache(maxsize=20_000)
def singular(word: str) -> str:
    """Drop a regular English plural ending.

    Both sides of every comparison pass through here, so a word that merely ends like a plural ("basis") does no harm.
    """
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Reduce a lower-case word to its Snowball (Porter 2) stem."""
    return str(_STEMMER.stemWord(word))


def stems(text: str) -> list[str]:
    """Split a text into the stems of its words, without stop words."""
    return [stem(word.folded) for word in words(text) if word.typed.lower() not in STOP_WORDS]
