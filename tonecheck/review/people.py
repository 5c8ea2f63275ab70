"""The section on agreement: what people said beside what the model says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tonecheck.render.evaluation.parts import count, few, heads, number, percent, row, table
from tonecheck.render.html import Child, Html, tag
from tonecheck.review.agreement import Agreement, Table, kappa, total
from tonecheck.review.messages import message
from tonecheck.review.options import Record
from tonecheck.review.parts import share
from tonecheck.types import AXES

FEW = 30
"""Labels below which a kappa is marked as resting on few."""
_WORDS = ((0.8, "almost perfect"), (0.6, "substantial"), (0.4, "moderate"), (0.2, "fair"), (0.0, "slight"))


def agreement(found: Agreement, names: Mapping[str, str], show: bool) -> Html | None:
    """`names` maps raters to what they are called on the page."""
    axes = [axis for axis in AXES if found.model[axis]]
    if not axes:
        return None
    worst = found.ranked()
    return tag(
        "section",
        tag("h2", "People and the model"),
        tag(
            "p",
            "Cohen's kappa says how much more often two agree than by chance: 1 is always, 0 is no better than chance. The words are "
            "those of Landis and Koch (1977). The model's likeliest label counts, also where it is shown as unclear.",
            class_="help",
        ),
        tag("p", f"{found.unknown:,} values are no labels that could be counted.", class_="caution")
        if found.unknown
        else None,
        (_axis(axis, found, names) for axis in axes),
        tag("h3", "Where they differ"),
        tag("p", "The model's surest first: either it is wrong, or the case is worth talking about.", class_="help"),
        tag("ol", (_differs(entry, place, names, show) for place, entry in enumerate(worst, 1)), class_="messages")
        if worst
        else tag("p", "Nowhere.", class_="help"),
        id="agreement",
    )


def _axis(axis: str, found: Agreement, names: Mapping[str, str]) -> Html:
    tables = found.model[axis]
    whose = "people" if len(tables) > 1 else names[next(iter(tables))]
    return tag("div", _confusion(axis, total(tables), whose), _kappas(axis, found, names), class_="pair")


def _confusion(axis: str, counts: Table, whose: str) -> Html:
    labels = AXES[axis]

    def cells(gold: str) -> Iterator[Html]:
        of = sum(counts[gold, other] for other in labels)
        for got in labels:
            kind = "hit" if got == gold else "miss"
            yield tag(
                "span",
                count(counts[gold, got]),
                class_=f"cell {kind}",
                style=f"--share:{share(counts[gold, got], of):.2f}",
            )

    return table(
        f"{axis.capitalize()}: who said what",
        f"Rows: what {whose} said. Columns: what the model says. On the diagonal they agree.",
        heads("said ↓ model →", *labels),
        tag("tbody", (row(cells(gold), gold) for gold in labels)),
        class_="confusion",
    )


def _kappas(axis: str, found: Agreement, names: Mapping[str, str]) -> Html:
    rows: list[tuple[Child, Table]] = [
        (f"{names[rater]} and the model", each) for rater, each in found.model[axis].items()
    ]
    rows += [(f"{names[one]} and {names[other]}", each) for (one, other), each in sorted(found.raters[axis].items())]
    body = (row(_figures(each), (name, few(each.total() < FEW)), grey=each.total() < FEW) for name, each in rows)
    return table(
        f"{axis.capitalize()}: agreement",
        f"“Few” rests on fewer than {FEW} messages, so chance decides.",
        heads("who", "kappa", "in words", "agree", "messages"),
        tag("tbody", body),
    )


def _figures(counts: Table) -> tuple[Child, ...]:
    value, n = kappa(counts), counts.total()
    words = "–" if value is None else next((name for least, name in _WORDS if value >= least), "worse than chance")
    return number(value, 2), words, percent(share(sum(v for (a, b), v in counts.items() if a == b), n)), count(n)


def _differs(
    entry: tuple[Record, str, list[tuple[str, str]]], place: int, names: Mapping[str, str], show: bool
) -> Html:
    record, axis, said = entry
    got = record[axis]["label"]
    head: list[Child] = [f"{axis.capitalize()}: "]
    head += [f"{names[rater]} said {label}, " for rater, label in said]
    head += ["the model says ", tag("b", f"{got} ({100 * record[axis]['scores'][got]:.0f} %)")]
    head.append(tag("small", f" row {record['row']}", class_="where"))
    return message(record, f"differs-{place}", show, head)
