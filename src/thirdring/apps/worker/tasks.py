"""Work of the worker for its own sake: jobs whose worker died are given to another one.

Every app keeps its jobs in its own ``tasks`` module; procrastinate finds them by that name.
"""

from __future__ import annotations

from procrastinate import JobContext
from procrastinate.contrib.django import app


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="retry stalled jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Every five minutes: a job whose worker has stopped giving signs of life is run anew."""
    for job in await context.app.job_manager.get_stalled_jobs():
        await context.app.job_manager.retry_job(job)
