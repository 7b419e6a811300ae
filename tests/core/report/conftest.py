"""A drift summary made by hand: known figures, unknown ones, and names that would do harm if they were run."""

from typing import Any

import pytest

HOSTILE = "<script>alert(1)</script>"
FORMULA = "=cmd|' /C calc'!A0"

Part = dict[str, Any]


def estimate(value: float | None, unit: str = "ratio", n: int = 0, **more: Any) -> Part:
    """One estimate as it stands in summary.json."""
    return {"value": value, "unit": unit, "n": n, "low": None, "high": None, "why": "", "window": "", **more}


def no(why: str, unit: str = "ratio") -> Part:
    """An unknown estimate."""
    return estimate(None, unit, why=why)


def spread(value: float, width: float, n: int, unit: str = "ratio", window: str = "") -> Part:
    """An estimate with a symmetric interval."""
    return estimate(value, unit, n, low=round(value - width, 4), high=round(value + width, 4), window=window)


def _quarters() -> list[Part]:
    shares = (0.71, 0.70, 0.72, 0.68, 0.69, 0.64, 0.58, 0.55, 0.49, 0.46, 0.44, 0.43)
    rows = []
    for place, share in enumerate(shares):
        label = f"{2023 + place // 4}Q{place % 4 + 1}"
        row = {"period": label, "complete": place < 11, "why": "" if place < 11 else "the data end on 2025-11-14"}
        row["new_logo_fit"] = spread(share, 0.09, 70)
        row["win_rate"] = no("nothing was closed") if place == 4 else spread(0.31 - 0.008 * place, 0.05, 210)
        row["new_logos"] = estimate(74.0 - place, "count", 74 - place)
        row["arr"] = estimate(4.1e6 + 2.2e5 * place, "money", 640 + 20 * place)
        rows.append(row)
    return rows


def _component(name: str, title: str, shift: tuple[Part, Part, Part], index: float | None, verdict: str) -> Part:
    then, now, change = shift
    said = {"clear": "fell clearly", "stable": "held", "not enough data": "is not known"}[verdict]
    return {
        "name": name, "title": title, "baseline": then, "recent": now, "estimate": change, "index": index,
        "verdict": verdict, "sentence": f"{title} {said}.", "leading": name.endswith("fit"),
    }  # fmt: skip


def _drift() -> Part:
    fits = (spread(0.72, 0.03, 810), spread(0.46, 0.04, 770), spread(1.3, 0.25, 1580))
    wins = (spread(0.31, 0.04, 800), spread(0.30, 0.05, 640), spread(0.08, 0.32, 1440))
    split = {"mix": spread(-0.024, 0.01, 1440, "points"), "rate": spread(0.004, 0.03, 1440, "points")}
    unknown_nrr = (no("no revenue by month"), no("no revenue by month"), no("no revenue by month"))
    return {
        "index": estimate(46.0, "index", 300, low=46.0, high=72.0),
        "verdict": "drifting",
        "dials": {"who": spread(88.0, 9.0, 300, "index"), "how": no("only one part was measured", "index")},
        "onset": {"period": "2024-02", "low": "2023-11", "high": "2024-05", "gradual": False},
        "onset_why": "",
        "components": [
            _component("pipeline_fit", "New pipeline inside the ICP", fits, 100.0, "clear"),
            _component("win_rate", "Win rate within 180 days", wins, 0.0, "stable"),
            _component("nrr", "Net revenue retention", unknown_nrr, None, "not enough data"),
        ],
        "decomposition": {"win_rate": split},
        "baseline_window": "2023Q1 to 2023Q4",
        "recent_window": "2025Q1 to 2025Q4",
        "sentence": "The share of new business inside the ICP fell from 72 % to 46 % and is still falling.",
        "why": "",
    }  # fmt: skip


def _groups() -> Part:
    def group(name: str, n: int, share: float, kept: Part, traits: list[str]) -> Part:
        return {
            "name": name, "n": n, "share": spread(share, 0.03, 860), "arr_share": estimate(share, n=860),
            "retention_12m": kept, "arr_median": spread(18_400, 1_900, n, "money"), "nrr": no("no revenue by month"),
            "traits": traits, "sentence": f"{name}: {n} customers.",
        }  # fmt: skip

    items = [
        group("High value, stays", 310, 0.36, spread(0.93, 0.02, 310), ["industry Software", "101 to 500 employees"]),
        group("Low value, stays", 290, 0.34, spread(0.88, 0.03, 290), []),
        group(HOSTILE, 260, 0.30, no("fewer than 10 at risk"), [FORMULA]),
    ]
    return {"found": True, "why": "", "method": "k-means", "stability": spread(0.88, 0.05, 20), "items": items}


def _fit() -> Part:
    def ring(name: str, n: int, kept: Part) -> Part:
        return {
            "ring": name, "n": n, "share": estimate(n / 860, n=860), "arr": estimate(n * 21_000.0, "money", n),
            "retention_12m": kept, "nrr": no("no revenue by month"), "win_rate": spread(0.3, 0.05, 200),
        }  # fmt: skip

    gap = {
        "column": "region", "criterion": "region not LATAM", "pass_share": spread(0.91, 0.02, 860),
        "known_share": spread(0.97, 0.01, 860), "precision_without": spread(0.48, 0.04, 400),
        "recall_without": spread(0.61, 0.04, 300), "sentence": "Leaving it out changes little.",
    }  # fmt: skip
    return {
        "rings": [
            ring("bullseye", 210, spread(0.95, 0.02, 210)),
            ring("inner", 180, spread(0.91, 0.03, 180)),
            ring("outer", 160, spread(0.84, 0.04, 160)),
            ring("outside", 270, spread(0.71, 0.04, 270)),
            ring("unclassified", 40, no("fewer than 10 at risk")),
        ],
        "coverage_customers": spread(0.45, 0.03, 860),
        "coverage_arr": spread(0.58, 0.03, 860),
        "coverage_new_logos": spread(0.46, 0.05, 280, window="2025Q1 to 2025Q4"),
        "coverage_pipeline": no("no open deal"),
        "precision": spread(0.52, 0.04, 390),
        "recall": spread(0.68, 0.05, 286),
        "lifts": {"retention_12m": spread(0.17, 0.04, 860, "points")},
        "gaps": [gap],
        "verdict": "The ICP finds two thirds of the successful customers.",
        "why": "",
    }


def _icp() -> Part:
    rule = {"column": "employees", "op": "between", "value": [101, 500], "mode": "score", "weight": 2.0}
    named = {"column": "industry", "op": "in", "value": ["Software", HOSTILE], "mode": "require", "weight": 1.0}
    profile = {"name": f"Mid-market {HOSTILE}", "reviewed": "2024-03-01", "criteria": [rule, named]}
    suggested = {"name": "Suggested", "reviewed": None, "criteria": [rule]}
    return {"declared": [profile], "suggested": suggested, "why": "", "evidence": ["Size sets the best apart."]}


def _narrow() -> Part:
    row = {
        "ring": "bullseye", "deals": spread(42, 3, 420, "count"), "share": spread(0.31, 0.02, 1350),
        "win_rate": spread(0.39, 0.04, 420),
        "won_value": spread(24_000, 2_000, 160, "money"), "cycle": estimate(64.0, "days", 160),
        "needed": spread(2.6, 0.3, 420, "factor"),
    }  # fmt: skip
    return {
        "rows": [row],
        "deals_needed_now": spread(980, 60, 1350, "count"),
        "deals_needed_focus": spread(610, 50, 420, "count"),
        "ratio": spread(0.62, 0.06, 1350, "factor"),
        "capacity_freed": spread(0.31, 0.05, 1350),
        "supply_gap": no("no target is set", "count"),
        "coverage_needed": spread(2.6, 0.3, 420, "factor"),
        "why": "",
    }


def _symptom(function: str, median: float | None, verdict: str, agreement: str, found: Part | None = None) -> Part:
    items = [] if median is None else [{"symptom": "x", "function": function, "answer": int(median)}]
    why = {"present": "It shows.", "absent": "It does not show.", "no data": "Add spend by month."}.get(verdict, "Ask.")
    answers = {"n": len(items), "median": median, "spread": None, "disagreement": False, "items": items}
    return {
        "function": function, "statement": f"{function}: {agreement or 'nothing said'}.", "answers": answers,
        "evidence": {"verdict": verdict, "estimate": found, "why": why}, "agreement": agreement, "sentence": "",
    }  # fmt: skip


def _checklist() -> Part:
    score = estimate(62.5, "index", 4, low=50.0, high=75.0)
    return {
        "symptoms": {
            "cac_rising": _symptom("Sales", 3.0, "no data", "felt, not measurable yet"),
            "win_rate_falling": _symptom("Sales", 3.5, "absent", "perception gap", spread(-0.03, 0.04, 1440)),
            "new_logos_falling": _symptom("Sales", 1.0, "present", "blind spot", spread(-0.2, 0.05, 560)),
            "blame": _symptom("Executive", None, "people only", ""),
        },
        "functions": {
            "Sales": {"score": score, "confidence": 0.8, "word": "drifting"},
            "Product": {"score": no("not enough answers (0 of 3)", "index"), "confidence": 0.0, "word": ""},
        },
        "overall": no("not enough functions with a score (1 of 5)", "index"),
    }


@pytest.fixture
def document() -> Part:
    """A whole summary, in the shape of summary.json."""
    condition = {"column": "employees", "op": "between", "value": [101.0, 500.0]}
    trait = {
        "rule": [condition], "n": 300, "rate_inside": spread(0.58, 0.05, 150), "rate_outside": spread(0.24, 0.03, 280),
        "lift": spread(2.4, 0.4, 430, "factor"), "q_value": 0.004, "sentence": "Mid-sized companies stay.",
    }  # fmt: skip
    plan = {"month-to-month": spread(0.7031, 0.02, 3875), "two years": no("fewer than 10 at risk")}
    return {
        "version": "1.0",
        "as_of": "2025-11-14",
        "window": {"start": "2022-10-03", "end": "2025-11-14"},
        "tables": {
            "customers": {
                "file": f"customers {HOSTILE}.csv", "rows_read": 862, "rows_kept": 860, "rows_rejected": 2,
                "rows_left_out": 0, "encoding": "utf-8", "delimiter": ",", "mapping": {"account_id": "Customer ID"},
                "unmapped": ["Fax"], "shape": "", "currency": "EUR", "notes": [],
            }
        },
        "issues": [
            {"table": "customers", "file": "customers.csv", "severity": "rejected", "reason": "There is no account id.",
             "remedy": "Fill it in.", "row": 17, "column": "Customer ID", "value": FORMULA},
        ],
        "metrics": {
            "arr": {**estimate(6_400_000.0, "money", 860), "title": "ARR", "by": {}},
            "retention_12m": {**spread(0.861, 0.02, 860, window="all years"), "title": "Kept", "by": {"plan": plan}},
            "cac": {**no("no spend file was given", "money"), "title": "Cost of a new customer", "by": {}},
        },
        "periods": _quarters(),
        "segments": _groups(),
        "traits": {"found": True, "why": "", "success": "the best third by lifetime, growth and value",
                   "items": [trait], "set_aside": {"Account code": "it names the account"}},
        "icp": _icp(),
        "fit": _fit(),
        "drift": _drift(),
        "narrow": _narrow(),
        "checklist": _checklist(),
        "interviews": [{"date": "2025-09-01", "source": "icp", "role": "CFO", "needs": "speed", "words": HOSTILE}],
        "events": [{"date": "2024-02-01", "title": "New price list", "force": "company", "kind": "pricing"}],
        "findings": [
            {"kind": "fit", "title": "Wins moved out of the ICP", "sentence": "46 % of new customers fit, 72 % did."},
            {"kind": "unknown", "title": "No revenue file", "sentence": "Net revenue retention cannot be computed."},
        ],
        "actions": [
            {"sentence": "Qualify deals outside the ICP out before the demo.", "why": "They are 54 % of new pipeline."},
            {"sentence": "Add the revenue file.", "why": "It answers net revenue retention."},
        ],
    }  # fmt: skip
