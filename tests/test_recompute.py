"""The benchmark of live answers moves every kind of field, by one at a time, and counts its quantiles right."""

from __future__ import annotations

from benchmarks.frames import command as frames
from benchmarks.recompute.command import BOUNDS_MS, misses, quantile
from benchmarks.recompute.moves import choosing, sliding
from calculators import Catalogue, run


def test_moves_change_one_field_each_and_none_twice(catalogue: Catalogue) -> None:
    moves = [*sliding("speed"), *choosing("speed", catalogue)]
    assert all(len(move) == 1 for move in moves)
    assert len({str(move) for move in moves}) == len(moves)
    assert {"model", "gpu", "quantization"} <= {name for move in moves for name in move}


def test_numbers_stay_within_bounds(catalogue: Catalogue) -> None:
    answers = [run("speed", move, catalogue, "quick") for move in sliding("speed")]
    assert len(answers) > 60
    assert not any("error" in answer for answer in answers)


def test_fields_that_are_empty_at_first_are_moved_too() -> None:
    moved = {name for move in sliding("images") for name in move}
    assert {"width_px", "height_px", "frames", "steps", "power_limit_watts"} <= moved
    # half way between 1 and 1,000 on a logarithmic scale is 31.6
    assert {move["steps"] for move in sliding("images") if "steps" in move} == set(range(22, 42))


def test_quantiles_by_hand() -> None:
    assert quantile([float(n) for n in range(1, 21)], 0.95) == 19
    assert quantile([3.0, 1.0, 2.0], 0.5) == 2
    assert quantile([7.0], 0.95) == 7


def test_a_miss_is_told_with_its_bound() -> None:
    slow = {"fit": {"quick": [BOUNDS_MS["fit"]["quick"] + 1.0] * 3, "full": [1.0] * 3}, "recommend": {"full": [500.0]}}
    assert misses(slow) == [
        "fit: a quick answer takes 17.0 ms (p95); 16 at most",
        "recommend: a full answer takes 500.0 ms (p95); 100 at most",
    ]


def test_frames_that_show_another_answer_and_a_page_that_halts_are_told() -> None:
    smooth = {"own": 0.95, "gaps_ms": [16.7, 100.0], "answers_ms": [5.0]}
    found = {"fit": smooth, "speed": smooth | {"own": 0.94}, "recommend": smooth | {"own": 0.1, "gaps_ms": [101.0]}}
    assert frames.misses(found) == [
        "speed: 94% of the frames show their own answer; 95% at least",
        "recommend: 101 ms between two frames; 100 at most",
    ]
