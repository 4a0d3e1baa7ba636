"""Every coefficient anew, unit by unit and pair by pair, in as few lines as its definition has.

None where the units that two coders or more rated do not show two values.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import permutations

from tests.agreement.tables import Row

Distance = Callable[[int, int], float]


def masi_distance(first: frozenset[int], second: frozenset[int]) -> float:
    """Passonneau 2006, pp. 831-836."""
    if first == second:
        return 0.0
    factor = 2 / 3 if first <= second or second <= first else 1 / 3
    return 1.0 - len(first & second) / len(first | second) * factor


def _paired(rows: Sequence[Row]) -> list[list[int]]:
    rated = ([value for value in row if value is not None] for row in rows)
    return [values for values in rated if len(values) > 1]


def _agreed(rows: Sequence[Row]) -> float:
    units = [[a == b for a, b in permutations(values, 2)] for values in _paired(rows)]
    return sum(sum(unit) / len(unit) for unit in units) / len(units)


def _shares(rows: Sequence[Row], n_values: int) -> list[float]:
    rated = [[value for value in row if value is not None] for row in rows]
    heard = [values for values in rated if values]
    return [sum(values.count(v) / len(values) for values in heard) / len(heard) for v in range(n_values)]


def _beyond(observed: float, expected: float) -> float:
    return (observed - expected) / (1 - expected)


def percent(rows: Sequence[Row], n_values: int) -> float:
    return _agreed(rows)


def cohen_kappa(rows: Sequence[Row], n_values: int) -> float:
    both = [row for row in rows if None not in row]
    first, second = Counter(row[0] for row in both), Counter(row[1] for row in both)
    return _beyond(_agreed(rows), sum(first[v] * second[v] for v in range(n_values)) / len(both) ** 2)


def scott_pi(rows: Sequence[Row], n_values: int) -> float:
    given = Counter(value for values in _paired(rows) for value in values)
    return _beyond(_agreed(rows), sum((n / given.total()) ** 2 for n in given.values()))


def fleiss_kappa(rows: Sequence[Row], n_values: int) -> float:
    return _beyond(_agreed(rows), sum(share**2 for share in _shares(rows, n_values)))


def brennan_prediger(rows: Sequence[Row], n_values: int) -> float:
    return _beyond(_agreed(rows), 1 / n_values)


def gwet_ac1(rows: Sequence[Row], n_values: int) -> float:
    shares = _shares(rows, n_values)
    return _beyond(_agreed(rows), sum(share * (1 - share) for share in shares) / (n_values - 1))


def krippendorff_alpha(
    rows: Sequence[Row], n_values: int, distance: Distance = lambda a, b: float(a != b)
) -> float:
    units = _paired(rows)
    given = [value for values in units for value in values]
    observed = sum(
        sum(distance(a, b) for a, b in permutations(values, 2)) / (len(values) - 1) for values in units
    )
    expected = sum(distance(a, b) for a, b in permutations(given, 2)) / (len(given) - 1)
    return 1 - observed / expected


ALL: dict[str, Callable[[Sequence[Row], int], float]] = {
    "percent": percent,
    "cohen_kappa": cohen_kappa,
    "scott_pi": scott_pi,
    "fleiss_kappa": fleiss_kappa,
    "brennan_prediger": brennan_prediger,
    "gwet_ac1": gwet_ac1,
    "gwet_ac2": gwet_ac1,
    "krippendorff_alpha": krippendorff_alpha,
}


def compute(name: str, rows: Sequence[Row], n_values: int) -> float | None:
    """A coefficient by its name, None where it has no value."""
    given = [set(values) for values in _paired(rows)]
    if not given or (name != "percent" and len(set().union(*given)) < 2):
        return None
    return ALL[name](rows, n_values)
