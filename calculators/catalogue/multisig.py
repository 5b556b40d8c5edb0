"""Theft and lock-out of an m-of-n wallet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from pydantic import model_validator

from calculators.defi import prob_at_least
from calculators.errors import FieldError, InputError
from calculators.spec import Axis, Chart, Figure, Inputs, Presentation, Series, calculator
from calculators.speech import Blank, Cue, Speech
from calculators.units import Fraction, Keys
from calculators.wording import percent

_THAT_A_KEY = (
    "(?:(?:chance|probability|risk|odds|likely|likelihood|of|that|it|an?|any|one|each|key|keys|is|are|be|being|gets?|getting|to|will|for|the|per) )+"
)


class MultisigInputs(Inputs):
    m: Keys
    """Signatures needed; at most n."""
    n: Keys
    """Number of keys."""
    theft_prob: Fraction = 0.05
    """Chance that one key falls to a thief over the period meant."""
    loss_prob: Fraction = 0.05
    """Chance that one key is lost over the same period."""
    common_cause: Fraction = 0.0
    """Share of each chance that comes from one event striking every key at once (same vendor, same place); 0 is independent keys."""

    @model_validator(mode="after")
    def _enough_keys(self) -> Self:
        if self.m > self.n:
            message = f"m, the signatures needed, must be at most n, the keys there are; got {self.m} of {self.n}; lower m or raise n"
            raise InputError(message, (FieldError("m", message),))
        return self


@dataclass(frozen=True, slots=True)
class Safety:
    theft: float
    lockout: float


def _small(value: float) -> str:
    """A chance in per cent with enough digits to see it."""
    return percent(value, 3) if value >= 1e-5 or value == 0.0 else f"{100 * value:.2e} %"


def present(inputs: MultisigInputs, result: Safety) -> Presentation:
    figures = (
        Figure("prob_theft", "Chance of theft", result.theft, "decimal", _small(result.theft)),
        Figure("prob_lockout", "Chance of being locked out", result.lockout, "decimal", _small(result.lockout)),
        Figure("keys_to_steal", "Keys a thief needs", inputs.m, "keys", f"{inputs.m} of {inputs.n} keys"),
        Figure(
            "keys_to_lose",
            "Lost keys that lock it",
            inputs.n - inputs.m + 1,
            "keys",
            f"{inputs.n - inputs.m + 1} of {inputs.n} keys",
        ),
    )
    thresholds = range(1, inputs.n + 1)
    places = tuple(float(m - 1) for m in thresholds)
    every = [_safety(inputs, m) for m in thresholds]
    chart = Chart(
        "bars",
        f"Theft and lock-out by the threshold, {inputs.n} keys",
        Axis("Threshold", "signatures"),
        Axis("Probability", "decimal"),
        f"A higher threshold makes theft rarer and lock-out likelier; at {inputs.m} they are {_small(result.theft)} and {_small(result.lockout)}.",
        series=(Series("Theft", places, tuple(s.theft for s in every)), Series("Lock-out", places, tuple(s.lockout for s in every))),
        categories=tuple(f"{m} of {inputs.n}" for m in thresholds),
    )
    notes = (
        "Keys count as alike. Independence is the weak point: one vendor, one building or one team strikes many keys together, so set common_cause.",
        "Flaws of the contract and signers who approve what they do not read are outside this count.",
    )
    headline = f"The chance of theft is {_small(result.theft)}, that of being locked out {_small(result.lockout)}."
    return Presentation(headline, figures, (chart,), notes)


def _safety(inputs: MultisigInputs, threshold: int) -> Safety:
    return Safety(
        prob_at_least(inputs.n, threshold, inputs.theft_prob, inputs.common_cause),
        prob_at_least(inputs.n, inputs.n - threshold + 1, inputs.loss_prob, inputs.common_cause),
    )


@calculator(
    name="multisig",
    title="Multi-signature: theft and lock-out",
    task="chain",
    presenter=present,
    example={"m": 3, "n": 5, "theft_prob": 0.05, "loss_prob": 0.05, "common_cause": 0.0},
    terms=("multi-signature", "decentralized-autonomous-organization"),
    sources=("shamir-1979", "mosleh-1988"),
    phrases=("multi-sig", "multisig", "m of n", "2 of 3", "3 of 5"),
    speech=Speech(
        cues=(
            Cue(
                r"multisig|multi sig|signers|cosigners|keyholders|key holders|N\d+ of N\d+ (?:wallet|keys|multisig|safe|scheme)|"
                r"guardians|(?:wallet|safe|vault) .*(?:signatures|keys)(?: .*)?|(?:signatures|keys) .*(?:wallet|safe|vault)(?: .*)?",
                8,
            ),
        ),
        blanks=(
            Blank(
                "n",
                "keyholders|signers|owners",
                "signers?|keys|owners|keyholders|cosigners|guardians|(?:hardware )?wallets",
                reads="number",
                low=1,
                high=1000,
            ),
            Blank(
                "m",
                "threshold|quorum(?: of)?|needs?|requires?",
                "(?:sigs? |signatures? |keys )?(?:needed|required|signatures?|to sign|must sign)",
                reads="number",
                low=1,
                high=1000,
            ),
            Blank(
                "common_cause",
                "common cause|correlated|shared|common mode|joint|all at once",
                "common cause|correlated|shared(?: failure)?|common mode|joint|"
                "of (?:(?:the|that|this|its) )?(?:risk|chance|probability|it) (?:(?:is|are|being) )?(?:common|shared|joint|correlated)",
                reads="share",
                low=0,
                high=1,
            ),
            Blank(
                "loss_prob",
                "(?:loss|losing a key|lost key|key loss|lose|losing|lost)(?: with)?(?: a)?(?: probability| prob| chance| odds| rate)?(?: of)?",
                "(?:chance |probability |odds |likely )?(?:of |to )?(?:be |being |get |getting )?"
                "(?:losing|loss|lose|lost)(?: a key| keys?| it)?(?: each| apiece)?",
                exact=(
                    f"#% {_THAT_A_KEY}(?:losing|loss|lose|lost)",
                    r"(?:loses?|losing|lost|loss) (?:(?!theft|stolen)[a-z]+ ){0,5}?(?:is|at|of|maybe|about|around) (?:maybe |about )?#%",
                    r"(?:dies|dying|fails?|breaks?) (?:(?:with|at|in|about) )*#%",
                    "#% (?:of )?(?:the )?keys? (?:going|go|goes|gone) missing",
                ),
                reads="share",
                low=0,
                high=1,
            ),
            Blank(
                "theft_prob",
                "(?:theft|stolen|hacked|compromised?|compromise|stealing|hack|stolen key)(?: probability| prob| chance| odds| rate)?|p",
                "(?:chance |probability |odds |likely )?"
                "(?:(?:that )?(?:each|a|any|one) (?:key|signer) (?:is|gets) )?(?:of |to )?(?:be |being |get |getting )?"
                "(?:theft|stolen|hacked|compromised?|compromise|"
                "stealing)(?: each| apiece)?|apiece|each|per key|a key|per signer",
                exact=(
                    "(?:leaks?|leaked|stolen|hacked|breached|robbed|compromised) (?:(?:with|by|at|in|probability|chance|of|a) )*#%",
                    f"#% {_THAT_A_KEY}(?:theft|stolen|hacked|compromised?|compromise|stealing)",
                ),
                reads="share",
                low=0,
                high=1,
            ),
        ),
    ),
)
def multisig(inputs: MultisigInputs) -> Safety:
    """Give the chance that an m-of-n wallet is robbed, and that its owners are locked out, from each key's own chances.

    Binomial, with a beta-factor for causes that strike every key at once. Source: Mosleh et al. 1988.
    """
    return _safety(inputs, inputs.m)
