"""Which groups may be shown: none with a few messages, and none that can be had from the others by subtraction.

The page shows the total, so one group that is left out is the total less the others. Small ones are therefore put together, with the
next larger one where they are still too few or only one. Two columns could give away as much: where nearly all of a department is
one team, the department less the team is the rest. Both are shown only if no difference of groups of one and groups of the other
is that small, which is a question about the smallest cut of a graph (Stoer and Wagner 1997).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from tonecheck.review.options import LEAST

Graph = dict[tuple[int, str], dict[tuple[int, str], int]]


def together(counts: Mapping[str, int], least: int = LEAST) -> frozenset[str]:
    """The groups to be put together so that each thing shown has at least `least` messages and hides two groups or none.

    Where there aren't enough messages for that, all of them.
    """
    order = sorted((name for name in counts if counts[name]), key=lambda name: (counts[name], name))
    small = [name for name in order if counts[name] < least]
    if not small:
        return frozenset()
    for name in order[len(small) :]:
        if len(small) > 1 and sum(counts[each] for each in small) >= least:
            break
        small.append(name)
    return frozenset(small)


def gives_away(pairs: Mapping[tuple[str, str], int], least: int = LEAST) -> bool:
    """Whether groups of one column less groups of another leave fewer than `least` messages, but some.

    Args:
        pairs: messages by group of the one column and group of the other, as both would be shown.
    """
    graph: Graph = defaultdict(lambda: defaultdict(int))
    for (one, other), count in pairs.items():
        if count:
            graph[0, one][1, other] += count
            graph[1, other][0, one] += count
    return any(_smallest_cut(part) < least for part in _parts(graph) if len(part) > 1)


def _parts(graph: Graph) -> list[Graph]:
    """Connected parts: between them there is nothing to subtract."""
    left, parts = set(graph), []
    while left:
        part, edge = set(), [min(left)]
        while edge:
            node = edge.pop()
            if node not in part:
                part.add(node)
                edge.extend(graph[node])
        left -= part
        parts.append({node: dict(graph[node]) for node in part})
    return parts


def _smallest_cut(graph: Graph) -> int:
    least: int | None = None
    while len(graph) > 1:
        last, before, weight = _phase(graph)
        least = weight if least is None else min(least, weight)
        for node, count in graph.pop(last).items():
            del graph[node][last]
            if node != before:
                graph[before][node] = graph[node][before] = graph[before].get(node, 0) + count
    return least or 0


def _phase(graph: Graph) -> tuple[tuple[int, str], tuple[int, str], int]:
    """One node after another, always the one most tied to those taken; the last one's ties are a cut."""
    weights = dict.fromkeys(sorted(graph), 0)
    last = before = next(iter(weights))
    weight = 0
    while weights:
        before, last = last, max(weights, key=lambda node: weights[node])
        weight = weights.pop(last)
        for node, count in graph[last].items():
            if node in weights:
                weights[node] += count
    return last, before, weight
