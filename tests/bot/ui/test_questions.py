"""A calculation asked of the chat: the sentence is read back as the same calculation, or asks for words."""

from __future__ import annotations

import pytest

from bot.routing.rules import RulesRouter
from bot.store import Store
from bot.ui import presets, questions
from bot.ui.presets import PRESETS, Preset
from calculators.catalogue import BY_NAME, CATALOGUE

SAID = ("iron_condor", "strangle", "position", "odds", "expected_move", "credit_tiers", "option_price", "position_size")


@pytest.mark.parametrize("name", SAID)
def test_the_question_of_an_example_asks_for_its_very_figures(name: str, store: Store) -> None:
    calculator = BY_NAME[name]
    question = questions.question_of(calculator, calculator.example)
    (request,) = RulesRouter(CATALOGUE).plan(question).requests
    assert request.calculator == name
    assert calculator.run(request.inputs).presentation.figures == calculator.run(calculator.example).presentation.figures


def test_a_calculation_no_sentence_says_is_asked_about_in_words(store: Store) -> None:
    assert questions.question_of(BY_NAME["vix_index"], BY_NAME["vix_index"].example) == "What is Cboe Volatility Index (VIX)?"


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: f"{preset.calculator}: {preset.label}")
def test_every_preset_computes_and_is_no_other(preset: Preset) -> None:
    found = BY_NAME[preset.calculator].run(preset.inputs)
    others = [other for other in presets.of(preset.calculator) if other is not preset]
    assert all(found.presentation.figures != BY_NAME[other.calculator].run(other.inputs).presentation.figures for other in others)
    assert preset.label not in [other.label for other in others]
