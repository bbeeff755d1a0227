"""The gateway to the web's host: what the stand-in posts to 127.0.0.1 at the hub goes over the wire to there.

python -m tests.hosts.relay 127.0.0.1:8090=10.77.0.2:8090
"""

import asyncio
import sys
from contextlib import suppress


async def relay(here: str, there: str) -> None:
    """Lead every connection on. Runs until it is ended."""
    host, port = there.split(":")

    async def lead(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            onward, back = await asyncio.open_connection(host, int(port))
        except OSError:
            writer.close()
            return
        await asyncio.gather(_pass_on(reader, back), _pass_on(onward, writer))

    own_host, own_port = here.split(":")
    server = await asyncio.start_server(lead, own_host, int(own_port))
    await server.serve_forever()


async def _pass_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while some := await source.read(65536):
            sink.write(some)
            await sink.drain()
    with suppress(OSError):
        sink.close()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(relay(*sys.argv[1].split("=")))
