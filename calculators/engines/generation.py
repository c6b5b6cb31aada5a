"""How fast a language model answers: one stream, many at once, its prompt, its watts. What the calculators of speed share.

Rates are typical values; each has a half width in logarithms, from what was left over when its software's sources were left out,
wider where no measurement is of the software or the GPU's maker.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from calculators.core.ranges import Range
from calculators.engines.chips import GRAPHICS, UNIFIED, Chip
from calculators.engines.decode import EAGER, Step, StepTime, launch_kind, launch_time, step_of, step_time
from calculators.engines.decode import SHIPPED as DECODING
from calculators.engines.language_model import LanguageModel
from calculators.engines.memory import LAYERS, TENSOR
from calculators.engines.power import DECODE, PREFILL, drawn_watts, speed_under_limit, wanted_watts
from calculators.engines.power import SHIPPED as DRAWING
from calculators.engines.power import SHIPPED_LIMIT as LIMITED
from calculators.engines.prefill import SHIPPED as PROMPTING
from calculators.engines.prefill import UNIFIED_UNCERTAINTY, fused_time, prompt_of, prompt_time
from calculators.engines.serving import SHIPPED as SERVED
from calculators.engines.serving import Serving, gain, serving_of, token_time

LLAMA_CPP = "llama-cpp"
SERVERS = ("vllm", "tensorrt-llm", "sglang")
"""Software that admits new requests at every step (continuous batching)."""

MEASURED_DECODING = ("llama-cpp", "vllm", "transformers", "litgpt", "gpt-fast", "exllamav2", "mlc")
MEASURED_PROMPTS = (LLAMA_CPP,)
MEASURED_SERVERS = ("vllm", "tensorrt-llm")
"""Software of which the measurements here hold readings."""

MEASURED_EXPERTS = ("llama-cpp", "gpt-fast", "transformers")
"""Software of which some reading of a mixture of experts is, or agrees (llama.cpp's, among those of power)."""

LIKE_VLLM = ("sglang",)
"""Servers taken to be like vLLM for want of readings."""

BOARDS_ALLOW = 1.15
"""Of the maker's board power: cards of other brands may be set that much higher (RTX 3090 at 390 W of 350)."""

UNSTEADY = 1.5
"""How much wider the logarithm of a range is where the processor works on layers, or experts are handled in an unmeasured way."""
CALIBRATED = 0.05
"""Half width in logarithms once one's own reading is known: runs differ by a few per cent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A model at work for `streams` conversations, each of a prompt and a reply."""

    model: LanguageModel
    chip: Chip
    vendor: str
    software: str
    memory_bytes: float
    prompt_tokens: int
    output_tokens: int
    streams: int = 1
    gpus: int = 1
    split: str = LAYERS
    kv_bytes: float = 2.0
    limit_watts: float | None = None
    in_ram: float = 0.0
    """Share of the layers that the processor works on, out of the computer's memory."""
    ram_bandwidth: float = 60e9
    calibration: float = 1.0
    """A decoding rate of one's own over the one predicted."""
    cached_tokens: float = 0.0
    """Of the prompt, tokens whose keys and values are kept from before: they are attended to, not read again."""

    @property
    def read_tokens(self) -> float:
        """Of the prompt, tokens that are read."""
        return self.prompt_tokens - self.cached_tokens

    @property
    def measured_chip(self) -> bool:
        """True where some measurement is of the maker's GPUs with this kind of memory: Macs, and NVIDIA's cards."""
        return self.chip.is_apple or (self.vendor == "nvidia" and self.chip.memory != UNIFIED)

    @property
    def measured_board(self) -> bool:
        """True for boards like those whose watts were measured, GeForce cards; stacked and shared memory take less to read."""
        return self.vendor == "nvidia" and self.chip.memory == GRAPHICS


@dataclass(frozen=True, slots=True)
class Pace:
    """Tokens a second and watts, as ranges; what binds decoding and the prompt."""

    stream: Range
    """Output tokens of one stream while it decodes."""
    together: Range
    """Output tokens of all streams, the reading of their prompts counted."""
    prompt: Range
    """Prompt tokens of one request."""
    first_token_s: Range
    watts: Range | None
    """Of one GPU while decoding; None where the board's power is not published, as the next."""
    joules_per_token: Range | None
    binds: str
    prompt_binds: str
    step: StepTime
    at_once: float
    """Streams that are worked on at once: those asked for, or those that the memory holds."""


def pace(run: Run) -> Pace:
    """The pace of a run."""
    step = decoding_step(run)
    wanted = wanted_watts(run.chip, DECODE, step.busy)
    slow = speed_under_limit(wanted, run.limit_watts, DECODE)
    decoding = _around(run.calibration * slow / step.total, decoding_spread(run))
    prompt_s, prompt_binds = prompt_seconds(run)
    slow_prompt = speed_under_limit(wanted_watts(run.chip, PREFILL), run.limit_watts, PREFILL)
    reading = _around(run.prompt_tokens * slow_prompt / prompt_s, prompt_spread(run))
    first = run.read_tokens / reading + 1 / decoding
    stream, together, at_once, binds = _many(run, step, decoding, reading)
    drawn = _watts(run, step)
    return Pace(
        stream=stream,
        together=together,
        prompt=reading,
        first_token_s=first,
        watts=drawn,
        joules_per_token=run.gpus * drawn / together if drawn else None,
        binds=binds,
        prompt_binds=prompt_binds,
        step=step,
        at_once=at_once,
    )


def step_for(run: Run, batch: int = 1) -> Step:
    """What a decoding step half way through the reply works on."""
    context = run.prompt_tokens + run.output_tokens / 2
    software = "vllm" if run.software in LIKE_VLLM else run.software
    return step_of(
        run.model, run.chip, software, context, gpus=run.gpus, split=run.split, batch=batch, kv_bytes=run.kv_bytes
    )


def decoding_step(run: Run, batch: int = 1) -> StepTime:
    """Its time; the processor's layers come on top, out of the computer's memory.

    The processor reads its share f of the weights at the share e of its memory's bandwidth that GPUs reach of theirs:
    t = (1 − f)·t_GPU + f·W / (B_RAM·e).
    """
    step = step_for(run, batch)
    time = step_time(step)
    if not run.in_ram:
        return time
    kept = 1 - run.in_ram
    processor = run.in_ram * step.weight_bytes / (run.ram_bandwidth * DECODING["share"])
    return StepTime(
        weights=time.weights * kept,
        cache=time.cache * kept,
        layers=time.layers * kept,
        waits=time.waits + processor,
        links=time.links,
    )


def prompt_seconds(run: Run) -> tuple[float, str]:
    """Seconds in which a prompt is read, and what binds it: by llama.cpp's micro-batches, or with fused attention."""
    if run.software == LLAMA_CPP:
        time = prompt_time(prompt_of(run.model, run.chip, max(1, run.prompt_tokens), run.gpus))
        return time.total, time.binds
    share = DECODING["prompt_share"]
    if run.chip.memory == UNIFIED:
        share = PROMPTING["arithmetic_share"] * PROMPTING["arithmetic_unified"]
    share *= gain(run.chip, run.model.operand_bits)
    arithmetic = fused_time(run.model, run.chip, run.prompt_tokens, share, gpus=run.gpus, split=run.split)
    least = run.model.bytes_read(run.prompt_tokens) / (run.chip.bandwidth * DECODING["share"])
    launches = 0.0
    if run.software in EAGER:
        launches = run.model.architecture.layers * launch_time(
            launch_kind(run.model.quantization, run.model.bits), DECODING
        )
    parts = {"compute": arithmetic, "bandwidth": least, "launches": launches}
    longest = max(parts, key=lambda name: parts[name])
    return max(parts[longest], 1e-6), longest


def server_of(run: Run) -> Serving:
    """What a server works on for the streams of a run."""
    return serving_of(
        run.model,
        run.chip,
        run.memory_bytes,
        run.prompt_tokens,
        run.output_tokens,
        gpus=run.gpus,
        split=run.split,
        kv_bytes=run.kv_bytes,
        concurrency=run.streams,
        cached_tokens=run.cached_tokens,
    )


def _many(run: Run, step: StepTime, decoding: Range, reading: Range) -> tuple[Range, Range, float, str]:
    """(one stream's rate, all streams' with their prompts, streams at once, what binds) for the streams asked for."""
    alone = 1 / (1 / decoding + run.read_tokens / run.output_tokens / reading)
    if run.streams == 1:
        return decoding, alone, 1.0, step.binds
    if run.software in SERVERS:
        server = server_of(run)
        token = token_time(server)
        at_once, rate, binds = server.batch, run.calibration / token.total, token.binds
        known = run.software in MEASURED_SERVERS and run.measured_chip
        spread = SERVED["spread_serving" if known else "spread_outside"]
    else:
        at_once = float(run.streams)
        batch = decoding_step(run, run.streams)
        share = PROMPTING["arithmetic_share"]
        arithmetic = run.streams * 2 * run.model.multiplied / (run.chip.matrix_fp16 * share)
        seconds = max(batch.total, arithmetic) / run.streams + run.read_tokens / run.output_tokens / reading.typical
        rate = run.calibration / seconds
        binds = batch.binds if batch.total > arithmetic else "compute"
        spread = DECODING["spread_outside"]
    slow = speed_under_limit(wanted_watts(run.chip, PREFILL), run.limit_watts, PREFILL)
    rate = min(max(rate * slow, alone.typical), at_once * alone.typical)
    together = _around(rate, max(spread, decoding_spread(run)))
    return together * (1 / at_once), together, at_once, binds


def decoding_spread(run: Run) -> float:
    """Half width of a stream's rate, in logarithms."""
    if run.calibration != 1:
        return CALIBRATED
    if run.software not in MEASURED_DECODING or not run.measured_chip:
        spread = DECODING["spread_outside"]
    else:
        spread = DECODING["spread_eager" if run.software in EAGER else "spread_compiled"]
    if run.limit_watts is not None:
        spread += LIMITED["spread_limited"]
    if run.model.architecture.experts and run.software not in MEASURED_EXPERTS:
        spread *= UNSTEADY
    return spread * (UNSTEADY if run.in_ram else 1.0)


def prompt_spread(run: Run) -> float:
    """Half width of the prompt's rate, in logarithms."""
    known = run.software in MEASURED_PROMPTS and run.measured_chip
    spread = PROMPTING["spread_llama_cpp" if known else "spread_outside"]
    if known and run.chip.memory == UNIFIED:
        spread *= UNIFIED_UNCERTAINTY
    return spread * (UNSTEADY if run.in_ram else 1.0)


def calibrated(run: Run, reading: float) -> tuple[Run, float]:
    """The run with its decoding scaled to one's own reading of a stream, and by how much the estimate was off."""
    found = pace(replace(run, calibration=1.0)).stream.typical
    return replace(run, calibration=reading / found), found / reading - 1


def _around(value: float, spread: float) -> Range:
    return Range.around(value, math.exp(spread))


def drawing_share(run: Run, step: StepTime) -> float:
    """The share of a step in which one GPU works: of those with whole layers each has its turn."""
    return step.busy if run.split == TENSOR else step.busy / run.gpus


def _watts(run: Run, step: StepTime) -> Range | None:
    """Watts of one GPU, at most the limit, or what boards allow."""
    if not run.chip.board_watts:
        return None
    busy = drawing_share(run, step)
    most = run.limit_watts or BOARDS_ALLOW * run.chip.board_watts
    known = DRAWING["spread_power" if run.measured_board else "spread_outside"]
    drawn = _around(drawn_watts(run.chip, DECODE, busy, run.limit_watts), known)
    return Range(*(min(w, most) for w in (drawn.low, drawn.typical, drawn.high)))
