"""A rendered verdict as lines for a terminal: the word first, what is open before what is found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.cells import cell_len
from rich.text import Text

from layers.errors import Lang
from zoning.reports.annex_lines import annex_lines
from zoning.reports.words import both, both_texts, said, word

TONES: Mapping[str, str] = {
    "prohibited": "bold red",
    "conditional": "bold yellow",
    "undetermined": "bold magenta",
    "admissible": "bold green",
}
_STATES = {True: "holds", False: "fails", None: "open"}
_WITHOUT_EFFECT = ("permit", "inform")
_UNDER = " " * 5
_WIDE = 100
_SHOWN = 8

Body = Mapping[str, Any]


def verdict_lines(body: Body, lang: Lang) -> tuple[Text, ...]:
    """The lines of one verdict as `zoning.rendering.render` gives it; none is wrapped or padded to a width."""
    return tuple(_lines(body, lang))


def _lines(body: Body, lang: Lang) -> Iterator[Text]:
    yield _headline(body, lang)
    if body["data_standing"] is not None and any(edition["status"] == "statutory" for edition in body["editions"]):
        yield Text(f"  {said(body['data_standing'], lang)}", style="bold")
    yield Text(f"  {_project(body, lang)}", style="dim")
    if body["questions"]:
        yield Text("")
        for question in body["questions"][:_SHOWN]:
            yield from _question(question, lang)
        later = [said(question["text"], lang) for question in body["questions"][_SHOWN:]]
        if later:
            yield Text(f"  … +{len(later)}", style="dim")
    if body["findings"]:
        yield Text("")
        yield from _findings(body["findings"], lang)
    elsewhere = _elsewhere(body)
    if elsewhere:
        yield Text("")
        yield Text(f"  {word('elsewhere', lang)}")
        for rule in elsewhere[:_SHOWN]:
            state = word(_STATES[rule["holds"]], lang)
            yield Text(f"{_UNDER}{rule['rule']}  {state}  {said(rule['text'], lang)}")
        if elsewhere[_SHOWN:]:
            yield Text(f"{_UNDER}… {', '.join(rule['rule'] for rule in elsewhere[_SHOWN:])}")
    yield from annex_lines(body, lang)
    yield Text("")
    yield from _foot(body, lang)


def _headline(body: Body, lang: Lang) -> Text:
    verdict = body["verdict"]
    chinese, english = word(verdict, "zh"), word(verdict, "en").upper()
    line = Text(english if lang == "en" else f"{chinese} {english}", style=TONES[verdict])
    if verdict == "undetermined":
        best, worst = (both(end, lang) for end in body["range"])
        line.append(f" — {best} … {worst}", style="default")
    lower = [standing for standing in ("illustrative", "draft") if standing in {e["status"] for e in body["editions"]}]
    if lower:
        chinese = "、".join(f"{word(standing, 'zh')}数据" for standing in lower) + "，不得用于决策"
        english = ", ".join(f"{word(standing, 'en')} data" for standing in lower) + ": not for decisions"
        line.append(f"   ({english})" if lang == "en" else f"   ({chinese} {english})", style="bold")
    return line


def _project(body: Body, lang: Lang) -> str:
    project, measures = body["project"], body["project"]["measures"]
    cells = [project["name"] or "", project["industry"] or ""]
    cells.append(_hectares(measures["area_m2"]) if measures["area_m2"] else "")
    cells.append(_metres(measures["length_m"]) if measures["length_m"] and not measures["area_m2"] else "")
    accuracy = f"{project['accuracy_m']:g} m"
    cells.append(f"精度 {accuracy}" if lang == "zh" else f"accuracy {accuracy}")
    cells.append(f"按 {body['as_of']} 的规定与数据" if lang == "zh" else f"as of {body['as_of']}")
    if body["include"]:
        included = ", ".join(word(standing, lang) for standing in body["include"])
        cells.append(f"含 {included}" if lang == "zh" else f"with {included}")
    return " · ".join(cell for cell in cells if cell)


def _question(question: Body, lang: Lang) -> Iterator[Text]:
    text = question["text"]
    parts = [text["zh"], text["en"]] if lang == "zh" else [text["en"]]
    first, *rest = [" ".join(parts)] if sum(map(cell_len, parts)) <= _WIDE else parts
    line = Text("  ? ", style="bold magenta")
    line.append(first, style="default")
    yield line
    yield from (Text(f"    {text}") for text in rest)
    answers = [f"{both_texts(answer['text'], lang)} → {_outcome(answer, lang)}" for answer in question["answers"]]
    if len(answers) > _SHOWN:
        answers = list(_grouped(question["answers"], lang))
    if sum(map(cell_len, answers)) <= _WIDE:
        answers = ["   ".join(answers)] if answers else []
    yield from (Text(f"{_UNDER}{text}") for text in answers)


def _grouped(answers: Sequence[Body], lang: Lang) -> Iterator[str]:
    """Many answers by what they lead to: those that decide in full, those that leave it open only as the rest."""
    by_outcome: dict[str, list[str]] = {}
    for answer in answers:
        by_outcome.setdefault(_outcome(answer, lang), []).append(said(answer["text"], lang))
    usual = max(by_outcome, key=lambda outcome: len(by_outcome[outcome]))
    between = "、" if lang == "zh" else "; "
    for outcome, texts in by_outcome.items():
        if outcome != usual:
            yield f"{between.join(texts)} → {outcome}"
    yield f"{word('any_other', lang)} ({len(by_outcome[usual])}) → {usual}"


def _outcome(answer: Body, lang: Lang) -> str:
    if answer["verdict"] != "undetermined":
        return word(answer["verdict"], lang)
    best, worst = (word(end, lang) for end in answer["range"])
    return f"{word('undetermined', lang)} ({best} … {worst})"


def _findings(findings: Sequence[Body], lang: Lang) -> Iterator[Text]:
    rows = [_cells(finding, lang) for finding in findings]
    widths = [max(cell_len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for finding, row in zip(findings, rows, strict=True):
        live = [rule for rule in finding["rules"] if rule["holds"] is not False]
        padded = "  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True))
        conflict = any(rule["effect"] not in _WITHOUT_EFFECT for rule in live)
        line = Text(f"  {padded}".rstrip())
        if not conflict:
            line.append(f"   {both('no_conflict', lang)}", style="green")
        yield line
        yield from _rules(live, lang)
        failing = [rule["rule"] for rule in finding["rules"] if rule["holds"] is False]
        if failing:
            yield Text(f"{_UNDER}{word('fails', lang)}: {', '.join(failing)}", style="dim")


def _cells(finding: Body, lang: Lang) -> list[str]:
    title = said(finding["layer_title"], lang)
    of_class = said(finding["class_title"], lang) if finding["class_title"] else ""
    name = finding["name"] or finding["feature"]
    return [
        " ".join(part for part in (title, of_class, f"· {name}" if name else "") if part),
        both(finding["relation"], lang) if finding["relation"] else "—",
        _measure(finding),
        both(finding["certainty"], lang) if finding["certainty"] else "—",
    ]


def _measure(finding: Body) -> str:
    share = finding["overlap_share"]
    percent = f" ({100 * share:.4g} %)" if share else ""
    if finding["overlap_area_m2"]:
        return _hectares(finding["overlap_area_m2"]) + percent
    if finding["overlap_length_m"]:
        return _metres(finding["overlap_length_m"]) + percent
    if finding["relation"] in ("near", None):
        bearing = finding["bearing_deg"]
        return _metres(finding["distance_m"]) + ("" if bearing is None else f" @ {bearing:g}°")
    return "—"


def _rules(rules: Sequence[Body], lang: Lang) -> Iterator[Text]:
    rows = [(rule["rule"], _state(rule, lang)) for rule in rules]
    widths = [max(cell_len(row[column]) for row in rows) for column in range(2)] if rows else []
    for rule, (name, state) in zip(rules, rows, strict=True):
        line = Text(_UNDER + _padded(name, widths[0]) + "  ")
        line.append(_padded(state, widths[1]), style=_tone(rule))
        line.append(f"  {said(rule['text'], lang)}  {_basis(rule, lang)}")
        yield line
        yield from _exceptions(rule["exceptions"], lang)
        yield from _requirements(rule, lang)


def _state(rule: Body, lang: Lang) -> str:
    if rule["effect"] in _WITHOUT_EFFECT:
        return word(rule["effect"], lang)
    return f"{word(rule['effect'], lang)}·{word(_STATES[rule['holds']], lang)}"


def _tone(rule: Body) -> str:
    if rule["effect"] in _WITHOUT_EFFECT:
        return "dim"
    return "bold red" if rule["holds"] and rule["effect"] == "prohibit" else "bold"


def _exceptions(exceptions: Sequence[Body], lang: Lang) -> Iterator[Text]:
    """Those that hold or could, one a line; those that do not, by their ids alone."""
    name = word("exception", lang)
    for exception in exceptions:
        if exception["state"] != "fails":
            state = word(exception["state"], lang)
            yield Text(f"{_UNDER}  {name} {exception['id']}  {state}  {said(exception['text'], lang)}", style="dim")
    failing = [exception["id"] for exception in exceptions if exception["state"] == "fails"]
    if failing:
        yield Text(f"{_UNDER}  {name} {word('fails', lang)}: {', '.join(failing)}", style="dim")


def _requirements(rule: Body, lang: Lang) -> Iterator[Text]:
    for requirement in rule["requirement_texts"]:
        authority = requirement["authority"]
        by = f" ({said(authority, lang)})" if authority else ""
        yield Text(f"{_UNDER}  {word('requires', lang)}: {said(requirement['text'], lang)}{by}")


def _basis(rule: Body, lang: Lang) -> str:
    """The Chinese titles in every language, each once with its articles; an unverified number says so."""
    unknown = "（条号未核）" if lang == "zh" else " (article number not verified)"
    articles: dict[str, list[str]] = {}
    for basis in (rule["basis"], *rule["further_basis"]):
        articles.setdefault(basis["title"], []).append(f" {basis['article']}" if basis["article"] else unknown)
    return "; ".join(title + ",".join(numbers) for title, numbers in articles.items())


def _elsewhere(body: Body) -> list[Body]:
    """Rules that hold or are open without a finding to stand under: those of a place outside all features."""
    shown = {(rule["pack"], rule["rule"]) for finding in body["findings"] for rule in finding["rules"]}
    return [
        rule
        for rule in body["rules"]
        if rule["range"][-1] != "admissible" and (rule["pack"], rule["rule"]) not in shown
    ]


def _foot(body: Body, lang: Lang) -> Iterator[Text]:
    cells = [cell for cell in body["coverage"] if not cell["layer"].startswith("rules:")]
    counted = [cell for cell in cells if cell["status"] != "not_applicable"]
    full = sum(cell["status"] == "covered" for cell in counted)
    answered = f"{both('coverage', lang)} {full}/{len(counted)} {both('layers', lang)}"
    yield Text(f"  {answered}   {both('scope', lang)}: {_scope(body['scope'], lang) or '—'}")
    for cell in body["coverage"]:
        if cell["status"] in ("partly", "not_covered", "failed"):
            share = f" {100 * cell['share']:.4g} %" if cell["status"] == "partly" and cell["share"] is not None else ""
            needed = "" if cell["required"] else ("（本次不需要）" if lang == "zh" else " (not needed here)")
            yield Text(f"{_UNDER}{said(cell['title'], lang)}: {word(cell['status'], lang)}{share}{needed}")
    for note in body["notes"]:
        yield Text(f"  {word('assumed', lang)}: {said(note['text'], lang)}", style="dim")
    yield Text(f"  {said(body['caveat'], lang)}")
    yield Text(f"  {both('id', lang)} {body['id'] or '—'}", style="dim")


def _scope(scope: Sequence[Body], lang: Lang) -> str:
    """The instruments by the jurisdictions whose law on them was judged."""
    by_reach: dict[str, list[str]] = {}
    for entry in scope:
        instrument, _, reach = said(entry["title"], lang).rpartition("（" if lang == "zh" else " (")
        by_reach.setdefault(reach.rstrip("）)"), []).append(instrument)
    between = "、" if lang == "zh" else ", "
    groups = (f"{between.join(names)} ({reach})" for reach, names in by_reach.items())
    return "; ".join(groups)


def _padded(text: str, width: int) -> str:
    """A Chinese character takes two places."""
    return text + " " * (width - cell_len(text))


def _hectares(square_metres: float) -> str:
    return f"{square_metres / 10_000:.4f} ha"


def _metres(metres: float) -> str:
    return f"{metres:.3f} m"
