"""A slow link: a proxy that lets bytes through at a rate, each way later by half a round trip."""

from __future__ import annotations

import asyncio
import threading
from types import TracebackType
from typing import Self

CHUNK_BYTES = 4096


class SlowLink:
    """Stands before a server on 127.0.0.1; all its connections share one rate from the server to the client."""

    def __init__(self, port: int, *, bits_per_second: float, round_trip_seconds: float) -> None:
        self._port = port
        self._bytes_per_second = bits_per_second / 8
        self._way = round_trip_seconds / 2
        self._free_at = 0.0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        start = asyncio.start_server(self._connect, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(start, self._loop).result()

    @property
    def origin(self) -> str:
        """Where the client connects."""
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(2 * self._way)  # the handshake: one round trip before the first request can leave
        there = await asyncio.open_connection("127.0.0.1", self._port)
        ways = (self._carry(reader, there[1], shaped=False), self._carry(there[0], writer, shaped=True))
        await asyncio.gather(*ways, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, shaped: bool) -> None:
        """Pass on what is read, each chunk in its turn and after its way; reading does not wait for arrival."""
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=64)
        arrival = asyncio.create_task(self._arrive(under_way, writer))
        try:
            while chunk := await reader.read(CHUNK_BYTES):
                sent = self._turn(len(chunk)) if shaped else self._loop.time()
                await asyncio.sleep(max(0.0, sent - self._loop.time()))
                await under_way.put((sent + self._way, chunk))
        finally:
            await under_way.put((0.0, b""))
            await arrival

    async def _arrive(self, under_way: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                at, chunk = await under_way.get()
                if not chunk:
                    break
                await asyncio.sleep(max(0.0, at - self._loop.time()))
                writer.write(chunk)
                await writer.drain()
        finally:
            writer.close()

    def _turn(self, count: int) -> float:
        """When the last of `count` bytes leaves, after all that were ready before."""
        self._free_at = max(self._free_at, self._loop.time()) + count / self._bytes_per_second
        return self._free_at
