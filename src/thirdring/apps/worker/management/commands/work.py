"""Runs the worker: the jobs of all apps, and the work that always goes on."""

from __future__ import annotations

import asyncio
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from thirdring.apps.worker.standing import keep_working
from thirdring.words import _, whole_number


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--concurrency", type=whole_number(1, example=4), default=1, help=_("so many jobs at once")
        )

    def handle(self, *_arguments: Any, concurrency: int, **_options: Any) -> None:
        assert isinstance(app.connector, DjangoConnector)
        with app.replace_connector(app.connector.get_worker_connector()) as jobs:
            asyncio.run(_work(jobs, concurrency))


async def _work(jobs: App, concurrency: int) -> None:
    """Until SIGTERM or Ctrl-C, which the jobs answer by ending what they have begun."""
    async with jobs.open_async():
        standing = asyncio.create_task(keep_working())
        try:
            await jobs.run_worker_async(concurrency=concurrency)
        finally:
            standing.cancel()
            await asyncio.gather(standing, return_exceptions=True)
