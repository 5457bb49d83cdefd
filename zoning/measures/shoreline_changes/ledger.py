"""An account of shoreline changes as JSON: the ledger, its closure, the transitions, and what the rate owes to what."""

from __future__ import annotations

import numpy as np

from layers.geodesy import Floats
from zoning.measures.shoreline.tally import GROUPS, Tally, natural_groups
from zoning.measures.shoreline_changes.flows import CHANGES, Account, Flags
from zoning.measures.shoreline_changes.matching import NONE
from zoning.verdict import Json, metres, rounded, share

LEAST_M = 0.0005  # what rounds to 0.000 m is no difference
CAUSES = ("lost", "gained", "retyped", "recognised", "remeasured")


def ledger(account: Account, old: Tally, new: Tally) -> Json:
    """The account of one kind with the retention of both editions; metres to 0.001, rates to 1e-6."""
    return {
        "closure": closure(account),
        "changes": changes(account),
        "transitions": transitions(account),
        "natural": natural(account, old, new),
        "rate": rate(account, old, new),
        "retention_old": old.as_json(),
        "retention_new": new.as_json(),
    }


def closure(account: Account) -> Json:
    """Old and new total and what lies between; the residual, of unrounded numbers, is 0 but for rounding."""
    old, new = account.total(account.old_m), account.total(account.new_m)
    return {
        "old_total_m": metres(old),
        "new_total_m": metres(new),
        "delta_m": metres(new - old),
        "gained_m": metres(account.gained_m),
        "lost_m": metres(account.lost_m),
        "remeasured_m": metres(account.remeasured_m),
        "residual_m": rounded(account.residual_m, 6),
        "moved_in_m": metres(account.moved_in_m),
        "moved_out_m": metres(account.moved_out_m),
    }


def changes(account: Account) -> list[Json]:
    """A row per change, and `remeasured`, which holds the difference of all partnered lengths.

    `delta_m` is what a row adds to the total, None for partnered line: its difference stands under `remeasured`.
    """
    partnered = account.where("same", "retyped")
    some = (account.old_m > 0.0) | (account.new_m > 0.0)
    rows = []
    for name in CHANGES:
        chosen = account.where(name)
        old, new = account.total(account.old_m, chosen), account.total(account.new_m, chosen)
        delta = None if name in ("same", "retyped") else new - old
        rows.append(_change(account, name, chosen, delta, int(np.count_nonzero(chosen & some))))
    differing = partnered & (np.abs(account.new_m - account.old_m) >= LEAST_M)
    last = _change(account, "remeasured", partnered, account.remeasured_m, int(np.count_nonzero(differing)))
    return [*rows, last]


def _change(account: Account, name: str, chosen: Flags, delta_m: float | None, count: int) -> Json:
    return {
        "change": name,
        "old_m": metres(account.total(account.old_m, chosen)),
        "new_m": metres(account.total(account.new_m, chosen)),
        "delta_m": None if delta_m is None else metres(delta_m),
        "count": count,
        "native_old_m": metres(account.counted_m(("native",), new=False, chosen=chosen)),
        "native_new_m": metres(account.counted_m(("native",), new=True, chosen=chosen)),
        "restored_old_m": metres(account.counted_m(("restored",), new=False, chosen=chosen)),
        "restored_new_m": metres(account.counted_m(("restored",), new=True, chosen=chosen)),
    }


def transitions(account: Account) -> list[Json]:
    """Metres from each type, and what it counts as, to each; None is nothing: lost has no `to`, gained no `from`.

    Summed over `to`, `old_m` is the old edition by type; summed over `from`, `new_m` is the new one.
    """
    old, new = account.flows.old, account.flows.new
    rows = account.rows
    wide = len(GROUPS)
    before = np.where(account.old_in, old.type[rows] * wide + old.group[rows], NONE)
    after = np.where(account.new_in, new.type[rows] * wide + new.group[rows], NONE)
    size = len(account.flows.types) * wide + 1  # NONE is the first place
    keys, place = np.unique((before + 1) * size + after + 1, return_inverse=True)
    sums = [np.bincount(place, values, len(keys)) for values in (account.old_m, account.new_m)]

    def named(key: int) -> tuple[str | None, str | None]:
        return (None, None) if key == NONE else (account.flows.types[key // wide], GROUPS[key % wide])

    out: list[Json] = []
    for key, old_m, new_m in zip(keys.tolist(), sums[0].tolist(), sums[1].tolist(), strict=True):
        if max(old_m, new_m) < LEAST_M:
            continue
        (from_type, from_group), (to_type, to_group) = named(key // size - 1), named(key % size - 1)
        out.append(
            {
                "from": from_type,
                "from_counted": from_group,
                "to": to_type,
                "to_counted": to_group,
                "old_m": metres(old_m),
                "new_m": metres(new_m),
            }
        )
    return sorted(out, key=lambda row: tuple(str(row[name] or "~") for name in ("from", "to", "to_counted")))


def natural(account: Account, old: Tally, new: Tally) -> Json:
    """Natural metres by the method, and by which cause they changed; None while anything is unclassed."""
    causes = account.weigh(_natural(old))
    open_ = old.of("unclassed") > 0.0 or new.of("unclassed") > 0.0
    whole = sum(causes.values())
    return {
        "old_m": metres(old.natural_m),
        "new_m": metres(new.natural_m),
        "change_m": None if open_ else metres(whole),
        **{f"{cause}_m": None if open_ else metres(causes[cause]) for cause in CAUSES},
    }


def rate(account: Account, old: Tally, new: Tally) -> Json:
    """The rate of both editions and the share of every cause in its change; the shares sum to the change.

    With N natural and D total metres, R − r = Σ (ΔN − r ΔD) / D', r the old rate and D' the new total.
    """
    before, after = old.rate, new.rate
    if before is None or after is None:
        shares: Json = dict.fromkeys(("change", *CAUSES))
    else:
        parts, whole = account.weigh(_natural(old)), account.weigh(_denominator(old))
        by_cause = {name: (parts[name] - before * whole[name]) / new.denominator_m for name in CAUSES}
        shares = {"change": rounded(after - before, 6)}
        shares |= {name: rounded(value, 6) for name, value in by_cause.items()}
    return {
        "old": None if before is None else share(before),
        "new": None if after is None else share(after),
        **shares,
    }


def _natural(tally: Tally) -> Floats:
    return np.array([float(group in natural_groups(tally.method)) for group in GROUPS])


def _denominator(tally: Tally) -> Floats:
    counts = tally.method.estuary_in_denominator
    return np.array([float(group != "estuary" or counts) for group in GROUPS])


def brief(account: Account, groups: tuple[str, ...]) -> Json:
    """The account of one region: closure, what was retyped, and metres that count as natural (`groups`)."""
    lost, gained = account.where("lost"), account.where("gained")
    return {
        **closure(account),
        "retyped_m": metres(account.total(account.old_m, account.where("retyped"))),
        "natural_lost_m": metres(account.counted_m(groups, new=False, chosen=lost)),
        "natural_gained_m": metres(account.counted_m(groups, new=True, chosen=gained)),
        "natural_old_m": metres(account.counted_m(groups, new=False)),
        "natural_new_m": metres(account.counted_m(groups, new=True)),
    }
