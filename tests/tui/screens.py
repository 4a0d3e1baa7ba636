"""Screens for tests: an app driven key by key, and what then stands on the screen as plain text."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from textual.app import App
from textual.pilot import Pilot

NARROW, WIDE = (80, 24), (140, 45)

Journey = Callable[[Pilot[Any]], Awaitable[None]]


def drive(app: App[Any], journey: Journey, *, size: tuple[int, int] = NARROW) -> None:
    """Run an app without a terminal and take it through a journey."""

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await journey(pilot)

    asyncio.run(run())


def shown(app: App[Any]) -> str:
    """What stands on the screen, line by line."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys one after the other; a text of several characters in quotes is typed."""
    for key in keys:
        if key.startswith('"'):
            await pilot.press(*key[1:-1])
        else:
            await pilot.press(key)
        await pilot.pause()
