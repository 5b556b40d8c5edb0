from bot.compose.sentences import pieces, split_sentences


def test_sentences_end_at_full_stops_but_not_inside_numbers_or_abbreviations() -> None:
    text = "The credit is 1.15 points, i.e. $115. Compare approx. 5 with 10 vs. 20. Is it so? Yes!"
    assert split_sentences(text) == ["The credit is 1.15 points, i.e. $115.", "Compare approx. 5 with 10 vs. 20.", "Is it so?", "Yes!"]


def test_citation_marks_are_removed_and_the_words_kept() -> None:
    assert [p.text for p in pieces("A put gives the right to sell [@hull-2018, ch. 10]. It has a strike [@x].")] == [
        "A put gives the right to sell.",
        "It has a strike.",
    ]


def test_lists_tables_and_formulas_are_units_of_their_own() -> None:
    found = pieces("Two ways:\n- first one\n  goes on\n- second\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n$$x = y$$\n\nEnd here.")
    assert [p.kind for p in found] == ["sentence", "item", "item", "table", "formula", "sentence"]
    assert found[1].text == "first one goes on"
    assert found[3].text.count("\n") == 2
